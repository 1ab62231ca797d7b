using System.Globalization;
using MicroBima.ChatOps.Health;
using Xunit.Abstractions;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>
/// Many releases in a calm and in a noisy world, healthy and broken: how often the judge cries wolf, and how soon it sees the wolf.
/// CHATOPS_JUDGE_RELEASES=2000 makes it a long run; the table is the test's output.
/// </summary>
public sealed class JudgeSimulation(ITestOutputHelper output)
{
    private static readonly int Runs = int.TryParse(
        Environment.GetEnvironmentVariable("CHATOPS_JUDGE_RELEASES"),
        CultureInfo.InvariantCulture,
        out var runs
    )
        ? runs
        : 150;

    [Theory]
    [InlineData(false, 0.005)]
    [InlineData(true, 0.02)]
    public void A_healthy_release_is_hardly_ever_called_a_failure(bool isNoisy, double allowed)
    {
        var results = Judged(isNoisy, Trouble.None, Runs * 4).Select(one => one.Judgement).ToList();

        var failed = results.Count(judgement => judgement.Verdict is Verdict.Fail);
        var warned = results.Count(judgement => judgement.Verdict is Verdict.Warn);
        output.WriteLine($"{(isNoisy ? "noisy" : "calm")}: {failed} FAIL, {warned} WARN of {results.Count}");

        // Two standard deviations above what is allowed: the sample is small.
        var mean = results.Count * allowed;
        Assert.InRange(failed, 0, mean + 2 * Math.Sqrt(mean));
        Assert.DoesNotContain(results, judgement => judgement.Verdict is Verdict.Inconclusive);
    }

    [Theory]
    [InlineData(Trouble.Down, 15)]
    [InlineData(Trouble.ThirtyPercentErrors, 30)]
    [InlineData(Trouble.FivePercentErrors, 150)]
    [InlineData(Trouble.TwiceAsSlow, 180)]
    public void A_broken_release_is_found_soon(Trouble trouble, double seconds)
    {
        foreach (var isNoisy in new[] { false, true })
        {
            var found = Judged(isNoisy, trouble, Runs)
                .Select(one => (one.Endpoints, Delay: DelayOf(one.Judgement)))
                .ToList();
            List<double> delays = [.. found.Select(one => one.Delay).Order()];
            var medians = found
                .GroupBy(one => one.Endpoints, one => one.Delay)
                .OrderBy(group => group.Key)
                .Select(group => $"{Numbers.Median([.. group]):0} s with {group.Key} endpoints");
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(isNoisy ? "noisy" : "calm")} {trouble}: median {delays[Runs / 2]:0} s ({string.Join(", ", medians)}), nine of ten within {delays[Runs * 9 / 10]:0} s"
                )
            );

            Assert.InRange(delays[Runs / 2], 0, seconds);
            Assert.InRange(delays.Count(double.IsFinite), Runs * (isNoisy ? 8 : 9) / 10, Runs);
        }
    }

    private static double DelayOf(Judgement judgement) =>
        judgement is { Verdict: Verdict.Fail, RaisedAt: { } at }
            ? (at - Releases.DeployedAt).TotalSeconds - SimulatedRelease.Onset
            : double.PositiveInfinity;

    private static ParallelQuery<(int Endpoints, Judgement Judgement)> Judged(
        bool isNoisy,
        Trouble trouble,
        int count
    ) =>
        Enumerable
            .Range(0, count)
            .AsParallel()
            .AsOrdered()
            .Select(seed => new SimulatedRelease(seed, isNoisy, trouble))
            .Select(release => (release.Endpoints, Releases.Judge(release.Samples())));
}
