using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Runs <c>prisma migrate deploy</c> in a machine of the app and reads the outcome from the database's own table.</summary>
public sealed class MigrateStep(Toolbox tools, TimeProvider time) : IStep
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Quick = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(30);
    private static readonly ImmutableArray<string> Status = ["pnpm", "prisma", "migrate", "status"];
    private static readonly ImmutableArray<string> Deploy = ["pnpm", "prisma", "migrate", "deploy"];

    /// <inheritdoc />
    public StepKind Kind => StepKind.Migrate;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Inspect;

    /// <inheritdoc />
    public bool CanBeInterrupted => false;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        $"flyctl ssh console -a {context.Environment.App.Name}, there: pnpm prisma migrate status, then pnpm prisma migrate deploy, then status again.";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (tools.Database(context.Environment) is not { } database)
            return Outcome.Failed("The bot has no access to the database.", "", "Migrate by hand and press Done.");

        var fly = tools.Fly(context.Environment);
        context.Say("pnpm prisma migrate status");
        var status = await fly.SshAsync(Status, Quick, context.Say, cancellationToken);

        // Status ends with 1 where anything is pending; only a machine that cannot be reached stops here.
        if (status.End is not ProgramEnd.Exited { Code: 0 or 1 })
            return Outcome.Failed(
                $"The machine of {context.Environment.App.Name} cannot be reached: {status.Ending}.",
                status.LastLines(5),
                "Nothing was migrated. Look at Fly, then retry."
            );

        var before = await SeeAsync(database, context.Plan, cancellationToken);
        if (before.Missing.IsEmpty)
            return new StepOutcome.Succeeded($"all {context.Plan.Migrations.Length} migrations are already applied");

        if (await database.IsMigratingAsync(cancellationToken))
            return Outcome.Failed(
                "Somebody else is migrating the database right now.",
                "",
                "Nothing was begun. Wait until it is over, then retry: the bot looks first."
            );

        if (
            before.Unfinished is { } failed
            && await ResolveAsync(database, fly, context, failed, cancellationToken) is { } stopped
        )
            return stopped;

        foreach (var old in await database.LongTransactionsAsync(TooLong, cancellationToken))
            context.Say($"{old}: the migration may have to wait for it");

        context.Say("pnpm prisma migrate deploy");
        var deploy = await fly.SshAsync(Deploy, Longest, context.Say, cancellationToken);
        if (deploy.End is ProgramEnd.Stopped && await GoesOnAsync(database, context, cancellationToken))
            return StillRunning();

        return await OutcomeAsync(database, context, deploy, cancellationToken);
    }

    /// <summary>
    /// Takes a failed migration out of the way where a person pressed Retry and it is proven that nothing of it is in the database. Null: the way is
    /// free. The table says whether it worked.
    /// </summary>
    private static async Task<StepOutcome?> ResolveAsync(
        Postgres database,
        Fly fly,
        StepContext context,
        MigrationRow failed,
        CancellationToken cancellationToken
    )
    {
        if (!context.IsRetry || Diagnosis.Of(failed, context.Plan) is not Diagnosis.NotApplied)
            return Failed(context, failed, "");

        context.Say($"pnpm prisma migrate resolve --rolled-back {failed.Name}");
        var resolve = await fly.SshAsync(
            ["pnpm", "prisma", "migrate", "resolve", "--rolled-back", failed.Name],
            Quick,
            context.Say,
            cancellationToken
        );
        var after = await SeeAsync(database, context.Plan, cancellationToken);
        return after.Unfinished is { } still ? Failed(context, still, resolve.LastLines(8)) : null;
    }

    /// <inheritdoc />
    public async Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (tools.Database(context.Environment) is not { } database)
            return new StepOutcome.Succeeded("a person migrated and says so");

        if (await GoesOnAsync(database, context, cancellationToken))
            return StillRunning();

        var seen = await SeeAsync(database, context.Plan, cancellationToken);
        return seen switch
        {
            { Missing.IsEmpty: true } => new StepOutcome.Succeeded(
                $"{context.Plan.Migrations.Length} migrations are in _prisma_migrations"
            ),
            { Unfinished: { } row } => Failed(context, row, ""),
            { Missing.Length: var missing } when missing == context.Plan.Migrations.Length =>
                new StepOutcome.NotStarted("none of the migrations has begun"),
            _ => Outcome.Failed(
                $"{context.Plan.Migrations.Length - seen.Missing.Length} of {context.Plan.Migrations.Length} migrations are applied.",
                string.Join('\n', seen.Missing),
                "Retry applies the others."
            ),
        };
    }

    /// <summary>Waits while a migration holds its lock: what was stopped here may go on in the machine. True where it outlasts patience.</summary>
    private async Task<bool> GoesOnAsync(Postgres database, StepContext context, CancellationToken cancellationToken)
    {
        var waited = time.GetTimestamp();
        while (await database.IsMigratingAsync(cancellationToken))
        {
            if (time.GetElapsedTime(waited) > Longest)
                return true;

            context.Say("a migration is still running in the database");
            await Task.Delay(TimeSpan.FromSeconds(2), time, cancellationToken);
        }

        return false;
    }

    private static StepOutcome StillRunning() =>
        Outcome.Unknown("A migration is still running in the database.", "Wait for it or end it, then retry.");

    private static async Task<StepOutcome> OutcomeAsync(
        Postgres database,
        StepContext context,
        ProgramResult deploy,
        CancellationToken cancellationToken
    )
    {
        Seen seen;
        try
        {
            seen = await SeeAsync(database, context.Plan, cancellationToken);
        }
        catch (NpgsqlException away)
        {
            return Outcome.Unknown(
                $"migrate deploy ended with {deploy.Ending}, and the database cannot be asked what came of it: {away.Message}",
                "When the database is back, retry: the bot looks first."
            );
        }

        if (seen.Unfinished is { } row)
            return Failed(context, row, deploy.LastLines(8));

        return seen.Missing.IsEmpty
            ? new StepOutcome.Succeeded($"{context.Plan.Migrations.Length} migrations are in _prisma_migrations")
            : Outcome.Failed(
                $"migrate deploy ended with {deploy.Ending}, but {string.Join(", ", seen.Missing)} is not in _prisma_migrations.",
                deploy.LastLines(8),
                "Look at the output, then retry."
            );
    }

    private static StepOutcome Failed(StepContext context, MigrationRow row, string output) =>
        Outcome.Failed(
            $"{row.Name} failed (P3018): {row.Logs?.Split('\n').FirstOrDefault(line => line.Contains("ERROR", StringComparison.Ordinal)) ?? "see the output"}",
            $"{output}\n{row.Logs}".Trim(),
            Diagnosis.Of(row, context.Plan) switch
            {
                Diagnosis.NotApplied =>
                    "Nothing of it is in the database: the file is one transaction. Put the cause in order, then Retry: the bot marks it as rolled back and applies it again.",
                Diagnosis.Unsure { Why: var why } =>
                    $"Some of it may be in the database: {why}. Look, undo by hand what is there, then in a machine of {context.Environment.App.Name}: pnpm prisma migrate resolve --rolled-back {row.Name} (or --applied where all of it is there), then Retry.",
            }
        );

    private static async Task<Seen> SeeAsync(Postgres database, Plan plan, CancellationToken cancellationToken)
    {
        var rows = await database.MigrationsAsync(cancellationToken) ?? [];
        var applied = rows.Where(row => row.FinishedAt is not null && row.RolledBackAt is null).Select(row => row.Name);
        return new Seen(
            [.. plan.Migrations.Select(migration => migration.Name).Except(applied, StringComparer.Ordinal)],
            rows.LastOrDefault(row => row.FinishedAt is null && row.RolledBackAt is null)
        );
    }

    private sealed record Seen(ImmutableArray<string> Missing, MigrationRow? Unfinished);
}
