using System.Text.Json;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>The line to Discord. It is dialled while the rest of the bot is put together, and takes the session only once somebody answers.</summary>
internal sealed class DiscordLine : IAsyncDisposable
{
    private readonly DiscordSettings _settings;
    private readonly CancellationTokenSource _hungUp = new();
    private readonly TaskCompletionSource<Ends> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DiscordLine(DiscordSettings settings, TimeProvider time)
    {
        _settings = settings;
        Client = new DiscordClient(
            new DiscordOptions
            {
                Token = settings.Token,
                ApiUrl = settings.ApiUrl,
                GatewayUrl = settings.GatewayUrl,
                Ready = _answered.Task,
            },
            async (interaction, responder, cancellationToken) =>
            {
                var ends = await _answered.Task.WaitAsync(cancellationToken);
                await ends.Handler(interaction, responder, cancellationToken);
            },
            time,
            Random.Shared,
            notice => _ = TellAsync(notice)
        );
        Running = Task.Run(RunAsync);
    }

    /// <summary>Messages, edits, and the health of the connection.</summary>
    public DiscordClient Client { get; }

    /// <summary>Ends when the line was hung up, or when Discord refuses the bot for good.</summary>
    public Task<GatewayStop> Running { get; }

    private string SessionFile => Path.Combine(_settings.Folder, "gateway.json");

    /// <summary>Begins to connect and comes back at once.</summary>
    public static DiscordLine Dial(DiscordSettings settings, TimeProvider time) => new(settings, time);

    /// <summary>From here on interactions and notices go to these.</summary>
    public void Answer(InteractionHandler handler, Action<DiscordNotice> notify) =>
        _answered.TrySetResult(new Ends(handler, notify));

    /// <summary>Ends the connection; the session is kept for the next process.</summary>
    public void HangUp() => _hungUp.Cancel();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _hungUp.CancelAsync();
        await ((Task)Running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Client.DisposeAsync();
        _hungUp.Dispose();
    }

    private async Task<GatewayStop> RunAsync()
    {
        var stop = await Client.RunAsync(await LastSessionAsync(), _hungUp.Token);
        await KeepSessionAsync();
        return stop;
    }

    private async Task TellAsync(DiscordNotice notice)
    {
        var ends = await _answered.Task;
        ends.Notify(notice);
    }

    private async Task<GatewaySession?> LastSessionAsync()
    {
        if (!File.Exists(SessionFile))
            return null;

        try
        {
            var json = await File.ReadAllTextAsync(SessionFile, _hungUp.Token);
            File.Delete(SessionFile);
            var kept = JsonSerializer.Deserialize(json, GatewayFormat.Default.KeptSession);
            return kept is null
                ? null
                : new GatewaySession(kept.Id, kept.ResumeUrl, kept.Sequence, new Snowflake(kept.Application));
        }
        catch (JsonException)
        {
            // A session that cannot be read is only an identify more.
            return null;
        }
    }

    private async Task KeepSessionAsync()
    {
        if (Client.Session is not { } session)
            return;

        var kept = new KeptSession(session.Id, session.ResumeUrl, session.Sequence, session.ApplicationId.Value);
        await File.WriteAllTextAsync(
            SessionFile,
            JsonSerializer.Serialize(kept, GatewayFormat.Default.KeptSession),
            CancellationToken.None
        ); // The bot is going down; this is the last thing.
    }

    /// <summary>Who takes what comes over the line.</summary>
    private sealed record Ends(InteractionHandler Handler, Action<DiscordNotice> Notify);
}
