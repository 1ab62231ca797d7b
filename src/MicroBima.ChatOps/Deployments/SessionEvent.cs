using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>A fact about a session, in the past tense. Stored for ever: add a case, never change one.</summary>
public abstract record SessionEvent : Fact
{
    private SessionEvent(DateTimeOffset at)
        : base(at) { }

    /// <summary>Somebody asked for a run.</summary>
    public sealed record Opened(
        DateTimeOffset At,
        SessionKind Kind,
        string Environment,
        Actor By,
        string Reason,
        string Override,
        ApprovalPolicy Policy,
        string Seal,
        SessionNumber? Returns,
        string Backup = ""
    ) : SessionEvent(At);

    /// <summary>The card was posted.</summary>
    public sealed record CardPosted(DateTimeOffset At, CardPlace Place) : SessionEvent(At);

    /// <summary>A plan was made; earlier approvals and signatures are void.</summary>
    public sealed record Proposed(DateTimeOffset At, Plan Plan, Checklist Checklist) : SessionEvent(At);

    /// <summary>A check of the checklist came to a result.</summary>
    public sealed record Checked(DateTimeOffset At, ChecklistItem Item, Standing Standing) : SessionEvent(At);

    /// <summary>The plan was rehearsed: what that found is part of it from now on.</summary>
    public sealed record Rehearsed(DateTimeOffset At, Digest Draft, ImmutableArray<Rehearsal> Found) : SessionEvent(At);

    /// <summary>A person signed an item.</summary>
    public sealed record Signed(DateTimeOffset At, ChecklistItem Item, Actor By, Digest Digest) : SessionEvent(At);

    /// <summary>A person said that they read the plan.</summary>
    public sealed record PlanRead(DateTimeOffset At, Actor By, Digest Digest) : SessionEvent(At);

    /// <summary>A person approved.</summary>
    public sealed record Approved(DateTimeOffset At, Actor By, Digest Digest) : SessionEvent(At);

    /// <summary>An approval came with a right code of that half minute; it never counts again.</summary>
    public sealed record CodeAccepted(DateTimeOffset At, PersonName By, long Step) : SessionEvent(At);

    /// <summary>An approval does not hold any more.</summary>
    public sealed record ApprovalVoided(DateTimeOffset At, PersonName Person, string Why) : SessionEvent(At);

    /// <summary>The world moved away from the plan; it is being made again.</summary>
    public sealed record Superseded(DateTimeOffset At, string Why) : SessionEvent(At);

    /// <summary>Something was asked that was not done.</summary>
    public sealed record Denied(DateTimeOffset At, PersonName Person, string Asked, string Code) : SessionEvent(At);

    /// <summary>The quorum was there and the run began.</summary>
    public sealed record Started(DateTimeOffset At) : SessionEvent(At);

    /// <summary>A step waits for a person; what they have to do where they do it themselves.</summary>
    public sealed record StepOffered(DateTimeOffset At, StepKind Step, string Instructions = "") : SessionEvent(At);

    /// <summary>A person set a step off.</summary>
    public sealed record StepConfirmed(DateTimeOffset At, StepKind Step, Actor By) : SessionEvent(At);

    /// <summary>The effect may begin now.</summary>
    public sealed record StepIntended(DateTimeOffset At, StepKind Step, int Attempt) : SessionEvent(At);

    /// <summary>The effect was seen in the world.</summary>
    public sealed record StepDone(DateTimeOffset At, StepKind Step, int Attempt, string Fact) : SessionEvent(At);

    /// <summary>The effect was seen not to have happened, or nobody knows.</summary>
    public sealed record StepStopped(DateTimeOffset At, StepKind Step, int Attempt, Problem Problem) : SessionEvent(At);

    /// <summary>A person decided to begin a step again.</summary>
    public sealed record StepRetried(DateTimeOffset At, StepKind Step, Actor By) : SessionEvent(At);

    /// <summary>A person chose what to do about a step that stopped.</summary>
    public sealed record StepRemedied(
        DateTimeOffset At,
        StepKind Step,
        Actor By,
        Remedy Remedy,
        Blocker? Blocker = null
    ) : SessionEvent(At);

    /// <summary>After a restart it was proven that the effect never began; it may begin anew.</summary>
    public sealed record StepCleared(DateTimeOffset At, StepKind Step, int Attempt, string Fact) : SessionEvent(At);

    /// <summary>A person decided to go on without a step.</summary>
    public sealed record StepSkipped(DateTimeOffset At, StepKind Step, Actor By) : SessionEvent(At);

    /// <summary>A person said that a restore may go on although its safety backup failed in that attempt.</summary>
    public sealed record SafetyWaived(DateTimeOffset At, Actor By, int Attempt) : SessionEvent(At);

    /// <summary>A person asked to stop after the step that is at work.</summary>
    public sealed record AbortAsked(DateTimeOffset At, Actor By) : SessionEvent(At);

    /// <summary>A person stopped a restore on its way: what is left of it is left out, and the app is brought back on the database as it was.</summary>
    public sealed record TurnedBack(DateTimeOffset At, PersonName By) : SessionEvent(At);

    /// <summary>Somebody keeps the release although its watch did not end well.</summary>
    public sealed record Kept(DateTimeOffset At, Actor By) : SessionEvent(At);

    /// <summary>Somebody looks after the session while it stands still.</summary>
    public sealed record Assigned(DateTimeOffset At, PersonName By) : SessionEvent(At);

    /// <summary>Somebody had those called who may give the approvals that are missing.</summary>
    public sealed record Nudged(DateTimeOffset At, PersonName By) : SessionEvent(At);

    /// <summary>The channel was told how the session ended.</summary>
    public sealed record Announced(DateTimeOffset At) : SessionEvent(At);

    /// <summary>The session is over.</summary>
    public sealed record Finished(DateTimeOffset At, Ending How, string Why, WatchReport? Report = null)
        : SessionEvent(At);
}
