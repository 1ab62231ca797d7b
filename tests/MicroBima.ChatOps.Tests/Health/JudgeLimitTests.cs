using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>What just is and just is not an alarm: the edges at which a verdict turns.</summary>
public sealed class JudgeLimitTests
{
    [Fact]
    public void An_endpoint_that_broke_before_and_breaks_now_is_not_well_by_habit()
    {
        var judgement = Releases.Judge(Releases.Of(_ => (40, 500)));

        Assert.Equal(Verdict.Fail, judgement.Verdict);
    }

    [Fact]
    public void What_an_endpoint_answered_now_and_then_is_not_its_way_of_being_well()
    {
        var judgement = Releases.Judge(
            Releases.Of(second => (40, second >= 0 || (second + Releases.Before) / 15 % 2 == 0 ? 404 : 200))
        );

        Assert.Equal(Verdict.Fail, judgement.Verdict);
    }

    [Theory]
    [InlineData(3, Verdict.Healthy)]
    [InlineData(4, Verdict.Fail)]
    public void A_run_of_failures_as_long_as_one_of_the_time_before_is_no_news(int run, Verdict expected)
    {
        var judgement = Releases.Judge(
            Releases.Of(second =>
                (40, second is >= -600 and < -555 || second >= 300 && second < 300 + run * 5 ? 503 : 200)
            )
        );

        Assert.Equal(expected, judgement.Verdict);
    }

