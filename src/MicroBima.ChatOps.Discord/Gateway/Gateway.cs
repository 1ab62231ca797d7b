using System.Text.Json;
using System.Threading.Channels;

namespace MicroBima.ChatOps.Discord;

/// <summary>Keeps one gateway session alive: carries out what <see cref="GatewayMachine"/> decides, and hands interactions on.</summary>
public sealed class Gateway : IDisposable
{
    /// <summary>A connection without heartbeats stands for so long; both Discord and the machine wait longer.</summary>
    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(10);

    private static readonly IdentifyProperties Properties = new("linux", "microbima-chatops", "microbima-chatops");

    private readonly DiscordOptions _options;
    private readonly DiscordRest _rest;
    private readonly TimeProvider _time;
    private readonly Action<DiscordNotice> _notify;
    private readonly GatewayMachine _machine;

    // What was read is decided upon by whoever read it: a step is short, and a change of threads is most of the way of a click.
    private readonly Channel<(int Connection, GatewayInput Input)> _inbox = Channel.CreateUnbounded<(
        int,
        GatewayInput
    )>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private GatewaySocket? _socket;
    private int _connection;
    private int _starts;
    private volatile GatewayState _state = GatewayState.Initial;

    /// <summary>Opens nothing before <see cref="RunAsync"/>.</summary>
    public Gateway(
        DiscordOptions options,
        DiscordRest rest,
        TimeProvider time,
        Random random,
        Action<DiscordNotice> notify
    )
    {
        ArgumentNullException.ThrowIfNull(random);
        (_options, _rest, _time, _notify) = (options, rest, time, notify);
        _machine = new GatewayMachine(random.NextDouble);
    }

    /// <summary>Is called for every interaction, on the loop: it must only enqueue.</summary>
    internal Action<Interaction, long> Deliver { get; init; } = (_, _) => { };

    /// <summary>Is called each time the session is live.</summary>
    internal Action<GatewaySession> Announce { get; init; } = _ => { };

    /// <summary>The session is live.</summary>
    public bool IsConnected => _state.Phase is GatewayPhase.Online;

    /// <summary>How long ago Discord gave the last sign of life; null while there is no connection.</summary>
    public TimeSpan? LastAckAge => _state.Phase.Pulse is { } heart ? _time.Monotonic() - heart.LastAck : null;

    /// <summary>The session as far as it was received; null before the first READY.</summary>
    public GatewaySession? Session => _state.Memory.Session;

    /// <summary>How many sessions were asked for; each may have cost one of the day's starts.</summary>
    public int Starts => Volatile.Read(ref _starts);

    /// <summary>The bot's application; null before the first READY.</summary>
    public Snowflake? ApplicationId { get; private set; }

    /// <inheritdoc />
    public void Dispose() => _socket?.Dispose();

    /// <summary>Runs until it is cancelled or Discord refuses the bot for good; continues the given session where possible.</summary>
    public async Task<GatewayStop> RunAsync(GatewaySession? session, CancellationToken cancellationToken)
    {
        var state = GatewayState.Initial;
        GatewayInput input = new GatewayInput.Started(session);
        while (true)
        {
            (state, var effects) = _machine.Step(state, input, _time.Monotonic());
            foreach (var effect in effects)
                await PerformAsync(effect, cancellationToken);
            _state = state; // After the effects: a sequence counts only when its interaction was handed on.
            if (state.Phase is GatewayPhase.Stopped { Stop: var stop })
            {
                _socket?.Dispose();
                return stop;
            }

            input = await NextAsync(state.WakeAt, cancellationToken);
        }
    }

    private async Task<GatewayInput> NextAsync(TimeSpan? wakeAt, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var left = wakeAt - _time.Monotonic() ?? TimeSpan.MaxValue;
            if (left <= TimeSpan.Zero)
                return new GatewayInput.Ticked();
            if (_inbox.Reader.TryRead(out var item))
            {
                if (item.Connection == _connection)
                    return item.Input;
                continue;
            }

            await _time.FirstOfAsync(
                _inbox.Reader.WaitToReadAsync(CancellationToken.None).AsTask(),
                left,
                cancellationToken
            );
        }

