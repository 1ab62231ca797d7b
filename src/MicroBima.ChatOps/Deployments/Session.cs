using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>The number that people say: "#57".</summary>
public readonly record struct SessionNumber(int Value)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Value}");
}

/// <summary>What a session does.</summary>
public enum SessionKind
{
    /// <summary>Brings staging to production.</summary>
    Deploy,

    /// <summary>Brings the code back to the release before.</summary>
    Rollback,

    /// <summary>Brings the database back to a backup.</summary>
    Restore,
}

/// <summary>Where the session's card and its thread are in the chat.</summary>
public readonly record struct CardPlace(ulong Message, ulong Thread);

/// <summary>One person's yes to one digest.</summary>
public sealed record Approval(PersonName Person, AccountId Account, Digest Digest, DateTimeOffset At);

/// <summary>One person's yes to a restore without a safety backup, after one attempt at it.</summary>
public sealed record Waiver(PersonName Person, AccountId Account, int Attempt);

/// <summary>The plan that is on the card, its checklist, and who said yes to it or read it.</summary>
public sealed record Proposal(
    Plan Plan,
    Checklist Checklist,
    ImmutableArray<Approval> Approvals,
    ImmutableSortedSet<string> Readers
);

/// <summary>One deployment or rollback, from the command to the final report: a fold of its events.</summary>
/// <param name="Seal">Secret of the session: button ids are sealed with it.</param>
/// <param name="Requesters">Everybody who ever acted as requester; none of them counts as approver.</param>
/// <param name="Override">The reason for which a freeze was overridden, or empty.</param>
/// <param name="Revision">How many plans were proposed; a button of an older one is refused.</param>
/// <param name="Proposal">Null until the first plan exists.</param>
/// <param name="Steps">The steps of the plan and where each stands, in order.</param>
/// <param name="Returns">For a rollback: the session that it undoes; null for a deployment.</param>
/// <param name="Denials">Refusals that are already on record, so that a storm of clicks does not fill the journal.</param>
public sealed record Session(
    SessionNumber Number,
    SessionKind Kind,
    string Environment,
    Actor Requester,
    string Reason,
    string Override,
    ApprovalPolicy Policy,
    string Seal,
    DateTimeOffset OpenedAt,
    ImmutableSortedSet<string> Requesters,
    long Version,
    int Revision,
    Proposal? Proposal,
    ImmutableArray<StepRecord> Steps,
    Phase Phase,
    CardPlace? Card,
    SessionNumber? Returns,
    ImmutableHashSet<string> Denials
)
{
    /// <summary>True once nothing more will happen in this session.</summary>
    public bool IsOver => Phase is Phase.Ended;

    /// <summary>True from the first effect on.</summary>
    public bool HasStarted => StartedAt is not null;

    /// <summary>For a restore, the backup that was asked for; empty: the newest that counts.</summary>
    public string Backup { get; init; } = "";

    /// <summary>When the run began, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>What its watch saw, or null.</summary>
    public WatchReport? Report { get; init; }

    /// <summary>Who looks after it where it stands still, or null.</summary>
    public PersonName? Owner { get; init; }

    /// <summary>When those were last called who may give the approvals that are missing, or null.</summary>
    public DateTimeOffset? NudgedAt { get; init; }

    /// <summary>Who keeps the release although its watch did not end well, or null.</summary>
    public PersonName? Keeper { get; init; }

    /// <summary>Who said that the restore may go on without a safety backup, and after which failed attempt.</summary>
    public ImmutableArray<Waiver> Waivers { get; init; } = [];

    /// <summary>True once the channel was told how it ended.</summary>
    public bool IsAnnounced { get; init; }

    /// <summary>When the wait for approvals ends.</summary>
    public DateTimeOffset ExpiresAt => OpenedAt + Policy.Expires;

    /// <summary>When its code was seen on the deployed branch, or null.</summary>
    public DateTimeOffset? ReleasedAt => StateOf(StepKind.Push) is StepState.Done { At: var at } ? at : null;

    /// <summary>True where another session has taken its release back.</summary>
    public bool IsTakenBackBy(Session other) => other.Returns == Number && other.ReleasedAt is not null;

    /// <summary>When the last of its steps before the watch was done, or null where its code was never on the deployed branch.</summary>
    public DateTimeOffset? RunningSince =>
        ReleasedAt is null
            ? null
            : Steps
                .Where(step => step.Kind is not StepKind.Watch)
                .Select(step => step.State)
                .OfType<StepState.Done>()
                .Max(done => done.At);

    /// <summary>The step that is next or at work, or null where all are finished.</summary>
    public StepRecord? Current => Steps.FirstOrDefault(step => !step.State.IsFinished);

    /// <summary>Approvals that this plan needs from people other than the requester; where the bot asked, nobody stands behind it yet.</summary>
    public int Needed =>
        SelfRollback.NeedsNobody(this) ? 0
        : Kind is SessionKind.Restore ? Math.Max(1, Policy.NeededFor(isDangerous: true))
        : Policy.NeededFor(Proposal?.Plan.WorstRisk() is Risk.Danger) + (Requester.IsHuman ? 0 : 1);

    /// <summary>True while the plan may still be made anew: nothing of it has had an effect that a new one would not know of.</summary>
    public bool MayBePlannedAnew => Kind is SessionKind.Restore ? Steps.All(step => step.Attempt == 0) : !MayHavePushed;

    /// <summary>Approvals that count: of this digest, by people who never asked for the run, each person once.</summary>
    public ImmutableArray<Approval> CountedApprovals =>
        Proposal is null
            ? []
            :
            [
                .. Proposal
                    .Approvals.Where(approval => approval.Digest == Proposal.Plan.Digest)
                    .Where(approval => !IsAskedForBy(approval.Person, approval.Account))
                    .DistinctBy(approval => approval.Person)
                    .DistinctBy(approval => approval.Account),
            ];

    /// <summary>True for whoever asked for the run, from whatever account of theirs: an account that nobody claimed may have been renamed since.</summary>
    public bool IsAskedForBy(PersonName person, AccountId account) =>
        Requesters.Contains(person.Value) || account == Requester.Account;

    /// <summary>
    /// True where the code of the plan may already be on the deployed branch: a push was begun and nobody has seen since that it did not happen,
    /// or a person says that they pushed. A click on Start alone pushes nothing.
    /// </summary>
    public bool MayHavePushed { get; init; }

    /// <summary>Names the step that stopped and its attempt, or empty: a click about one stop is none about a later one.</summary>
    public string Stop =>
        Phase is Phase.Paused { Step: var step }
            ? string.Create(CultureInfo.InvariantCulture, $"{step}.{StepOf(step)?.Attempt}")
            : "";

    /// <summary>A step of the plan, or null where it has none of that kind.</summary>
    public StepRecord? StepOf(StepKind kind) => Steps.FirstOrDefault(step => step.Kind == kind);

    /// <summary>The state of a step, or null where the plan has none of that kind.</summary>
    public StepState? StateOf(StepKind kind) => StepOf(kind)?.State;

    /// <summary>True while the plan on the card is not complete: what the rehearsal finds will be part of it.</summary>
    private bool IsRehearsing => Proposal?.Checklist.Items[ChecklistItem.Migrations] is Standing.Checking;

    /// <summary>The session's state as one word: the last line of every card.</summary>
    public string State =>
        Phase switch
        {
            Phase.Preparing => "preparing",
            Phase.Checking => IsRehearsing ? "preparing" : "checklist",
            Phase.AwaitingApproval => "awaiting-approval",
            Phase.Running => Current?.Kind == StepKind.Watch ? "watching" : "running",
            Phase.Paused => "paused",
            Phase.Ended { How: var how } => how.Word(),
        };
}
