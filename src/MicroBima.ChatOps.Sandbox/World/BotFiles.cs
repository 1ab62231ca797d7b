using MicroBima.ChatOps.Sandbox.World.Bot;
using MicroBima.ChatOps.Sandbox.World.Fly;
using MicroBima.ChatOps.Sandbox.World.GitHub;
using MicroBima.ChatOps.Sandbox.World.Postgres;
using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>Writes what the bot starts from: its configuration, and a file for each secret that the configuration names.</summary>
internal sealed class BotFiles(WorldOptions options, DiscordIdentity discord, WorldFolder folder)
{
    public const string Owner = "microbima";
    public const string Repository = "internal-api";
    public const string GitHubToken = "github-token";
    public const string FlyToken = "fly-token";
    public const string DiscordToken = "discord-token";

    private const string Connection = "database-connection";
    private const string SecondAccount = "-alt";

    /// <summary>The person behind an account: ana and ana-alt are one.</summary>
    public static string PersonOf(string account) =>
        account.EndsWith(SecondAccount, StringComparison.Ordinal) ? account[..^SecondAccount.Length] : account;

    public async Task WriteAsync(
        FlyIdentity production,
        FlyIdentity staging,
        PostgresCluster? cluster,
        CancellationToken cancellationToken
    )
    {
        await WorldFolder.WriteSecretAsync(folder.SecretPath(DiscordToken), discord.Token, cancellationToken);
        if (cluster is not null)
            await WorldFolder.WriteSecretAsync(
                folder.SecretPath(Connection),
                cluster.Settings(DemoData.Production).ConnectionString,
                cancellationToken
            );

        var programs = cluster is null ? null : PostgresPrograms.TryFind();
        var settings = new BotSettings(
            new DiscordSettings(
                discord.ApiUrl.ToString(),
                discord.GatewayUrl.ToString(),
                folder.SecretPath(DiscordToken),
                discord.Guild,
                discord.Channel
            ),
            new StorageSettings(folder.BotStorage),
            new ToolSettings(
                Programs.Find("git"),
                Path.Combine(folder.Binaries, "flyctl"),
                programs is not null && File.Exists(programs.Dump) ? programs.Dump : null,
                programs is not null && File.Exists(programs.Restore) ? programs.Restore : null
            ),
            new BackupSettings("Allow"),
            People(),
            [Production(production, staging, cluster is not null)]
        );
        await WorldJson.WriteAsync(folder.BotSettings, settings, WorldJson.Default.BotSettings, cancellationToken);
    }

    private IReadOnlyList<PersonSettings> People() =>
        [
            .. discord
                .People.GroupBy(person => PersonOf(person.Name), StringComparer.Ordinal)
                .Select(accounts => new PersonSettings(
                    accounts.Key,
                    [.. accounts.Select(account => account.Id)],
                    accounts.Key,
                    [$"{accounts.Key}@microbima.example"]
                )),
        ];

    private EnvironmentSettings Production(FlyIdentity production, FlyIdentity staging, bool hasDatabase) =>
        new(
            production.Environment,
            new RepositorySettings(folder.Repository, Owner, Repository, "staging", "master"),
            new GitHubSettings(
                $"http://127.0.0.1:{options.Port}/",
                folder.SecretPath(GitHubToken),
                Workflow.Ci.Path,
                Workflow.Deploy.Path
            ),
            new AppSettings(
                production.App,
                production.PublicUrl.ToString().TrimEnd('/'),
                staging.PublicUrl.ToString().TrimEnd('/'),
                ["/api/health", "/api/internal/customers"],
                folder.SecretPath(FlyToken),
                $"http://127.0.0.1:{options.Port}/prometheus/{MetricsRoutes.Organization}/"
            ),
            hasDatabase ? new DatabaseSettings(folder.SecretPath(Connection), "prisma/migrations") : null,
            new ApprovalSettings(2, Role("deployer"), Role("approver"), [], "00:30:00"),
            [],
            new RunbookSettings(3, new Dictionary<string, string>(StringComparer.Ordinal)),
            options.Watch.ToString("c"),
            [
                new ContactSettings("Primary developer", "Ana"),
                new ContactSettings("Database admin", "Ben"),
                new ContactSettings("DevOps lead", "Ana"),
                new ContactSettings("Emergency contact", "Ben"),
            ]
        );

    private string[] Role(string name) => discord.RoleIds.TryGetValue(name, out var id) ? [id] : [];
}
