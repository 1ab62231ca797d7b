using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Chat;

/// <summary>Migrations and their verdicts as people read them: one line each on the card, everything in the plan.</summary>
internal static class MigrationWords
{
    private const int Lines = 6;

    /// <summary>The block of the card: the worst first where not all can be shown.</summary>
    public static Markdown Block(Plan plan)
    {
        var migrations = plan.Migrations;
        if (migrations.IsEmpty)
            return default;

        var shown =
            migrations.Length > Lines
                ? migrations.OrderByDescending(RiskOf).Take(Lines).OrderBy(one => migrations.IndexOf(one))
                : migrations.AsEnumerable();
        var more =
            migrations.Length > Lines ? Markdown.Ours($"… and {migrations.Length - Lines} more (Read plan)") : default;
        return Markdown.Join(
            "\n",
            [
                Markdown.Ours($"**{Words.Count(migrations.Length, "migration")}**"),
                .. shown.Select(migration => Line(migration) + RehearsalText.Under(plan, migration.Name)),
                more,
            ]
        );
    }

    /// <summary>All hazards of a migration in words, for a file of plain text.</summary>
    public static IEnumerable<string> Review(PlannedMigration migration)
    {
        if (migration.Verdict is not { } verdict)
            yield break;

        yield return $"Review: {verdict.Summary}";
        foreach (var hazard in verdict.Hazards)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  line {hazard.Line} {hazard.Risk.ToString().ToUpperInvariant()} {Effects(hazard)}"
            );
            yield return $"    {hazard.Why}.";
            yield return $"    Instead: {hazard.Instead}";
        }
    }

    /// <summary>The hazards of a migration on a card.</summary>
    public static Markdown Hazards(PlannedMigration migration, int most) =>
        Markdown.Join(
            "\n",
            (migration.Verdict?.Hazards ?? [])
                .Take(most)
                .Select(hazard =>
                    Markdown.Ours($"{SignOf(hazard.Risk)} line {hazard.Line} **{hazard.Rule}** · ")
                    + Markdown.Text(hazard.Why, 130)
                    + Markdown.Ours(" · instead: ")
                    + Markdown.Text(hazard.Instead, 100)
                )
        );

    private static Markdown Line(PlannedMigration migration)
    {
        var sign = migration.Verdict is { Risk: var risk } ? Markdown.Ours($"{SignOf(risk)} ") : default;
        var name = sign + Markdown.Code(migration.Name) + " · ";
        if (migration.Verdict is not { Hazards: [var worst, .. var others] })
            return name + Markdown.Code(Statements(migration.Sql), 90);

        var more = others.Length > 0 ? Markdown.Ours($" · and {others.Length} more") : default;
        return name
            + Markdown.Ours($"**{worst.Rule}** · {(worst.Lock is "none" ? "" : $"{worst.Lock} lock · ")}")
            + Markdown.Text(worst.Why, 100)
            + more;
    }

    private static string Effects(PlannedHazard hazard) =>
        string.Join(
            " · ",
            new[]
            {
                hazard.Rule,
                hazard.Lock is "none" ? "" : $"{hazard.Lock} lock",
                hazard.Rewrites ? "rewrites the table" : "",
                hazard.LosesData ? "loses data" : "",
            }.Where(effect => effect.Length > 0)
        );

    private static Risk RiskOf(PlannedMigration migration) => migration.Verdict?.Risk ?? Risk.Safe;

    private static string SignOf(Risk risk) =>
        risk switch
        {
            Risk.Safe => "🟢",
            Risk.Caution => "🟠",
            Risk.Danger => "🔴",
        };

    /// <summary>What it does, in one line: a statement that is written on several is not told by its first.</summary>
    private static string Statements(string sql) =>
        string.Join(
            ' ',
            sql.Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.Length > 0 && !line.StartsWith("--", StringComparison.Ordinal))
        );
}
