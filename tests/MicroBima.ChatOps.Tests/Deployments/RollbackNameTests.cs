using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Whose release a rollback takes back, where nobody knew at the command whether a push had happened.</summary>
public sealed class RollbackNameTests
{
    private static readonly Plan First = Release('a', 'c');
    private static readonly Plan Second = Release('c', 'e');

    [Fact]
    public void C18_A_push_of_unknown_outcome_that_had_happened_is_what_a_rollback_names() =>
        Assert.Equal(2, RollbackOf(Second.Result));

    [Fact]
    public void C18_A_push_of_unknown_outcome_that_had_not_happened_is_not() =>
        Assert.Equal(1, RollbackOf(First.Result));

    [Fact]
    public void C18_A_release_that_was_given_up_before_its_push_is_not_what_a_rollback_names() =>
        Assert.Equal(
            1,
            RollbackOf(
                First.Result,
                History()
                    .With(
                        New(
                            3,
                            [
                                .. Sample.Started(First),
                                new SessionEvent.Finished(Sample.Now, Ending.Aborted, "given up"),
                            ]
                        )
                    )
            )
        );

    [Fact]
    public void What_a_person_merged_by_hand_keeps_the_name_that_it_was_asked_for_with() =>
        Assert.Equal(1, RollbackOf(Sample.Sha('9')));

    [Fact]
    public void A_deployment_names_no_release_that_it_takes_back() =>
        Assert.Null(History().With(New(3, Sample.Proposed(Release('e', 'f'), Sample.Complete))).Find(new(3))!.Returns);

    private static int? RollbackOf(CommitSha head, Ledger? history = null) =>
        (history ?? History())
            .With(
                New(
                    4,
                    [
                        Opened(SessionKind.Rollback, new SessionNumber(1)),
                        new SessionEvent.Proposed(
                            Sample.Now,
                            First with
                            {
                                Base = head,
                                Head = First.Base,
                                Result = Sample.Sha('8'),
                            },
                            Sample.Complete
                        ),
                    ]
                )
            )
            .Find(new SessionNumber(4))!
            .Returns?.Value;

    private static Ledger History() =>
        Ledger
            .Empty.With(
                New(
                    1,
                    [
                        .. Sample.Started(First),
                        new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
                        new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed"),
                        new SessionEvent.Finished(Sample.Now, Ending.Healthy, "fine"),
                    ]
                )
            )
            .With(
                New(
                    2,
                    [
                        .. Sample.Started(Second),
                        new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
                        new SessionEvent.StepStopped(
                            Sample.Now,
                            StepKind.Push,
                            1,
                            new Problem("Nobody knows.", "", "Look.", ProblemNature.Unknown)
                        ),
                        new SessionEvent.Finished(Sample.Now, Ending.Aborted, "given up"),
                    ]
                )
            );

    private static SessionEvent.Opened Opened(SessionKind kind, SessionNumber? returns) =>
        new(Sample.Now, kind, "production", Sample.Ana, "down", "", Surroundings.Policy, "seal", returns);

    private static Batch New(int number, System.Collections.Immutable.ImmutableArray<Fact> facts) =>
        new(Batch.StreamOf(new SessionNumber(number)), facts.Length, "", facts);

    private static Plan Release(char @base, char result) =>
        Sample.Plan with
        {
            Base = Sample.Sha(@base),
            Result = Sample.Sha(result),
            Steps = [new(StepKind.Push, StepMode.Auto)],
        };
}
