namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>Later answers to an interaction, by its token, for fifteen minutes.</summary>
internal sealed class WebhookRoutes(DiscordTwin twin)
{
    private const string Hook = "/webhooks/{application}/{token}";
    private readonly Posting _posting = new(twin);

    public IEnumerable<WireRoute> All =>
        [
            Route("POST", Hook, FollowUp),
            Route("GET", $"{Hook}/messages/{{message}}", (request, one) => OnMessage(request, one, Get)),
            Route("PATCH", $"{Hook}/messages/{{message}}", (request, one) => OnMessage(request, one, Edit)),
            Route("DELETE", $"{Hook}/messages/{{message}}", (request, one) => OnMessage(request, one, Delete)),
        ];

    /// <summary>How a message says which interaction it answers.</summary>
    public static MessageOrigin OriginOf(Interaction interaction) =>
        new(
            interaction.Id,
            (int)interaction.Kind,
            interaction.UserId,
            interaction.Kind is InteractionKind.Command ? interaction.Label : null
        );

    private WireRoute Route(string method, string pattern, Func<WireRequest, Interaction, WireAnswer> answer) =>
        new(
            method,
            pattern,
            Credential.InteractionToken,
            Quota.Talk,
            (request, _) => ValueTask.FromResult(Open(request, answer))
        );

    private WireAnswer Open(WireRequest request, Func<WireRequest, Interaction, WireAnswer> answer)
    {
        var interaction = twin.Interactions.TryFind(request.Text("token"));
        return request.Id("application") != Roster.ApplicationId ? Refused.UnknownWebhook
            : interaction is null ? Refused.UnknownWebhook
            : twin.Interactions.IsExpired(interaction) ? Refused.TokenExpired
            : interaction.State is not InteractionState.Acknowledged ? Refused.UnknownWebhook
            : answer(request, interaction);
    }

    private WireAnswer OnMessage(
        WireRequest request,
        Interaction interaction,
        Func<WireRequest, Interaction, Message, WireAnswer> answer
    )
    {
        var id = request.Text("message") == "@original" ? interaction.OriginalId : request.Id("message");
        var message = id is { } known ? twin.Messages.TryFind(known) : null;
        var isIts =
            message is not null
            && (message.Origin?.InteractionId == interaction.Id || message.Id == interaction.OriginalId);
        return isIts ? answer(request, interaction, message!) : Refused.UnknownMessage;
    }

    private WireAnswer FollowUp(WireRequest request, Interaction interaction)
    {
        // The first follow-up to a deferred answer takes its place, and stays as visible as that was.
        if (
            interaction is { AwaitsFirstAnswer: true, OriginalId: { } id }
            && twin.Messages.TryFind(id) is { } deferred
            && deferred.Content.Flags.HasFlag(MessageTraits.Loading)
        )
        {
            var refused = _posting.TryRead(request.Body, request.Files, null, mayBeEphemeral: false, out var first);
            var flags = first.Flags | (deferred.Content.Flags & MessageTraits.Ephemeral);
            return refused ?? Store(interaction, deferred, first with { Flags = flags });
        }
        var refusal = _posting.TryRead(request.Body, request.Files, null, mayBeEphemeral: true, out var content);
        return refusal
            ?? WireAnswer.Ok(
                _posting.Json(_posting.Add(interaction.ChannelId, Roster.ApplicationId, content, OriginOf(interaction)))
            );
    }

    private WireAnswer Get(WireRequest request, Interaction interaction, Message message) =>
        WireAnswer.Ok(_posting.Json(message));

    private WireAnswer Edit(WireRequest request, Interaction interaction, Message message)
    {
        var refusal = _posting.TryRead(request.Body, request.Files, message, mayBeEphemeral: false, out var content);
        return refusal ?? Store(interaction, message, content);
    }

    private WireAnswer Delete(WireRequest request, Interaction interaction, Message message)
    {
        _posting.Remove(message);
        return WireAnswer.NoContent;
    }

    private WireAnswer Store(Interaction interaction, Message message, MessageContent content)
    {
        if (_posting.Edit(message, content) is not { } edited)
        {
            return Refused.UnknownMessage;
        }
        if (edited.Id == interaction.OriginalId)
        {
            twin.Interactions.Change(interaction.Id, one => one with { AwaitsFirstAnswer = false });
        }
        return WireAnswer.Ok(_posting.Json(edited));
    }
}
