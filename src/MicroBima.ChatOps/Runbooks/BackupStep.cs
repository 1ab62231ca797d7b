using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Dumps the production database right before anything changes, unless the proven dump of the checklist is fresh.</summary>
public sealed class BackupStep(Toolbox tools, BackupRoom backups, TimeProvider time) : IStep
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    /// <inheritdoc />
    public StepKind Kind => StepKind.Backup;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Repeat;

    /// <inheritdoc />
    public bool CanBeInterrupted => true;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        "pg_dump --format=custom --file=backup.dump of the production database, then pg_restore --file=/dev/null backup.dump: it must end with 0.";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (tools.Database(context.Environment) is not { } database)
            return Outcome.Failed(
                "The bot has no access to the database.",
                "",
                "Make the backup by hand and press Done."
            );

        if (
            await backups.NewestAsync(context.Environment.Name, cancellationToken) is { } newest
            && string.Equals(newest.Source, context.Plan.Targets.Database, StringComparison.Ordinal)
            && (time.GetUtcNow() - newest.FinishedAt).Duration() < Fresh
        )
            return new StepOutcome.Succeeded(
                Describe(newest, $"made {Words.For(time.GetUtcNow() - newest.FinishedAt)} ago and unchanged")
            );

        return await backups.MakeAsync(context.Environment.Name, database, context.Say, cancellationToken) switch
        {
            BackupResult.Made made => new StepOutcome.Succeeded(
                Describe(made.File, $"made in {Words.For(made.File.FinishedAt - made.File.StartedAt)}")
            ),
            BackupResult.Failed failed => Outcome.Failed(
                failed.What,
                failed.Detail,
                "Nothing was changed. Mend it, then retry."
            ),
        };
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("a person made the backup"));

    /// <summary>A backup as the card tells it.</summary>
    public static string Describe(BackupFile file, string when) =>
        $"{file.Id}, {file.Size / 1024} KiB, {file.Entries} objects, read back in full, sha256 {file.Sha256[..12]}, {when}";
}
