using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>What the world would be left with if everything stopped now.</summary>
public sealed record Leaves(string Code, string Database)
{
    /// <summary>As a sentence.</summary>
    public string Sentence => $"Code {Code}, database {Database}.";

    /// <summary>The answer for a session as it stands.</summary>
    public static Leaves Now(Session session) => new(CodeOf(session), DatabaseOf(session));

    /// <summary>What a session leaves that ends before all of it was done.</summary>
    public static string AtEnd(Session session) => Now(session).Sentence + Unwatched(session);

    /// <summary>
    /// A release whose watch somebody ended stays where it is when nobody takes it back: a rollback that is asked for ends the watch, and may come to nothing.
    /// Empty where nothing stays.
    /// </summary>
    public static string Unwatched(Session session) =>
        session
            is { Kind: SessionKind.Deploy, ReleasedAt: not null }
                or { Kind: SessionKind.Rollback, MayHavePushed: false }
            ? $" The release stays, and nobody watches it: /health environment:{session.Environment} shows how it is."
            : "";

    private static string CodeOf(Session session) =>
        session.Kind is SessionKind.Restore ? $"as before, app {AppOf(session)}" : ReleaseOf(session);

    private static string AppOf(Session session) =>
        (session.StepOf(StepKind.Stop), session.StateOf(StepKind.Start)) switch
        {
            (_, StepState.Done) => "started again",
            (_, StepState.Intended or StepState.Stopped) => "being started: see the step",
            ({ Attempt: > 0 }, _) => "stopped",
            _ => "running",
        };

    private static string ReleaseOf(Session session) =>
        (session.StateOf(StepKind.Push), session.StateOf(StepKind.Actions)) switch
        {
            (StepState.Done or StepState.Skipped, null or StepState.Done or StepState.Skipped) => session.Kind
            is SessionKind.Deploy
                ? "new"
                : "back",
            (StepState.Done or StepState.Skipped, StepState.Stopped) => "pushed, but its deployment failed",
            (StepState.Done or StepState.Skipped, _) => "pushed, being deployed",
            _ => session.MayHavePushed ? "unknown: the push may have happened" : "as before",
        };

    private static string DatabaseOf(Session session) =>
        session.StateOf(StepKind.Swap) switch
        {
            null => MigratedOf(session),
            StepState.Done => $"that of the backup, the one before kept as {session.Proposal?.Plan.Restore?.Kept}",
            StepState.Intended => "exchanging its name",
            StepState.Stopped => "see the step: the exchange of names did not end well",
            _ => "as before",
        };

    private static string MigratedOf(Session session) =>
        session.StepOf(StepKind.Migrate) switch
        {
            null => "not touched",
            { State: StepState.Done } => session.Proposal is { Plan.Migrations.IsEmpty: true }
                ? "as before"
                : "migrated",
            { State: StepState.Intended } => "being migrated",
            { State: StepState.Confirmed, Mode: StepMode.Manual } => "unknown: somebody may have migrated it",
            { State: StepState.Stopped or StepState.Confirmed, Attempt: > 0 } => "see the step: a migration failed",
            _ => "as before",
        };
}
