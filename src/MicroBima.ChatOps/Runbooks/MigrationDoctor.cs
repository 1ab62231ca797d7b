using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Doctor;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Migrations.Grammar;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>A migration that did not finish, and what of it is in the database.</summary>
internal sealed record Examined(MigrationRow Row, TracedFile File, Diagnosis Diagnosis)
{
    /// <summary>True where PostgreSQL gave up waiting for a lock.</summary>
    public bool IsLockTimeout =>
        Row.Logs?.Contains("55P03", StringComparison.Ordinal) is true
        || Row.Logs?.Contains("due to lock timeout", StringComparison.Ordinal) is true;
}

/// <summary>Looks at a migration that did not finish, in the catalogue of the live database, and says which remedies are right. It never guesses.</summary>
public sealed partial class MigrationDoctor(PgGrammar grammar, Redactor redactor)
{
    /// <summary>What is left of a migration whose row is not finished. Of another file than that of the row nothing is said.</summary>
    internal async Task<Examined> ExamineAsync(
        Postgres database,
        MigrationRow row,
        ApprovedSql approved,
        CancellationToken cancellationToken
    )
    {
        var (found, why) = await approved.FindAsync(row, cancellationToken);
        if (found is not { } sql)
            return Unknown(row, why);

        using var parser = grammar.Open();
        var file = TracedFile.Of(sql, parser, redactor.Mask);
        var seen = await CatalogueLook.AtAsync(database, file.Traces, cancellationToken);
        return new Examined(row, file, Diagnosis.Of(file, seen, HasError(row.Logs)));
    }

    /// <summary>The same for the text of a file that is known.</summary>
    internal async Task<Diagnosis> ExamineAsync(
        Postgres database,
        string? logs,
        string sql,
        CancellationToken cancellationToken
    )
    {
        using var parser = grammar.Open();
        var file = TracedFile.Of(sql, parser, redactor.Mask);
        return Diagnosis.Of(
            file,
            await CatalogueLook.AtAsync(database, file.Traces, cancellationToken),
            HasError(logs)
        );
    }

    /// <summary>True where every pending migration waits for others without holding anybody up: a limit would only leave broken indexes.</summary>
    internal async Task<bool> WaitsAloneAsync(
        IEnumerable<PlannedMigration> pending,
        ApprovedSql approved,
        CancellationToken cancellationToken
    )
    {
        using var parser = grammar.Open();
        foreach (var planned in pending)
        {
            if (
                (await approved.FindAsync(planned, cancellationToken)).Sql is not { } sql
                || TracedFile.Of(sql, parser, redactor.Mask).Statements is not [{ IsOutside: true, Text: var text }]
                || !Concurrent().IsMatch(text)
            )
                return false;
        }

        return true;
    }

    /// <summary>The stop that people see: what is there, and only the remedies that are right.</summary>
    internal static Problem ProblemOf(StepContext context, Examined examined, string output, Blocker? blocker)
    {
        var row = examined.Row;
        var error = row.Logs?.Split('\n').FirstOrDefault(line => line.Contains("ERROR", StringComparison.Ordinal));
        var what = row.Logs is { Length: > 0 }
            ? $"{row.Name} failed (P3018): {error ?? "see the output"}"
            : $"{row.Name} did not finish (P3009), and no error is on record: whoever ran it was cut off";
        var hand =
            $"in a machine of {context.Environment.App.Name}: pnpm prisma migrate resolve --rolled-back {row.Name} (or --applied where all of it is there)";
        var (next, detail, remedies) = examined.Diagnosis switch
        {
            Diagnosis.NotApplied not => (
                $"Nothing of it is in the database: {not.Proof}. Put the cause in order, then Retry: the bot marks it as rolled back and applies it again.",
                "",
                ImmutableArray.Create(Remedy.Retry)
            ),
            Diagnosis.Applied all => (
                $"All of it is in the database: {all.Proof}. Press Mark applied; the bot looks once more before it marks.",
                "",
                [Remedy.MarkApplied, Remedy.LookAgain]
            ),
            Diagnosis.Half half => (
                "Half of it is in the database. Let a person run the SQL in the details, then press Mark rolled back: the bot marks only when nothing is left. Or bring the backup back: /restore.",
                string.Join(
                    '\n',
                    (string[])["There:", .. half.There, "Not there:", .. half.Missing, "To undo it:", .. half.Undo]
                ),
                [Remedy.MarkRolledBack, Remedy.LookAgain]
            ),
            Diagnosis.Unclear unclear => (
                $"What of it is in the database cannot be told. Look, put it in order by hand, then {hand}, then Look again. Or bring the backup back: /restore.",
                $"Cannot be told:\n{string.Join('\n', unclear.Why)}",
                [Remedy.LookAgain]
            ),
        };
        return new Problem(what, $"{detail}\n{output}\n{row.Logs}".Trim(), next, ProblemNature.Failed)
        {
            Remedies = blocker is null ? remedies : [.. remedies, Remedy.EndBlocker],
            Blocker = blocker,
        };
    }

    /// <summary>A session of the server as the journal keeps it; its query is masked before that.</summary>
    internal static Blocker? BlockerOf(Backend? backend) =>
        backend is null
            ? null
            : new Blocker(
                backend.Pid,
                backend.StartedAt,
                backend.User,
                backend.Application,
                backend.State,
                backend.QueryAt,
                backend.Query
            );

    private static Examined Unknown(MigrationRow row, string why) =>
        new(row, new TracedFile([], why), new Diagnosis.Unclear([why]));

    /// <summary>True where the server itself reported the error. A lost connection is none: what it did last may have been committed.</summary>
    internal static bool HasError(string? logs) =>
        logs is not null && (logs.Contains("ERROR:", StringComparison.Ordinal) || ErrorCode().IsMatch(logs));

    // Not class 08 (the connection), 57P (the server goes down) or XX.
    [GeneratedRegex(@"Database error code: (?!08|57P|XX)[0-9A-Z]{5}\b", RegexOptions.None, 1000)]
    private static partial Regex ErrorCode();

    [GeneratedRegex(@"\bconcurrently\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Concurrent();
}
