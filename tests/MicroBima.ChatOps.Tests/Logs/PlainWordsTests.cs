using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;

namespace MicroBima.ChatOps.Tests.Logs;

public sealed class PlainWordsTests
{
    private const string Log = "[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG ";
    private const string Warn = "[Nest] 17  - 11/22/2026, 1:11:20 PM    WARN ";

    [Theory]
    [InlineData("till worker 17 died on us")]
    [InlineData("sync of tills choked")]
    [InlineData("the float queue froze")]
    [InlineData("download 17 stopped half way")]
    [InlineData("something went badly wrong")]
    [InlineData("transfer 17 bounced")]
    [InlineData("the file was cut short")]
    [InlineData("floats of 17 tills don't tally")]
    [InlineData("till transaction 17 rolled back")]
    [InlineData("float 17 turned down by the central bank")]
    [InlineData("gateway refuses float 17")]
    [InlineData("till refused 3 of 17 rows")]
    [InlineData("nobody listens on till 17")]
    [InlineData("till printer keeps restarting")]
    [InlineData("a float below 0, this should never happen")]
    [InlineData("till 17 won't open")]
    [InlineData("couldn't count the float")]
    [InlineData("till.map is not a function")]
    [InlineData("tills are no longer reachable")]
    [InlineData("the float ran dry")]
    [InlineData("incomplete answer of till 17")]
    [InlineData("float 17 thrown back by the bank")]
    [InlineData("counter missed 17 runs")]
    [InlineData("no route from the shop to till 17")]
    [InlineData("tills have run out of paper rolls")]
    [InlineData("till: /lib/float.so: version `17' not found (required by till)")]
    [InlineData("the till server isn't available")]
    [InlineData("TillRetriesExceeded: 17")]
    [InlineData("lost the link of till 17")]
    [InlineData("template float.hbs not found")]
    [InlineData("missing required setting TILL")]
    [InlineData("malformed row 17 of the float")]
    [InlineData("currency mismatch of till 17")]
    [InlineData("queue of tills dried up")]
    [InlineData("the bank does not know till 17")]
    [InlineData("the bank locked us out")]
    [InlineData("both clerks claimed the same till")]
    [InlineData("till 17 lost row 4 of the float")]
    [InlineData("its total is plainly wrong")]
    [InlineData("the tills stopped working")]
    [InlineData("oops, float below 0")]
    [InlineData("sync of floats fell apart")]
    [InlineData("float paid to the wrong till")]
    [InlineData("till 17 returned gibberish")]
    [InlineData("the tunnel was severed")]
    [InlineData("nobody consumes the floats")]
    [InlineData("no tills, counting is impossible")]
    [InlineData("NoSuchTill: 17")]
    [InlineData("till 17 is hanging")]
    [InlineData("till.png has an unsupported format")]
    [InlineData("float sync hung, ended after 17 min")]
    [InlineData("till key rejected by the float vendor")]
    [InlineData("/bin/till.sh: line 17: exec: float: not found")]
    [InlineData("wrong checksum on float.pdf")]
    [InlineData("the till went quiet unexpectedly")]
    [InlineData("only 3 of 17 floats came")]
    [InlineData("read 3 rows instead of 17")]
    [InlineData("17 floats lost")]
    [InlineData("nothing comes from the tills any more")]
    [InlineData("17 floats hang since noon")]
    [InlineData("floats pile up: 17")]
    [InlineData("till and float disagree on 17 rows")]
    [InlineData("till disk almost full")]
    [InlineData("the till lost its float")]
    [InlineData("float dump is only 0 bytes")]
    [InlineData("lock of till 17 was never released")]
    [InlineData("key of till 17 does not fit")]
    [InlineData("till 17 stopped answering")]
    [InlineData("call ended without an answer")]
    [InlineData("till in an endless loop")]
    [InlineData("float 17 eaten by the queue")]
    [InlineData("till: TILL_KEY missing")]
    [InlineData("the float has the wrong sign")]
    [InlineData("till and float differ by 17")]
    [InlineData("till not emptied since 17 min")]
    [InlineData("too few tills for the float")]
    public void What_says_in_plain_words_that_it_failed_is_an_error(string line)
    {
        Assert.Equal(LogLevel.Error, LevelOf(line));
    }

