using CsCheck;
using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Tests.Logs;

public sealed class LogSummaryTests
{
    [Theory]
    [InlineData("GET /policies {0} 12ms")]
    [InlineData("GET /policies/77 -> {0}")]
    [InlineData("HTTP {0}")]
    [InlineData("\"GET /x HTTP/1.1\" {0} 512")]
    [InlineData("status={0} path=/x")]
    [InlineData("status: {0}")]
    [InlineData("{{\"statusCode\":{0},\"ms\":12}}")]
    [InlineData("{{\"status\": {0}}}")]
    [InlineData("{{\"status\":\"{0}\"}}")]
    [InlineData("answered {0}")]
    [InlineData("({0})")]
    public void Answers_2xx_and_5xx_never_become_one(string line)
    {
        static string Of(string line, int status) =>
            string.Format(System.Globalization.CultureInfo.InvariantCulture, line, status);

        var (good, missing, bad, worse) = (
            Pattern(Of(line, 200)),
            Pattern(Of(line, 404)),
            Pattern(Of(line, 500)),
            Pattern(Of(line, 503))
        );

        Assert.NotEqual(good, bad);
        Assert.NotEqual(missing, bad);
        Assert.Equal(bad, worse);
        Assert.Equal(good, Pattern(Of(line, 201)));
    }

    [Theory]
    [InlineData("user 17 not found", "user 99 not found")]
    [InlineData("slow: 512 ms", "slow: 97 ms")]
    [InlineData("slow: 512ms", "slow: 1200ms")]
    [InlineData("id 3f2504e0-4f89-11d3-9a0c-0305e82c3301 gone", "id 9b2504e0-4f89-41d3-9a0c-a305e82c33ff gone")]
    [InlineData("reading 'value'", "reading 'name'")]
    [InlineData("commit deadbeef01 missing", "commit 0123456789ab missing")]
    [InlineData("at  10.5   s", "at 11.25 s")]
    public void Values_do_not_make_another_message(string one, string other)
    {
        Assert.Equal(Pattern(one), Pattern(other));
    }

    [Theory]
    [InlineData("error P2002", "error P2024")]
    [InlineData("exited with code: 1", "exited with code: 137")]
    [InlineData("user not found", "policy not found")]
    [InlineData("""{"level":"x","msg":1}""", """{"level":"x","error":1}""")]
    public void What_tells_one_message_from_another_stays(string one, string other)
    {
        Assert.NotEqual(Pattern(one), Pattern(other));
    }

    [Fact]
    public void Errors_come_first_then_the_most_frequent_and_ordinary_lines_not_at_all()
    {
        LogLine[] lines =
        [
            new(null, LogLevel.Info, "fine"),
            new(null, LogLevel.Warn, "slow 1"),
            new(null, LogLevel.Warn, "slow 2"),
            new(null, LogLevel.Error, "broken 1"),
            new(null, LogLevel.Warn, "broken 2"),
        ];

        var groups = LogSummary.Of(lines);

        Assert.Equal(
            [("broken *", LogLevel.Error, 1), ("slow *", LogLevel.Warn, 2), ("broken *", LogLevel.Warn, 1)],
            groups.Select(group => (group.Pattern, group.Level, group.Count))
        );
    }

    [Fact]
    public void Any_text_has_a_pattern_and_patterns_are_short() =>
        Gen.String.Sample(text => LogSummary.PatternOf(text).Length <= 160);

    private static string Pattern(string message) => LogSummary.PatternOf(message);
}
