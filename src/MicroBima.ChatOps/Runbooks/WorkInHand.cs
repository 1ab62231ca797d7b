using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>What the runner is doing for each session, so that it can be interrupted: exactly the work of the plan that somebody stopped, never the next.</summary>
internal sealed class WorkInHand
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionNumber, Work> _all = [];

    /// <summary>Takes something in hand. It ends with <see cref="Work.Dispose"/>.</summary>
    public Work Begin(Session session, bool canBeInterrupted, CancellationToken cancellationToken)
    {
        var work = new Work(this, session, canBeInterrupted, cancellationToken);
        lock (_lock)
            _all[session.Number] = work;

        return work;
    }

    /// <summary>Interrupts what is in hand for a session as it was; work of a later plan goes on.</summary>
    public void Interrupt(Session session)
    {
        lock (_lock)
        {
            if (_all.TryGetValue(session.Number, out var work) && work.Revision <= session.Revision)
                work.InterruptLocked();
        }
    }

    /// <summary>One piece of work.</summary>
    internal sealed class Work : IDisposable
    {
        private readonly WorkInHand _owner;
        private readonly SessionNumber _number;
        private readonly bool _canBeInterrupted;
        private readonly CancellationTokenSource _source;

        public Work(WorkInHand owner, Session session, bool canBeInterrupted, CancellationToken cancellationToken)
        {
            (_owner, _number, _canBeInterrupted, Revision) = (
                owner,
                session.Number,
                canBeInterrupted,
                session.Revision
            );
            _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        }

        public int Revision { get; }

        /// <summary>True once a person stopped it.</summary>
        public bool IsInterrupted { get; private set; }

        public CancellationToken Token => _source.Token;

        public void InterruptLocked()
        {
            if (!_canBeInterrupted)
                return;

            IsInterrupted = true;
            _ = _source.CancelAsync(); // Whoever waits for the token goes on elsewhere: nothing of theirs runs under the lock.
        }

        public void Dispose()
        {
            lock (_owner._lock)
            {
                if (_owner._all.GetValueOrDefault(_number) == this)
                    _owner._all.Remove(_number);
            }

            _source.Dispose();
        }
    }
}