    [Theory]
    [InlineData("batch 17 broke into 3 parts")]
    [InlineData("insured 17 died at home, float frozen")]
    [InlineData("job 17 froze the float as asked")]
    [InlineData("service went from blue to green")]
    [InlineData("session was interrupted by the user")]
    [InlineData("claim 17 rejected by underwriter")]
    [InlineData("server rejected 0 rows")]
    [InlineData("listening on 3000, nothing to do")]
    [InlineData("till opens at noon, 17 are there already")]
    [InlineData("float file not found, counting anew")]
    [InlineData("prices go down since noon")]
    [InlineData("missing receipts asked for again: 17")]
    [InlineData("service is not ready yet")]
    [InlineData("PaymentTimeout")]
    [InlineData("walk ended in the middle of town")]
    [InlineData("tell us about till 17")]
    [InlineData("two tills have the same price")]
    [InlineData("2026-11-22T10:00:00Z Error messages printed: 17")]
    [InlineData("nothing processed since noon, no tills")]
    [InlineData("nobody waits at till 17")]
    [InlineData("the wrong till was named by the customer")]
    [InlineData("wrong password for till 17")]
    [InlineData("2026-11-22T10:00:00Z error log of till 17 rotated")]
    [InlineData("till volume full backup done")]
    [InlineData("till disk 17% full")]
    [InlineData("tills counted, nothing missing")]
    [InlineData("clerk lost the way, no more tills")]
    [InlineData("dump has 17 bytes")]
    [InlineData("showing only 3 of 17 floats")]
    [InlineData("batch 17: 0 failed")]
    [InlineData("till 4: 0 of 17 floats failed")]
    [InlineData("removing the lock that a crashed till left")]
    [InlineData(Log + "[Cron] batch 17: 0 failed")]
    [InlineData(Log + "[Cron] could not reach till 17, asking the next")]
    [InlineData(Log + "[Cron] till 17 answered ECONNRESET, retrying")]
    [InlineData(Log + "[Cron] till of the user could not be reached, again in 3 s")]
    [InlineData(Warn + "[Cron] could not reach till 17")]
    [InlineData(Warn + "[Cron] connect ECONNREFUSED 10.0.0.7:17")]
    [InlineData(Log + "[Float] Upload of 17 aborted by the user")]
    [InlineData("half of the floats are counted")]
    [InlineData("2026-11-22T10:00:00Z error codes loaded: 17")]
    [InlineData(Log + "[Cron] float job failed before and is back")]
    [InlineData(Log + "[Cron] job 17 failed, retrying in 3 s")]
    [InlineData(Log + "[Float] Failed to read the float, using the last one")]
    public void What_only_uses_such_words_is_not(string line)
    {
        Assert.InRange(LevelOf(line), LogLevel.Debug, LogLevel.Warn);
    }

    [Theory]
    [InlineData(Log + "[Cron] Job float-count failed: no till")]
    [InlineData(Log + "[Tills] Import of tills.csv failed at row 17")]
    [InlineData("{\"level\":30,\"msg\":\"float task failed\"}")]
    [InlineData(Log + "[Tills] Upload of floats failed: AccessDenied")]
    [InlineData("{\"level\":30,\"msg\":\"till listener threw TypeError: no till\"}")]
    [InlineData(Warn + "[Queue] floats of noon are incomplete, 17 tills lost")]
    [InlineData(Warn + "[Queue] 17 documents lost between noon and one")]
    [InlineData(Warn + "[Queue] job 17 was tried too often and moved to failed")]
    [InlineData(Log + "[Float] Failed to count the float of 17")]
    [InlineData(Log + "[Float] Error while counting till 17")]
    [InlineData(Log + "[Float] float 17 left: TypeError: no till")]
    [InlineData(Log + "[Float] count ended, connect ETIMEDOUT 10.0.0.7:17")]
    [InlineData(Log + "[Float] could not count till 17")]
    [InlineData(Log + "[Float] float import died halfway")]
    [InlineData(Log + "[Float] batch 0: 17 failed")]
    [InlineData(Log + "[Float] settlement of noon failed: no till")]
    [InlineData(Warn + "[Float] float 17 could not be matched to any till")]
    [InlineData(Warn + "[Float] dump failed: no till")]
    public void Work_that_failed_is_an_error_though_its_logger_calls_it_ordinary(string line)
    {
        Assert.Equal(LogLevel.Error, LevelOf(line));
    }

    [Theory]
    [InlineData("retry queue of tills drained")]
    [InlineData("(Use `till --trace-deprecation ...` to show where the warning was created)")]
    [InlineData("removing stale lock of till 17")]
    public void What_only_names_a_worry_is_none(string line)
    {
        Assert.Equal(LogLevel.Info, LevelOf(line));
    }

    [Fact]
    public void A_level_in_brackets_may_stand_behind_the_name_of_a_program()
    {
        Assert.Equal(LogLevel.Fatal, LevelOf("till: [emerg] float(17) below"));
        Assert.Equal(LogLevel.Warn, LevelOf("till: [warn] float below"));
    }

    [Fact]
    public void Brackets_with_nothing_behind_them_are_what_a_line_says()
    {
        var found = Grouping.Read("2026-11-22T10:00:00Z [UnhandledPromiseRejection: nobody caught \"the float\"] {\n");

        Assert.Equal(LogLevel.Fatal, Assert.Single(found).Pattern.Level);
    }

    [Fact]
    public void Below_the_object_of_an_uncaught_error_begins_another_event()
    {
        var found = Grouping.Read(
            "node:internal/process/promises:394\n      throw late;\n      ^\n\n[UnhandledPromiseRejection: late] {\n"
                + "  code: 'LATE'\n}\ntills counted\n"
        );

        Assert.All(found.SkipLast(1), line => Assert.Equal(found[0].Event, line.Event));
        Assert.NotEqual(found[0].Event, found[^1].Event);
    }

    [Theory]
    [InlineData("connect from till.shop.invalid[10.0.0.7]")]
    [InlineData("till 7 opened via drawer.invalid:3128")]
    public void A_word_in_the_name_of_a_host_worries_nobody(string line)
    {
        Assert.Equal(LogLevel.Info, Assert.Single(Grouping.Read(line + "\n")).Pattern.Level);
    }

    private static LogLevel LevelOf(string line) =>
        Assert.Single(Grouping.Read(line + "\n").Select(one => one.Pattern.Level).Distinct());
}
