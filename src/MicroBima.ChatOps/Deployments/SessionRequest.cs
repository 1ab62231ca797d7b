using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>What people and the runner may ask of a session.</summary>
public abstract record SessionRequest
{
    private SessionRequest() { }

    /// <summary>Which half minute the typed code of their authenticator app is of; null where it is none, or none was typed.</summary>
    public long? CodeStep { get; init; }

    /// <summary>The person who asks, or null where the runner does.</summary>
    public Actor? Asker =>
        this switch
        {
            Sign { By: var by } => by,
            Read { By: var by } => by,
            Approve { By: var by } => by,
            Reject { By: var by } => by,
            Abort { By: var by } => by,
            Confirm { By: var by } => by,
            Retry { By: var by } => by,
            Mend { By: var by } => by,
            Skip { By: var by } => by,
            Leave { By: var by } => by,
            Keep { By: var by } => by,
            Assign { By: var by } => by,
            Nudge { By: var by } => by,
            Place or Announce or Propose or Check or Rehearse or GiveUp or Begin or Report or Tick => null,
        };

    /// <summary>The chat posted the card.</summary>
    public sealed record Place(CardPlace Card) : SessionRequest;

    /// <summary>The chat told the channel how the session ended.</summary>
    public sealed record Announce : SessionRequest;

    /// <summary>The runner made a plan.</summary>
    public sealed record Propose(Plan Plan, Checklist Checklist) : SessionRequest;

    /// <summary>What the rehearsal of the plan on the card found; it completes the plan before anybody may approve.</summary>
    public sealed record Rehearse(Digest Draft, ImmutableArray<Rehearsal> Found) : SessionRequest;

    /// <summary>A check of the plan on the card came to a result; the plan is named by its digest before the rehearsal.</summary>
    public sealed record Check(Digest Digest, ChecklistItem Item, Standing Standing) : SessionRequest;

    /// <summary>No plan could be made.</summary>
    public sealed record GiveUp(Ending How, string Why) : SessionRequest;

    /// <summary>Somebody signs an item.</summary>
    public sealed record Sign(Actor By, ChecklistItem Item) : SessionRequest;

    /// <summary>Somebody has read the plan.</summary>
    public sealed record Read(Actor By) : SessionRequest;

    /// <summary>Somebody approves the digest that was on the card; <paramref name="Moved"/> says what moved since, looked up at the click.</summary>
    public sealed record Approve(Actor By, Digest Digest, ImmutableArray<string> Moved) : SessionRequest;

    /// <summary>An approver says no.</summary>
    public sealed record Reject(Actor By, string Reason) : SessionRequest;

    /// <summary>Somebody stops the session.</summary>
    public sealed record Abort(Actor By) : SessionRequest;

    /// <summary>Somebody sets the waiting step off (Start), or says that a manual one is done.</summary>
    public sealed record Confirm(Actor By, StepKind Step) : SessionRequest;

    /// <summary>Somebody wants the stopped step, or the checks, again.</summary>
    public sealed record Retry(Actor By) : SessionRequest;

    /// <summary>Somebody chooses what to do about the step that stopped; for a session of the database its name, for a safety backup that failed its attempt, so that no other is meant.</summary>
    public sealed record Mend(Actor By, Remedy Remedy, string Subject = "") : SessionRequest;

    /// <summary>Somebody wants to go on without the stopped step.</summary>
    public sealed record Skip(Actor By) : SessionRequest;

    /// <summary>Somebody wants the release before back; the session ends, a rollback is opened beside it.</summary>
    public sealed record Leave(Actor By) : SessionRequest;

    /// <summary>Somebody keeps a release that did not do well, and looks: the bot does not take it back by itself.</summary>
    public sealed record Keep(Actor By) : SessionRequest;

    /// <summary>Somebody looks after a session that stands still.</summary>
    public sealed record Assign(Actor By) : SessionRequest;

    /// <summary>Somebody wants those called who may give the approvals that are missing.</summary>
    public sealed record Nudge(Actor By) : SessionRequest;

    /// <summary>The runner wants to begin the next effect and says what it saw just now.</summary>
    public sealed record Begin(StepKind Step, Recheck Recheck, string Instructions = "") : SessionRequest;

    /// <summary>The runner reports what a step came to.</summary>
    public sealed record Report(StepKind Step, int Attempt, StepOutcome Outcome) : SessionRequest;

    /// <summary>Time passed.</summary>
    public sealed record Tick : SessionRequest;
}

/// <summary>What was looked up again right before an effect. Anything that could not be looked up stands here as a reason against.</summary>
/// <param name="Lost">Approvers who may not approve any more, with the reason.</param>
/// <param name="Moved">Fields of the plan that are not as approved any more.</param>
/// <param name="Obstacles">Freeze, changed settings, anything that could not be looked up: why the effect must not begin.</param>
public sealed record Recheck(
    ImmutableArray<LostApproval> Lost,
    ImmutableArray<string> Moved,
    ImmutableArray<string> Obstacles
)
{
    /// <summary>True where the chat could not be asked who may still approve: it stands among the lost, and may be known later.</summary>
    public bool IsChatAway { get; init; }

    /// <summary>Everything is as it was approved.</summary>
    public static Recheck Clear { get; } = new([], [], []);
}

/// <summary>An approver who may not approve any more, and why.</summary>
public sealed record LostApproval(PersonName Person, string Why);
