using System.Collections.Immutable;
using MicroBima.ChatOps.Doctor;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Plans the way on after a migration that failed: where nothing of it is in the database it is marked as rolled back by the approved plan; otherwise it stays an obstacle.</summary>
internal sealed class Repairs(Git git, MigrationDoctor doctor, Redactor redactor)
{
    /// <summary>What the step will mark first, and the state without the obstacles that this takes away.</summary>
    /// <param name="commits">Where the file that failed may still be found.</param>
    public async Task<(MigrationState State, ImmutableArray<PlannedRepair> Planned)> PlanAsync(
        MigrationState state,
        Postgres? database,
        DeploymentEnvironment environment,
        ImmutableArray<CommitSha> commits,
        CancellationToken cancellationToken
    )
    {
        if (database is null || state.Failed.IsEmpty || state.Pending.IsEmpty)
            return (state, []);

        var planned = ImmutableArray.CreateBuilder<PlannedRepair>();
        var obstacles = new Dictionary<MigrationRow, string>();
        foreach (var failed in state.Failed)
        {
            if (await FileAsync(failed, environment, commits, cancellationToken) is not { } file)
            {
                obstacles[failed] =
                    $"{MigrationState.Unfinished(failed)}; the file that failed is in neither branch: what it left cannot be told";
                continue;
            }

            switch (await doctor.ExamineAsync(database, failed.Logs, file.Sql, cancellationToken))
            {
                case Diagnosis.NotApplied { Proof: var proof }:
                    planned.Add(new PlannedRepair(failed.Name, failed.Checksum, redactor.Mask(file.Sql), proof));
                    break;
                case Diagnosis.Applied:
                    obstacles[failed] =
                        $"{MigrationState.Unfinished(failed)}; all of it is in the database: mark it as applied";
                    break;
                case Diagnosis.Half half:
                    obstacles[failed] =
                        $"{MigrationState.Unfinished(failed)}; half of it is in the database ({string.Join(", ", half.There)}): undo that by hand, or bring the backup back with /restore";
                    break;
                case Diagnosis.Unclear unclear:
                    obstacles[failed] =
                        $"{MigrationState.Unfinished(failed)}; what it left cannot be told ({string.Join(", ", unclear.Why)})";
                    break;
            }
        }

        return (
            state.With(failed => obstacles.TryGetValue(failed, out var why) ? redactor.Mask(why) : null),
            planned.ToImmutable()
        );
    }

    /// <summary>True where the approved plan says that this failure is marked as rolled back.</summary>
    public static bool IsPlanned(Plan plan, string name, string checksum) =>
        plan.Repairs.Any(repair =>
            string.Equals(repair.Name, name, StringComparison.Ordinal)
            && string.Equals(repair.Checksum, checksum, StringComparison.Ordinal)
        );

    private async Task<MigrationFile?> FileAsync(
        MigrationRow failed,
        DeploymentEnvironment environment,
        ImmutableArray<CommitSha> commits,
        CancellationToken cancellationToken
    )
    {
        foreach (var commit in commits)
        {
            var (files, _) = await MigrationReader.FilesAsync(
                git,
                environment.Database!.PrismaFolder,
                commit,
                cancellationToken
            );
            if (
                files.FirstOrDefault(file =>
                    string.Equals(file.Name, failed.Name, StringComparison.Ordinal) && file.Matches(failed.Checksum)
                ) is
                { } found
            )
                return found;
        }

        return null;
    }
}
