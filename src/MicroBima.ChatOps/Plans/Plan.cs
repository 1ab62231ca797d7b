using System.Collections.Immutable;

namespace MicroBima.ChatOps.Plans;

/// <summary>Everything that will run: people approve its digest, and nothing else is run.</summary>
/// <param name="Base">The head of the branch that is deployed (master) when the plan was made.</param>
/// <param name="Head">The head of the branch that is brought in (staging), or the release that a rollback returns to.</param>
/// <param name="Result">The commit that will be pushed; it exists before anybody approves.</param>
/// <param name="ResultTree">The tree of <paramref name="Result"/>: what the app will be built from.</param>
/// <param name="Authors">The people of the team who wrote commits of the release.</param>
/// <param name="Policy">Hash of the environment's settings: who approves, which steps run how.</param>
public sealed record Plan(
    string Environment,
    Targets Targets,
    CommitSha Base,
    CommitSha Head,
    CommitSha Result,
    CommitSha ResultTree,
    ImmutableArray<PlannedCommit> Commits,
    ImmutableArray<PlannedMigration> Migrations,
    ImmutableArray<PlannedStep> Steps,
    ImmutableArray<PlanNote> Notes,
    ImmutableSortedSet<string> Authors,
    string Policy
)
{
    /// <summary>What the rehearsal found, migration by migration; empty until it is over, and where there is none.</summary>
    public ImmutableArray<Rehearsal> Rehearsals
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>Migrations that failed before and are marked as rolled back first; empty in almost every plan.</summary>
    public ImmutableArray<PlannedRepair> Repairs
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>A table that holds rows while this plan seeds the database all the same; empty in almost every plan.</summary>
    public string SeedsOver { get; init; } = "";

    /// <summary>The record of the journal that <see cref="Result"/> names, as <c>24:936f502f8cefbeb2</c>; empty where it names none.</summary>
    public string Journal { get; init; } = "";

    /// <summary>For a restore: what is brought back, and where. Then no code moves: the commits of the plan are empty.</summary>
    public PlannedRestore? Restore { get; init; }

    /// <summary>The digest over <see cref="Fields"/>.</summary>
    public Digest Digest => Digest.Of(Fields);

    /// <summary>The digest before the rehearsal: it names the plan that checks are made for while they complete it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Digest Draft => (this with { Rehearsals = [] }).Digest;

    /// <summary>The notes, what must be read first.</summary>
    public IEnumerable<PlanNote> NotesByWeight() => Notes.OrderByDescending(note => note.Level);

    /// <summary>The fields that bind an approval, in canonical order. Notes and commit subjects are for reading only: the SHAs stand for them.</summary>
    public IEnumerable<PlanField> Fields =>
        [
            new("environment", Environment),
            .. Restore is null ? CodeFields : Restore.Fields,
            new("app", Targets.App),
            .. Targets.Database is { } database ? [new PlanField("database", database)] : Array.Empty<PlanField>(),
            .. Repairs.Select(repair => new PlanField(
                $"failed {repair.Name}",
                $"resolve --rolled-back {repair.Checksum}"
            )),
            .. Migrations.SelectMany(FieldsOf),
            .. Rehearsals.Select(rehearsal => new PlanField($"rehearsal {rehearsal.Migration}", rehearsal.Bound)),
            .. Steps.Select((step, index) => new PlanField($"step {index + 1} {step.Kind}", step.Mode.ToString())),
            .. SeedsOver.Length > 0 ? [new PlanField("seed", "over rows")] : Array.Empty<PlanField>(),
            new("policy", Policy),
        ];

    private IEnumerable<PlanField> CodeFields =>
        [
            new("repository", Targets.Repository),
            new($"base {Targets.BaseBranch}", Base.ToString()),
            new($"head {Targets.HeadBranch}", Head.ToString()),
            new("result", Result.ToString()),
            new("tree", ResultTree.ToString()),
        ];

    /// <summary>The worst that the review found in the migrations; to seed over rows is danger.</summary>
    public Risk WorstRisk() =>
        SeedsOver.Length > 0
            ? Risk.Danger
            : Migrations.Select(migration => migration.Verdict?.Risk ?? Risk.Safe).DefaultIfEmpty(Risk.Safe).Max();

    private static IEnumerable<PlanField> FieldsOf(PlannedMigration migration)
    {
        yield return new PlanField($"migration {migration.Name}", migration.Checksum);
        if (migration.Verdict is { } verdict)
            yield return new PlanField($"verdict {migration.Name}", verdict.Summary);
    }
}

/// <summary>One name and value of the canonical plan.</summary>
public readonly record struct PlanField(string Name, string Value);

/// <summary>What is deployed to: repository and branches, Fly app, and the identity of the database (host, name, system identifier), null where there is none.</summary>
public sealed record Targets(string Repository, string BaseBranch, string HeadBranch, string App, string? Database);

/// <summary>A commit that the release brings, as people read it.</summary>
public sealed record PlannedCommit(
    CommitSha Sha,
    string Author,
    string Subject,
    int? PullRequest,
    DateTimeOffset? At = null
);

/// <summary>A migration that is pending: directory name, SHA-256 of its file as Prisma computes it, and the SQL.</summary>
public sealed record PlannedMigration(string Name, string Checksum, string Sql)
{
    /// <summary>What the review found; null in plans of the time before there was one.</summary>
    public MigrationVerdict? Verdict { get; init; }
}

/// <summary>Something a reader must see: what is not included, a reverted commit, a changed workflow.</summary>
public sealed record PlanNote(NoteLevel Level, string Text);

/// <summary>How loud a note is.</summary>
public enum NoteLevel
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Read this before you approve.</summary>
    Warning,

    /// <summary>The plan must not run as it is.</summary>
    Blocker,
}

/// <summary>One effect of the runbook and who sets it off.</summary>
public sealed record PlannedStep(StepKind Kind, StepMode Mode);

/// <summary>The effects of the guide, in its order; those of a restore after those of a release.</summary>
public enum StepKind
{
    /// <summary>Dump of the production database, read back in full.</summary>
    Backup,

    /// <summary>The approved commit becomes the head of the deployed branch.</summary>
    Push,

    /// <summary>The GitHub Actions run of exactly that commit.</summary>
    Actions,

    /// <summary>Pending migrations are applied and seen in <c>_prisma_migrations</c>.</summary>
    Migrate,

    /// <summary>Seed data, only where asked and never over rows.</summary>
    Seed,

    /// <summary>Health and critical endpoints answer, with the new version.</summary>
    Health,

    /// <summary>Ten to fifteen minutes of probes and logs against the time before.</summary>
    Watch,

    /// <summary>A restore's first step: a backup of the database as it is, made after the approval.</summary>
    Safety,

    /// <summary>The app is stopped and the database closed: nobody writes any more.</summary>
    Stop,

    /// <summary>The backup is restored into a new database beside the present one.</summary>
    Restore,

    /// <summary>The new database is compared with the backup's manifest.</summary>
    Verify,

    /// <summary>The two databases exchange their names.</summary>
    Swap,

    /// <summary>The database is open and the app runs again.</summary>
    Start,
}

/// <summary>Who sets a step off.</summary>
public enum StepMode
{
    /// <summary>A person does it and says so.</summary>
    Manual,

    /// <summary>The bot does it after one click.</summary>
    Confirm,

    /// <summary>The bot goes on by itself.</summary>
    Auto,
}
