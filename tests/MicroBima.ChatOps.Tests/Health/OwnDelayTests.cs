using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>A bot whose own machine is busy sees everything late; that is no reason to take a release back.</summary>
public sealed class OwnDelayTests
{
    private const double Usual = 3;

    [Fact]
    public void Answers_that_are_as_late_as_the_bot_itself_fail_nobody()
    {
        var judgement = Judged(late: 50, ownDelay: 10);

        Assert.Equal(Verdict.Healthy, judgement.Verdict);
        Assert.InRange(judgement.TakenOff, 40, 60);
    }

    [Fact]
    public void A_slow_release_fails_on_a_busy_machine_too() =>
        Assert.Equal(Verdict.Fail, Judged(late: 260, ownDelay: 10).Verdict);

    [Theory]
    [InlineData(Usual)]
    [InlineData(null)]
    public void Nothing_is_taken_off_where_the_bot_was_not_late_or_nobody_looked(double? ownDelay)
    {
        var judgement = Judged(late: 50, ownDelay);

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.Equal(0, judgement.TakenOff);
    }

    [Fact]
    public void Failures_are_failures_on_a_busy_machine_too() =>
        Assert.Equal(Verdict.Fail, Judged(late: 50, ownDelay: 10, status: 500).Verdict);

    /// <summary>The judgement of a release after which every answer takes <paramref name="late"/> milliseconds, and took four before.</summary>
    private static Judgement Judged(double late, double? ownDelay, int status = 200)
    {
        var samples = Releases
            .Of(second => second < 0 ? (4, 200) : (late, status))
            .Select(sample => sample with { OwnDelay = sample.At < Releases.DeployedAt ? Usual : ownDelay });
        return Judge.Of(new Observation(Releases.DeployedAt, Pace.Normal, [.. samples], [], LogComparison.None));
    }
}
