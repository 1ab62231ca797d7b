using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>Answers one interaction. The first answer wins; if there is none in time the interaction is deferred by itself, and what comes later still arrives.</summary>
public sealed class Responder : IDisposable
{
    private readonly Interaction _interaction;
    private readonly DiscordRest _rest;
    private readonly TimeProvider _time;
    private readonly Action<DiscordNotice> _notify;
    private readonly bool _deferVisibly;
    private readonly ITimer _watchdog;
    private readonly CancellationToken _stopping;
    private readonly Lock _lock = new();
    private ResponderState _state = ResponderState.New;
    private Task<AnswerOutcome>? _first;

    // Where a click was only noted, "the original" is the message that was clicked, which everybody sees: the answer is the one that followed.
    private Snowflake? _answer;

    internal Responder(
        Interaction interaction,
        DiscordRest rest,
        DiscordOptions options,
        TimeProvider time,
        Action<DiscordNotice> notify,
        bool deferVisibly,
        CancellationToken stopping
    )
    {
        (_interaction, _rest, _time, _notify, _deferVisibly) = (interaction, rest, time, notify, deferVisibly);
        _stopping = stopping;
        var left = options.DeferAfter - time.GetElapsedTime(interaction.Origin.ReceivedTimestamp);
        _watchdog = time.CreateTimer(
            _ => _ = WatchAsync(),
            null,
            left > TimeSpan.Zero ? left : TimeSpan.Zero,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>How far the answer has come.</summary>
    public ResponderState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    private bool IsOnMessage => _interaction.Origin.Message is not null;

    /// <summary>Answers so that everybody sees it; after an invisible deferral only the person does.</summary>
    public Task<AnswerOutcome> ReplyAsync(MessagePayload payload, CancellationToken cancellationToken) =>
        ReplyAsync(payload, isEphemeral: false, cancellationToken);

    /// <summary>Answers so that only the person sees it.</summary>
    public Task<AnswerOutcome> ReplyEphemeralAsync(MessagePayload payload, CancellationToken cancellationToken) =>
        ReplyAsync(payload, isEphemeral: true, cancellationToken);

    /// <summary>Changes the message that was clicked.</summary>
    public async Task<AnswerOutcome> UpdateAsync(MessagePayload payload, CancellationToken cancellationToken)
    {
        PayloadValidator.ThrowIfInvalid(payload);
        var body = Callback(CallbackType.Update, MessageBody.Edit(payload));
        var first = Claim(ResponderState.Replied, () => PostAsync(body, payload.Attachments, cancellationToken));
        if (first.IsMine)
            return await first.Outcome;
        return await AfterDeferralAsync(
            first.Outcome,
            ResponderState.DeferredUpdate,
            () => EditAsync(payload, cancellationToken)
        );
    }

    /// <summary>Says "thinking" now, before a long piece of work.</summary>
    public Task<AnswerOutcome> DeferAsync(bool isEphemeral, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            CallbackBody.Deferral(isEphemeral),
            DiscordJson.Wire.CallbackBody
        );
        return OnceAsync(ResponderState.DeferredReply, () => PostAsync(body, [], cancellationToken));
    }

    /// <summary>Takes note of a click without showing anything.</summary>
    public Task<AnswerOutcome> DeferUpdateAsync(CancellationToken cancellationToken)
    {
        var body = Callback(CallbackType.DeferUpdate, null);
        return OnceAsync(ResponderState.DeferredUpdate, () => PostAsync(body, [], cancellationToken));
    }

    /// <summary>Opens a form; this must be the first answer, so it must come before the automatic deferral.</summary>
    public Task<AnswerOutcome> OpenModalAsync(Modal modal, CancellationToken cancellationToken)
    {
        PayloadValidator.ThrowIfInvalid(modal);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ModalBody(CallbackType.Modal, modal),
            DiscordJson.Wire.ModalBody
        );
        return OnceAsync(ResponderState.Replied, () => PostAsync(body, [], cancellationToken));
    }

