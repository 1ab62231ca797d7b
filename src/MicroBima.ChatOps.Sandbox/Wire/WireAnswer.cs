using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>What a REST call is answered with: a status and a JSON body.</summary>
internal sealed record WireAnswer(int Status, JsonNode? Body)
{
    public static WireAnswer NoContent => new(204, null);

    /// <summary>Seconds that the caller has to wait, for answers that say so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static WireAnswer Ok(JsonNode body) => new(200, body);

    public static WireAnswer Created(JsonNode body) => new(201, body);
}

/// <summary>Discord's refusals, with its status and error codes (https://docs.discord.com/developers/topics/opcodes-and-status-codes).</summary>
internal static class Refused
{
    public static WireAnswer UnknownApplication => Because(404, 10002, "Unknown Application");
    public static WireAnswer UnknownChannel => Because(404, 10003, "Unknown Channel");
    public static WireAnswer UnknownGuild => Because(404, 10004, "Unknown Guild");
    public static WireAnswer UnknownMember => Because(404, 10007, "Unknown Member");
    public static WireAnswer UnknownMessage => Because(404, 10008, "Unknown Message");
    public static WireAnswer UnknownUser => Because(404, 10013, "Unknown User");
    public static WireAnswer UnknownWebhook => Because(404, 10015, "Unknown Webhook");
    public static WireAnswer UnknownInteraction => Because(404, 10062, "Unknown interaction");
    public static WireAnswer UnknownCommand => Because(404, 10063, "Unknown application command");
    public static WireAnswer TooManyCommandCreates =>
        Because(400, 30034, "Max number of daily application command creates has been reached (200)");
    public static WireAnswer TooLarge => Because(413, 40005, "Request entity too large");
    public static WireAnswer AlreadyAcknowledged => Because(400, 40060, "Interaction has already been acknowledged.");
    public static WireAnswer NoUserAgent => Because(403, 40333, "internal network error");
    public static WireAnswer OtherAuthor => Because(403, 50005, "Cannot edit a message authored by another user");
    public static WireAnswer EmptyMessage => Because(400, 50006, "Cannot send an empty message");
    public static WireAnswer TokenExpired => Because(401, 50027, "Invalid Webhook Token");
    public static WireAnswer InvalidVersion => Because(400, 50041, "Invalid API version provided");
    public static WireAnswer ArchivedThread => Because(400, 50083, "Thread is archived");
    public static WireAnswer InvalidJson => Because(400, 50109, "The request body contains invalid JSON.");
    public static WireAnswer ThreadExists => Because(400, 160004, "A thread has already been created for this message");
    public static WireAnswer Unauthorized => Because(401, 0, "401: Unauthorized");
    public static WireAnswer NotFound => Because(404, 0, "404: Not Found");
    public static WireAnswer MethodNotAllowed => Because(405, 0, "405: Method Not Allowed");
    public static WireAnswer ServerError => Because(500, 0, "500: Internal Server Error");

    public static WireAnswer TooManyOldEdits(TimeSpan retryAfter) =>
        Because(429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later") with
        {
            RetryAfter = retryAfter,
        };

    public static WireAnswer Because(int status, int code, string message) =>
        new(status, new JsonObject { ["message"] = message, ["code"] = code });
}
