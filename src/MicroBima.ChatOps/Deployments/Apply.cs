using System.Collections.Immutable;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>The fold: what a session is after an event. Pure and total; it decides nothing.</summary>
public static class Apply
{
    /// <summary>The session after its first event.</summary>
    public static Session First(SessionNumber number, SessionEvent.Opened opened) =>
        new(
            number,
            opened.Kind,
            opened.Environment,
            opened.By,
            opened.Reason,
            opened.Override,
            opened.Policy,
            opened.Seal,
            opened.At,
            ImmutableSortedSet.Create(StringComparer.Ordinal, opened.By.Person.Value),
            Version: 1,
            Revision: 0,
            Proposal: null,
            Steps: [],
            new Phase.Preparing(),
            Card: null,
            opened.Returns,
            Denials: []
        )
        {
            Backup = opened.Backup,
        };

    /// <summary>The session after one more event.</summary>
    public static Session To(Session session, SessionEvent happened)
    {
        var next = happened switch
        {
            SessionEvent.Opened => throw new InvalidOperationException($"Session {session.Number} was opened twice."),
            SessionEvent.CardPosted posted => session with { Card = posted.Place },
            SessionEvent.Proposed proposed => Proposed(session, proposed),
            SessionEvent.Checked check => WithItem(session, check.Item, check.Standing),
            SessionEvent.Rehearsed rehearsed => Rehearsed(session, rehearsed),
            SessionEvent.Signed signed => Signed(session, signed),
            SessionEvent.PlanRead read => WithProposal(
                session,
                proposal => proposal with { Readers = proposal.Readers.Add(read.By.Person.Value) }
            ),
            SessionEvent.Approved approved => WithProposal(
                session,
                proposal =>
                    proposal with
                    {
                        Approvals = proposal.Approvals.Add(
                            new Approval(approved.By.Person, approved.By.Account, approved.Digest, approved.At)
                        ),
                    }
            ),
            SessionEvent.ApprovalVoided voided => WithProposal(
                session,
                proposal =>
                    proposal with
                    {
                        Approvals = proposal.Approvals.RemoveAll(approval => approval.Person == voided.Person),
                    }
            ),
            SessionEvent.Superseded => session with
            {
                Phase = new Phase.Preparing(),
                StartedAt = null,
                Steps = [],
                Proposal = session.Proposal is { } old ? old with { Approvals = [] } : null,
            },
            SessionEvent.CodeAccepted => session,
            SessionEvent.Denied denied => session with
            {
                Denials = session.Denials.Add(DenialKey(denied.Person, denied.Asked, denied.Code)),
            },
            SessionEvent.Started started => session with { StartedAt = started.At, Phase = new Phase.Running("") },
            SessionEvent.StepOffered offered => At(
                session,
                offered.Step,
                new StepState.Offered(offered.At, offered.Instructions)
            ),
            SessionEvent.StepConfirmed confirmed => At(
                session,
                confirmed.Step,
                new StepState.Confirmed(confirmed.By.Person, confirmed.At)
            ),
            SessionEvent.StepIntended intended => Intended(session, intended),
            SessionEvent.StepDone done => At(
                session,
                done.Step,
                new StepState.Done(done.At, done.At - BeganAt(session, done.Step, done.At), done.Fact)
            ),
            SessionEvent.StepStopped stopped => At(session, stopped.Step, new StepState.Stopped(stopped.Problem)) with
            {
                Phase = new Phase.Paused(stopped.Step, stopped.Problem),
            },
            SessionEvent.StepRetried retried => Resumed(
                session,
                retried.Step,
                new StepState.Confirmed(retried.By.Person, retried.At)
            ),
            SessionEvent.StepRemedied remedied => Remedied(session, remedied),
            SessionEvent.StepCleared cleared => Resumed(session, cleared.Step, new StepState.Waiting()),
            SessionEvent.StepSkipped skipped => Resumed(
                session,
                skipped.Step,
                new StepState.Skipped(skipped.By.Person)
            ),
            SessionEvent.SafetyWaived waived => Restoring.Waived(session, waived),
            SessionEvent.AbortAsked asked => session with { Phase = new Phase.Running(asked.By.Person.Value) },
            SessionEvent.TurnedBack back => Restoring.TurnedBack(session, back.By),
            SessionEvent.Assigned assigned => session with { Owner = assigned.By },
            SessionEvent.Nudged nudged => session with { NudgedAt = nudged.At },
            SessionEvent.Kept kept => session with { Keeper = kept.By.Person },
            SessionEvent.Announced => session with { IsAnnounced = true },
            SessionEvent.Finished finished => Finished(session, finished),
        };
        return next with { Version = session.Version + 1, MayHavePushed = MayHavePushed(next, happened) };
    }