    /// <summary>Offers choices for the option that is being typed.</summary>
    public Task<AnswerOutcome> AutocompleteAsync(
        IReadOnlyList<CommandChoice> choices,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(choices);
        PayloadValidator.ThrowIfInvalid(choices);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new AutocompleteBody(CallbackType.Autocomplete, new AutocompleteData(choices)),
            DiscordJson.Wire.AutocompleteBody
        );
        return OnceAsync(ResponderState.Replied, () => PostAsync(body, [], cancellationToken));
    }

    /// <summary>Says one more thing after the first answer.</summary>
    public async Task<AnswerOutcome> FollowUpAsync(
        MessagePayload payload,
        bool isEphemeral,
        CancellationToken cancellationToken
    )
    {
        PayloadValidator.ThrowIfInvalid(payload);
        if (First is not { } first)
            return await ReplyAsync(payload, isEphemeral, cancellationToken);
        return await first is AnswerOutcome.TokenLost lost
            ? lost
            : await SayAsync(async () =>
                await _rest.FollowUpAsync(_interaction.Origin, payload, isEphemeral, cancellationToken)
            );
    }

    /// <summary>Changes the first answer, or the message that was clicked where that was updated.</summary>
    public async Task<AnswerOutcome> EditReplyAsync(MessagePayload payload, CancellationToken cancellationToken)
    {
        PayloadValidator.ThrowIfInvalid(payload);
        return First is { } first && await first is AnswerOutcome.TokenLost lost
            ? lost
            : await EditAsync(payload, cancellationToken);
    }

    /// <summary>Stops the watchdog.</summary>
    public void Dispose() => _watchdog.Dispose();

    /// <summary>The work is done: a click that nobody answered is taken note of.</summary>
    internal Task SettleAsync(CancellationToken cancellationToken) =>
        State == ResponderState.New && IsOnMessage ? DeferUpdateAsync(cancellationToken) : Task.CompletedTask;

    private Task<AnswerOutcome>? First
    {
        get
        {
            lock (_lock)
                return _first;
        }
    }

    private async Task<AnswerOutcome> ReplyAsync(
        MessagePayload payload,
        bool isEphemeral,
        CancellationToken cancellationToken
    )
    {
        PayloadValidator.ThrowIfInvalid(payload);
        var body = Callback(CallbackType.Reply, MessageBody.Create(payload, isEphemeral, nonce: null));
        var first = Claim(ResponderState.Replied, () => PostAsync(body, payload.Attachments, cancellationToken));
        if (first.IsMine)
            return await first.Outcome;

        var deferral = await first.Outcome;
        if (deferral is AnswerOutcome.TokenLost or AnswerOutcome.AlreadyAnswered)
            return deferral;
        if (TryLeave(ResponderState.DeferredReply))
            return await EditAsync(payload, cancellationToken);
        if (!TryLeave(ResponderState.DeferredUpdate))
            return new AnswerOutcome.AlreadyAnswered();

        return await SayAsync(async () =>
        {
            var followed = await _rest.FollowUpAsync(_interaction.Origin, payload, isEphemeral, cancellationToken);
            _answer = followed.Address.Id;
            return followed;
        });
    }

    private async Task<AnswerOutcome> AfterDeferralAsync(
        Task<AnswerOutcome> deferral,
        ResponderState deferred,
        Func<Task<AnswerOutcome>> answer
    )
    {
        var outcome = await deferral;
        if (outcome is AnswerOutcome.TokenLost or AnswerOutcome.AlreadyAnswered)
            return outcome;
        return TryLeave(deferred) ? await answer() : new AnswerOutcome.AlreadyAnswered();
    }

    private Task<AnswerOutcome> OnceAsync(ResponderState next, Func<Task<AnswerOutcome>> post)
    {
        var first = Claim(next, post);
        return first.IsMine ? first.Outcome : Task.FromResult<AnswerOutcome>(new AnswerOutcome.AlreadyAnswered());
    }

    private (bool IsMine, Task<AnswerOutcome> Outcome) Claim(ResponderState next, Func<Task<AnswerOutcome>> post)
    {
        lock (_lock)
        {
            if (_first is not null)
                return (false, _first);
            _state = next;
            return (true, _first = post());
        }
    }

    private bool TryLeave(ResponderState deferred)
    {
        lock (_lock)
        {
            if (_state != deferred)
                return false;
            _state = ResponderState.Replied;
            return true;
        }
    }

    private async Task<AnswerOutcome> PostAsync(
        ReadOnlyMemory<byte> json,
        IReadOnlyList<Attachment> files,
        CancellationToken cancellationToken
    )
    {
        var outcome = await SayAsync(async () =>
        {
            await _rest.AnswerAsync(_interaction.Origin, json, files, cancellationToken);
            return null;
        });
        DiscordMetrics.Answered(_time.GetElapsedTime(_interaction.Origin.ReceivedTimestamp));

        // A first answer is sent once, and never again where it may have arrived.
        if (outcome is AnswerOutcome.AlreadyAnswered)
            _notify(new DiscordNotice.AnsweredElsewhere(_interaction.Id));

        return outcome;
    }

    private Task<AnswerOutcome> EditAsync(MessagePayload payload, CancellationToken cancellationToken) =>
        SayAsync(async () => await _rest.EditAnswerAsync(_interaction.Origin, _answer, payload, cancellationToken));

    private async Task<AnswerOutcome> SayAsync(Func<Task<PostedMessage?>> send)
    {
        try
        {
            return new AnswerOutcome.Delivered(await send());
        }
        catch (DiscordException e) when (e.Code is DiscordCode.AlreadyAcknowledged)
        {
            return new AnswerOutcome.AlreadyAnswered();
        }
        catch (DiscordException e)
            when (e.Code
                    is DiscordCode.UnknownInteraction
                        or DiscordCode.UnknownWebhook
                        or DiscordCode.InvalidWebhookToken
            )
        {
            lock (_lock)
                _state = ResponderState.Expired;
            return new AnswerOutcome.TokenLost(e.Code ?? 0);
        }
        catch (DiscordException e)
        {
            return new AnswerOutcome.Failed(e.Message);
        }
    }

    private async Task WatchAsync()
    {
        try
        {
            if (State != ResponderState.New)
                return;
            var outcome = _interaction switch
            {
                Interaction.Autocomplete => await AutocompleteAsync([], _stopping),
                _ when IsOnMessage => await DeferUpdateAsync(_stopping),
                _ => await DeferAsync(isEphemeral: !_deferVisibly, _stopping),
            };
            if (outcome is not AnswerOutcome.AlreadyAnswered)
                _notify(new DiscordNotice.AutoDeferred(_interaction.Id, outcome));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The process ends; nobody waits for this deferral any more.
        }
    }

    private static ReadOnlyMemory<byte> Callback(CallbackType type, MessageBody? body) =>
        JsonSerializer.SerializeToUtf8Bytes(new CallbackBody(type, body), DiscordJson.Wire.CallbackBody);
}

/// <summary>How far the answer to an interaction has come.</summary>
public enum ResponderState
{
    /// <summary>Nothing was sent.</summary>
    New,

    /// <summary>"Thinking" is shown.</summary>
    DeferredReply,

    /// <summary>The click was noted.</summary>
    DeferredUpdate,

    /// <summary>The answer was sent.</summary>
    Replied,

    /// <summary>Discord takes no answer any more.</summary>
    Expired,
}
