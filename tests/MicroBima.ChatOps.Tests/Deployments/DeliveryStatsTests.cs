using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

public sealed class DeliveryStatsTests
{
    [Fact]
    public void Nothing_deployed_is_no_number_not_zero()
    {
        var stats = Of([]);

        Assert.Equal(0, stats.Deployments);
        Assert.Null(stats.LeadTime);
        Assert.Null(stats.FailureRate);
        Assert.Null(stats.TimeToRestore);
        Assert.Equal(4, stats.Weeks.Length);
    }

    [Fact]
    public void Good_and_failed_releases_are_counted_and_healing_takes_until_the_way_back()
    {
        var good = Deployment(1, TimeSpan.FromDays(-20), Ending.Healthy);
        var bad = Deployment(2, TimeSpan.FromDays(-6), Ending.Failed);
        var back = Rollback(3, TimeSpan.FromDays(-6) + TimeSpan.FromHours(2), bad);
        var aborted = Aborted(4, TimeSpan.FromDays(-1));

        var stats = Of([good, bad, back, aborted]);

        Assert.Equal(2, stats.Deployments);
        Assert.Equal(0.5, stats.FailureRate);
        Assert.Equal([0, 1, 0, 0], stats.Weeks.Select(week => week.Good));
        Assert.Equal([0, 0, 0, 1], stats.Weeks.Select(week => week.Failed));
        Assert.InRange(stats.TimeToRestore!.Value, TimeSpan.FromHours(1.9), TimeSpan.FromHours(2.1));
    }

    [Theory]
    [InlineData(-2, 2)]
    [InlineData(-13, 1)]
    [InlineData(-200, 0.5)]
    public void Weeks_before_the_first_session_are_not_weeks_without_a_deployment(int firstDay, double perWeek)
    {
        var first = Aborted(1, TimeSpan.FromDays(firstDay));
        var releases = Enumerable
            .Range(2, 2)
            .Select(number => Deployment(number, TimeSpan.FromDays(-1), Ending.Healthy));

        Assert.Equal(perWeek, Of([first, .. releases]).PerWeek);
    }

    [Fact]
    public void A_release_that_was_taken_back_is_a_failure_however_the_watch_ended()
    {
        var release = Deployment(1, TimeSpan.FromDays(-3), Ending.Healthy);

        Assert.Equal(1, Of([release, Rollback(2, TimeSpan.FromDays(-2), release)]).FailureRate);
    }

    [Fact]
    public void Lead_time_is_from_the_commit_to_the_release()
    {
        var stats = Of([Deployment(1, TimeSpan.FromDays(-3), Ending.Healthy, commitBefore: TimeSpan.FromHours(30))]);

        Assert.InRange(stats.LeadTime!.Value, TimeSpan.FromHours(30), TimeSpan.FromHours(31));
    }

    [Fact]
    public void What_is_not_over_is_older_or_of_another_environment_is_not_counted()
    {
        var old = Deployment(1, TimeSpan.FromDays(-29), Ending.Healthy);
        var elsewhere = Deployment(2, TimeSpan.FromDays(-2), Ending.Healthy) with { Environment = "training" };
        var going = Moved(new Story().Started().RunUpTo(StepKind.Watch).Session, 3, TimeSpan.FromDays(-1));

        Assert.Equal(0, Of([old, elsewhere, going]).Deployments);
    }

    [Fact]
    public void A_deployment_from_the_first_moment_of_the_time_is_counted_in_its_first_week()
    {
        Assert.Equal(
            [1, 0, 0, 0],
            Of([Deployment(1, TimeSpan.FromDays(-28), Ending.Healthy)]).Weeks.Select(week => week.Good)
        );
    }

    [Fact]
    public void A_deployment_that_failed_and_was_not_taken_back_is_a_failure_that_nothing_has_healed_yet()
    {
        var stats = Of([Deployment(1, TimeSpan.FromDays(-3), Ending.Failed)]);

        Assert.Equal((1, null), (stats.FailureRate, stats.TimeToRestore));
    }

    [Fact]
    public void What_heals_is_the_first_good_release_after_the_failure_and_no_failed_or_earlier_one()
    {
        var before = Deployment(1, TimeSpan.FromDays(-4), Ending.Healthy);
        var bad = Deployment(2, TimeSpan.FromDays(-3), Ending.Failed);
        var bad2 = Deployment(3, TimeSpan.FromDays(-3) + TimeSpan.FromHours(1), Ending.Failed);
        var good = Deployment(4, TimeSpan.FromDays(-3) + TimeSpan.FromHours(5), Ending.Healthy);
        var later = Deployment(5, TimeSpan.FromDays(-1), Ending.Warn);

        Assert.Equal(TimeSpan.FromHours(5), Of([later, good, bad2, bad, before]).TimeToRestore);
    }

    [Fact]
    public void A_commit_that_is_younger_than_its_release_has_no_lead_time()
    {
        var release = Deployment(1, TimeSpan.FromDays(-3), Ending.Healthy, commitBefore: TimeSpan.FromHours(-30));

        Assert.Null(Of([release]).LeadTime);
    }

    private static readonly DateTimeOffset Now = new Story().Now;

    private static DeliveryStats Of(ImmutableArray<Session> sessions) =>
        DeliveryStats.Of(sessions, "production", Now, weeks: 4);

    private static Session Deployment(int number, TimeSpan when, Ending how, TimeSpan? commitBefore = null)
    {
        var release = SamplePlans.Release();
        var plan = release with
        {
            Commits =
            [
                .. release.Commits.Select(commit => commit with { At = commitBefore is { } ago ? Now - ago : null }),
            ],
        };
        var story = new Story().Started(plan).RunUpTo(StepKind.Watch).BeginStep();
        story.Reports(new StepOutcome.Judged(how, "judged"));
        return Moved(story.Session, number, commitBefore is null ? when : TimeSpan.Zero);
    }

    private static Session Rollback(int number, TimeSpan when, Session of) =>
        Moved(new Story(kind: SessionKind.Rollback).Started().RunToEnd().Session, number, when) with
        {
            Returns = of.Number,
        };

    private static Session Aborted(int number, TimeSpan when) =>
        Moved(new Story().Proposed().Does(new SessionRequest.Abort(Team.Ana)).Session, number, when);

    /// <summary>The session as if it had happened at another time.</summary>
    private static Session Moved(Session session, int number, TimeSpan by) =>
        session with
        {
            Number = new SessionNumber(number),
            OpenedAt = session.OpenedAt + by,
            Phase = session.Phase is Phase.Ended ended ? ended with { At = ended.At + by } : session.Phase,
        };
}
