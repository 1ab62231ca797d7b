using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Rollbacks;

/// <summary>Which release a rollback undoes: only one that surely made what is at the head now.</summary>
public sealed class RollbackTargetTests
{
    private static readonly Plan Release = SamplePlans.Release(2);
    private static readonly Plan Older = SamplePlans.Release(1);
    private static readonly CommitSha ByHand = SamplePlans.Sha(9000);

    [Fact]
    public void K01_the_release_whose_commit_is_at_the_head_is_undone_the_newest_where_there_are_several()
    {
        var (first, second) = (Pushed(Release), Pushed(Release));

        var target = Find(Release.Result, Release.ResultTree, first, second, Pushed(Older));

        Assert.Same(second, target!.Release);
        Assert.Equal((Release.Base, Release.Result), (target.Plan.Base, target.Plan.Result));
    }

    [Fact]
    public void K01_a_merge_by_hand_of_exactly_the_approved_tree_is_undone_by_the_commit_that_it_made()
    {
        var target = Find(ByHand, Release.ResultTree, Pushed(Older), Pushed(Release, StepMode.Manual));

        Assert.Equal((Release.Base, ByHand), (target!.Plan.Base, target.Plan.Result));
    }

    [Fact]
    public void K01_C18_nothing_is_undone_where_another_deployment_or_nobody_known_made_the_head()
    {
        var (head, tree) = (Release.Result, Release.ResultTree);

        // Not ours, a way back itself, of another environment, never pushed.
        Assert.Null(Find(head, tree));
        Assert.Null(Find(head, tree, Pushed(Older)));
        Assert.Null(Find(head, tree, Pushed(Release, kind: SessionKind.Rollback)));
        Assert.Null(Find(head, tree, Pushed(Release with { Environment = "staging" })));
        Assert.Null(Find(head, tree, Sample.Of(Sample.Started(Release))));

        // The tree of a release, but not by hand; of one before the newest; the newest by hand with another tree.
        Assert.Null(Find(ByHand, tree, Pushed(Release)));
        Assert.Null(Find(ByHand, tree, Pushed(Release, StepMode.Manual), Pushed(Older, StepMode.Manual)));
        Assert.Null(Find(ByHand, Older.ResultTree, Pushed(Release, StepMode.Manual)));
    }

    [Fact]
    public void A_release_that_failed_too_is_named_before_it_is_brought_back_unless_somebody_kept_it()
    {
        var target = Find(Release.Result, Release.ResultTree, Pushed(Release))!;
        var before = Release with { Result = Release.Base };

        Assert.NotNull(target.BroughtBack([Ended(before, Ending.Failed)]));
        Assert.Null(target.BroughtBack([Ended(before, Ending.Failed) with { Keeper = Sample.Ana.Person }]));
        Assert.Null(target.BroughtBack([Ended(before, Ending.Failed), Ended(before, Ending.Healthy)]));
        Assert.Null(target.BroughtBack([Ended(before, Ending.Failed) with { Environment = "staging" }]));
        Assert.Null(target.BroughtBack([Ended(Release, Ending.Failed), Pushed(before)]));
        Assert.Equal(
            "This brings back #4, which failed its own watch. A rollback goes back one release: if that is not enough, fix forward (/unlock, then /deploy).",
            RollbackWords.BringsBack(new SessionNumber(4))
        );
    }

    private static Session Ended(Plan plan, Ending how) =>
        Pushed(plan) with
        {
            Phase = new Phase.Ended(how, "", Sample.Now),
        };

    private static RollbackTarget? Find(CommitSha head, CommitSha tree, params Session[] sessions) =>
        RollbackTarget.TryFind(head, tree, "production", sessions);

    private static Session Pushed(Plan plan, StepMode mode = StepMode.Auto, SessionKind kind = SessionKind.Deploy) =>
        Sample.Of([
            .. Sample.Started(
                plan with
                {
                    Steps = [new(StepKind.Push, mode), new(StepKind.Health, StepMode.Auto)],
                },
                kind
            ),
            new SessionEvent.StepOffered(Sample.Now, StepKind.Push),
            new SessionEvent.StepConfirmed(Sample.Now, StepKind.Push, Sample.Ana),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
            new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed"),
        ]);
}
