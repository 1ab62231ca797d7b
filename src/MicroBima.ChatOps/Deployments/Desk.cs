using System.Collections.Immutable;
using System.Threading.Channels;
using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Deployments;

/// <summary>The one door for chat and runner: requests come in, facts are stored, everybody who listens is told. One request at a time.</summary>
public sealed class Desk(IStore store, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _door = new(1, 1);
    private readonly Lock _listening = new();
    private ImmutableArray<Channel<Notice>> _listeners = [];
    private volatile Ledger _ledger = Ledger.Empty;

    /// <summary>What is known now.</summary>
    public Ledger Ledger => _ledger;

    /// <summary>Reads everything that was stored; before this nothing can be asked.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var ledger = Ledger.Empty;
        await foreach (var batch in store.ReadAllAsync(cancellationToken))
            ledger = ledger.With(batch);

        _ledger = ledger;
    }

    /// <summary>Everything that happens from now on, in order.</summary>
    public ChannelReader<Notice> Listen()
    {
        var channel = Channel.CreateUnbounded<Notice>(new UnboundedChannelOptions { SingleReader = true });
        lock (_listening)
            _listeners = _listeners.Add(channel);

        return channel.Reader;
    }

    /// <summary>Begins a session.</summary>
    public async Task<Answer> OpenAsync(OpenRequest request, string cause, CancellationToken cancellationToken)
    {
        await _door.WaitAsync(cancellationToken);
        try
        {
            if (_ledger.Causes.Contains(cause))
                return new Answer.Repeated();

            var number = _ledger.Next;
            var decision = Opening.Decide(
                request,
                _ledger.Holder(request.Environment),
                _ledger.Locks.GetValueOrDefault(request.Environment),
                time.GetUtcNow()
            );
            return decision switch
            {
                Decision.Accepted accepted => await StoreAsync(number, accepted.Events, cause, cancellationToken),
                Decision.Refused refused => new Answer.Refused(refused.Refusal),
            };
        }
        finally
        {
            _door.Release();
        }
    }

    /// <summary>Asks something of a session. A refusal of a person is put on record once.</summary>
    public async Task<Answer> AskAsync(
        SessionNumber number,
        SessionRequest request,
        string cause,
        CancellationToken cancellationToken
    )
    {
        await _door.WaitAsync(cancellationToken);
        try
        {
            if (cause.Length > 0 && _ledger.Causes.Contains(cause))
                return new Answer.Repeated();

            if (_ledger.Find(number) is not { } session)
                return new Answer.Refused(new Refusal.Unknown($"There is no session {number}.", "See /history."));

            return Decide.On(session, request, time.GetUtcNow()) switch
            {
                Decision.Accepted { Events.IsEmpty: true } => new Answer.Done(session),
                Decision.Accepted accepted => await StoreAsync(number, accepted.Events, cause, cancellationToken),
                Decision.Refused refused => await RefuseAsync(session, request, refused, cause, cancellationToken),
            };
        }
        finally
        {
            _door.Release();
        }
    }

    /// <summary>Closes an environment for deployments, or opens it again.</summary>
    public async Task<Answer> LockAsync(
        string environment,
        Actor by,
        ApprovalPolicy policy,
        bool close,
        string reason,
        string cause,
        CancellationToken cancellationToken
    )
    {
        if (!policy.MayAct(by))
            return new Answer.Refused(new Refusal.NotPermitted(close ? "lock" : "unlock", environment));

        await _door.WaitAsync(cancellationToken);
        try
        {
            if (_ledger.Causes.Contains(cause))
                return new Answer.Repeated();

            var held = _ledger.Locks.GetValueOrDefault(environment);
            if (close && string.IsNullOrWhiteSpace(reason))
                return new Answer.Refused(new Refusal.ReasonTooShort(1));

            if (close && held is not null)
                return new Answer.Refused(new Refusal.Locked(held));

            if (!close && held is null)
                return new Answer.Refused(new Refusal.Unknown($"{environment} is not locked.", "Nothing to do."));

            var now = time.GetUtcNow();
            Fact fact = close
                ? new EnvironmentEvent.Locked(now, by.Person, reason)
                : new EnvironmentEvent.Unlocked(now, by.Person, reason);
            await StoreAsync(Batch.StreamOf(environment), [fact], cause, cancellationToken);
            return new Answer.Changed();
        }
        finally
        {
            _door.Release();
        }
    }

    /// <summary>Tells listeners how a step is getting on; this is not stored.</summary>
    public void Announce(Progress progress) => Tell(new Notice.Progressed(progress));

    /// <inheritdoc />
    public void Dispose() => _door.Dispose();

    private async Task<Answer> RefuseAsync(
        Session session,
        SessionRequest request,
        Decision.Refused refused,
        string cause,
        CancellationToken cancellationToken
    )
    {
        var events = refused.Events;
        if (request.Asker is { } asker)
        {
            var (asked, code) = (request.GetType().Name, refused.Refusal.Code);
            if (!session.Denials.Contains(Apply.DenialKey(asker.Person, asked, code)))
                events = events.Add(new SessionEvent.Denied(time.GetUtcNow(), asker.Person, asked, code));
        }

        if (!events.IsEmpty)
            await StoreAsync(session.Number, events, cause, cancellationToken);

        return new Answer.Refused(refused.Refusal);
    }

    private async Task<Answer> StoreAsync(
        SessionNumber number,
        ImmutableArray<SessionEvent> events,
        string cause,
        CancellationToken cancellationToken
    )
    {
        var before = _ledger.Find(number);
        await StoreAsync(Batch.StreamOf(number), events.CastArray<Fact>(), cause, cancellationToken);
        var after = _ledger.Find(number)!;
        Tell(new Notice.Changed(before, after, events));
        return new Answer.Done(after);
    }

    private async Task StoreAsync(
        string stream,
        ImmutableArray<Fact> facts,
        string cause,
        CancellationToken cancellationToken
    )
    {
        var version = _ledger.VersionOf(stream);
        var result = await store.AppendAsync(stream, version, facts, cause, cancellationToken);
        if (result is not AppendResult.Appended appended)
            throw new InvalidOperationException($"{stream} was written by somebody else at version {version}.");

        _ledger = _ledger.With(new Batch(stream, appended.Version, cause, facts));
    }

    private void Tell(Notice notice)
    {
        foreach (var listener in _listeners)
            listener.Writer.TryWrite(notice);
    }
}

/// <summary>What the desk answered.</summary>
public abstract record Answer
{
    private Answer() { }

    /// <summary>It is stored; the session as it is now.</summary>
    public sealed record Done(Session Session) : Answer;

    /// <summary>It is stored, and concerns an environment.</summary>
    public sealed record Changed : Answer;

    /// <summary>The same interaction was answered before.</summary>
    public sealed record Repeated : Answer;

    /// <summary>It was not done.</summary>
    public sealed record Refused(Refusal Refusal) : Answer;
}

/// <summary>What listeners are told.</summary>
public abstract record Notice
{
    private Notice() { }

    /// <summary>Facts were stored about a session.</summary>
    public sealed record Changed(Session? Before, Session After, ImmutableArray<SessionEvent> Events) : Notice;

    /// <summary>A step is getting on.</summary>
    public sealed record Progressed(Progress Progress) : Notice;
}

/// <summary>How a step is getting on: its last line, and since when it runs. Gone after a restart.</summary>
public sealed record Progress(SessionNumber Session, Plans.StepKind Step, DateTimeOffset Since, string Line);
