using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>
/// The SQL of a migration as it was approved. The plan keeps it masked; the repository has it whole, and its SHA-256 says whether it is the one. What the plan
/// masks is remembered, so that no message says it.
/// </summary>
internal sealed class ApprovedSql(Toolbox tools, StepContext context)
{
    private const string Changed = "the file that failed is no part of this plan, or was changed since";
    private const int ShortestHidden = 3;

    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);

    /// <summary>The text that a row is about, or why there is none to trust.</summary>
    public async Task<(string? Sql, string Why)> FindAsync(MigrationRow row, CancellationToken cancellationToken)
    {
        if (PlannedFor(row) is not { } planned)
            return (null, Changed);

        var (sql, why) = await FindAsync(planned, cancellationToken);
        return sql is null || new MigrationFile(planned.Name, sql).Matches(row.Checksum) ? (sql, why) : (null, Changed);
    }

    /// <summary>The text that a planned migration stands for, or why there is none to trust.</summary>
    public async Task<(string? Sql, string Why)> FindAsync(
        PlannedMigration planned,
        CancellationToken cancellationToken
    )
    {
        if (new MigrationFile(planned.Name, planned.Sql).Matches(planned.Checksum))
            return (planned.Sql, "");

        try
        {
            return await ReadAsync(planned, cancellationToken);
        }
        catch (Exception away) when (away is GitException or IOException or UnauthorizedAccessException)
        {
            return (null, $"the plan keeps its SQL masked, and the repository cannot be asked: {away.Message}");
        }
    }

    /// <summary>The words without anything that the plan masks.</summary>
    public string Hide(string words) =>
        _hidden
            .OrderByDescending(value => value.Length)
            .Aggregate(words, (text, value) => text.Replace(value, Redactor.Instead, StringComparison.Ordinal));

    private async Task<(string? Sql, string Why)> ReadAsync(
        PlannedMigration planned,
        CancellationToken cancellationToken
    )
    {
        var (environment, plan) = (context.Environment, context.Plan);
        var path = $"{environment.Database!.PrismaFolder}/{planned.Name}/{MigrationFile.Script}";
        using var git = tools.Git(environment);
        await git.FetchAsync([environment.Repository.Base], cancellationToken);
        foreach (var commit in new[] { plan.Result, plan.Base })
        {
            if (
                await git.TryCommitAsync(commit, cancellationToken) is null
                || await git.FilesAsync(commit, path, cancellationToken) is not [{ IsFile: true } entry]
                || await git.ReadAsync([entry], cancellationToken) is not [{ } sql]
            )
                continue;

            if (new MigrationFile(planned.Name, sql).Matches(planned.Checksum))
                return Remember(sql) ? (sql, "") : (null, "it could not be checked for secrets in time");
        }

        return (null, Changed);
    }

    /// <summary>What the plan would have run under that name; the very file that failed comes first.</summary>
    private PlannedMigration? PlannedFor(MigrationRow row) =>
        context
            .Plan.Repairs.Select(repair => new PlannedMigration(repair.Name, repair.Checksum, repair.Sql))
            .Concat(context.Plan.Migrations)
            .Where(one => string.Equals(one.Name, row.Name, StringComparison.Ordinal))
            .OrderByDescending(one => string.Equals(one.Checksum, row.Checksum, StringComparison.Ordinal))
            .FirstOrDefault();

    /// <summary>False where nobody can say what has to be hidden.</summary>
    private bool Remember(string sql)
    {
        if (tools.Redactor.TryFind(sql) is not { } hits)
            return false;

        _hidden.UnionWith(
            hits.Select(hit => sql[hit.Start..hit.End].Trim('\'', '"', ' '))
                .Where(value => value.Length >= ShortestHidden)
        );
        return true;
    }
}
