using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Deployments;

/// <summary>What is asked of environments beside their sessions: locks, freezes, backups on record, orders about the app.</summary>
public sealed partial class Desk
{
    /// <summary>Closes an environment for deployments, or opens it again.</summary>
    public Task<Answer> LockAsync(
        string environment,
        Actor by,
        ApprovalPolicy policy,
        bool close,
        string reason,
        string cause,
        CancellationToken cancellationToken
    ) =>
        RuleAsync(
            (ledger, now) =>
            {
                if (!policy.MayAct(by))
                    return Ruling.No(new Refusal.NotPermitted(close ? "lock" : "unlock", environment));

                if (close && string.IsNullOrWhiteSpace(reason))
                    return Ruling.No(new Refusal.ReasonTooShort(1));

                var held = ledger.Locks.GetValueOrDefault(environment);
                if (close && held is not null)
                    return Ruling.No(new Refusal.Locked(held));

                if (!close && held is null)
                    return Ruling.No(new Refusal.Unknown($"{environment} is not locked.", "Nothing to do."));

                Fact fact = close
                    ? new EnvironmentEvent.Locked(now, by.Person, reason)
                    : new EnvironmentEvent.Unlocked(now, by.Person, reason);
                return new Ruling(Batch.StreamOf(environment), [fact], _ => new Answer.Changed());
            },
            cause,
            cancellationToken
        );

    /// <summary>Freezes deployments, until a moment or until somebody ends it.</summary>
    public Task<Answer> FreezeAsync(
        string environment,
        Actor by,
        ApprovalPolicy policy,
        string reason,
        DateTimeOffset? until,
        string cause,
        CancellationToken cancellationToken
    ) =>
        DeclareAsync(
            environment,
            (ledger, now) =>
                !policy.MayAct(by) ? new Refusal.NotPermitted("freeze", environment)
                : string.IsNullOrWhiteSpace(reason) ? new Refusal.ReasonTooShort(1)
                : until <= now ? new Refusal.Unknown("That moment is over already.", "Write a length: 2h, 3d.")
                : ledger.FreezeOf(environment, now) is { } frozen ? new Refusal.FrozenByHand(frozen)
                : null,
            now => new EnvironmentEvent.Frozen(now, by.Person, reason, until),
            cause,
            cancellationToken
        );

    /// <summary>Ends a freeze that somebody declared.</summary>
    public Task<Answer> ThawAsync(
        string environment,
        Actor by,
        ApprovalPolicy policy,
        string reason,
        string cause,
        CancellationToken cancellationToken
    ) =>
        DeclareAsync(
            environment,
            (ledger, now) =>
                !policy.MayAct(by) ? new Refusal.NotPermitted("unfreeze", environment)
                : ledger.FreezeOf(environment, now) is null
                    ? new Refusal.Unknown(
                        $"Nobody froze {environment}.",
                        "Days of the calendar are not ended by hand; a deployment can override them with a reason."
                    )
                : null,
            now => new EnvironmentEvent.Thawed(now, by.Person, reason),
            cause,
            cancellationToken
        );

    /// <summary>Puts on record that somebody wants the app stopped or restarted.</summary>
    public Task<Answer> OrderAsync(
        AppOrder order,
        Actor by,
        ApprovalPolicy policy,
        string cause,
        CancellationToken cancellationToken
    ) =>
        DeclareAsync(
            order.Environment,
            (ledger, now) =>
                AppOrder.WhyNotAsk(
                    order.Environment,
                    by,
                    policy,
                    order.Act,
                    order.Reason,
                    ledger.Orders.GetValueOrDefault(order.Environment),
                    ledger.Holder(order.Environment),
                    now
                ),
            now => new EnvironmentEvent.AppAsked(now, by.Person, order.Act, order.Reason, order.Seal),
            cause,
            cancellationToken
        );

    /// <summary>Puts on record that the machines may be touched now, where that may be.</summary>
    public Task<Answer> BeginOrderAsync(
        AppOrder order,
        Actor by,
        ApprovalPolicy policy,
        string cause,
        CancellationToken cancellationToken
    ) =>
        DeclareAsync(
            order.Environment,
            (ledger, _) =>
                ledger.Orders.GetValueOrDefault(order.Environment) is { } last
                && string.Equals(last.Seal, order.Seal, StringComparison.Ordinal)
                    ? last.WhyNotBegin(
                        by,
                        policy,
                        ledger.Holder(order.Environment),
                        _clock.Now(OrderOf(order.Environment))
                    )
                    : new Refusal.Superseded(),
            now => new EnvironmentEvent.AppBegun(now, by.Person),
            cause,
            cancellationToken
        );

    /// <summary>Puts on record what the machines came to.</summary>
    public Task<Answer> EndOrderAsync(
        string environment,
        bool isDone,
        string outcome,
        CancellationToken cancellationToken
    ) =>
        DeclareAsync(
            environment,
            (ledger, _) =>
                ledger.Orders.GetValueOrDefault(environment) is { Stage: OrderStage.Begun }
                    ? null
                    : new Refusal.Superseded(),
            now => new EnvironmentEvent.AppEnded(now, isDone, outcome),
            "",
            cancellationToken
        );

    /// <summary>Puts a backup on record: its name, and the hash of its manifest.</summary>
    public Task<Answer> RecordAsync(
        string environment,
        string backup,
        string manifest,
        PersonName? by,
        CancellationToken cancellationToken
    ) =>
        RuleAsync(
            (_, now) =>
                new Ruling(
                    Batch.StreamOf(environment),
                    [new EnvironmentEvent.BackedUp(now, backup, manifest, by)],
                    _ => new Answer.Changed()
                ),
            "",
            cancellationToken
        );

    /// <summary>Mutes a pattern of an environment's log, or takes that back.</summary>
    /// <param name="text">The pattern as people saw it, or empty.</param>
    public Task<Answer> MuteAsync(
        string environment,
        Actor by,
        ApprovalPolicy policy,
        string pattern,
        string text,
        bool silence,
        string reason,
        string cause,
        CancellationToken cancellationToken
    ) =>
        DeclareAsync(
            environment,
            (ledger, _) =>
                !policy.MayAct(by) ? new Refusal.NotPermitted(silence ? "mute" : "unmute", environment)
                : silence && string.IsNullOrWhiteSpace(reason) ? new Refusal.ReasonTooShort(1)
                : silence
                == ledger
                    .MutedIn(environment)
                    .Any(mute => string.Equals(mute.Pattern, pattern, StringComparison.Ordinal))
                    ? new Refusal.Unknown(
                        $"{pattern} is {(silence ? "muted already" : "not muted")}.",
                        "/mutes shows what is muted."
                    )
                : null,
            now =>
                silence
                    ? new EnvironmentEvent.Muted(now, pattern, by.Person, reason, text)
                    : new EnvironmentEvent.Unmuted(now, pattern, by.Person),
            cause,
            cancellationToken
        );

    private Task<Answer> DeclareAsync(
        string environment,
        Func<Ledger, DateTimeOffset, Refusal?> why,
        Func<DateTimeOffset, EnvironmentEvent> fact,
        string cause,
        CancellationToken cancellationToken
    ) =>
        RuleAsync(
            (ledger, now) =>
                why(ledger, now) is { } refusal
                    ? Ruling.No(refusal)
                    : new Ruling(Batch.StreamOf(environment), [fact(now)], _ => new Answer.Changed()),
            cause,
            cancellationToken
        );
}
