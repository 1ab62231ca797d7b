namespace MicroBima.ChatOps.Sandbox.World.Bot;

/// <summary>The bot's configuration file, as the world writes it; the bot has its own reading of it.</summary>
internal sealed record BotSettings(
    DiscordSettings Discord,
    StorageSettings Storage,
    ToolSettings Tools,
    BackupSettings Backup,
    IReadOnlyList<PersonSettings> People,
    IReadOnlyList<EnvironmentSettings> Environments
);

/// <summary>Where the bot finds Discord and its token.</summary>
internal sealed record DiscordSettings(
    string ApiUrl,
    string GatewayUrl,
    string TokenFile,
    string Guild,
    string Channel
);

/// <summary>The folder in which the bot keeps its sessions.</summary>
internal sealed record StorageSettings(string Folder);

/// <summary>Absolute paths of the programs that the bot runs.</summary>
internal sealed record ToolSettings(string Git, string Flyctl, string? PgDump, string? PgRestore);

/// <summary>How the bot keeps backups: the world's folder may lie on a disk that does not last, and in a demo that is no reason to stop.</summary>
internal sealed record BackupSettings(string OwnDisk);

/// <summary>A person with all accounts.</summary>
internal sealed record PersonSettings(
    string Name,
    IReadOnlyList<string> DiscordIds,
    string GitHub,
    IReadOnlyList<string> Emails
);

/// <summary>An environment that is deployed to.</summary>
internal sealed record EnvironmentSettings(
    string Name,
    RepositorySettings Repository,
    GitHubSettings GitHub,
    AppSettings App,
    DatabaseSettings? Database,
    ApprovalSettings Approval,
    IReadOnlyList<string> Freezes,
    RunbookSettings Runbook,
    string Watch,
    IReadOnlyList<ContactSettings> Contacts
);

/// <summary>The repository and its two branches.</summary>
internal sealed record RepositorySettings(string Url, string Owner, string Name, string Head, string Base);

/// <summary>Where the bot watches workflows.</summary>
internal sealed record GitHubSettings(string ApiUrl, string TokenFile, string CiWorkflow, string DeployWorkflow);

/// <summary>The app at Fly and its public addresses.</summary>
internal sealed record AppSettings(
    string Name,
    string Url,
    string StagingUrl,
    IReadOnlyList<string> Endpoints,
    string FlyTokenFile,
    string? MetricsUrl
);

/// <summary>The production database and the folder of its migrations.</summary>
internal sealed record DatabaseSettings(string ConnectionFile, string PrismaFolder);

/// <summary>Who has to approve.</summary>
internal sealed record ApprovalSettings(
    int People,
    IReadOnlyList<string> RequesterRoles,
    IReadOnlyList<string> ApproverRoles,
    IReadOnlyList<string> AllowedUsers,
    string Expires
);

/// <summary>How far the bot goes by itself.</summary>
internal sealed record RunbookSettings(int Phase, IReadOnlyDictionary<string, string> Modes);

/// <summary>Whom to call.</summary>
internal sealed record ContactSettings(string Role, string Name);
