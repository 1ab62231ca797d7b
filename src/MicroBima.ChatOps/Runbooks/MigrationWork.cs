using System.Collections.Frozen;
using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>One run of the migration step: the table as it stands, the marks that Prisma sets in it, and what came of it.</summary>
internal sealed class MigrationWork(
    Postgres database,
    Fly fly,
    StepContext context,
    MigrationDoctor doctor,
    ApprovedSql approved
)
{
    private static readonly TimeSpan Quick = TimeSpan.FromMinutes(2);

    public Postgres Database => database;

    public Fly Fly => fly;

    public StepContext Context => context;

    /// <summary>True from the moment on in which the database may be changed.</summary>
    public bool IsBegun { get; set; }

    /// <summary>What the table says of the plan's migrations.</summary>
    public async Task<Seen> SeeAsync(CancellationToken cancellationToken) =>
        await database.MigrationsAsync(cancellationToken) is { } rows
            ? Seen.Of(context.Plan.Migrations, rows)
            : new Seen([], FrozenSet<string>.Empty, null, await NoTableAsync(cancellationToken));

    /// <summary>What the database holds of a migration that did not finish.</summary>
    public Task<Examined> ExamineAsync(MigrationRow row, CancellationToken cancellationToken) =>
        doctor.ExamineAsync(database, row, approved, cancellationToken);

    /// <summary>True where each of these migrations waits for others without holding anybody up.</summary>
    public Task<bool> WaitsAloneAsync(ImmutableArray<string> missing, CancellationToken cancellationToken) =>
        doctor.WaitsAloneAsync(
            context.Plan.Migrations.Where(one => missing.Contains(one.Name, StringComparer.Ordinal)),
            approved,
            cancellationToken
        );

    /// <summary>Marks a migration, and reads the table: null where it stands there.</summary>
    public async Task<StepOutcome?> ResolveAsync(string name, bool isApplied, CancellationToken cancellationToken)
    {
        var how = isApplied ? "--applied" : "--rolled-back";
        if (!Fly.IsPlain(name))
            return Outcome.Failed(
                $"The bot cannot mark \"{name}\": its name holds more than letters, digits and _ . -, and no command line is to be trusted with it.",
                "",
                $"A person runs it, in a machine of {context.Environment.App.Name}: pnpm prisma migrate resolve {how}, with the name in quotes. Then retry."
            );

        context.Say($"pnpm prisma migrate resolve {how} {name}");
        IsBegun = true;
        var resolve = await fly.SshAsync(
            ["pnpm", "prisma", "migrate", "resolve", how, name],
            Quick,
            context.Say,
            cancellationToken
        );
        var after = await SeeAsync(cancellationToken);
        if (after.Unfinished is { } still)
            return Stopped(await ExamineAsync(still, cancellationToken), resolve.LastLines(8), null);

        return after.Obstacle
            ?? (
                isApplied && !after.Applied.Contains(name)
                    ? Outcome.Failed(
                        $"{name} was to be marked as applied, but it is not in _prisma_migrations.",
                        resolve.LastLines(8),
                        "Look at the output, then retry."
                    )
                    : null
            );
    }

    /// <summary>What a deploy came to, as the table says, and what was found where a migration did not finish.</summary>
    public async Task<(StepOutcome Outcome, Examined? Examined)> OutcomeAsync(
        ProgramResult deploy,
        string waited,
        Backend? blocker,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var seen = await SeeAsync(cancellationToken);
            if (seen.Obstacle is { } obstacle)
                return (obstacle, null);

            if (seen.Unfinished is { } row)
            {
                var examined = await ExamineAsync(row, cancellationToken);
                var still =
                    examined.IsLockTimeout && blocker is not null
                        ? await new Backends(database).FindAsync(blocker.Pid, blocker.StartedAt, cancellationToken)
                        : null;
                var said = examined.IsLockTimeout ? $"{waited}\n{deploy.LastLines(8)}".Trim() : deploy.LastLines(8);
                return (Stopped(examined, said, MigrationDoctor.BlockerOf(still)), examined);
            }

            return (
                seen.Missing.IsEmpty
                    ? Done()
                    : Outcome.Failed(
                        $"migrate deploy ended with {deploy.Ending}, but {string.Join(", ", seen.Missing)} is not in _prisma_migrations.",
                        deploy.LastLines(8),
                        PrismaErrors.NextOf(deploy.Errors + deploy.Output)
                    ),
                null
            );
        }
        catch (NpgsqlException away)
        {
            return (
                Outcome.Unknown(
                    $"migrate deploy ended with {deploy.Ending}, and the database cannot be asked what came of it: {away.Message}",
                    "When the database is back, retry: the bot looks first."
                ),
                null
            );
        }
    }

    /// <summary>All of the plan is in the table.</summary>
    public StepOutcome Done() =>
        new StepOutcome.Succeeded(
            context.Plan.Migrations is [var only]
                ? $"{only.Name} is in _prisma_migrations"
                : $"{context.Plan.Migrations.Length} migrations are in _prisma_migrations"
        );

    /// <summary>A migration did not finish: what people see.</summary>
    public StepOutcome Stopped(Examined examined, string output, Blocker? blocker)
    {
        var problem = MigrationDoctor.ProblemOf(context, examined, output, blocker);
        return new StepOutcome.Failed(
            problem with
            {
                What = approved.Hide(problem.What),
                Detail = approved.Hide(problem.Detail),
                Next = approved.Hide(problem.Next),
            }
        );
    }

    private async Task<StepOutcome> NoTableAsync(CancellationToken cancellationToken) =>
        new StepOutcome.Failed(
            new Problem(
                await database.HasTablesAsync(cancellationToken)
                    ? "The database has tables, but no _prisma_migrations: Prisma refuses it (P3005)."
                    : "The database is empty and has no table _prisma_migrations: Prisma would begin from nothing.",
                "",
                "Nothing was begun. Is it the right database? Where it is, a person makes the baseline: pnpm prisma migrate resolve --applied, for each migration that is in it. Then look again.",
                ProblemNature.Failed
            )
            {
                Remedies = [Remedy.LookAgain],
            }
        );
}

/// <summary>What the table says of the plan's migrations.</summary>
/// <param name="Missing">Those that are not applied.</param>
/// <param name="Applied">All that are, of the plan or not.</param>
/// <param name="Unfinished">The last that began and did not finish, or null.</param>
/// <param name="Obstacle">Why nothing can be said, or null.</param>
internal sealed record Seen(
    ImmutableArray<string> Missing,
    FrozenSet<string> Applied,
    MigrationRow? Unfinished,
    StepOutcome? Obstacle
)
{
    /// <summary>Reads the rows. One that was rolled back counts for nothing, whatever else stands in it; a later run of the migration has a row of its own.</summary>
    public static Seen Of(ImmutableArray<PlannedMigration> planned, IReadOnlyCollection<MigrationRow> rows)
    {
        var applied = rows.Where(row => row.IsApplied).Select(row => row.Name).ToFrozenSet(StringComparer.Ordinal);
        return new Seen(
            [.. planned.Select(migration => migration.Name).Where(name => !applied.Contains(name))],
            applied,
            rows.LastOrDefault(row => row.IsUnfinished),
            null
        );
    }
}
