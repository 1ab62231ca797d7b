using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Tests.Logs;

public sealed class FlyLogTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_line_has_its_moment_its_level_and_its_message()
    {
        var line = Assert.Single(
            FlyLog.Read("2026-11-22T10:00:00Z app[148e2] jnb [info][Nest] 17  - LOG Started\n", null)
        );

        Assert.Equal(new LogLine(At, LogLevel.Info, "[Nest] 17  - LOG Started"), line);
    }

    [Fact]
    public void F03_colours_links_and_carriage_returns_are_taken_out()
    {
        var line = Assert.Single(
            FlyLog.Read(
                "\u001b[32m2026-11-22T10:00:00Z\u001b[0m app[1] jnb [info]\u001b[1;31mERROR\u001b[0m \u001b]8;;https://evil\u0007here\u001b]8;;\u0007\u001b[2K\r\n",
                null
            )
        );

        Assert.Equal("ERROR here", line.Message);
        Assert.Equal(LogLevel.Error, line.Level);
    }

    [Fact]
    public void A_line_without_a_head_belongs_to_the_moment_of_the_one_before()
    {
        var lines = FlyLog.Read(
            "2026-11-22T10:00:00Z app[1] jnb [info]Uncaught\n    at main.js:1\nTypeError: x is not a function\n",
            At
        );

        Assert.Equal([At, At, At], lines.Select(line => line.At));
        Assert.Equal([LogLevel.Error, LogLevel.Info, LogLevel.Error], lines.Select(line => line.Level));
    }

    [Fact]
    public void What_continues_a_line_from_before_the_moment_is_from_before_too()
    {
        var lines = FlyLog.Read(
            "2026-11-22T09:59:59Z app[1] jnb [info]old\nTypeError: old\n2026-11-22T10:00:00Z app[1] jnb [info]new\n",
            At
        );

        Assert.Equal(["new"], lines.Select(line => line.Message));
    }

    [Fact]
    public void Lines_before_any_head_are_kept()
    {
        Assert.Equal(new LogLine(null, LogLevel.Info, "hello"), Assert.Single(FlyLog.Read("hello\n\n", At)));
    }

    [Theory]
    [InlineData("2026-99-99T99:99:99Z app[1] jnb [info]forged")]
    [InlineData("2026-02-30T00:00:00Z app[1] jnb [info]forged")]
    public void F09_a_moment_that_no_calendar_has_is_text(string line)
    {
        Assert.Equal(new LogLine(null, LogLevel.Info, line), Assert.Single(FlyLog.Read(line, null)));
    }

    [Fact]
    public void F08_a_line_of_a_megabyte_is_cut_before_it_is_looked_at()
    {
        var line = Assert.Single(
            FlyLog.Read($"2026-11-22T10:00:00Z app[1] jnb [info]{new string('"', 1_000_000)}", null)
        );

        Assert.InRange(line.Message.Length, 1, 4000);
        Assert.NotEmpty(LogSummary.PatternOf(new string('\'', 1_000_000)));
    }

    [Theory]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR [ExceptionsHandler] PrismaClientKnownRequestError:")]
    [InlineData("TypeError: Cannot read properties of undefined (reading 'value')")]
    [InlineData("Error: connect ECONNREFUSED 127.0.0.1:5432")]
    [InlineData("Process appears to have been OOM killed!")]
    [InlineData("Out of memory: Killed process 512 (node)")]
    [InlineData("FATAL:  sorry, too many clients already")]
    [InlineData("Main child exited normally with code: 137")]
    [InlineData("Main child exited with code: 1")]
    [InlineData("exit code 2")]
    [InlineData("GET /policies HTTP/1.1\" 503 12")]
    [InlineData("request done status=500 in 12 ms")]
    [InlineData("""{"level":50,"msg":"boom"}""")]
    [InlineData("""{"level":"error","msg":"boom"}""")]
    [InlineData("""{"level":30,"res":{"statusCode":502}}""")]
    [InlineData("  code: 'P2024',")]
    [InlineData("panic: runtime error")]
    public void Bad_lines_are_errors_whatever_the_platform_calls_them(string message)
    {
        Assert.Equal(LogLevel.Error, FlyLog.LevelOf(message));
    }

    [Theory]
    [InlineData("[Nest] 17  -    WARN [Pool] slow query")]
    [InlineData("WARN slow")]
    [InlineData("WARNING: deprecated")]
    [InlineData("""{"level":40,"msg":"slow"}""")]
    public void Warnings_are_warnings(string message)
    {
        Assert.Equal(LogLevel.Warn, FlyLog.LevelOf(message));
    }

    [Theory]
    [InlineData("GET /policies 200 12ms")]
    [InlineData("0 errors, 3 tests")]
    [InlineData("Main child exited normally with code: 0")]
    [InlineData("listening on port 5000")]
    [InlineData("""{"level":30,"res":{"statusCode":200}}""")]
    [InlineData("TERROR is a place")]
    public void Ordinary_lines_are_ordinary(string message)
    {
        Assert.Equal(LogLevel.Info, FlyLog.LevelOf(message));
    }
}
