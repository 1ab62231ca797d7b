using System.Buffers.Text;
using System.Security.Cryptography;
using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Deployments;

/// <summary>Somebody asks for a run.</summary>
/// <param name="Override">The reason for overriding a freeze, or empty.</param>
/// <param name="Returns">For a rollback, the deployment to undo.</param>
/// <param name="Freeze">The freeze that is in force, with its end in words, or null; looked up at the command.</param>
/// <param name="Seal">Fresh secret for the buttons of the session.</param>
public sealed record OpenRequest(
    SessionKind Kind,
    string Environment,
    Actor By,
    string Reason,
    string Override,
    SessionNumber? Returns,
    ActiveFreeze? Freeze,
    ApprovalPolicy Policy,
    string Seal
)
{
    /// <summary>For a restore, the backup that is asked for; empty: the newest that counts.</summary>
    public string Backup { get; init; } = "";

    /// <summary>A fresh secret for the buttons of a session.</summary>
    public static string NewSeal() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
}

/// <summary>A freeze that is in force: its name and its end in the environment's time zone.</summary>
public sealed record ActiveFreeze(string Name, string Until);

/// <summary>The rules for beginning a session.</summary>
public static class Opening
{
    /// <summary>Least length of a reason that overrides something.</summary>
    public const int LeastReason = 15;

    /// <summary>The first event of a session, or why there is none.</summary>
    /// <param name="last">The newest session of the environment: only what came last may be taken back by the bot itself.</param>
    public static Decision Decide(
        OpenRequest request,
        Session? holder,
        Session? last,
        EnvironmentLock? locked,
        EnvironmentFreeze? frozen,
        DateTimeOffset now
    )
    {
        var isDeploy = request.Kind is SessionKind.Deploy;
        var isAllowed = request.By.IsHuman
            ? request.Policy.MayRequest(request.By)
            : last is not null && last.Number == request.Returns && SelfRollback.IsDue(last, now);
        if (!isAllowed)
        {
            var asked = $"ask for a {request.Kind.Title().ToLowerInvariant()}";
            return Decision.No(new Refusal.NotPermitted(asked, request.Environment));
        }

        if (holder is not null)
        {
            return Decision.No(
                new Refusal.Held(
                    request.Environment,
                    holder.Number,
                    holder.Requester.Person,
                    now - holder.OpenedAt,
                    holder.State
                )
                {
                    IsTheSame = holder.Kind == request.Kind && holder.Requester.Person == request.By.Person,
                }
            );
        }

        if (request.Kind is SessionKind.Restore && string.IsNullOrWhiteSpace(request.Reason))
            return Decision.No(new Refusal.ReasonTooShort(1));

        // An emergency waits for neither lock nor freeze.
        if (isDeploy && locked is not null && locked.Stops(request.By.Person))
            return Decision.No(new Refusal.Locked(locked));

        var isFrozen = frozen is not null || request.Freeze is not null;
        if (isDeploy && isFrozen)
        {
            if (request.Override.Length == 0)
                return Decision.No(
                    frozen is not null
                        ? new Refusal.FrozenByHand(frozen)
                        : new Refusal.Frozen(request.Environment, request.Freeze!.Name, request.Freeze.Until)
                );

            if (request.Override.Trim().Length < LeastReason)
                return Decision.No(new Refusal.ReasonTooShort(LeastReason));
        }

        return Decision.Yes(
            new SessionEvent.Opened(
                now,
                request.Kind,
                request.Environment,
                request.By,
                request.Reason,
                isFrozen ? request.Override.Trim() : "",
                request.Policy,
                request.Seal,
                request.Returns,
                request.Backup
            )
        );
    }
}
