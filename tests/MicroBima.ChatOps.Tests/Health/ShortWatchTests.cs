using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>Watches of seconds, as in a demonstration: the same judge, played fast, on a machine that does other things too.</summary>
public sealed class ShortWatchTests
{
    [Fact]
    public void A_short_watch_is_judged_like_a_long_one_played_fast()
    {
        var pace = new Pace(TimeSpan.FromSeconds(45));
        Sample[] Fast(Func<int, (double Milliseconds, int? Status)> answer) =>
            [
                .. Releases
                    .Of(answer)
                    .Select(sample =>
                        sample with
                        {
                            At = Releases.DeployedAt + (sample.At - Releases.DeployedAt) / 20,
                        }
                    ),
            ];

        Judgement Of(Sample[] samples) =>
            Judge.Of(new Observation(Releases.DeployedAt, pace, samples, [], LogComparison.None));

        Assert.Equal(Verdict.Healthy, Of(Fast(_ => (40, 200))).Verdict);
        Assert.Equal(Verdict.Fail, Of(Fast(second => (second >= 0 ? 200 : 40, 200))).Verdict);
        Assert.Equal(Verdict.Fail, Of(Fast(second => (40, second >= 300 ? null : 200))).Verdict);
    }

    [Theory]
    [InlineData(5, Verdict.Healthy)]
    [InlineData(20, Verdict.Fail)]
    public void Seconds_in_which_a_busy_machine_hesitates_do_not_fail_a_short_watch(int seconds, Verdict expected)
    {
        var pace = new Pace(TimeSpan.FromSeconds(20));
        var samples =
            from quarter in Enumerable.Range(-240, 320)
            let at = Releases.DeployedAt.AddSeconds(quarter / 4.0)
            let isLate = quarter >= 80 - (seconds * 4)
            from endpoint in new[]
            {
                (Name: "/api/health", Usual: 4, Late: 38),
                (Name: "/api/v1/quotes", Usual: 40, Late: 80),
            }
            select new Sample(at, endpoint.Name, isLate ? endpoint.Late : endpoint.Usual, 200);

        Assert.Equal(
            expected,
            Judge.Of(new Observation(Releases.DeployedAt, pace, [.. samples], [], LogComparison.None)).Verdict
        );
    }
}
