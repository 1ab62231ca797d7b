using System.Collections.Immutable;
using System.Threading.Channels;
using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Deployments;

/// <summary>The one door for chat and runner: requests come in, facts are stored, everybody who listens is told. One request at a time.</summary>
public sealed partial class Desk(IStore store, TimeProvider time) : IDisposable
{
    private const int Attempts = 5;

    /// <summary>How many refusals a session keeps on record: a storm of clicks must not fill the journal.</summary>
    private const int MostDenials = 100;

    private readonly SemaphoreSlim _door = new(1, 1);
    private readonly SessionClock _clock = new(time);
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
        {
            ledger = ledger.With(batch);
            Time(ledger, batch, time.GetUtcNow());
        }

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
    public Task<Answer> OpenAsync(OpenRequest request, string cause, CancellationToken cancellationToken) =>
        RuleAsync(
            (ledger, now) =>
            {
                var holder = ledger.Holder(request.Environment);
                return Opening.Decide(
                    request,
                    holder,
                    ledger.Last(request.Environment),
                    ledger.Locks.GetValueOrDefault(request.Environment),
                    ledger.FreezeOf(request.Environment, now),
                    request.By.IsHuman || ledger.Last(request.Environment) is not { } last ? now : SinceEndOf(last)
                ) switch
                {
                    Decision.Accepted accepted => Ruling.On(ledger.Next, accepted.Events),
                    Decision.Refused { Refusal: Refusal.Held held } when request.Kind is SessionKind.Deploy => Queueing(
                        ledger,
                        request.By,
                        held,
                        now
                    ),
                    Decision.Refused refused => Ruling.No(refused.Refusal),
                };
            },
            cause,
            cancellationToken
        );

    /// <summary>Asks something of a session. A refusal of a person is put on record once.</summary>
    public Task<Answer> AskAsync(
        SessionNumber number,
        SessionRequest request,
        string cause,
        CancellationToken cancellationToken
    ) =>
        RuleAsync(
            (ledger, today) =>
            {
                if (ledger.Find(number) is not { } session)
                    return Ruling.No(new Refusal.Unknown($"There is no session {number}.", "See /history."));

                if (TooNew(ledger, session, request, today) is { } refused)
                    return refused;

                var now = _clock.Now(Batch.StreamOf(number));
                return Decide.On(session, request, now) switch
                {
                    Decision.Accepted accepted when TakesCode(session, request) => WithCode(
                        ledger,
                        session,
                        request,
                        accepted.Events,
                        now
                    ),
                    Decision.Accepted accepted => Ruling.On(number, accepted.Events),
                    Decision.Refused no => Refusing(session, request, no, now),
                };
            },
            cause,
            cancellationToken
        );

    /// <summary>Now, for what is due some time after the end of a session: a clock that leaps brings it neither nearer nor farther away.</summary>
    public DateTimeOffset SinceEndOf(Session session) => _clock.SinceEnd(Batch.StreamOf(session.Number));

    /// <summary>Tells listeners how a step is getting on; this is not stored.</summary>
    public void Announce(Progress progress) => Tell(new Notice.Progressed(progress));

    /// <inheritdoc />
    public void Dispose() => _door.Dispose();

    /// <summary>Whoever asks for a held environment is called when it is free; those who hold it are not, and nobody stands in the queue twice.</summary>
    private static Ruling Queueing(Ledger ledger, Actor by, Refusal.Held held, DateTimeOffset now)
    {
        if (held.Requester == by.Person)
            return Ruling.No(held);

        var queue = ledger.QueueOf(held.Environment, now);
        var before = queue.TakeWhile(one => one.Person != by.Person).Count();
        var refusal = held with { Place = before + 1 };
        return before < queue.Length
            ? Ruling.No(refusal)
            : new Ruling(
                Batch.StreamOf(held.Environment),
                [new EnvironmentEvent.Queued(now, by.Person, by.Account)],
                _ => new Answer.Refused(refusal)
            );
    }

    private static Ruling Refusing(
        Session session,
        SessionRequest request,
        Decision.Refused refused,
        DateTimeOffset now
    )
    {
        var events = refused.Events;
        if (request.Asker is { } asker && !session.IsOver && session.Denials.Count < MostDenials)
        {
            var (asked, code) = (request.GetType().Name, refused.Refusal.Code);
            if (!session.Denials.Contains(Apply.DenialKey(asker.Person, asked, code)))
                events = events.Add(new SessionEvent.Denied(now, asker.Person, asked, code));
        }

        return new Ruling(
            Batch.StreamOf(session.Number),
            events.CastArray<Fact>(),
            _ => new Answer.Refused(refused.Refusal)
        );
    }

