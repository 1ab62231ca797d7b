using MicroBima.ChatOps.Environments;
using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Looks everything up again right before an effect: people, freeze, branches, migrations, settings. An error means no.</summary>
public sealed class Guard(EnvironmentList environments, Toolbox tools, IMembers members, TimeProvider time)
{
    /// <summary>What does not hold any more for the step that is about to begin.</summary>
    public async Task<Recheck> LookAsync(Session session, CancellationToken cancellationToken)
    {
        var obstacles = ImmutableArray.CreateBuilder<string>();
        var moved = ImmutableArray<string>.Empty;
        try
        {
            moved = await MovedAsync(session, cancellationToken);
        }
        catch (Exception dark) when (IsDark(dark))
        {
            obstacles.Add($"the plan could not be checked again: {dark.Message}");
        }

        var now = time.GetUtcNow();
        var isFrozen = session.Kind is SessionKind.Deploy && session.Override.Length == 0 && !session.MayHavePushed;
        if (isFrozen && environments.Get(session.Environment).Freezes.FirstOrDefault(freeze => freeze.EndAt(now) is not null) is { } freeze)
            obstacles.Add($"the {freeze.Name} freeze is in force");

        return new Recheck(await LostAsync(session, cancellationToken), moved, obstacles.ToImmutable());
    }

    /// <summary>Fields of the plan that are not true any more. After the push only the migrations and the settings can still move.</summary>
    public async Task<ImmutableArray<string>> MovedAsync(Session session, CancellationToken cancellationToken)
    {
        if (session.Proposal?.Plan is not { } plan)
            return [];

        var environment = environments.Get(session.Environment);
        var moved = ImmutableArray.CreateBuilder<string>();
        if (!string.Equals(environment.PolicyHash, plan.Policy, StringComparison.Ordinal))
            moved.Add("the settings of the environment changed");

        using var git = tools.Git(environment);
        if (!session.MayHavePushed)
        {
            AddIfMoved(moved, plan.Targets.BaseBranch, plan.Base, await git.RemoteHeadAsync(plan.Targets.BaseBranch, cancellationToken));
            if (session.Kind is SessionKind.Deploy)
                AddIfMoved(moved, plan.Targets.HeadBranch, plan.Head, await git.RemoteHeadAsync(plan.Targets.HeadBranch, cancellationToken));
        }

        if (session.Kind is SessionKind.Deploy && tools.Database(environment) is { } database && session.Steps.All(step => step.Kind is not StepKind.Migrate || step.Attempt == 0))
            await AddMigrationsAsync(moved, plan, database, cancellationToken);

        return moved.ToImmutable();
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

        var rows = await database.MigrationsAsync(cancellationToken) ?? [];
        moved.AddRange(
            rows.Where(row => row.FinishedAt is not null && row.RolledBackAt is null)
                .Where(row => plan.Migrations.Any(migration => string.Equals(migration.Name, row.Name, StringComparison.Ordinal)))
                .Select(row => $"migration {row.Name} was applied by somebody else at {row.FinishedAt:HH:mm} UTC")
        );
    }

    private async Task<ImmutableArray<LostApproval>> LostAsync(Session session, CancellationToken cancellationToken)
    {
        var lost = ImmutableArray.CreateBuilder<LostApproval>();
        foreach (var approval in session.CountedApprovals)
        {
            try
            {
                var actor = await members.FindAsync(approval.Account, cancellationToken);
                if (actor is null)
                    lost.Add(new LostApproval(approval.Person, "not a member any more"));
                else if (!session.Policy.MayApprove(actor))
                    lost.Add(new LostApproval(approval.Person, "the role is gone"));
            }
            catch (Exception dark) when (IsDark(dark))
            {
                lost.Add(new LostApproval(approval.Person, "the roles could not be looked up"));
            }
        }

        return lost.ToImmutable();
    }

    private static void AddIfMoved(ImmutableArray<string>.Builder moved, string branch, CommitSha was, CommitSha? now)
    {
        if (now != was)
            moved.Add($"{branch} moved from {was.Short} to {now?.Short ?? "nothing"}");
    }

    // Whatever keeps a check from being made means no; only the bot's own shutdown passes through.
    private static bool IsDark(Exception exception) => exception is not OperationCanceledException;
}
