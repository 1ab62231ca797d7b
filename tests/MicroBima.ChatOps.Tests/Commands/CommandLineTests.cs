using System.Diagnostics;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tests.Scenarios;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>The command line as scripts see it: what went wrong stands on standard error in one line, and the exit code says so.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("history --data {0}", "There is no journal in ")]
    [InlineData("history --data {0}/nowhere", "There is no journal in ")]
    [InlineData("stats --data {0}", "There is no journal in ")]
    [InlineData("audit verify --data {0}", "There is no journal in ")]
    [InlineData("audit export --data {0}", "There is no journal in ")]
    [InlineData("stats --data {0} --weeks -1", "--weeks must be from 1 to 520.")]
    [InlineData("stats --data {0} --weeks 521", "--weeks must be from 1 to 520.")]
    [InlineData("stats --data {0} --weeks many", "many")]
    [InlineData("audit export --data {0} --format xml", "xml")]
    [InlineData("judge {0} --deployed-at 2026-11-22T12:00:00Z", "is a folder: name the files in it.")]
    [InlineData("judge {0}/none.csv --deployed-at 2026-11-22T12:00:00Z", "none.csv")]
    [InlineData("judge {0}/none.csv --deployed-at noon", "--deployed-at 'noon' is no time")]
    [InlineData(
        "judge {0}/none.csv --deployed-at 9999-12-31T23:59:59Z",
        "--deployed-at '9999-12-31T23:59:59Z' is no time"
    )]
    [InlineData("backup verify {0}", "is a folder: name the dump in it.")]
    [InlineData("backup verify {0}/none.dump", "none.dump does not exist.")]
    [InlineData("logs {0}/none.log", "none.log")]
    [InlineData("rehearse {0} --on nowhere;=", "could not be rehearsed: The connection to the database cannot be read")]
    [InlineData("review {0}", "no SQL is there")]
    [InlineData("frobnicate", "frobnicate")]
    public async Task What_cannot_be_done_ends_with_2_and_says_why(string line, string why)
    {
        var (code, _, errors) = await RunAsync(string.Format(null, line, _folder.Path).Split(' '));

        Assert.Equal(2, code);
        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("judge")]
    [InlineData("audit")]
    [InlineData("doctor --nowhere")]
    public async Task How_a_verb_is_used_is_no_result_where_it_was_asked_for_wrongly(string line)
    {
        var (code, output, errors) = await RunAsync(line.Split(' '));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("Usage:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B4_Programs_read_what_became_of_the_journal()
    {
        await WriteAsync();
        var whole = await RunAsync(["audit", "verify", "--json", "--data", _folder.Path]);
        await WriteAsync();
        var file = _folder.In("journal/000001.journal");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[60] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        var broken = await RunAsync(["audit", "verify", "--json", "--data", _folder.Path]);

        Assert.Equal((0, 1), (whole.Code, broken.Code));
        Assert.StartsWith("{\"ok\":true,\"records\":1,\"head\":\"", whole.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "{\"ok\":false,\"records\":null,\"head\":null,\"what\":\"Record 1 of the journal is damaged",
            broken.Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("history", "")]
    [InlineData("stats", "")]
    [InlineData("audit verify", "ok: 1 record, head ")]
    [InlineData("audit export", "\"sequence\":1")]
    public async Task A_journal_without_sessions_is_a_journal(string verb, string said)
    {
        await WriteAsync();

        var (code, output, errors) = await RunAsync([.. verb.Split(' '), "--data", _folder.Path]);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("history")]
    [InlineData("stats")]
    [InlineData("audit export")]
    public async Task B4_A_damaged_journal_is_named_and_nothing_is_told_from_it(string verb)
    {
        await WriteAsync();
        await WriteAsync();
        var file = _folder.In("journal/000001.journal");
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[60] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        var (code, output, errors) = await RunAsync([.. verb.Split(' '), "--data", _folder.Path]);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("Record 1 of the journal is damaged", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redact", 2, "there is no standard input to read")]
    [InlineData("logs -", 2, "there is no standard input to read")]
    [InlineData("stats --data .", 2, "journal")]
    public async Task A_standard_input_that_is_closed_keeps_nobody_waiting(string verb, int ends, string says)
    {
        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"exec dotnet exec \"$0\" {verb} <&-", Town.Bot])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = _folder.Path,
            }
        )!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.Equal((ends, ""), (process.ExitCode, await output));
        Assert.Contains(says, await errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redact")]
    [InlineData("review a.sql")]
    [InlineData("review a.sql --json")]
    [InlineData("logs a.sql --groups")]
    [InlineData("alive --data .")]
    [InlineData("doctor --config nowhere.json")]
    [InlineData("logs --help")]
    public async Task What_cannot_be_written_ends_with_2_and_one_line(string verb)
    {
        await File.WriteAllTextAsync(_folder.In("a.sql"), "DROP TABLE a;\n");

        using var process = Process.Start(
            new ProcessStartInfo("sh", ["-c", $"exec dotnet exec \"$0\" {verb} <a.sql >/dev/full", Town.Bot])
            {
                RedirectStandardError = true,
                WorkingDirectory = _folder.Path,
            }
        )!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(2, process.ExitCode);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Contains("No space left on device", errors, StringComparison.Ordinal);
    }

    private async Task WriteAsync()
    {
        using var journal = Journal.Open(_folder.In("journal"));
        Assert.IsType<AppendResult.Appended>(
            await journal.AppendAsync(
                "environment-production",
                journal.Sequence,
                [new EnvironmentEvent.Locked(DateTimeOffset.UnixEpoch, Team.Ana.Person, "a look")],
                "",
                CancellationToken.None
            )
        );
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Town.Bot, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