    [Theory]
    [InlineData(45, 45, true)]
    [InlineData(45, 15, false)]
    [InlineData(30, 30, false)] // two looks are too few to say
    public void Down_before_is_said_only_of_what_was(int seen, int down, bool isSaid)
    {
        var judgement = Releases.Judge([
            .. Releases
                .Of(second => (40, second >= -down ? null : 200))
                .Where(sample => sample.At >= Releases.DeployedAt.AddSeconds(-seen)),
        ]);

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.Equal(
            isSaid,
            judgement.Reasons.Any(reason => reason.Contains("before the release too", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void How_long_failures_take_is_no_slowness_before_or_after()
    {
        var judgement = Releases.Judge(
            Releases.Of(second => (second + Releases.Before) / 5 % 6 == 0 ? (9000, 500) : (40, 200))
        );

        Assert.DoesNotContain(judgement.Alarms, alarm => alarm.Signal.Contains(" p", StringComparison.Ordinal));
        var tail = judgement.Signals.Single(signal => signal.Name is "/api/health p95");
        Assert.Equal((40.0, 40.0), (tail.Before, tail.After));
    }

    [Fact]
    public void Two_failures_close_together_are_worth_a_look_and_two_far_apart_are_not()
    {
        Assert.Equal(Verdict.Warn, WithFailures(300, 330).Verdict);
        Assert.Equal(Verdict.Healthy, WithFailures(300, 800).Verdict);
    }

    [Fact]
    public void Trouble_begins_with_its_own_first_failure_and_not_with_one_long_before()
    {
        var judgement = Releases.Judge(
            Releases.Of(second => (40, second is 60 || second >= 600 && second / 5 % 3 == 0 ? 500 : 200))
        );

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.Equal(Releases.DeployedAt.AddSeconds(600), judgement.Since);
    }

    [Theory]
    [InlineData(240, true)]
    [InlineData(900, false)]
    public void Failures_that_ceased_are_said_to_have_ceased(int end, bool isSaid)
    {
        var judgement = Releases.Judge(
            Releases.Of(second => (40, second >= 120 && second < end && second / 5 % 3 == 0 ? 500 : 200))
        );

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.Equal(
            isSaid,
            judgement.Reasons.Any(reason => reason.Contains("; none since 12:03:45 UTC", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_level_that_is_high_since_the_release_is_worth_a_look()
    {
        var judgement = With(GaugeKind.Connections, second => second < 0 ? 0.5 : 0.85);

        Assert.Equal(Verdict.Warn, judgement.Verdict);
        Assert.Equal("database connections: 85 % in use, at most 50 % before", Assert.Single(judgement.Reasons));
    }

    [Fact]
    public void Levels_that_are_as_before_or_high_for_a_moment_or_rise_a_little_are_no_alarm()
    {
        Assert.Equal(Verdict.Healthy, With(GaugeKind.Connections, _ => 0.85).Verdict);
        Assert.Equal(Verdict.Healthy, With(GaugeKind.Connections, second => second is 300 ? 0.95 : 0.4).Verdict);
        Assert.Equal(
            Verdict.Healthy,
            With(GaugeKind.Connections, second => second is > 300 and < 500 ? 0.85 : 0.4).Verdict
        );
        Assert.Equal(
            Verdict.Healthy,
            With(GaugeKind.Connections, second => second < 0 ? 0.1 : 0.1 + second / 900.0 * 0.5).Verdict
        );
        Assert.Equal(
            Verdict.Healthy,
            With(GaugeKind.Memory, second => second < 0 ? 0.4 : 0.4 + second / 900.0 * 0.03).Verdict
        );
    }

    [Fact]
    public void Memory_that_only_comes_back_to_where_it_was_does_not_grow_without_end()
    {
        var judgement = With(GaugeKind.Memory, second => second < 0 ? 0.6 : 0.4 + second / 900.0 * 0.2);

        Assert.Equal(Verdict.Healthy, judgement.Verdict);
    }

    [Fact]
    public void As_many_incidents_as_before_are_no_news_and_more_are_told_beside_those()
    {
        Assert.Equal(Verdict.Healthy, WithIncidents(4, 4).Verdict);
        Assert.Equal("database away ×5 (4 before): it did not answer", Assert.Single(WithIncidents(4, 5).Reasons));
    }

    [Theory]
    [InlineData(9, 100, Verdict.Warn)]
    [InlineData(10, 100, Verdict.Fail)]
    [InlineData(10, 1000, Verdict.Warn)] // one line of a hundred
    [InlineData(5, 40, Verdict.Fail)]
    [InlineData(5, 60, Verdict.Warn)]
    [InlineData(4, 10, Verdict.Warn)] // too few, whatever their share
    [InlineData(2, 3, Verdict.Healthy)]
    public void New_errors_fail_a_release_by_their_number_and_their_share(int news, int lines, Verdict expected)
    {
        var judgement = Releases.Judge(Releases.Of(_ => (40, 200)), new LogComparison(1000, lines, news, "x"));

        Assert.Equal(expected, judgement.Verdict);
    }

    [Fact]
    public void Where_no_log_could_be_read_no_number_of_errors_is_shown()
    {
        Assert.DoesNotContain(Releases.Judge(Releases.Of(_ => (40, 200))).Signals, IsOfLogs);
        Assert.Contains(
            Releases.Judge(Releases.Of(_ => (40, 200)), new LogComparison(10, 10, 0, "")).Signals,
            IsOfLogs
        );

        static bool IsOfLogs(Signal signal) => signal.Name is "new error lines";
    }

    private static Judgement WithFailures(params int[] seconds) =>
        Releases.Judge(Releases.Of(second => (40, seconds.Contains(second) ? 500 : 200)));

    private static Judgement With(GaugeKind kind, Func<int, double> share) =>
        Releases.Judge(
            Releases.Of(_ => (40, 200)),
            null,
            [
                .. Releases
                    .Seconds()
                    .Where(second => second % 15 == 0)
                    .Select(second => new Reading(Releases.DeployedAt.AddSeconds(second), kind, share(second))),
            ]
        );

    private static Judgement WithIncidents(int before, int after) =>
        Judge.Of(
            new Observation(Releases.DeployedAt, Pace.Normal, Releases.Of(_ => (40, 200)), [], LogComparison.None)
            {
                Incidents =
                [
                    .. Enumerable
                        .Range(-before, before + after)
                        .Select(index => new Incident(
                            Releases.DeployedAt.AddSeconds(index * 15),
                            IncidentKind.DatabaseAway,
                            "it did not answer"
                        )),
                ],
            }
        );
}
