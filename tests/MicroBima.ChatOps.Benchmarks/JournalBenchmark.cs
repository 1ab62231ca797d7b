using System.Globalization;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Storage;
using static MicroBima.ChatOps.Benchmarks.Report;
using Directory = System.IO.Directory;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>What a durable fact costs: an append to the journal, beside the same bytes written and flushed with nothing around it.</summary>
/// <remarks>The two take turns in one run: an average of one after an average of the other would measure the disk's mood.</remarks>
internal static class JournalBenchmark
{
    private const int Warm = 500;
    private const int Pairs = 3000;

    public static async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        var root = Directory.CreateTempSubdirectory("chatops-benchmark-").FullName;
        try
        {
            await MeasureAsync(report, root, cancellationToken);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static async Task MeasureAsync(Report report, string root, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var folder = Path.Combine(root, "journal");
        using var journal = Journal.Open(folder);
        var file = JournalReader.Segments(folder)[0];
        using var raw = File.OpenHandle(Path.Combine(folder, "raw"), FileMode.CreateNew, FileAccess.Write);
        var (appended, bare) = (new Series(), new Series());
        var (end, length) = (0L, 0);
        for (var pair = -Warm; pair < Pairs; pair++)
        {
            var before = new FileInfo(file).Length;
            var cause = string.Create(CultureInfo.InvariantCulture, $"discord:{1_400_000_000_000_000_000 + pair}");
            var began = time.GetTimestamp();
            var result = await journal.AppendAsync(
                "session-57",
                pair + Warm,
                [Typical(time)],
                cause,
                cancellationToken
            );
            var ours = time.GetElapsedTime(began);
            if (result is not AppendResult.Appended)
                throw new InvalidOperationException($"The journal answered {result}.");

            length = (int)(new FileInfo(file).Length - before);
            var bytes = new byte[length];
            Random.Shared.NextBytes(bytes);
            began = time.GetTimestamp();
            RandomAccess.Write(raw, bytes, end);
            RandomAccess.FlushToDisk(raw);
            var theirs = time.GetElapsedTime(began);
            end += length;
            if (pair < 0)
                continue;

            appended.Add(ours.TotalMicroseconds);
            bare.Add(theirs.TotalMicroseconds);
        }

        report.Say(
            $"{Pairs} pairs, one append of each kind after the other, in the same folder ({new DriveInfo(root).DriveFormat}), "
                + $"after {Warm} pairs for warming up. One fact (an approval) is {length} bytes on disk with its header."
        );
        report.Table(
            ["µs", "median", "p90", "p99", "ratio of medians"],
            [Row("raw write + fsync", bare, bare), Row("`Journal.AppendAsync`", appended, bare)]
        );
    }

    private static SessionEvent.Approved Typical(TimeProvider time)
    {
        var roles = new[] { new RoleId(1_212_000_000_000_000_022), new RoleId(1_212_000_000_000_000_023) };
        var by = new Actor(new AccountId(1_212_000_000_000_000_032), new PersonName("Ben"), [.. roles], IsHuman: true);
        return new SessionEvent.Approved(time.GetUtcNow(), by, Digest.Of([new PlanField("environment", "production")]));
    }

    private static string[] Row(string what, Series series, Series baseline) =>
        [
            what,
            Show(series.Median),
            Show(series.Percentile(90)),
            Show(series.Percentile(99)),
            Show(series.Median / baseline.Median),
        ];
}