    private static Session Remedied(Session session, SessionEvent.StepRemedied remedied) =>
        Resumed(
            session,
            remedied.Step,
            new StepState.Confirmed(remedied.By.Person, remedied.At, remedied.Remedy) { Blocker = remedied.Blocker }
        );

    private static Session Finished(Session session, SessionEvent.Finished finished) =>
        session with
        {
            Report = finished.Report,
            Phase = new Phase.Ended(finished.How, finished.Why, finished.At),
        };

    private static Session Resumed(Session session, StepKind step, StepState state) =>
        At(session, step, state) with
        {
            Phase = new Phase.Running(""),
        };

    private static bool MayHavePushed(Session session, SessionEvent happened)
    {
        var isBegun =
            happened
                is SessionEvent.StepIntended { Step: StepKind.Push }
                    or SessionEvent.StepDone { Step: StepKind.Push }
            || happened
                is SessionEvent.StepConfirmed { Step: StepKind.Push }
                    or SessionEvent.StepRetried { Step: StepKind.Push }
                && session.StepOf(StepKind.Push) is { Mode: StepMode.Manual };
        var isRuledOut =
            happened
            is SessionEvent.StepCleared { Step: StepKind.Push }
                or SessionEvent.StepStopped { Step: StepKind.Push, Problem.Nature: ProblemNature.Failed };
        return isBegun || session.MayHavePushed && !isRuledOut;
    }

    /// <summary>The steps with one of them in another state.</summary>
    public static ImmutableArray<StepRecord> SetState(
        ImmutableArray<StepRecord> steps,
        StepKind kind,
        StepState state
    ) => [.. steps.Select(step => step.Kind == kind ? step with { State = state } : step)];

    /// <summary>The name under which a refusal is remembered.</summary>
    public static string DenialKey(PersonName person, string asked, string code) => $"{person}|{asked}|{code}";

    private static Session Proposed(Session session, SessionEvent.Proposed proposed) =>
        Settle(
            session with
            {
                Revision = session.Revision + 1,
                Proposal = new Proposal(
                    proposed.Plan,
                    proposed.Checklist,
                    [],
                    ImmutableSortedSet.Create<string>(StringComparer.Ordinal)
                ),
                Steps =
                [
                    .. proposed.Plan.Steps.Select(step => new StepRecord(
                        step.Kind,
                        step.Mode,
                        0,
                        new StepState.Waiting()
                    )),
                ],
                Phase = new Phase.Checking(),
            }
        );

    /// <summary>The plan is complete. Whoever read it before has read another one.</summary>
    private static Session Rehearsed(Session session, SessionEvent.Rehearsed rehearsed) =>
        WithProposal(
            session,
            proposal =>
                proposal with
                {
                    Plan = proposal.Plan with { Rehearsals = rehearsed.Found },
                    Readers = ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
                }
        );

    private static Session Signed(Session session, SessionEvent.Signed signed)
    {
        var ask = session.Proposal?.Checklist.Items[signed.Item] is Standing.Open open ? open.Ask : "";
        return WithItem(session, signed.Item, new Standing.Signed(signed.By.Person, signed.At, ask));
    }

    private static Session WithItem(Session session, ChecklistItem item, Standing standing) =>
        Settle(
            WithProposal(session, proposal => proposal with { Checklist = proposal.Checklist.With(item, standing) })
        );

    private static Session Settle(Session session) =>
        session.Phase is Phase.Checking or Phase.AwaitingApproval && session.Proposal is { } proposal
            ? session with
            {
                Phase = proposal.Checklist.IsComplete ? new Phase.AwaitingApproval() : new Phase.Checking(),
            }
            : session;

    private static Session Intended(Session session, SessionEvent.StepIntended intended) =>
        session with
        {
            Steps =
            [
                .. session.Steps.Select(step =>
                    step.Kind == intended.Step
                        ? step with
                        {
                            Attempt = intended.Attempt,
                            State = new StepState.Intended(intended.At),
                        }
                        : step
                ),
            ],
        };

    private static DateTimeOffset BeganAt(Session session, StepKind kind, DateTimeOffset otherwise) =>
        session.StateOf(kind) is StepState.Intended intended ? intended.At : otherwise;

    private static Session At(Session session, StepKind kind, StepState state) =>
        session with
        {
            Steps = SetState(session.Steps, kind, state),
        };

    private static Session WithProposal(Session session, Func<Proposal, Proposal> change) =>
        session.Proposal is { } proposal ? session with { Proposal = change(proposal) } : session;
}
