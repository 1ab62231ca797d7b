using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Rollbacks;

/// <summary>What a verdict means for people, and what they can do.</summary>
public static class RollbackWords
{
    private const int MostFindings = 5;

    /// <summary>Why the code cannot go back, where the boundary is, and the way forward.</summary>
    public static string Refusal(RollbackTarget target, RollbackVerdict.Refuse refuse)
    {
        var boundary = string.Join(", ", target.Plan.Migrations.Select(migration => migration.Name));
        return $"Refused before anything was touched: the code of {target.Plan.Base.Short} cannot run on the database as it is now. {Findings(refuse)}. "
            + (boundary.Length == 0 ? "" : $"The boundary is {boundary}, which came with {target.Release.Number}. ")
            + $"Stay on {target.Plan.Result.Short} and fix forward: a new migration that brings back what is missing, then /deploy. "
            + "If data is damaged: /restore a backup from before the release.";
    }

    /// <summary>What a rollback means for the database.</summary>
    public static string Database(RollbackTarget target, RollbackVerdict verdict)
    {
        var stay = target.Plan.Migrations.IsEmpty
            ? "The release had no migrations."
            : $"The database is NOT rolled back: {string.Join(", ", target.Plan.Migrations.Select(migration => migration.Name))} {(target.Plan.Migrations.Length is 1 ? "stays" : "stay")}.";
        return $"{stay} {Sentence(verdict, target.Plan.Base.Short)}";
    }

    /// <summary>What to know of a rollback after which a release runs that failed too.</summary>
    public static string BringsBack(SessionNumber failed) =>
        $"This brings back {failed}, which failed its own watch. A rollback goes back one release: if that is not enough, fix forward (/unlock, then /deploy).";

    /// <summary>The verdict about the code of a commit, as one sentence.</summary>
    public static string Sentence(RollbackVerdict verdict, string commit) =>
        verdict switch
        {
            RollbackVerdict.Safe => $"SAFE: the code of {commit} fits the database.",
            RollbackVerdict.Loss => $"LOSS: the code of {commit} runs, but does not see {Findings(verdict)}.",
            RollbackVerdict.Refuse => $"REFUSE: the code of {commit} cannot run on the database: {Findings(verdict)}.",
            RollbackVerdict.Unknown =>
                $"Nobody knows whether the code of {commit} runs on the database: {Findings(verdict)}.",
        };

    private static string Findings(RollbackVerdict verdict) =>
        string.Join("; ", verdict.Findings.Take(MostFindings))
        + (verdict.Findings.Length > MostFindings ? $"; and {verdict.Findings.Length - MostFindings} more" : "");
}
