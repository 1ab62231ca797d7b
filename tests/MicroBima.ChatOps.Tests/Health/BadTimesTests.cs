using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>Which time of an environment is not to be compared with.</summary>
public sealed class BadTimesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_release_that_failed_is_bad_until_the_next_one_is_seen_running()
    {
        var bad = Release(1, Noon, Ending.Failed);
        var next = Release(2, Noon.AddHours(1), Ending.Healthy);

        Assert.Equal<Period>([new Period(bad.ReleasedAt!.Value, next.RunningSince!.Value)], Of(bad, next));
        Assert.Equal<Period>(Of(bad, next), Of(bad, next, Release(3, Noon.AddHours(2), Ending.Healthy)));
        Assert.Equal<Period>([new Period(bad.ReleasedAt.Value, DateTimeOffset.MaxValue)], Of(bad));
        Assert.True(next.RunningSince > next.ReleasedAt);
    }

    [Theory]
    [InlineData(Ending.Healthy)]
    [InlineData(Ending.Warn)]
    [InlineData(Ending.Inconclusive)]
    public void A_release_is_bad_once_it_is_taken_back_and_not_before(Ending how)
    {
        var release = Release(1, Noon, how);
        var back = new Story(kind: SessionKind.Rollback, at: Noon.AddHours(1)).Started().RunToEnd().Session with
        {
            Number = new SessionNumber(2),
            Returns = release.Number,
        };

        Assert.Empty(Of(release));
        Assert.Equal<Period>([new Period(release.ReleasedAt!.Value, back.RunningSince!.Value)], Of(release, back));
    }

    [Fact]
    public void What_somebody_keeps_is_usual_and_so_is_what_never_ran()
    {
        var kept = Release(1, Noon, Ending.Failed) with { Keeper = new PersonName("ben") };
        var never = new Story(at: Noon).Proposed().Does(new SessionRequest.Abort(Team.Ana)).Session;
        var elsewhere = Release(3, Noon, Ending.Failed) with { Environment = "staging" };

        Assert.Empty(Of(kept, never, elsewhere));
    }

    [Fact]
    public void While_the_database_is_restored_nothing_is_usual()
    {
        var begun = Release(1, Noon, Ending.Healthy) with { Kind = SessionKind.Restore, Steps = [] };

        Assert.Equal<Period>([new Period(begun.StartedAt!.Value, ((Phase.Ended)begun.Phase).At)], Of(begun));
        Assert.Equal(DateTimeOffset.MaxValue, Of(begun with { Phase = new Phase.Running("") })[0].To);
        Assert.Empty(Of(new Story(kind: SessionKind.Restore, at: Noon).Proposed().Session));
    }

    private static System.Collections.Immutable.ImmutableArray<Period> Of(params Session[] history) =>
        BadTimes.Of(history, "production");

    private static Session Release(int number, DateTimeOffset at, Ending how)
    {
        var story = new Story(at: at).Started();
        while (story.Session.Current!.Kind is not StepKind.Watch)
            story.After(TimeSpan.FromMinutes(1)).RunStep();

        return story.BeginStep().Reports(new StepOutcome.Judged(how, "judged")).Session with
        {
            Number = new SessionNumber(number),
        };
    }
}
