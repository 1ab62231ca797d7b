using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rehearsals;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>What a migration that failed left in the database, as far as its row and its file prove it, and what follows from that.</summary>
internal abstract record Diagnosis
{
    private Diagnosis() { }

    /// <summary>
    /// Nothing of it is there: PostgreSQL reported an error, and the file is one transaction, which Prisma sends in one message. It may be marked as rolled
    /// back and applied again.
    /// </summary>
    public sealed record NotApplied : Diagnosis;

    /// <summary>Some of it may be there: people have to look before anybody marks anything.</summary>
    public sealed record Unsure(string Why) : Diagnosis;

    /// <summary>The diagnosis of a row that neither finished nor was rolled back.</summary>
    public static Diagnosis Of(MigrationRow row, Plan plan)
    {
        var migration = plan.Migrations.FirstOrDefault(one =>
            string.Equals(one.Name, row.Name, StringComparison.Ordinal)
        );
        if (migration is null)
            return new Unsure("it is not part of this plan");

        if (string.IsNullOrWhiteSpace(row.Logs))
            return new Unsure(
                "no error is on record: whoever ran it was cut off, and it may have been applied all the same"
            );

        var statements = Statements.Of(migration.Sql);
        return statements.FirstOrDefault(statement => statement.IsTransaction || statement.IsLoner) is { } odd
            ? new Unsure(
                $"line {odd.Line} ({odd.Word}) is no part of one transaction: what came before it may stay applied"
            )
            : new NotApplied();
    }
}
