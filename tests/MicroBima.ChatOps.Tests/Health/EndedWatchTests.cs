using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>A watch that ended early is judged by what ended it.</summary>
public sealed class EndedWatchTests
{
    [Fact]
    public void What_ended_a_watch_is_not_taken_back_by_the_next_answer()
    {
        var takenBack = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var all = Releases.Of(second =>
                (second > 0 ? 50 + random.Next(60) : 40 + random.Next(30), random.Next(40) == 0 ? 500 : 200)
            );
            for (var second = 60; second < 600; second += 5)
            {
                var (end, later) = (Until(all, second), Until(all, second + 5));
                if (Judge.Of(end).Verdict is not Verdict.Fail)
                    continue;

                takenBack += Judge.Of(later).Verdict is Verdict.Fail ? 0 : 1;
                Assert.Equal(Verdict.Fail, Judge.Of(later.EndedBy(end)).Verdict);
                break;
            }
        }

        Assert.True(takenBack > 0, "no answer took a verdict back: the test shows nothing");
    }

    [Fact]
    public void What_is_found_out_after_a_watch_is_added_to_it()
    {
        var lost = new Incident(Releases.DeployedAt.AddSeconds(5), IncidentKind.DatabaseAway, "it did not answer");
        var end = Until(Releases.Of(_ => (40, 200)), 600) with
        {
            Incidents = [lost],
            Readings = [new Reading(Releases.DeployedAt.AddSeconds(5), GaugeKind.Memory, 0.5)],
        };
        var restart = new Incident(Releases.DeployedAt.AddSeconds(9), IncidentKind.Restart, "m1 restarted");
        var fatal = LogComparison.None with { NewErrors = 1, NewFatals = 1 };

        var later = (end with { Samples = [], Readings = [], Incidents = [restart], Logs = fatal }).EndedBy(end);

        Assert.Equal(end.Samples, later.Samples);
        Assert.Equal(end.Readings, later.Readings);
        Assert.Equal([lost, restart], later.Incidents);
        Assert.Equal(fatal, later.Logs);
        Assert.Equal(fatal, end.EndedBy(later).Logs);
    }

    [Fact]
    public void The_sum_of_failures_that_rose_carries_the_mark_of_the_endpoint_that_is_down()
    {
        var judgement = Judge.Of(
            Until(
                [
                    .. Releases.Of(_ => (40, 200), "/a", "/b"),
                    .. Releases.Of(second => (40, second >= 120 ? 500 : 200), "/down"),
                ],
                130
            )
        );

        Assert.Equal(Verdict.Fail, TierOf("/down errors"));
        Assert.Equal(Verdict.Fail, TierOf("errors"));
        Assert.Equal(Verdict.Healthy, TierOf("/a errors"));

        Verdict TierOf(string name) => judgement.Signals.Single(signal => signal.Name == name).Tier;
    }

    private static Observation Until(IEnumerable<Sample> samples, int second) =>
        new(
            Releases.DeployedAt,
            Pace.Normal,
            [.. samples.Where(sample => sample.At <= Releases.DeployedAt.AddSeconds(second))],
            [],
            LogComparison.None
        );
}
