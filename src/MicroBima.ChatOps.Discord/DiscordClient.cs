using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>Handles one interaction; answers go through the responder.</summary>
public delegate Task InteractionHandler(
    Interaction interaction,
    Responder responder,
    CancellationToken cancellationToken
);

/// <summary>The whole client: gateway, REST, edits, and the workers that hand each interaction to one handler.</summary>
public sealed class DiscordClient : IAsyncDisposable
{
    private readonly DiscordOptions _options;
    private readonly InteractionHandler _handler;
    private readonly TimeProvider _time;
    private readonly Action<DiscordNotice> _notify;
    private readonly InteractionWorkers _workers;
    private readonly RecentIds _seen = new();
    private readonly OpenSequences _open = new();
    private readonly CommandRegistrar _registrar;
    private readonly TaskCompletionSource _online = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Connects to nothing before <see cref="RunAsync"/>. Several threads use <paramref name="random"/>: give Random.Shared.</summary>
    public DiscordClient(
        DiscordOptions options,
        InteractionHandler handler,
        TimeProvider time,
        Random random,
        Action<DiscordNotice> notify
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        PayloadValidator.ThrowIfInvalid(MessagePayload.Text(options.FailureText));
        (_options, _handler, _time, _notify) = (options, handler, time, notify);
        Rest = new DiscordRest(options, time, random, notify);
        Editor = new MessageEditor(Rest, options.EditInterval, time, notify);
        Gateway = new Gateway(options, Rest, time, random, notify) { Deliver = Enqueue, Announce = OnOnline };
        _workers = new InteractionWorkers(options.QueueCapacity);
        _registrar = new CommandRegistrar(Rest);
    }

    /// <summary>Messages, threads, members, roles.</summary>
    public DiscordRest Rest { get; }

    /// <summary>Edits at a polite pace.</summary>
    public MessageEditor Editor { get; }

    /// <summary>The connection and its health.</summary>
    public Gateway Gateway { get; }

    /// <summary>Interactions with the same key are handled one after the other; by default those of one message.</summary>
    public Func<Interaction, string> OrderBy { get; init; } =
        i => (i is Interaction.Autocomplete ? i.Id : i.Origin.Message?.Id ?? i.Id).ToString();

    /// <summary>Whether an automatic deferral of this interaction may be seen by everybody; by default never.</summary>
    public Func<Interaction, bool> DefersVisibly { get; init; } = _ => false;

    /// <summary>The session to hand to a next process: what was not handled completely will be sent again there.</summary>
    public GatewaySession? Session =>
        Gateway.Session is { } session ? session with { Sequence = _open.HandledUpTo(session.Sequence) } : null;

    /// <summary>Waits for the first READY or RESUMED; cancelled when the client ends before.</summary>
    public Task WaitUntilOnlineAsync(CancellationToken cancellationToken) => _online.Task.WaitAsync(cancellationToken);

    /// <summary>Makes the commands of the guild exactly these; costs one GET if nothing changed, and nothing the second time.</summary>
    public async Task<CommandRegistration> RegisterCommandsAsync(
        Snowflake? guild,
        IReadOnlyList<CommandDefinition> definitions,
        CancellationToken cancellationToken
    )
    {
        var application = Gateway.ApplicationId ?? await Rest.GetApplicationIdAsync(cancellationToken);
        return await _registrar.RegisterAsync(application, guild, definitions, cancellationToken);
    }

    /// <summary>Runs until it is cancelled or Discord refuses the bot for good. Handlers are cancelled with it.</summary>
    public async Task<GatewayStop> RunAsync(GatewaySession? session, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(_stopping.Cancel);
        var work = _workers.RunAsync(_options.Workers, _stopping.Token);
        try
        {
            return await Gateway.RunAsync(session, cancellationToken);
        }
        finally
        {
            _online.TrySetCanceled(CancellationToken.None);
            await _stopping.CancelAsync();
            await work;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Editor.DisposeAsync();
        Gateway.Dispose();
        Rest.Dispose();
        _stopping.Dispose();
    }

    private void Enqueue(Interaction interaction, long sequence)
    {
        if (!_seen.TryAdd(interaction.Id))
            return;

        var responder = new Responder(
            interaction,
            Rest,
            _options,
            _time,
            _notify,
            DefersVisibly(interaction),
            _stopping.Token
        );
        _open.Open(sequence);
        if (_workers.TryEnqueue(OrderBy(interaction), stop => HandleAsync(interaction, responder, sequence, stop)))
            return;

        responder.Dispose();
        _open.Close(sequence);
        _notify(new DiscordNotice.QueueFull(interaction.Id));
    }

    private async Task HandleAsync(
        Interaction interaction,
        Responder responder,
        long sequence,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await _handler(interaction, responder, cancellationToken);
            await responder.SettleAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return; // Stays open, so that the next process gets it again.
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A bug in a handler must neither end its worker nor leave the person without an answer.
            _notify(new DiscordNotice.HandlerFailed(interaction.Id, error));
            if (!cancellationToken.IsCancellationRequested)
                await ApologiseAsync(interaction, responder);
        }
        finally
        {
            responder.Dispose();
        }

        _open.Close(sequence);
    }

    private async Task ApologiseAsync(Interaction interaction, Responder responder)
    {
        try
        {
            if (interaction is Interaction.Autocomplete)
                await responder.AutocompleteAsync([], _stopping.Token);
            else if (await responder.ReplyEphemeralAsync(Sorry, _stopping.Token) is AnswerOutcome.AlreadyAnswered)
                await responder.FollowUpAsync(Sorry, isEphemeral: true, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process ends; the error was reported.
        }
    }

    private MessagePayload.Plain Sorry => MessagePayload.Text(_options.FailureText);

    private void OnOnline(GatewaySession session)
    {
        if (_online.TrySetResult())
            _ = WarmUpAsync();
    }

    /// <summary>The first click should not pay for the first serialisation and the first connection.</summary>
    private async Task WarmUpAsync()
    {
        try
        {
            var body = new CallbackBody(CallbackType.Reply, MessageBody.Create(Sorry, isEphemeral: true, nonce: null));
            JsonSerializer.SerializeToUtf8Bytes(body, DiscordJson.Wire.CallbackBody);
            await Rest.GetSelfAsync(_stopping.Token);
        }
        catch (DiscordException error)
        {
            _notify(new DiscordNotice.SideJobFailed("Warming up", error));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Ended before it was warm.
        }
    }
}
