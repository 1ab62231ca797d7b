using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Environments;

namespace MicroBima.ChatOps.Configuration;

/// <summary>The configuration as people write it in appsettings.json; every key is known, every value is checked before the bot connects.</summary>
public sealed class Settings
{
    /// <summary>Where the bot works.</summary>
    public DiscordSection Discord { get; init; } = new();

    /// <summary>Where it keeps its files.</summary>
    public StorageSection Storage { get; init; } = new();

    /// <summary>The programs it runs.</summary>
    public ToolsSection Tools { get; init; } = new();

    /// <summary>How backups are kept and proven.</summary>
    public BackupSection Backup { get; init; } = new();

    /// <summary>Who is who.</summary>
    public List<PersonSection> People { get; init; } = [];

    /// <summary>What it deploys to.</summary>
    public List<EnvironmentSection> Environments { get; init; } = [];
}

/// <summary>Discord: addresses, token, server, channel.</summary>
public sealed class DiscordSection
{
    /// <summary>Base address of the REST API, with its version.</summary>
    public string ApiUrl { get; init; } = "https://discord.com/api/v10";

    /// <summary>Address of the gateway; absent: Discord is asked.</summary>
    public string? GatewayUrl { get; init; }

    /// <summary>The bot token; only from the environment variable, never in a file that is committed.</summary>
    public string? Token { get; init; }

    /// <summary>A file that holds the token.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Id of the server.</summary>
    public string Guild { get; init; } = "";

    /// <summary>Id of the channel.</summary>
    public string Channel { get; init; } = "";
}

/// <summary>The bot's folder.</summary>
public sealed class StorageSection
{
    /// <summary>Absolute path; journal, index, backups and clones are below it.</summary>
    public string Folder { get; init; } = "";

    /// <summary>A journal that is believed although the channel was told of another: its newest record, as the bot names it when it refuses.</summary>
    public string? Accept { get; init; }
}

/// <summary>Absolute paths of programs.</summary>
public sealed class ToolsSection
{
    /// <summary>git.</summary>
    public string Git { get; init; } = "/usr/bin/git";

    /// <summary>flyctl.</summary>
    public string Flyctl { get; init; } = "/usr/local/bin/flyctl";

    /// <summary>pg_dump, or absent.</summary>
    public string? PgDump { get; init; }

    /// <summary>pg_restore, or absent.</summary>
    public string? PgRestore { get; init; }

    /// <summary>The folder with initdb and postgres; absent: the usual places.</summary>
    public string? PgServer { get; init; }
}

/// <summary>How backups are kept and proven.</summary>
public sealed class BackupSection
{
    /// <summary>A file with 32 random bytes; where it is set, dumps are encrypted on the disk.</summary>
    public string? KeyFile { get; init; }

    /// <summary>A file with the address of a server for scratch databases; absent: a private one is started for each proof.</summary>
    public string? ScratchConnectionFile { get; init; }

    /// <summary>How many backups of an environment are kept whatever their age.</summary>
    public int Keep { get; init; } = 10;

    /// <summary>How old the others may become. The last proven one and pinned ones always stay.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Tables up to this size are compared by a checksum over their rows, bigger ones by their number.</summary>
    public int ChecksumUpToMiB { get; init; } = 512;

    /// <summary>What to do where the folder lies on the container's own disk.</summary>
    public OwnDisk OwnDisk { get; init; } = OwnDisk.Refuse;
}

/// <summary>One person.</summary>
public sealed class PersonSection
{
    /// <summary>The name that cards show.</summary>
    public string Name { get; init; } = "";

    /// <summary>All Discord accounts of the person.</summary>
    public List<string> DiscordIds { get; init; } = [];

    /// <summary>The GitHub login.</summary>
    public string? GitHub { get; init; }

    /// <summary>The addresses on commits.</summary>
    public List<string> Emails { get; init; } = [];

    /// <summary>The team that the person is of.</summary>
    public string? Team { get; init; }

    /// <summary>The file with the secret of the person's authenticator app, in base 32; where approvals need a code.</summary>
    public string? CodeFile { get; init; }
}

/// <summary>One environment.</summary>
public sealed class EnvironmentSection
{
    /// <summary>The word people type: <c>production</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>The repository.</summary>
    public RepositorySection Repository { get; init; } = new();

    /// <summary>GitHub's API and the workflows.</summary>
    public GitHubSection GitHub { get; init; } = new();

    /// <summary>The Fly app.</summary>
    public AppSection App { get; init; } = new();

    /// <summary>The database; absent: its steps are done by people.</summary>
    public DatabaseSection? Database { get; init; }

    /// <summary>Who asks and who approves.</summary>
    public ApprovalSection Approval { get; init; } = new();

    /// <summary>Days without deployments.</summary>
    public List<FreezeSection> Freezes { get; init; } = [];

    /// <summary>How much the bot does by itself.</summary>
    public RunbookSection Runbook { get; init; } = new();

    /// <summary>Length of the watch after a release.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whom to call.</summary>
    public List<ContactSection> Contacts { get; init; } = [];
}

/// <summary>A repository.</summary>
public sealed class RepositorySection
{
    /// <summary>https or ssh address without a secret, or an absolute path.</summary>
    public string Url { get; init; } = "";

    /// <summary>Owner at GitHub.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Name at GitHub.</summary>
    public string Name { get; init; } = "";

    /// <summary>The branch that is brought in.</summary>
    public string Head { get; init; } = "staging";

    /// <summary>The branch that is deployed.</summary>
    public string Base { get; init; } = "master";

    /// <summary>A file with a token that may push; absent for ssh.</summary>
    public string? TokenFile { get; init; }
}

