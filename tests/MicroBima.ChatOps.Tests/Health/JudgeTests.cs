using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

public sealed class JudgeTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void No_data_is_never_healthy()
    {
        Assert.Equal(Verdict.Inconclusive, VerdictOf(Good(100), []));
        Assert.Equal(Verdict.Inconclusive, VerdictOf([], []));
    }

    [Fact]
    public void One_look_at_three_endpoints_is_not_three_looks()
    {
        Sample[] after = [.. Good(1, "/a"), .. Good(1, "/b"), .. Good(1, "/c")];

        Assert.Equal(Verdict.Inconclusive, VerdictOf(Good(100), after));
    }

    [Fact]
    public void A_release_that_answers_as_before_is_healthy()
    {
        var judgement = Judge.Of(Good(100), Good(60), LogComparison.None);

        Assert.Equal(Verdict.Healthy, judgement.Verdict);
        Assert.Empty(judgement.Reasons);
        Assert.Null(judgement.Since);
    }

    [Fact]
    public void Three_failures_in_a_row_at_the_end_are_down()
    {
        Sample[] after = [.. Good(57), .. Bad(3, from: 57)];

        Assert.True(Judge.IsDown(after));
        Assert.Equal(Verdict.Fail, VerdictOf(Good(1000), after));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(0)]
    public void Fewer_than_three_in_a_row_are_not(int failures)
    {
        Assert.False(Judge.IsDown([.. Good(57), .. Bad(failures, from: 57)]));
    }

    [Fact]
    public void Failures_that_are_over_are_not_down()
    {
        Assert.False(Judge.IsDown([.. Bad(10), .. Good(1, from: 10)]));
    }

    [Fact]
    public void Order_of_arrival_does_not_matter_only_time_does()
    {
        Assert.True(Judge.IsDown([.. Bad(3, from: 57), .. Good(57)]));
    }

    [Fact]
    public void One_endpoint_that_is_down_is_enough()
    {
        Sample[] after = [.. Good(60, "/health"), .. Bad(60, endpoint: "/policies")];

        Assert.True(Judge.IsDown(after));
        Assert.Equal(Verdict.Fail, VerdictOf([.. Good(60, "/health"), .. Good(60, "/policies")], after));
    }

    [Fact]
    public void What_was_down_before_and_is_down_now_is_not_healthy()
    {
        Assert.Equal(Verdict.Fail, VerdictOf(Bad(100), Bad(60)));
    }

    [Fact]
    public void No_answer_and_a_status_of_500_are_failures_and_a_redirect_is_none()
    {
        Assert.False(new Sample(Start, "/", 1, null).IsGood);
        Assert.False(new Sample(Start, "/", 1, 500).IsGood);
        Assert.False(new Sample(Start, "/", 1, 404).IsGood);
        Assert.True(new Sample(Start, "/", 1, 302).IsGood);
    }

    [Theory]
    [InlineData(0, Verdict.Healthy)]
    [InlineData(1, Verdict.Healthy)]
    [InlineData(8, Verdict.Warn)]
    [InlineData(20, Verdict.Fail)]
    public void The_share_of_failures_decides(int failures, Verdict expected)
    {
        Sample[] after =
        [
            .. Enumerable
                .Range(0, 200)
                .Select(i => Of(i, "/", 20, failures > 0 && i % (200 / failures) == 1 ? 500 : 200)),
        ];

        var judgement = Judge.Of(Good(200), after, LogComparison.None);

        Assert.Equal(expected, judgement.Verdict);
        Assert.Equal(expected is not Verdict.Healthy, judgement.Since is not null);
    }

    [Theory]
    [InlineData(20, 30, Verdict.Healthy)]
    [InlineData(200, 290, Verdict.Healthy)]
    [InlineData(200, 550, Verdict.Warn)]
    [InlineData(200, 850, Verdict.Fail)]
    [InlineData(5, 120, Verdict.Warn)]
    [InlineData(5, 160, Verdict.Fail)]
    public void The_factor_of_the_median_time_decides(double before, double after, Verdict expected)
    {
        Assert.Equal(expected, VerdictOf(Good(60, milliseconds: before), Good(60, milliseconds: after)));
    }

    [Fact]
    public void Without_enough_time_before_times_are_not_compared()
    {
        Assert.Equal(
            Verdict.Healthy,
            VerdictOf(Good(Judge.LeastBaseline - 1, milliseconds: 1), Good(60, milliseconds: 900))
        );
    }

    [Theory]
    [InlineData(0, Verdict.Healthy)]
    [InlineData(3, Verdict.Warn)]
    [InlineData(60, Verdict.Fail)]
    public void H7_H8_only_errors_that_were_not_there_before_count(int news, Verdict expected)
    {
        var judgement = Judge.Of(Good(60), Good(60), new LogComparison(1000, 1000, news, "TypeError: x"));

        Assert.Equal(expected, judgement.Verdict);
        Assert.Equal(
            news > 0,
            judgement.Reasons.Any(reason => reason.Contains("TypeError: x", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void A_failure_that_is_certain_is_told_even_where_little_was_seen()
    {
        Assert.Equal(Verdict.Fail, Judge.Of(Good(60), Good(1), new LogComparison(10, 10, 12, "boom")).Verdict);
    }

    [Fact]
    public void A_healthy_release_under_noise_stays_healthy_in_nearly_all_of_200_runs()
    {
        var random = new Random(20261122);

        var alarms = Enumerable
            .Range(0, 200)
            .Count(_ => VerdictOf(Noise(random, 240), Noise(random, 180)) is not Verdict.Healthy);

        Assert.InRange(alarms, 0, 6);
    }

    [Fact]
    public void A_broken_release_under_noise_is_found_in_nearly_all_of_200_runs()
    {
        var random = new Random(20261122);

        var found = Enumerable
            .Range(0, 200)
            .Count(_ => VerdictOf(Noise(random, 240), Noise(random, 180, errors: 0.3)) is Verdict.Fail);

        Assert.InRange(found, 199, 200);
    }

    private static Verdict VerdictOf(IReadOnlyCollection<Sample> before, IReadOnlyCollection<Sample> after) =>
        Judge.Of(before, after, LogComparison.None).Verdict;

    private static Sample[] Noise(Random random, int count, double errors = 0.005) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    Of(i, "/health", 20 * Math.Exp(random.NextDouble() * 1.5), random.NextDouble() < errors ? 503 : 200)
                ),
        ];

    private static Sample[] Good(int count, string endpoint = "/", int from = 0, double milliseconds = 20) =>
        [.. Enumerable.Range(from, count).Select(i => Of(i, endpoint, milliseconds, 200))];

    private static Sample[] Bad(int count, int from = 0, string endpoint = "/") =>
        [.. Enumerable.Range(from, count).Select(i => Of(i, endpoint, 20, 500))];

    private static Sample Of(int second, string endpoint, double milliseconds, int? status) =>
        new(Start.AddSeconds(second), endpoint, milliseconds, status);
}
