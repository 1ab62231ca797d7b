using System.Collections.Frozen;
using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Environments;

/// <summary>What is deployed to, as the configuration says: everything a session needs to know, and nothing that changes by itself.</summary>
/// <param name="Policy">Who may ask for a deployment and approve it.</param>
/// <param name="RollbackPolicy">The same for a rollback; its quorum may be another.</param>
/// <param name="Steps">The runbook: which steps, and who sets each off.</param>
/// <param name="PolicyHash">Hash of the settings that an approval relies on; it is part of every plan.</param>
public sealed record DeploymentEnvironment(
    string Name,
    RepositorySettings Repository,
    ActionsSettings Actions,
    AppSettings App,
    DatabaseSettings? Database,
    ApprovalPolicy Policy,
    ApprovalPolicy RollbackPolicy,
    ImmutableArray<Freeze> Freezes,
    ImmutableArray<PlannedStep> Steps,
    TimeSpan Watch,
    ImmutableArray<Contact> Contacts,
    string PolicyHash
)
{
    /// <summary>Where the migrations lie in a machine, seen from where commands run there; null without a database.</summary>
    public string? MigrationsInMachine =>
        App.Folder is null ? Database?.PrismaFolder
        : Database is { } database ? string.Join('/', database.PrismaFolder.Split('/').TakeLast(2))
        : null;
}

/// <summary>The repository and its two branches. The address never holds a secret.</summary>
public sealed record RepositorySettings(
    string Url,
    string Owner,
    string Name,
    string Base,
    string Head,
    string? TokenFile
);

/// <summary>Where GitHub's API is, and the workflow files whose runs count.</summary>
public sealed record ActionsSettings(Uri ApiUrl, string? TokenFile, string CiWorkflow, string DeployWorkflow);

/// <summary>The Fly app: its name, where it answers in production and staging, what must answer, and where its metrics are, if anywhere.</summary>
public sealed record AppSettings(
    string Name,
    Uri Url,
    Uri StagingUrl,
    ImmutableArray<string> Endpoints,
    string? FlyTokenFile,
    Uri? MetricsUrl = null
)
{
    /// <summary>The endpoint that names version and commit.</summary>
    public string HealthPath => Endpoints[0];

    /// <summary>Where the app lies in its machines: there Prisma runs. Null: where flyctl starts a command.</summary>
    public string? Folder { get; init; }

    /// <summary>Where Fly's log API is, or null.</summary>
    public Uri? LogsUrl { get; init; }

    /// <summary>Patterns of the log that are known to be harmless, by their ids.</summary>
    public FrozenSet<string> Muted { get; init; } = FrozenSet<string>.Empty;
}

/// <summary>The production database and where the migrations lie in the repository.</summary>
public sealed record DatabaseSettings(string ConnectionFile, string PrismaFolder)
{
    /// <summary>Rules of the review that do not block here: people may approve what they find.</summary>
    public ImmutableArray<string> AllowedRules { get; init; } = [];

    /// <summary>What may be copied for the proof of the backup and the rehearsal.</summary>
    public RehearsalMode Rehearsal { get; init; } = RehearsalMode.Restored;

    /// <summary>True where rows of production may be copied to a scratch server.</summary>
    public bool MayCopyRows => Rehearsal is RehearsalMode.Restored;

    /// <summary>How old the backup may be when the database is changed.</summary>
    public TimeSpan BackupMaxAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>True where a database that holds rows may be seeded; such a plan counts as danger.</summary>
    public bool AllowSeedingOverRows { get; init; }

    /// <summary>The variable of the machines that holds the address by which Prisma migrates: the limit on waiting for locks goes into it.</summary>
    public string Variable { get; init; } = "DATABASE_URL";

    /// <summary>How long a migration waits for a lock before it gives way; what needs the table queues behind it meanwhile. Zero: without a limit.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>What may be copied from production to try things on.</summary>
public enum RehearsalMode
{
    /// <summary>Nothing: backups are not restored, migrations are not rehearsed, people sign for both.</summary>
    Off,

    /// <summary>The schema: locks and rewrites are known; the rows are asked in production, by questions that only read.</summary>
    SchemaOnly,

    /// <summary>Everything: the backup is restored, which proves it, and the migrations are rehearsed on that copy.</summary>
    Restored,
}

/// <summary>Somebody to call.</summary>
public sealed record Contact(string Role, string Name);