    /// <summary>One ruling at a time, on what is known at that moment; where somebody else wrote first, it is made again on what they wrote.</summary>
    private async Task<Answer> RuleAsync(
        Func<Ledger, DateTimeOffset, Ruling> rule,
        string cause,
        CancellationToken cancellationToken
    )
    {
        if (await ObjectionAsync(cause, cancellationToken) is { } objection)
            return new Answer.Refused(objection);

        await _door.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                if (_ledger.Causes.Contains(cause))
                    return new Answer.Repeated();

                var ruling = rule(_ledger, time.GetUtcNow());
                if (ruling.Facts.IsEmpty || await TryStoreAsync(ruling, cause, cancellationToken))
                    return ruling.Answer(_ledger);

                await LoadAsync(cancellationToken);
            }

            throw new InvalidOperationException(
                $"Somebody else wrote first, {Attempts} times in a row. Is a second bot running?"
            );
        }
        finally
        {
            _door.Release();
        }
    }

    private async Task<bool> TryStoreAsync(Ruling ruling, string cause, CancellationToken cancellationToken)
    {
        var before = _ledger;
        var version = before.VersionOf(ruling.Stream);
        var batch = new Batch(ruling.Stream, version + ruling.Facts.Length, cause, ruling.Facts);

        // Folded before it is stored: a fact that does not fit would keep the bot from ever starting again.
        var after = before.With(batch);
        try
        {
            if (
                await store.AppendAsync(batch.Stream, version, batch.Facts, cause, cancellationToken)
                is AppendResult.Conflict
            )
                return false;
        }
        catch (IOException full)
        {
            throw new NotStoredException(full);
        }

        Time(after, batch, batch.Facts[^1].At);
        _ledger = after;
        if (batch.Session is { } number)
            Tell(new Notice.Changed(before.Find(number), after.Find(number)!, [.. batch.Facts.Cast<SessionEvent>()]));
        else
            Tell(new Notice.Declared(batch.Environment, after, [.. batch.Facts.Cast<EnvironmentEvent>()]));

        return true;
    }

    /// <param name="end">When a session that is over ended, as far as its clock is concerned: what ended before a restart is as old as the wall clock says.</param>
    private void Time(Ledger ledger, Batch batch, DateTimeOffset end)
    {
        foreach (var asked in batch.Facts.OfType<EnvironmentEvent.AppAsked>())
            _clock.Begin(OrderOf(batch.Environment), asked.At);

        if (batch.Session is not { } number || batch.Facts.IsEmpty)
            return;

        if (ledger.Find(number) is { IsOver: false })
            _clock.Saw(batch.Stream, batch.Facts[^1].At);
        else
            _clock.End(batch.Stream, end);
    }

    private static string OrderOf(string environment) => $"order-{environment}";

    private void Tell(Notice notice)
    {
        foreach (var listener in _listeners)
            listener.Writer.TryWrite(notice);
    }

    /// <summary>What is to be stored, if anything, and the answer once it is.</summary>
    private sealed record Ruling(string Stream, ImmutableArray<Fact> Facts, Func<Ledger, Answer> Answer)
    {
        public static Ruling On(SessionNumber number, ImmutableArray<SessionEvent> events) =>
            new(Batch.StreamOf(number), events.CastArray<Fact>(), ledger => new Answer.Done(ledger.Find(number)!));

        public static Ruling Nothing { get; } = new("", [], _ => new Answer.Changed());

        public static Ruling No(Refusal refusal) => new("", [], _ => new Answer.Refused(refusal));
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

    /// <summary>Facts were stored about an environment beside its sessions.</summary>
    public sealed record Declared(string Environment, Ledger After, ImmutableArray<EnvironmentEvent> Events) : Notice;

    /// <summary>A step is getting on.</summary>
    public sealed record Progressed(Progress Progress) : Notice;
}

/// <summary>How a step is getting on: its last line. Gone after a restart.</summary>
public sealed record Progress(SessionNumber Session, Plans.StepKind Step, string Line);
