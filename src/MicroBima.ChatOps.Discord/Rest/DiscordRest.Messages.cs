namespace MicroBima.ChatOps.Discord;

/// <content>Messages and threads.</content>
public sealed partial class DiscordRest
{
    private const int NonceBytes = 12;
    private const int ArchiveAfterMinutes = 10_080;

    /// <summary>Posts a message; its nonce makes a second attempt harmless.</summary>
    public Task<PostedMessage> PostMessageAsync(
        Snowflake channel,
        MessagePayload payload,
        CancellationToken cancellationToken
    )
    {
        PayloadValidator.ThrowIfInvalid(payload);
        var route = new RestRoute(
            HttpMethod.Post,
            "/channels/{channel}/messages",
            channel.ToString(),
            $"/channels/{channel}/messages"
        );
        var body = MessageBody.Create(payload, isEphemeral: false, payload.Nonce ?? FreshNonce());
        return SendMessageAsync(route, RetryRule.Always, body, payload, cancellationToken);
    }

    /// <summary>The newest messages of a channel, at most a hundred, newest first; those before a message where one is named.</summary>
    public Task<IReadOnlyList<PostedMessage>> GetMessagesAsync(
        Snowflake channel,
        Snowflake? before,
        CancellationToken cancellationToken
    ) =>
        GetAsync<IReadOnlyList<PostedMessage>>(
            "/channels/{channel}/messages",
            $"/channels/{channel}/messages?limit=100{(before is { } message ? $"&before={message}" : "")}",
            channel.ToString(),
            j => [.. Elements(j).Select(Replies.Message).OfType<PostedMessage>()],
            cancellationToken
        );

    /// <summary>Changes a message of the bot's own.</summary>
    public Task<PostedMessage> EditMessageAsync(
        MessageAddress message,
        MessagePayload payload,
        CancellationToken cancellationToken
    )
    {
        PayloadValidator.ThrowIfInvalid(payload);
        return SendMessageAsync(
            Message(HttpMethod.Patch, message),
            RetryRule.Always,
            MessageBody.Edit(payload),
            payload,
            cancellationToken
        );
    }

    /// <summary>Opens the thread of a message, or answers the one that it has already.</summary>
    public async Task<DiscordChannel> StartThreadAsync(
        MessageAddress message,
        string name,
        CancellationToken cancellationToken
    )
    {
        PayloadValidator.ThrowIfInvalidThreadName(name);
        var route = new RestRoute(
            HttpMethod.Post,
            "/channels/{channel}/messages/{message}/threads",
            message.Channel.ToString(),
            $"/channels/{message.Channel}/messages/{message.Id}/threads"
        );
        try
        {
            return await _pipeline.SendAsync(
                new RestCall(route, RetryRule.Always)
                {
                    Json = Json(new ThreadBody(name, ArchiveAfterMinutes), DiscordJson.Wire.ThreadBody),
                },
                j => Replies.Required(Replies.Channel(j)),
                cancellationToken
            );
        }
        catch (DiscordException e) when (e.Code is DiscordCode.ThreadExists)
        {
            return await GetChannelAsync(message.Id, cancellationToken); // A thread has the id of its message.
        }
    }

    /// <summary>A nonce that nobody used before.</summary>
    public string FreshNonce()
    {
        Span<byte> bytes = stackalloc byte[NonceBytes];
        _random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }

    private Task<PostedMessage> SendMessageAsync(
        RestRoute route,
        RetryRule retry,
        MessageBody body,
        MessagePayload payload,
        CancellationToken cancellationToken
    ) =>
        _pipeline.SendAsync(
            new RestCall(route, retry) { Json = Json(body, DiscordJson.Wire.MessageBody), Files = payload.Attachments },
            j => Replies.Required(Replies.Message(j)),
            cancellationToken
        );

    private static RestRoute Message(HttpMethod method, MessageAddress message) =>
        new(
            method,
            "/channels/{channel}/messages/{message}",
            message.Channel.ToString(),
            $"/channels/{message.Channel}/messages/{message.Id}"
        );

    private static async Task<T?> MissingIsNullAsync<T>(Task<T?> call, params int[] codes)
        where T : class
    {
        try
        {
            return await call;
        }
        catch (DiscordException e) when (e.Code is { } code && codes.Contains(code))
        {
            return null;
        }
    }
}
