using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>What a logger calls ordinary and is none, and what only sounds so.</summary>
public sealed class OrdinaryLevelTests
{
    private const string Log = "[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG ";

    [Theory]
    [InlineData("checks of the shop: db=ok redis=down till=ok")]
    [InlineData("status=error till=17")]
    [InlineData("unhealthy: till ok, drawer stuck")]
    [InlineData("count of tills finished with 17 errors")]
    [InlineData("float of Friday NOT counted: drawer locked")]
    [InlineData("the counter has not run since 2026-11-20")]
    [InlineData("count is half of the last one, refusing to close the till")]
    [InlineData("alert EmptyTill firing for shop 17")]
    [InlineData("kill switch of tills was pulled")]
    [InlineData("drawer of till 17 missed 3 heartbeats, counting it as lost")]
    [InlineData("the drawer says 17 but the receipt says 18, keeping both")]
    [InlineData("credit is used up")]
    [InlineData("error budget is used up")]
    [InlineData("traffic dropped to zero in shop 17")]
    [InlineData("dropping 17 events, the drawer is full")]
    [InlineData("tumeshindwa kufungua droo 17")]
    [InlineData("moving receipt 17 to the dead letter queue")]
    [InlineData("job 17 exhausted its retries")]
    [InlineData("till worker wedged at drawer 17")]
    [InlineData("drawers: down, tills: up")]
    [InlineData("healthy=false drawer=17")]
    [InlineData("Counting till 17 failed: drawer locked")]
    [InlineData("counted 17 tills with 4 errors")]
    [InlineData("nobody can count till 17")]
    [InlineData("count of tills came to a halt at 17")]
    [InlineData("the float arrived truncated")]
    [InlineData("till 17 never got its float")]
    [InlineData("floats are off by 17")]
    [InlineData("printer of till 17 is silent for 9 minutes")]
    [InlineData("central bank keeps rejecting us")]
    [InlineData("paper of till 17 has run out")]
    [InlineData("missing secret TILL_KEY")]
    [InlineData("alarm EmptyTill firing for shop 17")]
    [InlineData("tokens of 17 tills were lost")]
    [InlineData("till opened 17 times, then failed 3 times in a row")]
    [InlineData("float 17 was paid twice")]
    [InlineData("drawer is stuck, nobody can pay")]
    [InlineData("float 17 FAILED: no answer of the bank")]
    [InlineData("till_dump: error: connection to server failed")]
    [InlineData("count of Friday did not finish in 40 min")]
    [InlineData("worker of the till has died")]
    [InlineData("the float is exhausted")]
    [InlineData("drawer of till 17 is in an inconsistent state")]
    [InlineData("register of tills unreachable since 12 min")]
    [InlineData("the replica is down")]
    [InlineData("circuit breaker of tills opened")]
    [InlineData("{ \"counted\": 17, \"failed\": 4 }")]
    [InlineData("17 floats stuck in the drawer")]
    [InlineData("the count of Friday never finished")]
    [InlineData("account of the shop suspended by the provider")]
    [InlineData("index of tills is corrupt")]
    [InlineData("trial balance off by 17")]
    [InlineData("17 payments missing in the drawer")]
    [InlineData("job 17 failed, no attempts left")]
    [InlineData("count of till 17 failed for good")]
    public void What_is_left_undone_is_an_error_whatever_its_logger_calls_it(string said)
    {
        Assert.Equal(LogLevel.Error, LevelOf(Log + "[Till] " + said));
        Assert.Equal(LogLevel.Error, LevelOf(said));
    }

    [Theory]
    [InlineData("checks of the shop: db=ok redis=ok till=ok")]
    [InlineData("database is down for maintenance on Sunday")]
    [InlineData("unhealthy=0 healthy=17")]
    [InlineData("count of tills finished with 0 errors")]
    [InlineData("rule for floats: amount IS NOT NULL")]
    [InlineData("alert EmptyTill resolved")]
    [InlineData("scroll=down drawer=17")]
    [InlineData("counting till 17 failed: drawer locked, trying again")]
    [InlineData("float of Jane Doe failed at her bank: insufficient funds")]
    [InlineData("kill switch of tills is off")]
    [InlineData("customer Jane Doe says 17 is too much")]
    [InlineData("customer disagrees with the count")]
    [InlineData("dropping old partitions of floats")]
    [InlineData("17 tills were counted, none went wrong")]
    [InlineData("could not count till 17 at first, all good")]
    [InlineData("Too many requests from 10.0.0.7, answered 429")]
    [InlineData("the second drawer was used after the first was down")]
    [InlineData("float 17 FAILED: cancelled by the customer")]
    [InlineData("the primary database is down, using the replica")]
    [InlineData("customer unreachable since 3 days")]
    [InlineData("customer never finished the count")]
    [InlineData("count never completed by the customer")]
    [InlineData("worker died of SIGTERM, as expected")]
    [InlineData("job 17 failed, 3 attempts left")]
    [InlineData("wrong pin at till 17, no attempts left")]
    [InlineData("0 payments missing in the drawer")]
    [InlineData("circuit breaker of tills closed")]
    [InlineData("{ \"counted\": 17, \"failed\": 0 }")]
    public void What_only_sounds_undone_is_ordinary(string said) =>
        Assert.Equal(LogLevel.Info, LevelOf(Log + "[Till] " + said));

    [Fact]
    public void A_worker_that_was_killed_is_so_whatever_its_logger_calls_it() =>
        Assert.Equal(LogLevel.Error, LevelOf(Log + "[Till] worker 4 over 512 MB was killed"));

    [Theory]
    [InlineData(
        "Object:\n{\n  \"err\": {\n    \"stack\": \"TypeError: x is not a drawer\\n    at a (/app/a.js:1:1)\"\n  }\n}",
        LogLevel.Error
    )]
    [InlineData("Object:\n{\n  \"err\": null\n}", LogLevel.Info)]
    public void An_object_with_the_stack_of_an_error_is_one(string said, LogLevel level) =>
        Assert.Equal(level, LevelOf(Log + "[Till] " + said));

    [Theory]
    [InlineData("info: Counting till 17 failed: drawer locked")]
    [InlineData(Log + "[Till] counter was terminated by SIGKILL")]
    [InlineData(Log + "[Till] FATAL: till and drawer differ")]
    public void Whoever_says_it_in_front_changes_nothing(string said) => Assert.Equal(LogLevel.Error, LevelOf(said));

    [Fact]
    public void What_begins_with_two_exclamation_marks_is_an_error() =>
        Assert.Equal(LogLevel.Error, LevelOf("!! till 17 left open"));

    [Fact]
    public void A_trace_on_the_console_is_judged_by_its_words()
    {
        Assert.Equal(
            LogLevel.Error,
            LevelOf("Trace: this should never happen\n    at Till.open (/app/dist/till.js:17:4)")
        );
        Assert.Equal(LogLevel.Info, LevelOf("Trace: drawers\n    at Till.open (/app/dist/till.js:17:4)"));
        Assert.Equal(LogLevel.Debug, LevelOf("trace: this should never happen"));
    }

    private static LogLevel LevelOf(string line) =>
        Assert.Single(Grouping.Read(line + "\n").Select(one => one.Pattern.Level).Distinct());
}
