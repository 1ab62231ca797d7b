using System.Collections.Immutable;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>Where a session stands.</summary>
public abstract record Phase
{
    private Phase() { }

    /// <summary>The plan is being made and checked.</summary>
    public sealed record Preparing : Phase;

    /// <summary>The plan is on the card; the checklist has open items.</summary>
    public sealed record Checking : Phase;

    /// <summary>The checklist holds; people are missing.</summary>
    public sealed record AwaitingApproval : Phase;

    /// <summary>Steps are running, or one waits for its click.</summary>
    /// <param name="Aborting">Who asked to stop after the step at work, or empty.</param>
    public sealed record Running(string Aborting) : Phase;

    /// <summary>A step failed, is unknown, or may not begin; people decide.</summary>
    public sealed record Paused(StepKind Step, Problem Problem) : Phase;

    /// <summary>It is over.</summary>
    public sealed record Ended(Ending How, string Why, DateTimeOffset At) : Phase;
}

/// <summary>How a session ended.</summary>
public enum Ending
{
    /// <summary>Watched, and fine.</summary>
    Healthy,

    /// <summary>Watched, and somebody should look.</summary>
    Warn,

    /// <summary>A step or the watch failed.</summary>
    Failed,

    /// <summary>Not enough data for a verdict.</summary>
    Inconclusive,

    /// <summary>The code is back at the release before.</summary>
    RolledBack,

    /// <summary>A person stopped it.</summary>
    Aborted,

    /// <summary>An approver said no.</summary>
    Rejected,

    /// <summary>Nobody approved in time.</summary>
    Expired,

    /// <summary>The database is that of the backup.</summary>
    Restored,
}

/// <summary>The words for an ending.</summary>
public static class EndingWords
{
    /// <summary>True where the watch did not end well: people have to decide whether the release stays.</summary>
    public static bool IsDoubtful(this Ending ending) => ending is Ending.Failed or Ending.Warn or Ending.Inconclusive;

    /// <summary>The state as programs read it.</summary>
    public static string Word(this Ending ending) =>
        ending switch
        {
            Ending.Healthy => "healthy",
            Ending.Warn => "warn",
            Ending.Failed => "failed",
            Ending.Inconclusive => "inconclusive",
            Ending.RolledBack => "rolled-back",
            Ending.Aborted => "aborted",
            Ending.Rejected => "rejected",
            Ending.Expired => "expired",
            Ending.Restored => "restored",
        };
}

/// <summary>What went wrong in the reader's words, and what the world looks like now.</summary>
/// <param name="What">One sentence: what happened, on what.</param>
/// <param name="Detail">The last lines of output, or empty.</param>
/// <param name="Next">What a person should do or look at next.</param>
/// <param name="Nature">What kind of stop it is: decides which buttons are right.</param>
public sealed record Problem(string What, string Detail, string Next, ProblemNature Nature)
{
    /// <summary>What may be done about it; where nothing else is said, the step again.</summary>
    public ImmutableArray<Remedy> Remedies
    {
        get => field.IsDefault ? [Remedy.Retry] : field;
        init;
    }

    /// <summary>The session of the database that is in the way, or null.</summary>
    public Blocker? Blocker { get; init; }
}

/// <summary>What kind of stop a problem is.</summary>
public enum ProblemNature
{
    /// <summary>The step ran and failed; the world was looked at afterwards.</summary>
    Failed,

    /// <summary>Nobody knows whether the effect happened.</summary>
    Unknown,

    /// <summary>The effect was not begun: approval, membership, freeze or plan do not hold any more.</summary>
    NotAllowed,
}

/// <summary>Where one step stands.</summary>
public abstract record StepState
{
    private StepState() { }

    /// <summary>True where the session may go on to the next step.</summary>
    public bool IsFinished => this is Done or Skipped;

    /// <summary>Not begun.</summary>
    public sealed record Waiting : StepState;

    /// <summary>Waits for the click of a person.</summary>
    public sealed record Offered(DateTimeOffset At, string Instructions = "") : StepState;

    /// <summary>A person pressed Start; the effect may begin.</summary>
    public sealed record Confirmed(PersonName By, DateTimeOffset At, Remedy Remedy = Remedy.Retry) : StepState
    {
        /// <summary>The session of the database that they want ended, or null.</summary>
        public Blocker? Blocker { get; init; }
    }

    /// <summary>The intent is stored; the effect may have happened.</summary>
    public sealed record Intended(DateTimeOffset At) : StepState;

    /// <summary>The outcome is stored.</summary>
    public sealed record Done(DateTimeOffset At, TimeSpan Took, string Fact) : StepState;

    /// <summary>A person decided to go on without it.</summary>
    public sealed record Skipped(PersonName By) : StepState;

    /// <summary>It failed, is unknown, or may not begin.</summary>
    public sealed record Stopped(Problem Problem) : StepState;
}

/// <summary>A step of the session, how often it was begun, and where it stands.</summary>
public sealed record StepRecord(StepKind Kind, StepMode Mode, int Attempt, StepState State);

/// <summary>What a step came to.</summary>
public abstract record StepOutcome
{
    private StepOutcome() { }

    /// <summary>The world was seen as it should be.</summary>
    public sealed record Succeeded(string Fact) : StepOutcome;

    /// <summary>The watch is over.</summary>
    public sealed record Judged(Ending Ending, string Fact, WatchReport? Report = null) : StepOutcome;

    /// <summary>It failed.</summary>
    public sealed record Failed(Problem Problem) : StepOutcome;

    /// <summary>The process that ran it is gone; nothing was found of the effect, and beginning again is harmless.</summary>
    public sealed record NotStarted(string Fact) : StepOutcome;
}

/// <summary>What the watch saw, for the report: its numbers, and a picture among the bot's files with words for people who do not see it.</summary>
/// <param name="Rollback">Whether the code before could live with the database now: SAFE, LOSS, REFUSE or unknown; empty where nobody looked.</param>
/// <param name="RollbackWhy">The same as a sentence.</param>
/// <param name="Reasons">What stands behind a verdict that is not healthy, the worst first; none in reports of older versions.</param>
public sealed record WatchReport(
    string Numbers,
    string Picture,
    string AltText,
    string Rollback = "",
    string RollbackWhy = "",
    ImmutableArray<string>? Reasons = null
);
