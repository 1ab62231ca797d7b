using System.Net;

namespace MicroBima.ChatOps.Discord;

/// <summary>A request to Discord that did not succeed; the failure says why.</summary>
public sealed class DiscordException(DiscordFailure failure, Exception? inner = null)
    : Exception((failure ?? throw new ArgumentNullException(nameof(failure))).Text, inner)
{
    /// <summary>Why it did not succeed.</summary>
    public DiscordFailure Failure { get; } = failure;

    /// <summary>Discord's own code, where it gave one.</summary>
    public int? Code => (Failure as DiscordFailure.Refused)?.Code;

    /// <summary>True where Discord said no and will say so again.</summary>
    public bool IsFinal =>
        Failure
            is DiscordFailure.Refused
            {
                Status: >= HttpStatusCode.BadRequest
                    and < HttpStatusCode.InternalServerError
                    and not HttpStatusCode.TooManyRequests
            };
}

/// <summary>Why a request did not succeed.</summary>
public abstract record DiscordFailure
{
    private DiscordFailure() { }

    /// <summary>The failure as one sentence, without tokens.</summary>
    public abstract string Text { get; }

    /// <summary>Discord answered, and the answer was no; the details name each wrong field.</summary>
    public sealed record Refused(string Route, HttpStatusCode Status, int Code, string Message, string Details)
        : DiscordFailure
    {
        /// <inheritdoc />
        public override string Text =>
            $"Discord refused {Route} with {(int)Status} (code {Code}): {Message}"
            + (Details.Length == 0 ? "" : $" {Details}");
    }

    /// <summary>No usable answer came, also not after trying again where that is harmless.</summary>
    public sealed record Unreachable(string Route, string Reason) : DiscordFailure
    {
        /// <inheritdoc />
        public override string Text => $"Discord did not answer {Route}: {Reason}";
    }

    /// <summary>The request stayed at home, because too many were refused in the last ten minutes.</summary>
    public sealed record HeldBack(string Route, TimeSpan Wait) : DiscordFailure
    {
        /// <inheritdoc />
        public override string Text =>
            $"{Route} was not sent: too many requests were refused lately; sending starts again in {(int)Wait.TotalSeconds} s.";
    }
}

/// <summary>Codes of Discord that a caller may want to tell apart (https://discord.com/developers/docs/topics/opcodes-and-status-codes#json).</summary>
public static class DiscordCode
{
    /// <summary>The channel is gone.</summary>
    public const int UnknownChannel = 10003;

    /// <summary>The person is not a member.</summary>
    public const int UnknownMember = 10007;

    /// <summary>The message is gone.</summary>
    public const int UnknownMessage = 10008;

    /// <summary>The account does not exist.</summary>
    public const int UnknownUser = 10013;

    /// <summary>The interaction's webhook is gone.</summary>
    public const int UnknownWebhook = 10015;

    /// <summary>The interaction is gone.</summary>
    public const int UnknownInteraction = 10062;

    /// <summary>An old message was edited too often.</summary>
    public const int OldMessageEditLimit = 30046;

    /// <summary>The interaction was answered before.</summary>
    public const int AlreadyAcknowledged = 40060;

    /// <summary>The User-Agent is missing or refused.</summary>
    public const int BadUserAgent = 40333;

    /// <summary>The bot cannot see the place.</summary>
    public const int MissingAccess = 50001;

    /// <summary>The bot may not do this.</summary>
    public const int MissingPermissions = 50013;

    /// <summary>The interaction is older than fifteen minutes.</summary>
    public const int InvalidWebhookToken = 50027;

    /// <summary>The body has a wrong field.</summary>
    public const int InvalidBody = 50035;

    /// <summary>The thread is archived.</summary>
    public const int ThreadArchived = 50083;

    /// <summary>The message has a thread already.</summary>
    public const int ThreadExists = 160004;
}
