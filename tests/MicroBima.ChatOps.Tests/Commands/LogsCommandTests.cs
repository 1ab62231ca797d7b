using System.Diagnostics;
using System.Text.Json;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary><c>chatops logs</c> as programs see it: real processes.</summary>
public sealed class LogsCommandTests : IDisposable
{
    private const string Healthy =
        "2026-11-22T09:00:00Z app[a] jnb [info]GET /a 200 5ms\n2026-11-22T09:00:01Z app[a] jnb [info]Error: known 17\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Groups_say_event_pattern_level_and_text_of_each_line()
    {
        var (code, output, _) = await RunAsync("TypeError: x 17\n    at a (/b.js:1:1)\nfine\n", "logs", "--groups");

        var lines = output.TrimEnd('\n').Split('\n').Select(line => line.Split('\t')).ToList();
        Assert.Equal(1, code);
        Assert.Equal(["0", "0", "1"], lines.Select(line => line[0]));
        Assert.Equal(lines[0][1], lines[1][1]);
        Assert.Equal(["error", "error", "info"], lines.Select(line => line[2]));
        Assert.Equal("fine", lines[2][3]);
    }

    [Fact]
    public async Task Only_errors_that_were_not_there_before_are_bad_news()
    {
        var before = _folder.In("before.log");
        await File.WriteAllTextAsync(before, Healthy);
        var same = await RunAsync(Healthy, "logs", "--baseline", before, "--json");
        var worse = await RunAsync(Healthy + "Error: boom\n", "logs", "--baseline", before, "--json");

        Assert.Equal((0, 1), (same.Code, worse.Code));
        Assert.Equal(["known", "known"], StatesOf(same.Output));
        Assert.Equal(["new", "known", "known"], StatesOf(worse.Output));
    }

    [Fact]
    public async Task Of_what_ended_something_none_is_left_out_of_the_summary()
    {
        string[] ends =
        [
            "panic: the ledger is out of balance",
            "FATAL: the lease of this machine was lost",
            "Out of memory: killed process",
            "Process appears to have been OOM killed!",
            "Segmentation fault (core dumped)",
            "kernel panic, not syncing",
            "No space left on device",
            "Read-only file system",
            "fatal error while starting",
            "Uncaught exception in worker",
            "machine has reached its max restart count",
        ];

        var (_, output, _) = await RunAsync(string.Join('\n', ends) + "\n", "logs");

        Assert.All(ends, end => Assert.Contains(end, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task However_many_ends_there_are_all_are_told_and_the_rest_is_counted()
    {
        var ends = Enumerable
            .Range(0, 120)
            .Select(number => $"{(char)('A' + (number / 20))}{(char)('a' + (number % 20))}Error: unhandled rejection")
            .ToList();

        var (_, output, _) = await RunAsync(string.Join('\n', [.. ends, "Error: off", "fine", ""]), "logs");

        Assert.All(ends, end => Assert.Contains(end, output, StringComparison.Ordinal));
        Assert.EndsWith("and 2 more, 1 of them errors; --json tells all\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_tells_counts_times_and_level()
    {
        var (_, output, _) = await RunAsync(Healthy, "logs", "--json", "--format", "fly");

        using var first = JsonDocument.Parse(output.Split('\n')[0]);
        var pattern = first.RootElement;
        Assert.Equal("error", pattern.GetProperty("level").GetString());
        Assert.Equal("Error: known *", pattern.GetProperty("pattern").GetString());
        Assert.Equal(1, pattern.GetProperty("count").GetInt64());
        Assert.Equal("2026-11-22T09:00:01+00:00", pattern.GetProperty("first").GetString());
    }

    [Theory]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0 }, "is compressed; unpack it first: gzip")]
    [InlineData(new byte[] { 0x28, 0xb5, 0x2f, 0xfd }, "is compressed; unpack it first: zstd")]
    [InlineData(new byte[] { 0xff, 0xfe, 69, 0 }, "is UTF-16")]
    public async Task A_file_that_is_no_text_is_refused_with_the_way_to_make_it_one(byte[] start, string why)
    {
        var file = _folder.In("packed.log");
        await File.WriteAllBytesAsync(file, start);

        var (code, output, error) = await RunAsync("", "logs", file);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_the_place_of_a_log_is_called_a_folder()
    {
        var (code, _, error) = await RunAsync("", "logs", Path.GetDirectoryName(_folder.In("a.log"))!);

        Assert.Equal(2, code);
        Assert.Contains("is a folder", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_answered_with_2()
    {
        var (code, output, errors) = await RunAsync("", "logs", "/nowhere/at/all.log");

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("chatops logs: ", errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> StatesOf(string output)
    {
        foreach (var line in output.TrimEnd('\n').Split('\n'))
        {
            using var json = JsonDocument.Parse(line);
            yield return json.RootElement.GetProperty("state").GetString()!;
        }
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        string input,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && path.EndsWith("dotnet", StringComparison.Ordinal) ? path : "dotnet"
        )
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(Phase).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
