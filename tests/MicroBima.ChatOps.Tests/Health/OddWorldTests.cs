using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>Worlds that are odd before the release and as odd after it, and what is known too little of.</summary>
public sealed class OddWorldTests
{
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
}
