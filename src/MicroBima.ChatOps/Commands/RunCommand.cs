using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Configuration;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tools;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Commands;

/// <summary><c>chatops run</c>: the bot itself.</summary>
internal static class RunCommand
{
    /// <summary>Runs until it is stopped. Anything wrong with the configuration ends it before it connects, one line a problem.</summary>
    public static async Task<int> RunAsync(string file, TextWriter errors, CancellationToken cancellationToken)
    {
        var (settings, problems) = SettingsReader.Read(file);
        if (problems.Count == 0)
            problems.AddRange(SettingsCheck.Of(settings, TokenStandsIn(settings)));

        if (problems.Count > 0)
        {
            await errors.WriteLineAsync(
                $"chatops does not start: {problems.Count} {(problems.Count == 1 ? "problem" : "problems")} in {file}"
            );
            foreach (var problem in problems)
                await errors.WriteLineAsync($"  {problem}");

            await errors.WriteLineAsync("To try everything without an account: ./demo.sh");
            return 2;
        }

        try
        {
            using var folder = StorageFolder.Take(settings.Storage.Folder);
            var token = await TokenAsync(settings.Discord, cancellationToken);
            var discord = BotHost.DiscordOf(settings, folder, token);
            await using var line = DiscordLine.Dial(discord, TimeProvider.System);
            using var host = BotHost.Build(settings, folder, line, discord);
            Confinement.Tell(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("MicroBima.ChatOps"));
            await host.Services.GetRequiredService<Shell>().SweepAsync(cancellationToken);
            if (await host.Services.GetRequiredService<ScratchRoom>().SweepAsync(cancellationToken) is { } left)
                await errors.WriteLineAsync($"chatops: {left}");

            host.Services.GetRequiredService<BackupShelf>().Sweep();
            host.Services.GetRequiredService<Toolbox>().Sweep();
            var desk = host.Services.GetRequiredService<Desk>();
            await desk.LoadAsync(cancellationToken);
            desk.AwaitProof();
            var services = host.Services.GetServices<IHostedService>().ToArray();
            await host.RunAsync(cancellationToken);
            return EndedBadly(services) ? 1 : Environment.ExitCode;
        }
        catch (UnauthorizedAccessException denied)
        {
            await errors.WriteLineAsync(
                $"chatops does not start: {denied.Message} It runs as the user {Environment.UserName}, and {settings.Storage.Folder} and all in it have to be that user's: chown -R, or set Storage:Folder."
            );
            return 2;
        }
        catch (Exception unusable) when (unusable is IOException or InvalidDataException)
        {
            await errors.WriteLineAsync($"chatops does not start: {unusable.Message}");
            return 2;
        }
    }

    /// <summary>A part of the bot broke down and took it along: whoever started it shall start it again.</summary>
    internal static bool EndedBadly(IEnumerable<IHostedService> services) =>
        services.OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true });

    private static async Task<string> TokenAsync(DiscordSection discord, CancellationToken cancellationToken) =>
        discord.Token is { Length: > 0 } token
            ? token
            : (await File.ReadAllTextAsync(discord.TokenFile!, cancellationToken)).Trim();

    private static bool TokenStandsIn(Settings settings) =>
        Environment.GetEnvironmentVariable($"{SettingsReader.Prefix}Discord__Token") is null
        && settings.Discord.Token is { Length: > 0 };
}
