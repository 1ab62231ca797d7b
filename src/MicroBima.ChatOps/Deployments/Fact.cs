using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MicroBima.ChatOps.Deployments;

/// <summary>Anything the journal holds. The names are stored for ever.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(SessionEvent.Opened), "opened")]
[JsonDerivedType(typeof(SessionEvent.CardPosted), "card-posted")]
[JsonDerivedType(typeof(SessionEvent.Proposed), "proposed")]
[JsonDerivedType(typeof(SessionEvent.Checked), "checked")]
[JsonDerivedType(typeof(SessionEvent.Rehearsed), "rehearsed")]
[JsonDerivedType(typeof(SessionEvent.Signed), "signed")]
[JsonDerivedType(typeof(SessionEvent.PlanRead), "plan-read")]
[JsonDerivedType(typeof(SessionEvent.Approved), "approved")]
[JsonDerivedType(typeof(SessionEvent.CodeAccepted), "code-accepted")]
[JsonDerivedType(typeof(SessionEvent.ApprovalVoided), "approval-voided")]
[JsonDerivedType(typeof(SessionEvent.Superseded), "superseded")]
[JsonDerivedType(typeof(SessionEvent.Denied), "denied")]
[JsonDerivedType(typeof(SessionEvent.Started), "started")]
[JsonDerivedType(typeof(SessionEvent.StepOffered), "step-offered")]
[JsonDerivedType(typeof(SessionEvent.StepConfirmed), "step-confirmed")]
[JsonDerivedType(typeof(SessionEvent.StepIntended), "step-intended")]
[JsonDerivedType(typeof(SessionEvent.StepDone), "step-done")]
[JsonDerivedType(typeof(SessionEvent.StepStopped), "step-stopped")]
[JsonDerivedType(typeof(SessionEvent.StepRetried), "step-retried")]
[JsonDerivedType(typeof(SessionEvent.StepRemedied), "step-remedied")]
[JsonDerivedType(typeof(SessionEvent.StepCleared), "step-cleared")]
[JsonDerivedType(typeof(SessionEvent.StepSkipped), "step-skipped")]
[JsonDerivedType(typeof(SessionEvent.SafetyWaived), "safety-waived")]
[JsonDerivedType(typeof(SessionEvent.AbortAsked), "abort-asked")]
[JsonDerivedType(typeof(SessionEvent.TurnedBack), "turned-back")]
[JsonDerivedType(typeof(SessionEvent.Kept), "kept")]
[JsonDerivedType(typeof(SessionEvent.Assigned), "assigned")]
[JsonDerivedType(typeof(SessionEvent.Nudged), "nudged")]
[JsonDerivedType(typeof(SessionEvent.Announced), "announced")]
[JsonDerivedType(typeof(SessionEvent.Finished), "finished")]
[JsonDerivedType(typeof(EnvironmentEvent.Locked), "locked")]
[JsonDerivedType(typeof(EnvironmentEvent.Unlocked), "unlocked")]
[JsonDerivedType(typeof(EnvironmentEvent.BackedUp), "backed-up")]
[JsonDerivedType(typeof(EnvironmentEvent.Muted), "muted")]
[JsonDerivedType(typeof(EnvironmentEvent.Unmuted), "unmuted")]
[JsonDerivedType(typeof(EnvironmentEvent.Frozen), "frozen")]
[JsonDerivedType(typeof(EnvironmentEvent.Thawed), "thawed")]
[JsonDerivedType(typeof(EnvironmentEvent.Queued), "queued")]
[JsonDerivedType(typeof(EnvironmentEvent.ApproverSeen), "approver-seen")]
[JsonDerivedType(typeof(EnvironmentEvent.CodeRefused), "code-refused")]
[JsonDerivedType(typeof(EnvironmentEvent.AppAsked), "app-asked")]
[JsonDerivedType(typeof(EnvironmentEvent.AppBegun), "app-begun")]
[JsonDerivedType(typeof(EnvironmentEvent.AppEnded), "app-ended")]
public abstract record Fact
{
    private protected Fact(DateTimeOffset at) => At = at;

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>A fact about an environment beside its sessions.</summary>
public abstract record EnvironmentEvent : Fact
{
    private EnvironmentEvent(DateTimeOffset at)
        : base(at) { }

    /// <summary>Somebody closed the environment for deployments.</summary>
    public sealed record Locked(DateTimeOffset At, PersonName By, string Reason) : EnvironmentEvent(At);

    /// <summary>Somebody opened it again.</summary>
    public sealed record Unlocked(DateTimeOffset At, PersonName By, string Reason) : EnvironmentEvent(At);

    /// <summary>A backup was made: its name, and the hash of its manifest. One that is exchanged later, manifest and all, does not fit it.</summary>
    /// <param name="By">Who asked for it, or null where a deployment did.</param>
    public sealed record BackedUp(DateTimeOffset At, string Backup, string Manifest, PersonName? By)
        : EnvironmentEvent(At);

