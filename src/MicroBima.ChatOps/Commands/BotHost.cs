using System.Globalization;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Configuration;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations.Grammar;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Commands;

/// <summary>Wires the bot: one line a part, from the settings to the services that run.</summary>
internal static class BotHost
{
    /// <summary>The host of a bot that holds its folder; settings were checked before.</summary>
    public static IHost Build(Settings settings, StorageFolder folder, DiscordLine line, DiscordSettings discord)
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { ContentRootPath = folder.Path }
        );
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Logging.AddConsole(console => console.FormatterName = MaskedConsole.Called);
        builder.Logging.AddConsoleFormatter<
            MaskedConsole,
            Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions
        >();
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddSecrets(folder, discord.Token, settings.People)
            .AddWho(settings)
            .AddStorage(folder)
            .AddTools(settings, folder)
            .AddBackups(settings, folder)
            .AddRunbooks()
            .AddChat(line, discord);
        return builder.Build();
    }

    /// <summary>The one server and channel, and how they are reached.</summary>
    public static DiscordSettings DiscordOf(Settings settings, StorageFolder folder, string token) =>
        new(
            new Uri(settings.Discord.ApiUrl),
            settings.Discord.GatewayUrl is { Length: > 0 } gateway ? new Uri(gateway) : null,
            token,
            ulong.Parse(settings.Discord.Guild, CultureInfo.InvariantCulture),
            ulong.Parse(settings.Discord.Channel, CultureInfo.InvariantCulture),
            folder.Path
        )
        {
            Accepted = settings.Storage.Accept is { Length: > 0 } accept ? Anchor.TryParse(accept) : null,
        };

    private static IServiceCollection AddSecrets(
        this IServiceCollection services,
        StorageFolder folder,
        string token,
        List<PersonSection> people
    )
    {
        var redactor = new Redactor(RetiredSecrets.Open(folder.Fingerprints, TimeProvider.System));
        redactor.Register(token);
        foreach (var file in people.Select(person => person.CodeFile).OfType<string>())
            redactor.Register(File.ReadAllText(file).Trim());

        return services.AddSingleton(redactor);
    }

    private static IServiceCollection AddWho(this IServiceCollection services, Settings settings) =>
        services
            .AddSingleton(new Approvals.Directory(SettingsMap.PeopleOf(settings)))
            .AddSingleton(SettingsMap.CodesOf(settings))
            .AddSingleton(new EnvironmentList(SettingsMap.EnvironmentsOf(settings)));

    private static IServiceCollection AddStorage(this IServiceCollection services, StorageFolder folder)
    {
        var journal = Journal.Open(folder.Journal);
        return services
            .AddSingleton(journal)
            .AddSingleton<IStore>(journal)
            .AddSingleton<Desk>()
            .AddSingleton(folder)
            .AddHostedService<Librarian>();
    }

    private static IServiceCollection AddTools(
        this IServiceCollection services,
        Settings settings,
        StorageFolder folder
    )
    {
        var tools = settings.Tools;
        var paths = new ToolPaths(folder.Path, tools.Git, tools.Flyctl);
        return services
            .AddSingleton(paths)
            .AddSingleton(services => new Shell(services.GetRequiredService<TimeProvider>(), folder.Path))
            .AddSingleton<Toolbox>()
            .AddSingleton<Prober>()
            .AddSingleton<Machines>()
            .AddSingleton<FlyMetrics>();
    }

    private static IServiceCollection AddBackups(
        this IServiceCollection services,
        Settings settings,
        StorageFolder folder
    ) =>
        services
            .AddSingleton(services => new BackupShelf(
                Path.Combine(folder.Path, "backups"),
                services.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton(SettingsMap.BackupToolsOf(settings))
            .AddSingleton(SettingsMap.VaultPolicyOf(settings))
            .AddSingleton(SettingsMap.ScratchOf(settings))
            .AddSingleton<BackupRoom>()
            .AddSingleton<Prover>()
            .AddSingleton<Restorer>()
            .AddSingleton<Vault>()
            .AddSingleton<Copies>()
            .AddSingleton<ScratchRoom>();

    private static IServiceCollection AddRunbooks(this IServiceCollection services) =>
        services
            .AddSingleton(services => new PgGrammar(
                Path.Combine(services.GetRequiredService<StorageFolder>().Path, "cache")
            ))
            .AddSingleton<MigrationJudge>()
            .AddSingleton<MigrationDoctor>()
            .AddSingleton<RestorePlanner>()
            .AddSingleton<RestoreCheck>()
            .AddSingleton<PlanMaker>()
            .AddSingleton<Preflight>()
            .AddSingleton<Groundwork>()
            .AddSingleton<Guard>()
            .AddSingleton<Baseline>()
            .AddSingleton<IStep, BackupStep>()
            .AddSingleton<IStep, PushStep>()
            .AddSingleton<IStep, ActionsStep>()
            .AddSingleton<IStep, MigrateStep>()
            .AddSingleton<IStep, SeedStep>()
            .AddSingleton<IStep, HealthStep>()
            .AddSingleton<IStep, WatchStep>()
            .AddSingleton<IStep, SafetyStep>()
            .AddSingleton<IStep, StopStep>()
            .AddSingleton<IStep, RestoreStep>()
            .AddSingleton<IStep, VerifyStep>()
            .AddSingleton<IStep, SwapStep>()
            .AddSingleton<IStep, StartStep>()
            .AddSingleton<MovedLookup>(services => services.GetRequiredService<Guard>().MovedAsync)
            .AddHostedService<Runner>();

    private static IServiceCollection AddChat(
        this IServiceCollection services,
        DiscordLine line,
        DiscordSettings discord
    ) =>
        services
            .AddSingleton(discord)
            .AddSingleton(line)
            .AddSingleton(line.Client.Rest)
            .AddSingleton<IMembers, DiscordMembers>()
            .AddSingleton<PossibleApprovers>()
            .AddSingleton<Pings>()
            .AddSingleton<Clicks>()
            .AddSingleton<Looks>()
            .AddSingleton<LogLooks>()
            .AddSingleton<MuteDesk>()
            .AddSingleton<BackupDesk>()
            .AddSingleton<AppDesk>()
            .AddHostedService(services => services.GetRequiredService<AppDesk>())
            .AddSingleton<LedgerCards>()
            .AddSingleton<SlashCommands>()
            .AddHostedService<DiscordChat>()
            .AddHostedService<Pulse>()
            .AddHostedService<Tidying>();
}
