using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>What the world would be left with if everything stopped now.</summary>
public sealed record Leaves(string Code, string Database)
{
    /// <summary>As a sentence.</summary>
    public string Sentence => $"Code {Code}, database {Database}.";

    /// <summary>The answer for a session as it stands.</summary>
    public static Leaves Now(Session session) => new(CodeOf(session), DatabaseOf(session));

    private static string CodeOf(Session session) =>
        (session.StateOf(StepKind.Push), session.StateOf(StepKind.Actions)) switch
        {
            (null or StepState.Waiting or StepState.Offered or StepState.Confirmed, _) => "as before",
            (StepState.Intended or StepState.Stopped { Problem.Nature: ProblemNature.Unknown }, _) =>
                "unknown: the push may have happened",
            (StepState.Stopped, _) => "as before",
            (_, null or StepState.Done or StepState.Skipped) => session.Kind is SessionKind.Deploy ? "new" : "back",
            (_, StepState.Stopped) => "pushed, but its deployment failed",
            _ => "pushed, being deployed",
        };

    private static string DatabaseOf(Session session) =>
        session.StateOf(StepKind.Migrate) switch
        {
            null => "not touched",
            StepState.Waiting or StepState.Offered or StepState.Confirmed => "as before",
            StepState.Intended => "being migrated",
            StepState.Stopped { Problem.Nature: ProblemNature.NotAllowed } => "as before",
            StepState.Stopped => "see the step: a migration failed",
            StepState.Skipped => "as before",
            StepState.Done => session.Proposal is { Plan.Migrations.IsEmpty: true } ? "as before" : "migrated",
        };
}