    /// <summary>Somebody said that a pattern of the log is harmless: it neither warns nor ends a watch.</summary>
    /// <param name="Text">The pattern as it was shown, masked; empty where nobody had seen it lately.</param>
    public sealed record Muted(DateTimeOffset At, string Pattern, PersonName By, string Reason, string Text = "")
        : EnvironmentEvent(At);

    /// <summary>Somebody wants to hear of it again.</summary>
    public sealed record Unmuted(DateTimeOffset At, string Pattern, PersonName By) : EnvironmentEvent(At);

    /// <summary>Somebody froze deployments; until a moment, or until somebody thaws them.</summary>
    public sealed record Frozen(DateTimeOffset At, PersonName By, string Reason, DateTimeOffset? Until)
        : EnvironmentEvent(At);

    /// <summary>Somebody ended that freeze.</summary>
    public sealed record Thawed(DateTimeOffset At, PersonName By, string Reason) : EnvironmentEvent(At);

    /// <summary>Somebody asked for a deployment while the environment was held; they are called when it is free.</summary>
    public sealed record Queued(DateTimeOffset At, PersonName By, Approvals.AccountId Account) : EnvironmentEvent(At);

    /// <summary>An account was seen with an approver's role for the first time; from then on its age is counted.</summary>
    /// <param name="IsApproving">It tried to approve right away.</param>
    public sealed record ApproverSeen(DateTimeOffset At, PersonName By, Approvals.AccountId Account, bool IsApproving)
        : EnvironmentEvent(At);

    /// <summary>An approval came with a code that was not right, or not new.</summary>
    /// <param name="LockedUntil">Until when no code of that person is looked at, because it was one too many; otherwise null.</param>
    public sealed record CodeRefused(DateTimeOffset At, PersonName By, DateTimeOffset? LockedUntil)
        : EnvironmentEvent(At);

    /// <summary>Somebody wants the app stopped or restarted; a button asks once more.</summary>
    /// <param name="Seal">Secret of that button.</param>
    public sealed record AppAsked(DateTimeOffset At, PersonName By, AppAct Act, string Reason, string Seal)
        : EnvironmentEvent(At);

    /// <summary>They pressed it: the machines may be touched from now on.</summary>
    public sealed record AppBegun(DateTimeOffset At, PersonName By) : EnvironmentEvent(At);

    /// <summary>What the status of the machines said afterwards.</summary>
    public sealed record AppEnded(DateTimeOffset At, bool IsDone, string Outcome) : EnvironmentEvent(At);
}

/// <summary>Facts that were stored together: all of them or none.</summary>
/// <param name="Stream">What they are about: <c>session-57</c>, <c>environment-production</c>.</param>
/// <param name="Version">The version of the stream after the last of them.</param>
/// <param name="Cause">The interaction that asked for them; the same one is never stored twice. Empty for the runner's.</param>
public sealed record Batch(string Stream, long Version, string Cause, ImmutableArray<Fact> Facts)
{
    /// <summary>The stream of a session.</summary>
    public static string StreamOf(SessionNumber number) => $"session-{number.Value}";

    /// <summary>The stream of an environment.</summary>
    public static string StreamOf(string environment) => $"environment-{environment}";

    /// <summary>The environment that the stream is about, or the stream's name where it is about a session.</summary>
    [JsonIgnore]
    public string Environment =>
        Stream.StartsWith("environment-", StringComparison.Ordinal) ? Stream["environment-".Length..] : Stream;

    /// <summary>The session that the stream is about, or null.</summary>
    [JsonIgnore]
    public SessionNumber? Session =>
        Stream.StartsWith("session-", StringComparison.Ordinal)
        && int.TryParse(
            Stream.AsSpan("session-".Length),
            System.Globalization.CultureInfo.InvariantCulture,
            out var number
        )
            ? new SessionNumber(number)
            : null;
}

/// <summary>Where facts are kept. Stored means durable: the caller may tell people.</summary>
public interface IStore
{
    /// <summary>The newest record.</summary>
    Anchor Newest { get; }

    /// <summary>A record by its number, or null where there are not so many.</summary>
    Anchor? At(long sequence);

    /// <summary>Everything that was ever stored, oldest first.</summary>
    IAsyncEnumerable<Batch> ReadAllAsync(CancellationToken cancellationToken);

    /// <summary>Stores facts decided on a version of their stream, or says that the stream has moved on.</summary>
    Task<AppendResult> AppendAsync(
        string stream,
        long expectedVersion,
        ImmutableArray<Fact> facts,
        string cause,
        CancellationToken cancellationToken
    );
}

/// <summary>Facts could not be stored, so nothing of them happened: the disk is full, or broken.</summary>
public sealed class NotStoredException(IOException why) : IOException(why.Message, why);

/// <summary>What an append came to.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>It is durable.</summary>
    public sealed record Appended : AppendResult;

    /// <summary>Somebody else was first: read again, decide again.</summary>
    public sealed record Conflict(long ActualVersion) : AppendResult;
}
