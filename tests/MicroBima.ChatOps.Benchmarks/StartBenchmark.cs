using System.Globalization;
using static MicroBima.ChatOps.Benchmarks.Report;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>How long until the bot is there, and how much memory it takes; beside the start of the same program that does nothing.</summary>
internal static class StartBenchmark
{
    private const int Runs = 20;
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Report report, string program, CancellationToken cancellationToken)
    {
        var (trivial, ours, theirs) = (new Series(), new Starts(), new Starts());
        var other = DiscordJs.TryFind();
        var time = TimeProvider.System;

        // The run before the first warms this process and the file cache.
        for (var run = -1; run < Runs; run++)
        {
            await using var bot = await BotUnderTest.PrepareAsync(program, cancellationToken);
            var began = time.GetTimestamp();
            await bot.RunTrivialVerbAsync();
            var nothing = time.GetElapsedTime(began);

            var start = await StartAsync(bot, bot.Start, cancellationToken);
            if (run >= 0)
            {
                trivial.Add(nothing.TotalMilliseconds);
                ours.Add(start);
            }

            if (other is null)
                continue;

            await using var baseline = await BotUnderTest.PrepareAsync(program, cancellationToken);
            start = await StartAsync(baseline, () => baseline.StartBaseline(other), cancellationToken);
            if (run >= 0)
                theirs.Add(start);
        }

        report.Say(
            $"{Runs} starts, each in a fresh folder against a fresh sandbox, each beside one start of `chatops --version`. "
                + "The clock starts before the process. The sandbox sends READY in the same step in which it takes IDENTIFY."
        );
        report.Table(
            ["", "median", "p90", "worst", "ratio to `--version`", "target"],
            [
                Row("`chatops --version`, whole process, ms", trivial, trivial, "–"),
                Row("start → IDENTIFY taken, READY sent, ms", ours.Identified, trivial, "300"),
                Row("start → commands registered, ms", ours.Registered, trivial, "–"),
                Row($"resident memory {Settled.TotalSeconds:0} s after READY, MiB", ours.Memory, null, "60"),
                .. other is null
                    ? Array.Empty<string[]>()
                    :
                    [
                        Row(
                            "a bot of discord.js that does nothing else, start → IDENTIFY, ms",
                            theirs.Identified,
                            trivial,
                            "–"
                        ),
                        Row("the same, start → commands registered, ms", theirs.Registered, trivial, "–"),
                        Row("the same, resident memory, MiB", theirs.Memory, null, "–"),
                    ],
            ]
        );
        if (other is null)
            report.Say("Node or discord.js is missing: nothing to compare with. ./test.sh brings both.");
    }

    private static async Task<Start> StartAsync(BotUnderTest bot, Action start, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        start();
        await bot.WaitUntilIdentifiedAsync(cancellationToken);
        var ready = time.GetElapsedTime(began);
        await bot.WaitUntilRegisteredAsync(cancellationToken);
        var usable = time.GetElapsedTime(began);
        await Task.Delay(Settled, time, cancellationToken);
        return new(ready, usable, bot.ResidentMemory);
    }

    private static string[] Row(string what, Series series, Series? baseline, string target) =>
        [
            what,
            Show(series.Median),
            Show(series.Percentile(90)),
            Show(series.Worst),
            baseline is null ? "–" : (series.Median / baseline.Median).ToString("0.00", CultureInfo.InvariantCulture),
            target,
        ];

    /// <summary>One start: until IDENTIFY was taken, until the commands were registered, and the memory it took, in MiB.</summary>
    private sealed record Start(TimeSpan Identified, TimeSpan Registered, double Memory);

    /// <summary>What many starts of one program took.</summary>
    private sealed class Starts
    {
        public Series Identified { get; } = new();

        public Series Registered { get; } = new();

        public Series Memory { get; } = new();

        public void Add(Start start)
        {
            Identified.Add(start.Identified.TotalMilliseconds);
            Registered.Add(start.Registered.TotalMilliseconds);
            Memory.Add(start.Memory);
        }
    }
}
