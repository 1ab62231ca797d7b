using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>
/// Notices that somebody else uses the bot's token: a session was started with it that is not ours, or an interaction was answered that only its sessions
/// hear of. From then on nobody's request is taken and no step begins, after a restart too, until the token is another one.
/// </summary>
internal sealed partial class TokenWatch(
    DiscordRest rest,
    Gateway gateway,
    Desk desk,
    Payloads payloads,
    DiscordSettings settings,
    TimeProvider time,
    ILogger logger
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>What a bot answered before it was restarted may come again: only what is younger than the process is proof, whatever the two clocks say.</summary>
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly SessionStarts _starts = new();
    private readonly SharedTokenFile _file = new(settings.Folder, settings.Token);

    /// <summary>What was found out before a restart still holds, as long as the token is the same.</summary>
    public void Recall()
    {
        if (_file.Read() is { } what)
            Shut(what);
    }

    /// <summary>Takes a notice of the client.</summary>
    public void Hear(DiscordNotice notice, CancellationToken cancellationToken)
    {
        if (notice is DiscordNotice.AnsweredElsewhere { Interaction: var id } && id.At > _began + Apart)
            _ = AlarmAsync($"somebody else answered interaction {id}", cancellationToken);
    }

    /// <summary>Looks each minute how many sessions may still be started today.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var left = await rest.GetGatewayAsync(cancellationToken);
                if (_starts.ByOthers(left, gateway.Starts) is var others and > 0)
                    await AlarmAsync(
                        $"{Words.Count(others, "session")} with Discord that this bot did not start",
                        cancellationToken
                    );
            }
            catch (DiscordException unknown)
            {
                Log.NotLooked(logger, unknown.Message);
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AlarmAsync(string what, CancellationToken cancellationToken)
    {
        if (desk.Shut is not null)
            return;

        var refusal = Shut(what);
        try
        {
            _file.Write(what);
            var card = Card.Of(
                CardTone.Bad,
                Markdown.Ours("🔴 ") + Markdown.Text(refusal.Alarm),
                Markdown.Text(refusal.Next)
            );
            await rest.PostMessageAsync(new Snowflake(settings.Channel), payloads.Of(card), cancellationToken);
        }
        catch (Exception untold) when (untold is DiscordException or IOException or UnauthorizedAccessException)
        {
            Log.NotTold(logger, untold.Message);
        }
    }

    private Refusal.TokenShared Shut(string what)
    {
        var refusal = new Refusal.TokenShared(what, SharedTokenFile.Name);
        desk.ShutFor(refusal);
        Log.Shared(logger, refusal.Alarm, refusal.Next);
        return refusal;
    }

    private static partial class Log
    {
        [LoggerMessage(321, LogLevel.Critical, "{Why} {Next}")]
        public static partial void Shared(ILogger logger, string why, string next);

        [LoggerMessage(322, LogLevel.Error, "That the token is used by somebody else could not be told: {Why}")]
        public static partial void NotTold(ILogger logger, string why);

        [LoggerMessage(
            323,
            LogLevel.Debug,
            "How many sessions were started is not known; looked at again in a minute: {Why}"
        )]
        public static partial void NotLooked(ILogger logger, string why);
    }
}