        return new GatewayInput.ShutDown(_options.EndSessionOnStop);
    }

    private async Task PerformAsync(GatewayEffect effect, CancellationToken cancellationToken)
    {
        switch (effect)
        {
            case GatewayEffect.Find:
                _ = FindAsync(_connection, cancellationToken);
                break;
            case GatewayEffect.Connect connect:
                _socket?.Dispose();
                var connection = ++_connection;
                _socket = new GatewaySocket(_options, _time, i => _inbox.Writer.TryWrite((connection, i)));
                _ = _socket.RunAsync(WithQuery(connect.Url));
                break;
            case GatewayEffect.Identify or GatewayEffect.Resume when !await IsReadyAsync(cancellationToken):
                break;
            case GatewayEffect.Identify:
                DiscordMetrics.Identified();
                Interlocked.Increment(ref _starts);
                var identify = new IdentifyBody(_options.Token, _options.Intents, Properties);
                await SendAsync(JsonSerializer.SerializeToUtf8Bytes(new(2, identify), DiscordJson.Wire.IdentifyFrame));
                break;
            case GatewayEffect.Resume { Session: var session }:
                DiscordMetrics.Resumed();
                var resume = new ResumeBody(_options.Token, session.Id, session.Sequence);
                await SendAsync(JsonSerializer.SerializeToUtf8Bytes(new(6, resume), DiscordJson.Wire.ResumeFrame));
                break;
            case GatewayEffect.Beat beat:
                await SendAsync(JsonSerializer.SerializeToUtf8Bytes(new(1, beat.Sequence), DiscordJson.Wire.BeatFrame));
                break;
            case GatewayEffect.Close close:
                _connection++;
                if (_socket is not null)
                    await _socket.CloseAsync(close.Code);
                _socket?.Dispose();
                _socket = null;
                break;
            case GatewayEffect.Tell tell:
                _notify(tell.Notice);
                break;
            case GatewayEffect.Announce announce:
                ApplicationId = announce.Session.ApplicationId;
                Announce(announce.Session);
                break;
            case GatewayEffect.Deliver deliver:
                Deliver(deliver.Interaction, deliver.Sequence);
                break;
        }
    }

    /// <summary>
    /// Whether the bot is ready to take the session; false where it was cancelled before it was, or has let the connection go meanwhile: nobody
    /// sends heartbeats while it waits here.
    /// </summary>
    private async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (_options.Ready.IsCompletedSuccessfully)
            return true;

        await _time.FirstOfAsync(_options.Ready, ReadyPatience, cancellationToken);
        if (_options.Ready.IsCompletedSuccessfully || cancellationToken.IsCancellationRequested)
            return _options.Ready.IsCompletedSuccessfully;

        await PerformAsync(new GatewayEffect.Close(CloseCode.BackSoon), cancellationToken);
        await _options.Ready.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _inbox.Writer.TryWrite((_connection, new GatewayInput.Closed(null, "The bot was not ready for it.")));
        return false;
    }

    private Task SendAsync(ReadOnlyMemory<byte> frame) => _socket?.SendAsync(frame) ?? Task.CompletedTask;

    private async Task FindAsync(int connection, CancellationToken cancellationToken)
    {
        GatewayInput found;
        try
        {
            var info = _options.GatewayUrl is { } url
                ? new GatewayInfo(url, GatewayInfo.StartsPerDay, GatewayInfo.Day, MaxConcurrency: 1)
                : await _rest.GetGatewayAsync(cancellationToken);
            found = new GatewayInput.Found(info);
        }
        catch (DiscordException e)
            when (e.Failure is DiscordFailure.Refused { Status: System.Net.HttpStatusCode.Unauthorized })
        {
            found = new GatewayInput.TokenRefused(
                "Discord refused the bot token (401). Set the token of the bot and start again."
            );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever it is, it is tried again: nobody else waits for this task.
            found = new GatewayInput.NotFound(e.Message);
        }

        _inbox.Writer.TryWrite((connection, found));
    }

    private Uri WithQuery(Uri url) =>
        new UriBuilder(url) { Query = "v=10&encoding=json" + (_options.Compress ? "&compress=zlib-stream" : "") }.Uri;
}
