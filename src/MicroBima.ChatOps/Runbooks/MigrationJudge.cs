using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Migrations.Grammar;
using MicroBima.ChatOps.Migrations.Review;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Puts the verdict of the review beside each pending migration, and says what policy blocks.</summary>
public sealed class MigrationJudge(PgGrammar grammar, Redactor redactor)
{
    private const int MostHazards = 40;
    private const int MostBlocks = 5;

    /// <summary>The server where there is no database to ask.</summary>
    private static readonly PgVersion Assumed = new(15);

    /// <summary>The migrations as they stand in a plan, masked, and why they may not run.</summary>
    public (ImmutableArray<PlannedMigration> Migrations, ImmutableArray<string> Blocks) Judge(
        ImmutableArray<MigrationFile> pending,
        int? serverVersion,
        DatabaseSettings? database
    )
    {
        if (pending.IsEmpty)
            return ([], []);

        using var parser = grammar.Open();
        var reviewer = new Reviewer(parser, serverVersion is { } number ? PgVersion.Of(number) : Assumed);
        var allowed = database?.AllowedRules ?? [];
        var planned = ImmutableArray.CreateBuilder<PlannedMigration>(pending.Length);
        var blocks = ImmutableArray.CreateBuilder<string>();
        foreach (var file in pending)
        {
            var review = reviewer.Review(file.Sql);
            planned.Add(
                new PlannedMigration(file.Name, file.Checksum, redactor.Mask(file.Sql)) { Verdict = VerdictOf(review) }
            );
            blocks.AddRange(
                review
                    .Statements.SelectMany(statement => statement.Hazards.Select(hazard => (statement.Line, hazard)))
                    .Where(found => Blocking.Blocks(found.hazard, allowed))
                    .Take(MostBlocks)
                    .Select(found => Sentence(file.Name, found.Line, found.hazard))
            );
        }

        return (planned.MoveToImmutable(), blocks.ToImmutable());
    }

    private MigrationVerdict VerdictOf(FileReview review)
    {
        var found = review
            .Statements.SelectMany(statement => statement.Hazards.Select(hazard => (statement.Line, hazard)))
            .OrderByDescending(one => one.hazard.Level)
            .ToList();
        var rules = found
            .GroupBy(one => one.hazard.Rule, StringComparer.Ordinal)
            .Select(group =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{group.Key}{(group.Count() > 1 ? $" ×{group.Count()}" : "")} (line {group.First().Line})"
                )
            );
        return new MigrationVerdict(
            RiskOf(review.Level),
            string.Join(": ", new[] { review.Level.Word(), string.Join(", ", rules) }.Where(part => part.Length > 0)),
            [.. found.Take(MostHazards).Select(one => Planned(one.Line, one.hazard))]
        );
    }

    private PlannedHazard Planned(int line, Hazard hazard) =>
        new(
            hazard.Rule,
            RiskOf(hazard.Level),
            line,
            hazard.Lock,
            hazard.Rewrites,
            hazard.LosesData,
            redactor.Mask(hazard.Why),
            hazard.Instead
        );

    private string Sentence(string name, int line, Hazard hazard) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"migration {name}, line {line}: {redactor.Mask(hazard.Why)} ({hazard.Rule}). Policy blocks it"
        );

    private static Risk RiskOf(Level level) =>
        level switch
        {
            Level.Safe => Risk.Safe,
            Level.Caution => Risk.Caution,
            Level.Danger => Risk.Danger,
        };
}
