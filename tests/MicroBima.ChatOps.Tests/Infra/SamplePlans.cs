using System.Collections.Immutable;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>Plans to run: the same release, with as many migrations and steps as a test needs.</summary>
internal static class SamplePlans
{
    public static ImmutableArray<PlannedStep> AllSteps { get; } =
    [
        new(StepKind.Backup, StepMode.Auto),
        new(StepKind.Push, StepMode.Auto),
        new(StepKind.Actions, StepMode.Auto),
        new(StepKind.Migrate, StepMode.Confirm),
        new(StepKind.Seed, StepMode.Manual),
        new(StepKind.Health, StepMode.Auto),
        new(StepKind.Watch, StepMode.Auto),
    ];

    public static CommitSha Sha(int number) => CommitSha.Parse(number.ToString("x40"), null);

    public static Plan Release(int number = 1, int migrations = 1) =>
        new(
            "production",
            new Targets(
                "https://github.com/microbima/internal-api.git",
                "master",
                "staging",
                "internal-api",
                "db.internal/app 77"
            ),
            Sha(1000),
            Sha(2000 + number),
            Sha(3000 + number),
            Sha(4000 + number),
            [
                new PlannedCommit(Sha(2000 + number), "dan", "Fix the KYC form", 42),
                new PlannedCommit(Sha(1999), "eve", "Count policies", null),
            ],
            [
                .. Enumerable
                    .Range(1, migrations)
                    .Select(index => new PlannedMigration(
                        $"2026090{index}000000_add_index_{index}",
                        new string((char)('a' + index), 64),
                        $"-- {index}\nCREATE INDEX policy_{index} ON policies (customer_id);"
                    )),
            ],
            AllSteps,
            [new PlanNote(NoteLevel.Warning, "2 newer commits on staging are not included")],
            ["dan"],
            "policy-1"
        );

    /// <summary>A restore of a backup.</summary>
    public static Plan Restore() =>
        Release(migrations: 0) with
        {
            Base = default,
            Head = default,
            Result = default,
            ResultTree = default,
            Commits = [],
            Notes = [],
            Authors = [],
            Steps =
            [
                .. new[]
                {
                    StepKind.Safety,
                    StepKind.Stop,
                    StepKind.Restore,
                    StepKind.Verify,
                    StepKind.Swap,
                    StepKind.Start,
                    StepKind.Health,
                }.Select(kind => new PlannedStep(kind, StepMode.Auto)),
            ],
            Restore = new PlannedRestore(
                "production-1",
                new string('a', 64),
                new string('b', 64),
                Sha(5).ToString(),
                new DateTimeOffset(2026, 9, 10, 9, 0, 0, TimeSpan.Zero),
                38,
                1204,
                "app",
                "app_restore_57",
                "app_before_57",
                [new TableGap("public.customers", 1000, 1012)],
                14,
                ["20260903_drop_old_phone"]
            ),
        };

    /// <summary>The release with one migration of each risk, as the review would describe them.</summary>
    public static Plan Reviewed(Risk worst = Risk.Danger)
    {
        var plan = Release(migrations: 3);
        MigrationVerdict[] verdicts =
        [
            new(Risk.Safe, "safe", []),
            new(Risk.Caution, "caution: add-unique (line 2)", [Unique]),
            new(Risk.Danger, "danger: drop-column (line 1), add-unique (line 2)", [Dropped, Unique]),
        ];
        return plan with
        {
            Migrations =
            [
                .. plan
                    .Migrations.Zip(verdicts)
                    .Where(pair => pair.Second.Risk <= worst)
                    .Select(pair => pair.First with { Verdict = pair.Second }),
            ],
        };
    }

    private static PlannedHazard Unique =>
        new(
            "add-unique",
            Risk.Caution,
            2,
            "SHARE",
            Rewrites: false,
            LosesData: false,
            "unique index on policies: one duplicate makes it fail",
            "Look for duplicates first."
        );

    private static PlannedHazard Dropped =>
        new(
            "drop-column",
            Risk.Danger,
            1,
            "ACCESS EXCLUSIVE",
            Rewrites: false,
            LosesData: true,
            "DROP COLUMN customers.old_phone: its values are gone for good",
            "Stop using the column first."
        );

    public static Plan WithModes(this Plan plan, StepMode mode) =>
        plan with
        {
            Steps = [.. plan.Steps.Select(step => step with { Mode = mode })],
        };

    public static Plan Only(this Plan plan, params ReadOnlySpan<StepKind> kinds)
    {
        var kept = kinds.ToArray();
        return plan with { Steps = [.. plan.Steps.Where(step => kept.Contains(step.Kind))] };
    }
}
