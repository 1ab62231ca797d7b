using System.Collections.Immutable;

namespace MicroBima.ChatOps.Deployments;

/// <summary>Everything the facts say, folded: sessions, locks, versions, and the interactions that were already answered. Immutable.</summary>
public sealed record Ledger(
    ImmutableSortedDictionary<int, Session> Sessions,
    ImmutableDictionary<string, EnvironmentLock> Locks,
    ImmutableDictionary<string, long> Versions,
    ImmutableHashSet<string> Causes
)
{
    /// <summary>Nothing happened yet.</summary>
    public static Ledger Empty { get; } =
        new(
            ImmutableSortedDictionary<int, Session>.Empty,
            ImmutableDictionary.Create<string, EnvironmentLock>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, long>(StringComparer.Ordinal),
            ImmutableHashSet.Create<string>(StringComparer.Ordinal)
        );

    /// <summary>The backups on record: the hash of each one's manifest, by its name.</summary>
    public ImmutableDictionary<string, string> Backups { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Patterns of logs that somebody muted.</summary>
    public ImmutableList<Mute> Mutes { get; init; } = [];

    /// <summary>Freezes that people declared and nobody ended, by environment; some may be over by now.</summary>
    public ImmutableDictionary<string, EnvironmentFreeze> Freezes { get; init; } =
        ImmutableDictionary.Create<string, EnvironmentFreeze>(StringComparer.Ordinal);

    /// <summary>The last order about each environment's app.</summary>
    public ImmutableDictionary<string, AppOrder> Orders { get; init; } =
        ImmutableDictionary.Create<string, AppOrder>(StringComparer.Ordinal);

    /// <summary>When each account was first seen as an approver of an environment.</summary>
    public ImmutableDictionary<
        (string Environment, Approvals.AccountId Account),
        DateTimeOffset
    > Approvers { get; init; } = ImmutableDictionary<(string, Approvals.AccountId), DateTimeOffset>.Empty;

    /// <summary>How people's approval codes were used.</summary>
    public ImmutableDictionary<PersonName, CodeUse> Codes { get; init; } =
        ImmutableDictionary<PersonName, CodeUse>.Empty;

    /// <summary>Who asked for a deployment of a held environment and has not had one since, oldest first.</summary>
    public ImmutableList<Waiting> Queue { get; init; } = [];

    /// <summary>How somebody's approval codes were used.</summary>
    public CodeUse CodesOf(PersonName person) => Codes.GetValueOrDefault(person, CodeUse.None);

    /// <summary>Who waits for an environment, first come first.</summary>
    public ImmutableArray<Waiting> QueueOf(string environment, DateTimeOffset now) =>
        [
            .. Queue.Where(one =>
                string.Equals(one.Environment, environment, StringComparison.Ordinal) && one.IsInForce(now)
            ),
        ];

    /// <summary>The freeze that somebody declared and that is in force, or null.</summary>
    public EnvironmentFreeze? FreezeOf(string environment, DateTimeOffset now) =>
        Freezes.GetValueOrDefault(environment) is { } freeze && freeze.IsInForce(now) ? freeze : null;

    /// <summary>The number of the next session.</summary>
    public SessionNumber Next => new(Sessions.IsEmpty ? 1 : Sessions.Keys.Last() + 1);

    /// <summary>The session that holds an environment, or null.</summary>
    public Session? Holder(string environment) =>
        Sessions.Values.LastOrDefault(session =>
            !session.IsOver && string.Equals(session.Environment, environment, StringComparison.Ordinal)
        );

    /// <summary>The newest session of an environment, or null.</summary>
    public Session? Last(string environment) =>
        Sessions.Values.LastOrDefault(session =>
            string.Equals(session.Environment, environment, StringComparison.Ordinal)
        );

    /// <summary>The newest later session that may have changed the branch, or null: what a session released is not what runs any more then.</summary>
    public Session? PushedAfter(Session session) =>
        Pushed(session.Environment).LastOrDefault(other => other.Number.Value > session.Number.Value);

    /// <summary>The newest earlier session that may have changed the branch, or null.</summary>
    public Session? PushedBefore(Session session) =>
        Pushed(session.Environment).LastOrDefault(other => other.Number.Value < session.Number.Value);

    /// <summary>The session of a number, or null.</summary>
    public Session? Find(SessionNumber number) => Sessions.GetValueOrDefault(number.Value);

    /// <summary>What is muted in an environment, oldest first.</summary>
    public ImmutableArray<Mute> MutedIn(string environment) =>
        [.. Mutes.Where(mute => string.Equals(mute.Environment, environment, StringComparison.Ordinal))];

    /// <summary>The patterns that nobody is to be told of, with their texts where they are known: those of the settings, and those that people muted.</summary>
    public ImmutableDictionary<string, string> MutedPatterns(string environment, IEnumerable<string> configured) =>
        configured
            .ToImmutableDictionary(id => id, _ => "", StringComparer.Ordinal)
            .SetItems(MutedIn(environment).Select(mute => KeyValuePair.Create(mute.Pattern, mute.Text)));

    /// <summary>When the last deployment or rollback brought its code to an environment's branch: the old version is not alone any more from then on. Null where there was none.</summary>
    public DateTimeOffset? LastRelease(string environment) =>
        Sessions
            .Values.Where(session => string.Equals(session.Environment, environment, StringComparison.Ordinal))
            .Select(session => session.ReleasedAt)
            .Max();

    private IEnumerable<Session> Pushed(string environment) =>
        Sessions.Values.Where(session =>
            session.MayHavePushed && string.Equals(session.Environment, environment, StringComparison.Ordinal)
        );

    /// <summary>The version that a stream has.</summary>
    public long VersionOf(string stream) => Versions.GetValueOrDefault(stream);

    /// <summary>The ledger with more facts in it.</summary>
    public Ledger With(Batch batch)
    {
        var ledger = this with
        {
            Versions = Versions.SetItem(batch.Stream, batch.Version),
            Causes = batch.Cause.Length > 0 ? Causes.Add(batch.Cause) : Causes,
        };
        return batch.Facts.Aggregate(ledger, (current, fact) => current.With(batch, fact));
    }

    private Ledger With(Batch batch, Fact fact) =>
        (fact, batch.Session) switch
        {
            (SessionEvent.Opened opened, { } number) => this with
            {
                Sessions = Sessions.Add(number.Value, Apply.First(number, opened)),
                Queue = opened.Kind is SessionKind.Deploy ? NotWaiting(opened.Environment, opened.By.Person) : Queue,
            },
            (SessionEvent.CodeAccepted code, { }) => this with
            {
                Codes = Codes.SetItem(code.By, new CodeUse(code.Step, 0, null)),
            },
            (SessionEvent happened, { } number) => WithEvent(Sessions[number.Value], happened),
            (EnvironmentEvent.Locked locked, _) => WithLock(
                new EnvironmentLock(batch.Environment, locked.By, locked.At, locked.Reason, IsByHand: true)
            ),
            (EnvironmentEvent.Unlocked, _) => this with { Locks = Locks.Remove(batch.Environment) },
            (EnvironmentEvent.BackedUp made, _) => this with { Backups = Backups.SetItem(made.Backup, made.Manifest) },
            (EnvironmentEvent.Muted muted, _) => this with
            {
                Mutes = Without(batch.Environment, muted.Pattern)
                    .Add(new Mute(batch.Environment, muted.Pattern, muted.By, muted.At, muted.Reason, muted.Text)),
            },
            (EnvironmentEvent.Unmuted spoken, _) => this with { Mutes = Without(batch.Environment, spoken.Pattern) },
            (EnvironmentEvent.Frozen frozen, _) => this with
            {
                Freezes = Freezes.SetItem(
                    batch.Environment,
                    new EnvironmentFreeze(batch.Environment, frozen.By, frozen.At, frozen.Reason, frozen.Until)
                ),
            },
            (EnvironmentEvent.Thawed, _) => this with { Freezes = Freezes.Remove(batch.Environment) },
            (EnvironmentEvent.Queued queued, _) => this with
            {
                Queue = NotWaiting(batch.Environment, queued.By)
                    .Add(new Waiting(batch.Environment, queued.By, queued.Account, queued.At)),
            },
            (EnvironmentEvent.ApproverSeen seen, _) => this with
            {
                Approvers = Approvers.SetItem((batch.Environment, seen.Account), seen.At),
            },
            (EnvironmentEvent.CodeRefused code, _) => this with
            {
                Codes = Codes.SetItem(code.By, CodesOf(code.By).AfterAnother(code.LockedUntil)),
            },
            (EnvironmentEvent.AppAsked asked, _) => WithOrder(
                new AppOrder(
                    batch.Environment,
                    asked.By,
                    asked.Act,
                    asked.Reason,
                    asked.Seal,
                    asked.At,
                    OrderStage.Asked
                )
            ),
            (EnvironmentEvent.AppBegun begun, _) => WithOrder(
                Orders[batch.Environment] with
                {
                    Stage = OrderStage.Begun,
                    At = begun.At,
                }
            ),
            (EnvironmentEvent.AppEnded, _) => WithOrder(Orders[batch.Environment] with { Stage = OrderStage.Ended }),
            _ => throw new InvalidOperationException($"A {fact.GetType().Name} does not belong to {batch.Stream}."),
        };

    private Ledger WithEvent(Session session, SessionEvent happened)
    {
        var next = Named(Apply.To(session, happened), happened);
        var ledger = this with { Sessions = Sessions.SetItem(session.Number.Value, next) };

        // The lock after a rollback is part of its ending, so that no crash can come between the two.
        // However it ended: code that may be back must not be overrun by the next deployment.
        var closes = next is { Kind: SessionKind.Rollback, MayHavePushed: true } || Restoring.IsSwapped(next);
        return happened is SessionEvent.Finished finished && closes
            ? ledger.WithLock(
                new EnvironmentLock(session.Environment, session.Requester.Person, finished.At, WhyLocked(session))
            )
            : ledger;
    }

    /// <summary>
    /// What a rollback takes back is known with its plan: the release that made the head of the branch, which need not be the one that was thought of when it
    /// was asked for. A push whose outcome nobody knew may have happened.
    /// </summary>
    private Session Named(Session session, SessionEvent happened)
    {
        if (session.Kind is not SessionKind.Rollback || happened is not SessionEvent.Proposed { Plan.Base: var head })
            return session;

        var release = Sessions.Values.LastOrDefault(one =>
            one is { Kind: SessionKind.Deploy, MayHavePushed: true }
            && one.Proposal?.Plan.Result == head
            && string.Equals(one.Environment, session.Environment, StringComparison.Ordinal)
        );
        return release is null ? session : session with { Returns = release.Number };
    }

    private static string WhyLocked(Session session) =>
        session.Kind is SessionKind.Restore
            ? $"The database was brought back to a backup by {session.Number}: {session.Reason.TrimEnd('.')}. See that the next migration is right, then unlock."
            : $"Rolled back by {session.Number}{(session.Returns is { } undone ? $" from {undone}" : "")}"
                + $"{(session.Reason.Length > 0 ? $": {session.Reason.TrimEnd('.')}" : "")}. Fix it, then unlock.";

    private Ledger WithOrder(AppOrder order) => this with { Orders = Orders.SetItem(order.Environment, order) };

    private Ledger WithLock(EnvironmentLock held) => this with { Locks = Locks.SetItem(held.Environment, held) };

    private ImmutableList<Waiting> NotWaiting(string environment, PersonName person) =>
        Queue.RemoveAll(one =>
            one.Person == person && string.Equals(one.Environment, environment, StringComparison.Ordinal)
        );

    private ImmutableList<Mute> Without(string environment, string pattern) =>
        Mutes.RemoveAll(mute =>
            string.Equals(mute.Environment, environment, StringComparison.Ordinal)
            && string.Equals(mute.Pattern, pattern, StringComparison.Ordinal)
        );
}
