using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>What loggers of Nest, winston, Prisma and Fly write for one event, and how bad it is.</summary>
public sealed class LoggerRecordTests
{
    private const string At = "[Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR ";

    [Theory]
    [InlineData(At + "[Till] float not booked\n" + At + "[Till] Object:\n{\n  \"reason\": \"no rate\"\n}\n")]
    [InlineData(At + "[Till] float not booked\n" + At + "[Till] Object(2) {\n  reason: 'no rate',\n  id: 7\n}")]
    public void An_object_that_Nest_was_given_with_a_message_is_one_event_with_it(string log)
    {
        var found = Grouping.Read(log + "\n");

        Assert.Single(found.Select(line => line.Event).Distinct());
        Assert.StartsWith("[Till] float not booked", found[0].Pattern.Text, StringComparison.Ordinal);
        Assert.Contains("reason", found[0].Pattern.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Object", found[0].Pattern.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR [Door] Object:")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Till] Object:")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:29 PM   ERROR [Till] Object:")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR [Till] no Object:")]
    public void An_object_of_another_matter_is_an_event_of_its_own(string record)
    {
        var found = Grouping.Read($"{At}[Till] float not booked\n{record}\n{{\n  \"id\": 7\n}}\n");

        Assert.Equal(2, found.Select(line => line.Event).Distinct().Count());
        Assert.Equal(found[1].Event, found[^1].Event);
    }

    [Theory]
    [InlineData("error: undefined", LogLevel.Error)]
    [InlineData("warn: no float, trying again", LogLevel.Warn)]
    [InlineData("info: unable to count the till", LogLevel.Error)]
    [InlineData("info: 17 floats could not be booked", LogLevel.Error)]
    [InlineData("info: till opened", LogLevel.Info)]
    [InlineData("debug: error of till is undefined", LogLevel.Debug)]
    [InlineData("error: 0, done: 3", LogLevel.Info)]
    public void A_level_behind_the_label_of_winston_is_one(string said, LogLevel level) =>
        Assert.Equal(level, LevelOf("2026-11-22T10:00:00.120Z [Till] " + said));

    [Theory]
    [InlineData("Health check on port 3000 is in a 'critical' state. Your app may not be responding.", LogLevel.Error)]
    [InlineData("Health check on port 3000 is in a 'passing' state.", LogLevel.Info)]
    public void The_state_of_a_check_of_Fly_says_how_bad_it_is(string said, LogLevel level) =>
        Assert.Equal(level, LevelOf("2026-11-22T10:00:00Z health[148e2d5a] jnb [info]" + said));

    [Theory]
    [InlineData(
        "PrismaClientValidationError: \nInvalid `db.till.findMany()` invocation:\n\n{\n  where: {\n    statuss: \"open\",\n    ~~~~~~~\n?   id?: String\n  }\n}\n\nUnknown argument `statuss`."
    )]
    [InlineData(
        "Error: P3006\n\nMigration `7_x` failed to apply cleanly.\nError code: P1014\nError:\nThe table is away."
    )]
    [InlineData(
        "Error: P3014\n\nNo shadow could be created.\n\nOriginal error:\nERROR: denied\n   0: state::Diagnostic"
    )]
    [InlineData("Error: Schema engine error:\nFATAL: no such role")]
    public void What_Prisma_tells_over_many_lines_is_one_event(string block)
    {
        var found = Grouping.Read($"ready\n{block}\nready\n");

        Assert.Single(found.Skip(1).SkipLast(1).Select(line => line.Event).Distinct());
        Assert.Equal(LogLevel.Error, found[1].Pattern.Level);
    }

    [Fact]
    public void A_command_of_Prisma_that_fails_is_not_the_error_of_the_logger_before_it()
    {
        var found = Grouping.Read($"{At}[Till] float not booked\nError: P1001\n\nCan't reach the database.\n");

        Assert.Equal(2, found.Select(line => line.Event).Distinct().Count());
        Assert.Equal(found[1].Event, found[^1].Event);
    }

    [Theory]
    [InlineData(
        "[PU02] could not reach instance: connection closed",
        "[PU02] could not reach instance: connection closed"
    )]
    [InlineData(
        "[PU01] could not reach instance: connection closed",
        "[PU02] could not reach instance: connection closed"
    )]
    public void What_Flys_proxy_says_twice_are_two_events(string one, string other)
    {
        const string Proxy = "2026-11-22T10:00:00Z proxy[148e2d5a] jnb [error]";

        var found = Grouping.Read($"{Proxy}{one}\n{Proxy}{other}\n");

        Assert.Equal(2, found.Select(line => line.Event).Distinct().Count());
    }

    private static LogLevel LevelOf(string line) => Grouping.Read(line + "\n")[0].Pattern.Level;
}
