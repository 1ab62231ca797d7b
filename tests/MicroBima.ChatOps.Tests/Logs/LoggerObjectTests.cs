using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;

namespace MicroBima.ChatOps.Tests.Logs;

public sealed class LoggerObjectTests
{
    [Theory]
    [InlineData("""{"@t":"2026-11-22T10:00:00Z","@mt":"No rate for {Id}","@l":"Error","Id":7}""", LogLevel.Error)]
    [InlineData(
        """{"@t":"2026-11-22T10:00:00Z","@mt":"Late","@l":"Fatal","@x":"System.Exception: off"}""",
        LogLevel.Fatal
    )]
    [InlineData("""{"@t":"2026-11-22T10:00:00Z","@m":"A payment failed report was sent"}""", LogLevel.Info)]
    [InlineData("""{"@t":"2026-11-22T10:00:00Z","@mt":"{RequestPath} answered","StatusCode":502}""", LogLevel.Error)]
    [InlineData(
        """{"Timestamp":"2026-11-22T10:00:00Z","Level":"Information","Message":"Error page shown"}""",
        LogLevel.Info
    )]
    public void What_Serilog_writes_is_as_bad_as_it_says(string line, LogLevel level)
    {
        Assert.Equal(level, LevelOf(line));
    }

    [Theory]
    [InlineData("""{"log.level":"info","message":"the error page was shown"}""", LogLevel.Info)]
    [InlineData("""{"log":{"level":"error","logger":"rates"},"message":"no rate"}""", LogLevel.Error)]
    [InlineData(
        """{"log":{"level":"info"},"message":"done","http":{"response":{"status_code":503}}}""",
        LogLevel.Error
    )]
    [InlineData("""{"log.level":"info","message":"done","http.response.status_code":503}""", LogLevel.Error)]
    public void What_is_written_by_the_common_schema_of_Elastic_is_as_bad_as_it_says(string line, LogLevel level)
    {
        Assert.Equal(level, LevelOf(line));
    }

    [Fact]
    public void The_errors_of_that_schema_are_told_apart_by_what_they_say()
    {
        var found = Grouping.Read(
            """
            {"log.level":"error","message":"unhandled","error.type":"RateError","error.message":"no rate"}
            {"log.level":"error","message":"unhandled","error.type":"FloatError","error.message":"no float"}

            """
        );

        Assert.Equal(
            ["unhandled RateError: no rate", "unhandled FloatError: no float"],
            found.Select(line => line.Pattern.Text)
        );
    }

    [Theory]
    [InlineData("app", "info", "TypeError: off", LogLevel.Error)]
    [InlineData("app", "error", "[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Api] ready", LogLevel.Info)]
    [InlineData("app", "info", """{\"level\":\"warn\",\"message\":\"slow\"}""", LogLevel.Warn)]
    [InlineData("proxy", "error", "[PC01] instance refused connection", LogLevel.Error)]
    [InlineData("runner", "info", "Machine started in 812ms", LogLevel.Info)]
    public void In_records_of_Flys_shipper_the_message_says_how_bad_it_is_and_not_the_platform(
        string provider,
        string platform,
        string message,
        LogLevel level
    )
    {
        var line =
            $$$"""{"event":{"provider":"{{{provider}}}"},"fly":{"app":{"instance":"148e2d5a","name":"api"},"region":"jnb"},"host":"a","log":{"level":"{{{platform}}}"},"message":"{{{message}}}","timestamp":"2026-11-22T10:00:00.1Z"}""";

        Assert.Equal(level, LevelOf(line));
    }

    private static LogLevel LevelOf(string line) => Grouping.Read(line + "\n")[0].Pattern.Level;
}