/// <summary>GitHub.</summary>
public sealed class GitHubSection
{
    /// <summary>Base address of the API.</summary>
    public string ApiUrl { get; init; } = "https://api.github.com/";

    /// <summary>A file with a token that may read Actions.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The workflow whose run proves a commit of the head branch: its file.</summary>
    public string CiWorkflow { get; init; } = ".github/workflows/ci.yml";

    /// <summary>The workflow that deploys the base branch: its file.</summary>
    public string DeployWorkflow { get; init; } = ".github/workflows/deploy.yml";
}

/// <summary>An app at Fly.</summary>
public sealed class AppSection
{
    /// <summary>Its name at Fly.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it answers.</summary>
    public string Url { get; init; } = "";

    /// <summary>Where its staging twin answers.</summary>
    public string StagingUrl { get; init; } = "";

    /// <summary>Paths that must answer; the first is the health endpoint.</summary>
    public List<string> Endpoints { get; init; } = [];

    /// <summary>A file with a Fly token.</summary>
    public string? FlyTokenFile { get; init; }

    /// <summary>Where it lies in its machines, where pnpm prisma runs: /app. Absent: where flyctl starts a command, which is the root of the machine.</summary>
    public string? Folder { get; init; }

    /// <summary>Ids of patterns of the log that are known to be harmless, as /logs shows them.</summary>
    public List<string> MutedPatterns { get; init; } = [];

    /// <summary>Base address of Fly's log API, which reaches days back; absent: flyctl is asked. It needs the token.</summary>
    public string? LogsUrl { get; init; }

    /// <summary>Fly's Prometheus of the organization; absent: memory is not watched.</summary>
    public string? MetricsUrl { get; init; }
}

/// <summary>A database.</summary>
public sealed class DatabaseSection
{
    /// <summary>A file with the connection string, in keyword or URL form.</summary>
    public string ConnectionFile { get; init; } = "";

    /// <summary>Where the migrations lie in the repository.</summary>
    public string PrismaFolder { get; init; } = "prisma/migrations";

    /// <summary>Rules of the review that block a migration by policy, and that people may approve here all the same: create-extension.</summary>
    public List<string> AllowedRules { get; init; } = [];

    /// <summary>What may be copied to prove backups and rehearse migrations.</summary>
    public RehearsalMode Rehearsal { get; init; } = RehearsalMode.Restored;

    /// <summary>How old the backup may be when the database is changed.</summary>
    public TimeSpan BackupMaxAge { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Allows to seed a database that holds rows; such a plan counts as danger.</summary>
    public bool AllowSeedingOverRows { get; init; }

    /// <summary>The variable in the app's machines by which Prisma migrates: that of directUrl in its schema where there is one.</summary>
    public string Variable { get; init; } = "DATABASE_URL";

    /// <summary>How long a migration waits for a lock before it gives way and tries again; zero for no limit.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>Approval rules.</summary>
public sealed class ApprovalSection
{
    /// <summary>How many people must stand behind a deployment, the requester among them.</summary>
    public int People { get; init; } = 2;

    /// <summary>The same for a rollback.</summary>
    public int RollbackPeople { get; init; } = 2;

    /// <summary>The same for a deployment with a dangerous migration; it never lowers the number.</summary>
    public int PeopleForDanger { get; init; } = 2;

    /// <summary>After how long without "Keep, I'll look" the bot takes a failed release back by itself, where that is SAFE. Absent: never.</summary>
    public TimeSpan? RollsBackAfter { get; init; }

    /// <summary>How long somebody must have been seen as an approver before they count as one. Zero: at once.</summary>
    public TimeSpan RoleMinAge { get; init; }

    /// <summary>True: an approval counts only with a code of the approver's authenticator app, whose secret is the person's CodeFile.</summary>
    public bool AsksForCode { get; init; }

    /// <summary>True: of those who approve, one at least is of another team than the requester.</summary>
    public bool OtherTeam { get; init; }

    /// <summary>Ids of roles that may ask.</summary>
    public List<string> RequesterRoles { get; init; } = [];

    /// <summary>Ids of roles that may approve.</summary>
    public List<string> ApproverRoles { get; init; } = [];

    /// <summary>Where not empty: only these accounts, and they need the role too.</summary>
    public List<string> AllowedUsers { get; init; } = [];

    /// <summary>How long a session waits for approval.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long after its start a run may still begin an effect.</summary>
    public TimeSpan RunExpires { get; init; } = TimeSpan.FromHours(4);

    /// <summary>True: authors of the release do not make the quorum among themselves.</summary>
    public bool AuthorsNeedAnother { get; init; }
}

/// <summary>Days without deployments.</summary>
public sealed class FreezeSection
{
    /// <summary>What it is called.</summary>
    public string Name { get; init; } = "";

    /// <summary>The days: Friday, Saturday.</summary>
    public List<DayOfWeek> Days { get; init; } = [];

    /// <summary>The hour at which it ends on the day after the last.</summary>
    public TimeOnly EndsNextDayAt { get; init; }

    /// <summary>The time zone: Africa/Nairobi.</summary>
    public string TimeZone { get; init; } = "";
}

/// <summary>The runbook: one of the guide's three phases, with exceptions.</summary>
public sealed class RunbookSection
{
    /// <summary>1 manual, 2 code by the bot and migrations by click, 3 automatic.</summary>
    public int Phase { get; init; } = 1;

    /// <summary>Exceptions: step to mode.</summary>
    public Dictionary<string, string> Modes { get; init; } = [];

    /// <summary>True: the seed step is part of the runbook.</summary>
    public bool Seed { get; init; }
}

/// <summary>Somebody to call.</summary>
public sealed class ContactSection
{
    /// <summary>What for.</summary>
    public string Role { get; init; } = "";

    /// <summary>Who.</summary>
    public string Name { get; init; } = "";
}
