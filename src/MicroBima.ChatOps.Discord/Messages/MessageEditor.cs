namespace MicroBima.ChatOps.Discord;

/// <summary>Edits messages no faster than is polite: the latest content wins, and is tried until Discord decides.</summary>
public sealed class MessageEditor : IAsyncDisposable
{
    private const int LargestExponent = 4;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    private readonly DiscordRest _rest;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly Action<DiscordNotice> _notify;
    private readonly Lock _lock = new();
    private readonly Dictionary<MessageAddress, Slot> _slots = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Keeps <paramref name="interval"/> between two edits of one message.</summary>
    public MessageEditor(DiscordRest rest, TimeSpan interval, TimeProvider time, Action<DiscordNotice> notify) =>
        (_rest, _interval, _time, _notify) = (rest, interval, time, notify);

    /// <summary>Shows this soon, unless something newer comes first, and answers what came of it, or of what was newer.</summary>
    public Task<EditOutcome> ShowAsync(
        MessageAddress message,
        MessagePayload payload,
        CancellationToken cancellationToken
    )
    {
        PayloadValidator.ThrowIfInvalid(payload);
        return Offer(message, payload).WaitAsync(cancellationToken);
    }

    /// <summary>Stops at once: what is not shown yet is not shown, and who waits for it is told.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] pumps;
        lock (_lock)
            pumps = [.. _slots.Values.Select(s => s.Pump)];
        await Task.WhenAll(pumps);
        _stop.Dispose();
    }

    private Task<EditOutcome> Offer(MessageAddress message, MessagePayload payload)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            if (!_slots.TryGetValue(message, out var slot))
            {
                slot = _slots[message] = new Slot();
                slot.Offer(payload);
                slot.Pump = PumpAsync(message, slot);
            }
            else
            {
                slot.Offer(payload);
            }

            return slot.Shown;
        }
    }

    private async Task PumpAsync(MessageAddress message, Slot slot)
    {
        await Task.Yield();
        try
        {
            var failures = 0;
            while (Take(message, slot) is { } edit)
            {
                if (await SendAsync(message, edit.Payload) is { } outcome)
                {
                    failures = 0;
                    edit.Complete(outcome);
                    if (outcome is not EditOutcome.Edited)
                        _notify(new DiscordNotice.EditFailed(message, outcome));
                    await Task.Delay(_interval, _time, _stop.Token);
                }
                else
                {
                    lock (_lock)
                        slot.PutBack(edit);
                    var pause = FirstPause * Math.Pow(2, Math.Min(failures++, LargestExponent));
                    await Task.Delay(pause > _interval ? pause : _interval, _time, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            lock (_lock)
                slot.Abandon();
        }
    }

    private Edit? Take(MessageAddress message, Slot slot)
    {
        lock (_lock)
        {
            var next = slot.Take();
            if (next is null)
                _slots.Remove(message);
            return next;
        }
    }

    /// <summary>Null where trying again may help.</summary>
    private async Task<EditOutcome?> SendAsync(MessageAddress message, MessagePayload payload)
    {
        try
        {
            await _rest.EditMessageAsync(message, payload, _stop.Token);
            return new EditOutcome.Edited();
        }
        catch (DiscordException e) when (e.Code is DiscordCode.UnknownMessage or DiscordCode.UnknownChannel)
        {
            return new EditOutcome.Gone();
        }
        catch (DiscordException e)
        {
            return
                e.Failure is DiscordFailure.Refused { Status: var status }
                && (int)status is >= 400 and < 500 and not 429
                ? new EditOutcome.Refused(e.Message)
                : null;
        }
    }

    /// <summary>A content with everybody who waits until it, or a newer one, is shown.</summary>
    private sealed record Edit(MessagePayload Payload, TaskCompletionSource<EditOutcome> Done)
    {
        /// <summary>Those whose content was replaced while it was on its way.</summary>
        public IReadOnlyList<TaskCompletionSource<EditOutcome>> Older { get; init; } = [];

        public void Complete(EditOutcome outcome)
        {
            foreach (var waiting in Older.Prepend(Done))
                waiting.TrySetResult(outcome);
        }

        public void Cancel()
        {
            foreach (var waiting in Older.Prepend(Done))
                waiting.TrySetCanceled();
        }
    }

    /// <summary>What one message waits for; guarded by the editor's lock.</summary>
    private sealed class Slot
    {
        private Edit? _pending;
        private Edit? _sending;

        public Task Pump { get; set; } = Task.CompletedTask;

        public Task<EditOutcome> Shown =>
            (_pending ?? _sending)?.Done.Task ?? Task.FromResult<EditOutcome>(new EditOutcome.Edited());

        public void Offer(MessagePayload payload) =>
            _pending = _pending is null ? new Edit(payload, NewSignal()) : _pending with { Payload = payload };

        public Edit? Take()
        {
            (_sending, _pending) = (_pending, null);
            return _sending;
        }

        public void PutBack(Edit edit)
        {
            _sending = null;
            _pending = _pending is null
                ? edit
                : _pending with
                {
                    Older = [.. edit.Older, edit.Done, .. _pending.Older],
                };
        }

        public void Abandon()
        {
            _sending?.Cancel();
            _pending?.Cancel();
        }

        private static TaskCompletionSource<EditOutcome> NewSignal() =>
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
