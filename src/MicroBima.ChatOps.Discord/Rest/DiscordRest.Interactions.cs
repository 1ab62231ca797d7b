namespace MicroBima.ChatOps.Discord;

/// <content>Answers to interactions; the token in the path is the credential. Handlers use <see cref="Responder"/> instead.</content>
public sealed partial class DiscordRest
{
    private static readonly TimeSpan CallbackPatience = TimeSpan.FromSeconds(2.5);

    internal Task AnswerAsync(
        InteractionOrigin to,
        ReadOnlyMemory<byte> json,
        IReadOnlyList<Attachment> files,
        CancellationToken cancellationToken
    )
    {
        var route = new RestRoute(
            HttpMethod.Post,
            "/interactions/{id}/{token}/callback",
            to.Token.Secret,
            $"/interactions/{to.Id}/{Uri.EscapeDataString(to.Token.Secret)}/callback"
        )
        {
            IsInteraction = true,
        };
        return _pipeline.SendAsync(
            new RestCall(route, RetryRule.IfUnsent)
            {
                Json = json,
                Files = files,
                GiveUpAt = _time.Monotonic() - _time.GetElapsedTime(to.ReceivedTimestamp) + CallbackPatience,
            },
            _ => true,
            cancellationToken
        );
    }

    /// <param name="answer">A message that followed, or null for the first answer.</param>
    internal Task<PostedMessage> EditAnswerAsync(
        InteractionOrigin of,
        Snowflake? answer,
        MessagePayload payload,
        CancellationToken cancellationToken
    ) =>
        SendMessageAsync(
            Webhook(HttpMethod.Patch, of, $"/messages/{answer?.ToString() ?? "@original"}"),
            RetryRule.Always,
            MessageBody.Edit(payload),
            payload,
            cancellationToken
        );

    internal Task<PostedMessage> FollowUpAsync(
        InteractionOrigin on,
        MessagePayload payload,
        bool isEphemeral,
        CancellationToken cancellationToken
    ) =>
        SendMessageAsync(
            Webhook(HttpMethod.Post, on, ""),
            RetryRule.IfUnsent,
            MessageBody.Create(payload, isEphemeral, nonce: null),
            payload,
            cancellationToken
        );

    private static RestRoute Webhook(HttpMethod method, InteractionOrigin origin, string tail) =>
        new(
            method,
            "/webhooks/{application}/{token}" + tail,
            origin.Token.Secret,
            $"/webhooks/{origin.ApplicationId}/{Uri.EscapeDataString(origin.Token.Secret)}{tail}"
                + (method == HttpMethod.Post ? "?wait=true" : "")
        )
        {
            IsInteraction = true,
        };
}
