using System.Diagnostics;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Storage;

/// <summary>L04: a process that is killed at any moment has lost nothing that it said was stored. CHATOPS_TORTURE=1 makes 400 kills of 20.</summary>
public sealed class KillTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Reason", "Starts and kills a real process twenty times.")]
    public async Task L04_Nothing_that_was_acknowledged_is_lost_by_kill_9()
    {
        var kills = Environment.GetEnvironmentVariable("CHATOPS_TORTURE") is "1" ? 400 : 20;
        var acknowledged = 0L;
        for (var kill = 0; kill < kills; kill++)
            acknowledged = Math.Max(acknowledged, await WriteUntilKilledAsync(lines: 1 + kill * 7 % 60));

        using var journal = Journal.Open(_folder.In("journal"), JournalWriter.SegmentSize);
        Assert.True(journal.Sequence >= acknowledged, $"{acknowledged} acknowledged, {journal.Sequence} there");
        Assert.True(acknowledged > kills);
    }

    private async Task<long> WriteUntilKilledAsync(int lines)
    {
        var assembly = typeof(JournalWriter).Assembly.Location;
        using var child = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", assembly, JournalWriter.Verb, _folder.In("journal")])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var last = 0L;
        while (lines-- > 0 && await child.StandardOutput.ReadLineAsync() is { } line)
            last = long.Parse(line, CultureInfo.InvariantCulture);

        child.Kill();
        var rest = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => rest.EndsWith('\n') || !rest.EndsWith(line, StringComparison.Ordinal))
            .Select(line => long.Parse(line, CultureInfo.InvariantCulture))
            .Append(last)
            .Max();
    }
}
