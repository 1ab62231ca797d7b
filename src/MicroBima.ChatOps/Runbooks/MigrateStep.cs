using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Doctor;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Runs <c>prisma migrate deploy</c> in a machine of the app and reads the outcome from the database's own table.</summary>
public sealed class MigrateStep(Toolbox tools, MigrationDoctor doctor, TimeProvider time) : IStep
{
    private const int Tries = 5;

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

        var work = WorkOf(context, database);
        try
        {
            return context.Remedy switch
            {
                Remedy.Retry or Remedy.GoWithout => await MigrateAsync(work, cancellationToken),
                Remedy.LookAgain => await LookAsync(work, cancellationToken),
                Remedy.MarkApplied or Remedy.MarkRolledBack => await MarkAsync(work, cancellationToken),
                Remedy.EndBlocker => await EndAsync(work, cancellationToken),
            };
        }
        catch (NpgsqlException away) when (!work.IsBegun)
        {
            return Outcome.Failed(
                $"The database cannot be asked (P1001): {away.Message}",
                "",
                "Nothing was begun. Look at the database, then retry."
            );
        }
    }

    private MigrationWork WorkOf(StepContext context, Postgres database) =>
        new(database, tools.Fly(context.Environment), context, doctor, new ApprovedSql(tools, context));

    private async Task<StepOutcome> MigrateAsync(MigrationWork work, CancellationToken cancellationToken)
    {
        var (context, database) = (work.Context, work.Database);
        context.Say("pnpm prisma migrate status");
        var status = await work.Fly.SshAsync(Status, Quick, context.Say, cancellationToken);

        // Status ends with 1 where anything is pending; only a machine that cannot be reached stops here.
        if (status.End is not ProgramEnd.Exited { Code: 0 or 1 })
            return Outcome.Failed(
                $"The machine of {context.Environment.App.Name} cannot be reached: {status.Ending}.",
                status.LastLines(5),
                "Nothing was migrated. Look at Fly, then retry."
            );

        var before = await work.SeeAsync(cancellationToken);
        if (before.Obstacle is { } obstacle)
            return obstacle;

        if (before.Missing.IsEmpty)
            return new StepOutcome.Succeeded("all of its migrations are already applied");

        if (await new Backends(database).MigratorAsync(cancellationToken) is { } other)
            return Occupied(other);

        if (before.Unfinished is { } failed && await ClearAsync(work, failed, cancellationToken) is { } stopped)
            return stopped;

        context.Say("comparing the migrations in the machine with the approved ones");
        var sums = await work.Fly.MigrationSumsAsync(context.Environment.MigrationsInMachine!, cancellationToken);
        if (MachineFiles.Difference(sums, context.Plan, before.Missing, before.Applied) is { } difference)
            return Outcome.Failed(
                $"Nothing was migrated: {difference}.",
                sums.IsSuccess ? "" : sums.LastLines(5),
                sums.IsSuccess
                    ? "Look at what was deployed; deploy again if it is not the approved release. Retry compares again."
                    : $"See whether they lie in the machine{(context.Environment.App.Folder is { } folder ? $" below {folder}" : "; where the app has a folder of its own there, as /app, App:Folder has to name it")}. Retry compares again."
            );

        foreach (var old in await database.LongTransactionsAsync(TooLong, cancellationToken))
            context.Say($"{old}: the migration may have to wait for it");

        return await DeployAsync(work, before.Missing, cancellationToken);
    }

    /// <summary>Deploys; where a lock could not be had and nothing was done, gives way and tries again, a few times.</summary>
    private async Task<StepOutcome> DeployAsync(
        MigrationWork work,
        ImmutableArray<string> missing,
        CancellationToken cancellationToken
    )
    {
        var context = work.Context;
        var (variable, limit) = (context.Environment.Database!.Variable, context.Environment.Database.LockTimeout);
        var isLimited = limit > TimeSpan.Zero && !await work.WaitsAloneAsync(missing, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            context.Say("pnpm prisma migrate deploy");
            work.IsBegun = true;
            var watch = new MigrationWatch(work.Database, missing, context.Say, time);
            var deploy = await watch.DuringAsync(
                () =>
                    isLimited
                        ? work.Fly.MigrateAsync(variable, limit, Longest, context.Say, cancellationToken)
                        : work.Fly.SshAsync(Deploy, Longest, context.Say, cancellationToken),
                cancellationToken
            );
            if (deploy.End is ProgramEnd.Stopped && await GoesOnAsync(work, cancellationToken))
                return StillRunning();

            var (outcome, examined) = await work.OutcomeAsync(
                deploy,
                watch.Waited,
                watch.Blocked?.Who,
                cancellationToken
            );
            if (
                examined is not { IsLockTimeout: true, File.IsAtomic: true, Diagnosis: Diagnosis.NotApplied }
                || attempt == Tries
                || !isLimited
            )
                return outcome;

            var held = watch.Blocked is { } blocked
                ? $"waiting for a lock on {blocked.What}, held by {MigrationDoctor.BlockerOf(blocked.Who)!.Words}"
                : $"{examined.Row.Name} waits for a lock";
            context.Say($"{held}, try {attempt + 1} of {Tries}");
            if (await work.ResolveAsync(examined.Row.Name, isApplied: false, cancellationToken) is { } stopped)
                return stopped;

            await Task.Delay(TimeSpan.FromSeconds(1 << attempt), time, cancellationToken);
            context.Say($"{held}, try {attempt + 1} of {Tries}");
        }
    }

    /// <summary>
    /// Takes a failed migration out of the way where a person pressed Retry or the approved plan says so, and it is proven that nothing of it is in the
    /// database. Null: the way is free. The table says whether it worked.
    /// </summary>
    private static async Task<StepOutcome?> ClearAsync(
        MigrationWork work,
        MigrationRow failed,
        CancellationToken cancellationToken
    )
    {
        var isPlanned = Repairs.IsPlanned(work.Context.Plan, failed.Name, failed.Checksum);
        var examined = await work.ExamineAsync(failed, cancellationToken);
        return (work.Context.IsRetry || isPlanned) && examined.Diagnosis is Diagnosis.NotApplied
            ? await work.ResolveAsync(failed.Name, isApplied: false, cancellationToken)
            : work.Stopped(examined, "", null);
    }

    private static async Task<StepOutcome> LookAsync(MigrationWork work, CancellationToken cancellationToken)
    {
        if (await new Backends(work.Database).MigratorAsync(cancellationToken) is { } other)
            return Occupied(other);

        var seen = await work.SeeAsync(cancellationToken);
        return seen switch
        {
            { Obstacle: { } obstacle } => obstacle,
            { Unfinished: { } row } => work.Stopped(await work.ExamineAsync(row, cancellationToken), "", null),
            { Missing.IsEmpty: true } => work.Done(),
            _ => Outcome.Failed(
                $"No migration is in a failed state (P3012): nothing has to be resolved. Not applied yet: {string.Join(", ", seen.Missing)}.",
                "",
                "Retry applies them."
            ),
        };
    }

    /// <summary>Marks, but only what is proven at this moment; afterwards the table is read.</summary>
    private static async Task<StepOutcome> MarkAsync(MigrationWork work, CancellationToken cancellationToken)
    {
        var seen = await work.SeeAsync(cancellationToken);
        if (
            seen.Unfinished is { } row
            && await new Backends(work.Database).MigratorAsync(cancellationToken) is null
            && await work.ExamineAsync(row, cancellationToken) is var examined
            && (work.Context.Remedy, examined.Diagnosis)
                is
                    (Remedy.MarkApplied, Diagnosis.Applied)
                    or
                    (Remedy.MarkRolledBack, Diagnosis.NotApplied)
        )
        {
            var isApplied = work.Context.Remedy is Remedy.MarkApplied;
            if (await work.ResolveAsync(row.Name, isApplied, cancellationToken) is { } stopped)
                return stopped;
        }

        return await LookAsync(work, cancellationToken);
    }

    private static async Task<StepOutcome> EndAsync(MigrationWork work, CancellationToken cancellationToken)
    {
        var backends = new Backends(work.Database);
        var blocker = work.Context.Blocker!;
        try
        {
            var isEnded = await backends.EndAsync(blocker.Pid, blocker.Began, cancellationToken);
            var still = await backends.FindAsync(blocker.Pid, blocker.Began, cancellationToken);
            work.Context.Say(
                still is null
                    ? $"{blocker.Words} is {(isEnded ? "ended" : "gone already")}"
                    : $"{blocker.Words} is still there"
            );
            return await LookAsync(work, cancellationToken) is StepOutcome.Failed { Problem: var problem }
                ? new StepOutcome.Failed(
                    still is null
                        ? problem with
                        {
                            What = $"{blocker.Words} is {(isEnded ? "ended" : "gone already")}. {problem.What}",
                        }
                        : problem with
                        {
                            What = $"{blocker.Words} could not be ended. {problem.What}",
                        }
                )
                : work.Done();
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            return new StepOutcome.Failed(
                new Problem(
                    $"The bot's role may not end {blocker.Words}.",
                    refused.MessageText,
                    "GRANT pg_signal_backend to it, or end the session by hand, then retry.",
                    ProblemNature.Failed
                )
                {
                    Remedies = [Remedy.Retry, Remedy.EndBlocker],
                    Blocker = blocker,
                }
            );
        }
    }

    /// <inheritdoc />
    public async Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (tools.Database(context.Environment) is not { } database)
            return new StepOutcome.Succeeded("a person migrated and says so");

        var work = WorkOf(context, database);
        if (await GoesOnAsync(work, cancellationToken))
            return StillRunning();

        var seen = await work.SeeAsync(cancellationToken);
        return seen switch
        {
            { Obstacle: { } obstacle } => obstacle,
            { Missing.IsEmpty: true } => work.Done(),
            { Unfinished: { } row } => work.Stopped(await work.ExamineAsync(row, cancellationToken), "", null),
            { Missing.Length: var missing } when missing == context.Plan.Migrations.Length =>
                new StepOutcome.NotStarted("none of the migrations has begun"),
            _ => Outcome.Failed(
                $"{context.Plan.Migrations.Length - seen.Missing.Length} of {Words.Count(context.Plan.Migrations.Length, "migration")} applied.",
                string.Join('\n', seen.Missing),
                "Retry applies the others."
            ),
        };
    }

    /// <summary>Waits while a migration holds its lock: what was stopped here may go on in the machine. True where it outlasts patience.</summary>
    private async Task<bool> GoesOnAsync(MigrationWork work, CancellationToken cancellationToken)
    {
        var waited = time.GetTimestamp();
        while (await work.Database.IsMigratingAsync(cancellationToken))
        {
            if (time.GetElapsedTime(waited) > Longest)
                return true;

            work.Context.Say("a migration is still running in the database");
            await Task.Delay(TimeSpan.FromSeconds(2), time, cancellationToken);
        }

        return false;
    }

    private static StepOutcome StillRunning() =>
        Outcome.Unknown("A migration is still running in the database.", "Wait for it or end it, then retry.");

    private static StepOutcome.Failed Occupied(Backend other)
    {
        var blocker = MigrationDoctor.BlockerOf(other)!;
        return new StepOutcome.Failed(
            new Problem(
                $"Somebody else is migrating the database right now (P1002): {blocker.Words} holds Prisma's lock.",
                "",
                "Nothing was begun. Wait until it is over, then retry: the bot looks first. Where nobody is there any more, end that session.",
                ProblemNature.Failed
            )
            {
                Remedies = [Remedy.Retry, Remedy.EndBlocker],
                Blocker = blocker,
            }
        );
    }
}
