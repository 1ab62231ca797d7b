using System.Text.Json;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Commands;

/// <summary>What a running bot says of itself every few seconds: that it lives, hears Discord, and can record. No more than that stands in the file.</summary>
internal sealed record Beat(DateTimeOffset At, bool HearsDiscord, bool CanRecord, bool IsShut = false)
{
    /// <summary>Of a bot that is well nothing older is found.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    /// <summary>What is wrong, or null.</summary>
    public string? Trouble(DateTimeOffset now) =>
        (now - At).Duration() > Fresh ? $"the bot was last heard of at {At:u}"
        : !CanRecord ? "the bot can record nothing any more: look at its disk, then restart it"
        : IsShut ? "somebody else uses the bot's token: look at its log"
        : !HearsDiscord ? "the bot is not connected to Discord"
        : null;

    /// <summary>Where it stands in the bot's folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "alive.json");
}

/// <summary>How it is written.</summary>
[JsonSerializable(typeof(Beat))]
internal sealed partial class BeatFormat : JsonSerializerContext;

/// <summary>Writes it, for <c>chatops alive</c> and whoever watches containers.</summary>
internal sealed partial class Pulse(
    DiscordLine line,
    Desk desk,
    Journal journal,
    StorageFolder folder,
    TimeProvider time,
    ILogger<Pulse> logger
) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                Write(
                    folder.Path,
                    new Beat(
                        time.GetUtcNow(),
                        line.Client.Gateway.IsConnected,
                        !journal.IsBroken,
                        IsShut: desk.Shut is not null
                    )
                );
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                // Whoever looks finds an old one, and is right.
                Log.NotWritten(logger, unwritable.Message);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal static void Write(string folder, Beat beat) =>
        OwnFile.Replace(Beat.FileIn(folder), JsonSerializer.SerializeToUtf8Bytes(beat, BeatFormat.Default.Beat));

    private static partial class Log
    {
        [LoggerMessage(330, LogLevel.Warning, "That the bot is alive could not be written down: {Why}")]
        public static partial void NotWritten(ILogger logger, string why);
    }
}
