using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>Worlds that are odd before the release and as odd after it, and what is known too little of.</summary>
public sealed class OddWorldTests
{
    private static readonly string[] Three = ["/a", "/b", "/c"];

    [Fact]
    public void The_same_answer_twice_is_one_answer()
    {
        var samples = Releases.Of(second => (40, second is 300 ? 500 : 200));

        var judgement = Releases.Judge([.. samples, .. samples, .. samples]);

        Assert.Equal(Verdict.Healthy, judgement.Verdict);
        Assert.Equal(100, judgement.Signals.Single(signal => signal.Name is "errors").CountBefore);
    }

    [Theory]
    [InlineData(0.8, Verdict.Warn)]
    [InlineData(0.79, Verdict.Fail)]
    public void What_was_always_down_beside_what_answers_is_worth_a_look_and_no_failure_of_the_release(
        double down,
        Verdict expected
    )
    {
        var judgement = Releases.Judge([
            .. Releases.Of(_ => (40, 200), "/good"),
            .. Releases.Of(
                second => (40, second >= 0 || (second + Releases.Before) / 15 < 100 * down ? 500 : 200),
                "/bad"
            ),
        ]);

        Assert.Equal(expected, judgement.Verdict);
        Assert.Contains(judgement.Reasons, reason => reason.StartsWith("/bad is down", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(15, true)]
    public void Where_every_other_request_fails_by_itself_down_takes_a_longer_run(int run, bool isDown)
    {
        var judgement = Releases.Judge(
            Releases.Of(second =>
                (
                    40,
                    second < 0 ? ((second + Releases.Before) / 15 % 2 == 0 ? 500 : 200)
                    : second >= 300 && second < 300 + run * 5 ? 500
                    : 200
                )
            )
        );

        Assert.Equal(isDown, judgement.Reasons.Any(reason => reason.Contains("is down", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_fails_everywhere_in_one_moment_fails_for_one_reason()
    {
        var judgement = Releases.Judge(
            Releases.Of(second => (40, second is 10 ? 500 : 200), "/a", "/b", "/c", "/d", "/e", "/f")
        );

        Assert.Equal(Verdict.Healthy, judgement.Verdict);
    }

    [Theory]
    [InlineData(0, 0, 1, true)]
    [InlineData(5, 250, 1, false)]
    [InlineData(100, 250, 2, true)] // one of fifty is the most that is learned
    public void What_failed_long_ago_and_was_no_alarm_is_usual(int failed, int asked, int now, bool isAlarm)
    {
        var test = new ErrorTest(0, 120, 3);

        test.Learn(failed, asked);
        for (var moment = 0; moment < 3; moment++)
            test.Observe(now, 6);

        Assert.Equal(isAlarm, test.Evidence >= 100);
    }

    [Fact]
    public void An_endpoint_that_often_fails_is_known_to_do_so_after_few_requests()
    {
        var test = new ErrorTest(10, 40, 1);

        foreach (var failed in Enumerable.Range(0, 40).Select(index => index % 4 == 0 ? 1 : 0))
            test.Observe(failed, 1);

        Assert.InRange(test.Evidence, 0, 5);
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(6, true)]
    public void A_long_outage_before_hides_no_new_one_for_long(int run, bool isDown)
    {
        var judgement = Releases.Judge(
            Releases.Of(second =>
                (40, second is >= -900 and < -750 || second >= 300 && second < 300 + run * 5 ? 503 : 200)
            )
        );

        Assert.Equal(isDown, judgement.Reasons.Any(reason => reason.Contains("is down", StringComparison.Ordinal)));
    }

    [Fact]
    public void Where_failures_are_rare_each_weighs()
    {
        Assert.InRange(Evidence(new ErrorTest(0, 100, 2), 2, 25), 20, 100);
    }

    [Fact]
    public void However_long_nothing_failed_the_usual_is_never_taken_for_nothing()
    {
        Assert.InRange(Evidence(new ErrorTest(0, 1_000_000, 4), 4, 20), 0, 4);
    }

    [Theory]
    [InlineData(60, Verdict.Healthy)]
    [InlineData(20, Verdict.Fail)]
    public void What_fails_now_and_then_from_the_first_moment_is_what_a_short_time_before_did_not_show(
        int pause,
        Verdict expected
    )
    {
        var judgement = Releases.Judge([
            .. Three.SelectMany(endpoint =>
                Releases
                    .Of(second => (40, second > 0 && second % pause == 0 && endpoint is "/a" ? 500 : 200), endpoint)
                    .Where((sample, index) => sample.At >= Releases.DeployedAt || index % 5 == 0)
            ),
        ]);

        Assert.Equal(expected, judgement.Verdict);
    }

    [Theory]
    [InlineData(2, Verdict.Inconclusive)]
    [InlineData(3, Verdict.Healthy)]
    public void Of_each_endpoint_there_must_be_a_few_answers_after_the_release(int answers, Verdict expected)
    {
        var judgement = Releases.Judge([
            .. Releases.Of(_ => (40, 200), "/a"),
            .. Releases.Of(_ => (40, 200), "/b").Where(one => one.At < Releases.DeployedAt.AddSeconds(5 * answers)),
        ]);

        Assert.Equal(expected, judgement.Verdict);
    }

    [Fact]
    public void A_single_answer_of_half_a_minute_says_nothing_of_it()
    {
        var judgement = Releases.Judge([
            .. Releases
                .Of(second => (second is >= 300 and < 450 ? 400 : 40, 200))
                .Where(
                    (sample, index) =>
                        index % 6 == 0
                        || sample.At < Releases.DeployedAt.AddSeconds(300)
                        || sample.At >= Releases.DeployedAt.AddSeconds(450)
                ),
        ]);

        Assert.Equal(Verdict.Healthy, judgement.Verdict);
    }

    [Theory]
    [InlineData(0.15, 8, Verdict.Fail)] // full in three watches
    [InlineData(0.15, 7, Verdict.Healthy)] // too few readings
    [InlineData(0.10, 8, Verdict.Warn)]
    public void Memory_is_judged_by_when_it_will_be_full(double grows, int readings, Verdict expected)
    {
        var judgement = Releases.Judge(
            Releases.Of(_ => (40, 200)),
            null,
            [
                new Reading(Releases.DeployedAt.AddSeconds(-60), GaugeKind.Memory, 0.4),
                .. Enumerable
                    .Range(0, readings)
                    .Select(index => new Reading(
                        Releases.DeployedAt.AddSeconds(60 + index * 840 / 7),
                        GaugeKind.Memory,
                        0.4 + grows * index / 7
                    )),
            ]
        );

        Assert.Equal(expected, judgement.Verdict);
    }

    [Fact]
    public void Memory_that_comes_and_goes_does_not_grow_without_end()
    {
        var judgement = Releases.Judge(
            Releases.Of(_ => (40, 200)),
            null,
            [
                .. Enumerable
                    .Range(-4, 18)
                    .Select(index => new Reading(
                        Releases.DeployedAt.AddSeconds(60 + index * 60),
                        GaugeKind.Memory,
                        index < 0 ? 0.4 : 0.4 + (0.05 * index / 13) + (index % 2 == 0 ? 0 : 0.06)
                    )),
            ]
        );

        Assert.Equal(Verdict.Healthy, judgement.Verdict);
    }

    [Fact]
    public void Answers_from_a_cache_or_not_are_no_slowness_however_they_fall()
    {
        var verdicts = Enumerable
            .Range(0, 40)
            .Select(seed => new Random(seed))
            .Select(random => Releases.Judge(Releases.Of(_ => (random.Next(100) < 40 ? 240 : 40, 200))).Verdict);

        Assert.DoesNotContain(Verdict.Fail, verdicts);
    }

    [Fact]
    public void What_is_slow_since_the_release_began_with_it_though_the_grace_is_not_judged()
    {
        var slow = Releases.Judge(Releases.Of(second => (second >= 0 ? 84 : 42, 200)));
        var later = Releases.Judge(Releases.Of(second => (second >= 60 ? 84 : 42, 200)));

        Assert.Equal(Releases.DeployedAt, slow.Since);
        Assert.Equal(Releases.DeployedAt.AddSeconds(60), later.Since);
    }

    [Theory]
    [InlineData(9, Verdict.Inconclusive)]
    [InlineData(10, Verdict.Fail)]
    public void A_few_answers_before_say_what_is_usual_and_fewer_say_nothing(int before, Verdict expected)
    {
        var samples = Releases.Of(second => (second >= 0 ? 160 : 40, 200));

        var judgement = Releases.Judge([
            .. samples.Where(sample => sample.At < Releases.DeployedAt).Take(before),
            .. samples.Where(sample => sample.At >= Releases.DeployedAt),
        ]);

        Assert.Equal(expected, judgement.Verdict);
        Assert.Equal(
            expected is Verdict.Inconclusive,
            judgement.Reasons.Contains("only 9 of the 10 answers that say what is usual were seen before the release")
        );
    }

    private static double Evidence(ErrorTest test, int asked, int quiet)
    {
        test.Observe(1, asked);
        for (var moment = 0; moment < quiet; moment++)
            test.Observe(0, asked);

        test.Observe(1, asked);
        return test.Evidence;
    }
}
