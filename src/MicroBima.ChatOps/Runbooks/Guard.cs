using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Looks everything up again right before an effect: people, freeze, branches, migrations, settings. An error means no.</summary>
public sealed class Guard(
    EnvironmentList environments,
    Toolbox tools,
    RestoreCheck restores,
    Desk desk,
    IMembers members,
    Redactor redactor,
    TimeProvider time
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What does not hold any more, once the chat can be asked: while it is away the step waits, and no approval is lost for it. That ends
    /// with the time in which the run may begin anything at all; null where the session moved on meanwhile.
    /// </summary>
    public async Task<Recheck?> WaitAsync(Session session, Action<string> say, CancellationToken cancellationToken)
    {
        while (true)
        {
            var recheck = await LookAsync(session, cancellationToken);
            if (!recheck.IsChatAway || IsTooOld(session))
                return recheck;

            // Only the chat is asked meanwhile: what else moves is looked up once it is back.
            var isAway = true;
            while (isAway && !IsTooOld(session))
            {
                say("waits for Discord: nobody can be asked who may still approve");
                await Task.Delay(Pause, time, cancellationToken);
                if (desk.Ledger.Find(session.Number)?.Version != session.Version)
                    return null;

                (_, isAway) = await LostAsync(session, cancellationToken);
            }
        }
    }

    private bool IsTooOld(Session session) => time.GetUtcNow() >= session.StartedAt + session.Policy.RunExpires;

    /// <summary>What does not hold any more for the step that is about to begin.</summary>
    public async Task<Recheck> LookAsync(Session session, CancellationToken cancellationToken)
    {
        if (environments.Find(session.Environment) is not { } environment)
            return new Recheck([], [], [$"{session.Environment} is not configured any more"]);

        var obstacles = ImmutableArray.CreateBuilder<string>();
        var moved = ImmutableArray<string>.Empty;
        try
        {
            moved = await MovedAsync(session, cancellationToken);
        }
        catch (Exception dark) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever keeps a check from being made means no; only the bot's own shutdown passes through.
            obstacles.Add($"the plan could not be checked again: {redactor.Mask(dark.Message)}");
        }

        var now = time.GetUtcNow();
        var isFrozen = session.Kind is SessionKind.Deploy && session.Override.Length == 0 && !MayBePushed(session);
        if (isFrozen && environment.Freezes.FirstOrDefault(freeze => freeze.EndAt(now) is not null) is { } freeze)
            obstacles.Add($"the {freeze.Name} freeze is in force");
        if (
            !MayBePushed(session)
            && desk.Ledger.FreezeOf(session.Environment, now) is { } declared
            && declared.Stops(session, now)
        )
            obstacles.Add($"{declared.By} froze {session.Environment} {declared.End}: {declared.Reason}");

        if (
            session.Kind is SessionKind.Deploy
            && !MayBePushed(session)
            && desk.Ledger.Locks.GetValueOrDefault(session.Environment) is { } held
            && held.Stops(session.Requester.Person)
        )
            obstacles.Add($"{held.By} locked {session.Environment}: {held.Reason}");

        var (gone, isAway) = await RequesterAsync(session, cancellationToken);
        if (gone is not null)
            obstacles.Add(gone);

        var (lost, isChatAway) = await LostAsync(session, cancellationToken);
        return new Recheck(lost, moved, obstacles.ToImmutable()) { IsChatAway = isChatAway || isAway };
    }

    /// <summary>Fields of the plan that are not true any more. After the push only the migrations and the settings can still move.</summary>
    public async Task<ImmutableArray<string>> MovedAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Proposal?.Plan is not { } plan)
            return [];

        var environment = environments.Get(session.Environment);
        if (plan.Restore is not null)
            return await restores.MovedAsync(session, environment, cancellationToken);

        var moved = ImmutableArray.CreateBuilder<string>();
        if (!string.Equals(environment.PolicyHash, plan.Policy, StringComparison.Ordinal))
            moved.Add("the settings of the environment changed");

        using var git = tools.Git(environment);
        if (!MayBePushed(session))
        {
            AddIfMoved(
                moved,
                plan.Targets.BaseBranch,
                plan.Base,
                await git.RemoteHeadAsync(plan.Targets.BaseBranch, cancellationToken)
            );
            if (session.Kind is SessionKind.Deploy)
                AddIfMoved(
                    moved,
                    plan.Targets.HeadBranch,
                    plan.Head,
                    await git.RemoteHeadAsync(plan.Targets.HeadBranch, cancellationToken)
                );
            else if (moved.Count == 0)
                moved.AddRange(await UnfitAsync(git, environment, plan, cancellationToken));
        }

        if (
            session.Kind is SessionKind.Deploy
            && tools.Database(environment) is { } database
            && session.Steps.All(step => step.Kind is not StepKind.Migrate || step.Attempt == 0)
        )
        {
            await AddMigrationsAsync(moved, plan, database, cancellationToken);
            if (session.Current is { Kind: StepKind.Migrate, Mode: not StepMode.Manual } && moved.Count == 0)
                moved.AddRange(await UnapprovedAsync(git, database, environment, plan, cancellationToken));
        }

        return moved.ToImmutable();
    }

    /// <summary>Why the code that a rollback brings back cannot run on the database any more: somebody may have migrated it since the plan was made.</summary>
    private async Task<ImmutableArray<string>> UnfitAsync(
        Git git,
        DeploymentEnvironment environment,
        Plan plan,
        CancellationToken cancellationToken
    )
    {
        if (tools.Database(environment) is not { } database)
            return [];

        await git.FetchAsync([plan.Targets.BaseBranch], cancellationToken);
        var verdict = await RollbackJudge.LookAsync(
            git,
            database,
            environment,
            plan.Head,
            plan.Base,
            cancellationToken
        );
        return verdict is RollbackVerdict.Refuse ? [RollbackWords.Sentence(verdict, plan.Head.Short).TrimEnd('.')] : [];
    }

    /// <summary>True from the moment on in which the push may have happened: the bot began it, or a person says that it is done.</summary>
    private static bool MayBePushed(Session session) =>
        session.Steps.Any(step =>
            step.Kind is StepKind.Push
            && (
                step.Attempt > 0
                || step is { Mode: StepMode.Manual, State: not (StepState.Waiting or StepState.Offered) }
            )
        );

    /// <summary>What <c>prisma migrate deploy</c> would do now and nobody approved: the pending ones of the released commit against those of the plan.</summary>
    private static async Task<ImmutableArray<string>> UnapprovedAsync(
        Git git,
        Postgres database,
        DeploymentEnvironment environment,
        Plan plan,
        CancellationToken cancellationToken
    )
    {
        await git.FetchAsync([plan.Targets.BaseBranch], cancellationToken);
        var released = await git.HeadAsync(plan.Targets.BaseBranch, cancellationToken);
        if (released != plan.Result && await git.TreeAsync(released, cancellationToken) != plan.ResultTree)
            return [$"{plan.Targets.BaseBranch} is at {released.Short}, not at the approved {plan.Result.Short}"];

        var state = (
            await MigrationReader.StateAsync(git, database, environment, released, null, cancellationToken)
        ).With(failed =>
            Repairs.IsPlanned(plan, failed.Name, failed.Checksum) ? null : MigrationState.Unfinished(failed)
        );
        return
        [
            // The step sees who migrates as well, names them, and can end them.
            .. state.Obstacles.Except([MigrationReader.Running], StringComparer.Ordinal),
            .. state
                .Pending.Where(file =>
                    !plan.Migrations.Any(one =>
                        string.Equals(one.Name, file.Name, StringComparison.Ordinal)
                        && string.Equals(one.Checksum, file.Checksum, StringComparison.Ordinal)
                    )
                )
                .Select(file => $"migration {file.Name} is pending too, and was not in the plan"),
        ];
    }

    private static async Task AddMigrationsAsync(
        ImmutableArray<string>.Builder moved,
        Plan plan,
        Postgres database,
        CancellationToken cancellationToken
    )
    {
        var identity = await database.IdentityAsync(cancellationToken);
        if (!string.Equals(identity.ToString(), plan.Targets.Database, StringComparison.Ordinal))
            moved.Add($"the database is {identity}, not {plan.Targets.Database}");

        if (await database.MigrationsAsync(cancellationToken) is not { } rows)
        {
            moved.Add("the database has no table _prisma_migrations any more");
            return;
        }

        moved.AddRange(
            rows.Where(row => row.IsApplied)
                .Where(row =>
                    plan.Migrations.Any(migration => string.Equals(migration.Name, row.Name, StringComparison.Ordinal))
                )
                .Select(row => $"migration {row.Name} was applied by somebody else at {row.FinishedAt:HH:mm} UTC")
        );
    }

    /// <summary>Why whoever asked for the run does not stand behind it any more: they are one of the people that it takes.</summary>
    private async Task<(string? Gone, bool IsChatAway)> RequesterAsync(
        Session session,
        CancellationToken cancellationToken
    )
    {
        var requester = session.Requester;
        if (!requester.IsHuman)
            return (null, false);

        var (why, isAway) = await LookUpAsync(requester.Account, session.Policy.MayRequest, cancellationToken);
        return (why is null ? null : $"{requester.Person}, who asked for it: {why}", isAway);
    }

    private async Task<(ImmutableArray<LostApproval> Lost, bool IsChatAway)> LostAsync(
        Session session,
        CancellationToken cancellationToken
    )
    {
        var (lost, isChatAway) = (ImmutableArray.CreateBuilder<LostApproval>(), false);
        var behind = session
            .CountedApprovals.Select(approval => (approval.Person, approval.Account))
            .Concat(Restoring.OtherWaivers(session).Select(waiver => (waiver.Person, waiver.Account)))
            .Distinct();
        foreach (var (person, account) in behind)
        {
            var (why, isAway) = await LookUpAsync(account, session.Policy.MayApprove, cancellationToken);
            if (why is not null)
                lost.Add(new LostApproval(person, why));

            isChatAway |= isAway;
        }

        return (lost.ToImmutable(), isChatAway);
    }

    /// <summary>Why an account may not do it any more, or null. An error in a check means no.</summary>
    private async Task<(string? Why, bool IsChatAway)> LookUpAsync(
        AccountId account,
        Func<Actor, bool> may,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await members.FindAsync(account, cancellationToken) switch
            {
                null => ("not a member any more", false),
                var actor when !may(actor) => ("the role is gone", false),
                _ => (null, false),
            };
        }
        catch (Exception dark)
            when (dark is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return ("the roles could not be looked up", dark is MembersAwayException);
        }
    }

    private static void AddIfMoved(ImmutableArray<string>.Builder moved, string branch, CommitSha was, CommitSha? now)
    {
        if (now != was)
            moved.Add($"{branch} moved from {was.Short} to {now?.Short ?? "nothing"}");
    }
}
