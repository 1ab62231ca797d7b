using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire.Forms;

namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>The first answer to an interaction, due in three seconds.</summary>
internal sealed class InteractionRoutes(DiscordTwin twin)
{
    private readonly Posting _posting = new(twin);

    public IEnumerable<WireRoute> All =>
        [
            new WireRoute(
                "POST",
                "/interactions/{interaction}/{token}/callback",
                Credential.InteractionToken,
                Quota.Usual,
                (request, _) => ValueTask.FromResult(Answer(request))
            )
            {
                IsCallback = true,
            },
        ];

    private WireAnswer Answer(WireRequest request)
    {
        var interaction = twin.Interactions.TryFind(request.Id("interaction"));
        if (interaction is null || interaction.Token != request.Text("token"))
        {
            return Refused.UnknownInteraction;
        }
        switch (interaction.State)
        {
            case InteractionState.Failed:
                return Refused.UnknownInteraction;
            case InteractionState.Acknowledged:
                return twin.Interactions.IsExpired(interaction)
                    ? Refused.UnknownInteraction
                    : Refused.AlreadyAcknowledged;
            case InteractionState.Pending:
                break;
        }
        if (request.Body.Number("type") is not { } type || !IsAllowed(interaction, (CallbackKind)type))
        {
            return RefuseType(request.Body);
        }
        return (CallbackKind)type switch
        {
            CallbackKind.Message => Reply(request, interaction),
            CallbackKind.DeferredMessage => Defer(request, interaction),
            CallbackKind.DeferredUpdate => DeferUpdate(request, interaction),
            CallbackKind.Update => Update(request, interaction),
            CallbackKind.Autocomplete => Complete(request, interaction),
            CallbackKind.Modal => OpenModal(request, interaction),
            CallbackKind.Pong => RefuseType(request.Body),
        };
    }

    private static bool IsAllowed(Interaction interaction, CallbackKind kind) =>
        interaction.Kind switch
        {
            InteractionKind.Command => kind
                is CallbackKind.Message
                    or CallbackKind.DeferredMessage
                    or CallbackKind.Modal,
            InteractionKind.Component => kind
                is CallbackKind.Message
                    or CallbackKind.DeferredMessage
                    or CallbackKind.DeferredUpdate
                    or CallbackKind.Update
                    or CallbackKind.Modal,
            InteractionKind.Autocomplete => kind is CallbackKind.Autocomplete,
            InteractionKind.Modal => kind is CallbackKind.Message or CallbackKind.DeferredMessage
                || (interaction.MessageId is not null && kind is CallbackKind.DeferredUpdate or CallbackKind.Update),
        };

    private static WireAnswer RefuseType(JsonNode? body)
    {
        var errors = new FormErrors();
        if (body.Field("type") is null)
        {
            errors.Required("type");
        }
        else
        {
            errors.NotOneOf("type", 4, 5, 6, 7, 8, 9);
        }
        return errors.ToAnswer();
    }

    private WireAnswer Reply(WireRequest request, Interaction interaction)
    {
        var refusal = _posting.TryRead(
            request.Body.Field("data"),
            request.Files,
            null,
            mayBeEphemeral: true,
            out var content,
            "data"
        );
        return refusal ?? Accept(request, interaction, CallbackKind.Message, () => Post(interaction, content));
    }

    private WireAnswer Defer(WireRequest request, Interaction interaction)
    {
        var asked = (MessageTraits)(request.Body.Field("data").Number("flags") ?? 0);
        var content = MessageContent.Empty with { Flags = (asked & MessageTraits.Ephemeral) | MessageTraits.Loading };
        return Accept(request, interaction, CallbackKind.DeferredMessage, () => Post(interaction, content));
    }

    private WireAnswer DeferUpdate(WireRequest request, Interaction interaction) =>
        Accept(request, interaction, CallbackKind.DeferredUpdate, () => Source(interaction));

    private WireAnswer Update(WireRequest request, Interaction interaction)
    {
        if (Source(interaction) is not { } source)
        {
            return Refused.UnknownMessage;
        }
        var refusal = _posting.TryRead(
            request.Body.Field("data"),
            request.Files,
            source,
            mayBeEphemeral: false,
            out var content,
            "data"
        );
        return refusal ?? Accept(request, interaction, CallbackKind.Update, () => _posting.Edit(source, content));
    }

    private WireAnswer Complete(WireRequest request, Interaction interaction)
    {
        var data = request.Body.Field("data");
        var errors = new FormErrors();
        ChoiceForm.Check(data, errors);
        return errors.Any
            ? errors.ToAnswer()
            : Accept(request, interaction, CallbackKind.Autocomplete, () => null, data?.DeepClone());
    }

    private WireAnswer OpenModal(WireRequest request, Interaction interaction)
    {
        var data = request.Body.Field("data");
        var errors = new FormErrors();
        new ModalForm(errors).Check(data);
        return errors.Any
            ? errors.ToAnswer()
            : Accept(request, interaction, CallbackKind.Modal, () => null, data?.DeepClone());
    }

    // The answer is taken before its message appears, so that of two answers at the same time only one shows.
    private WireAnswer Accept(
        WireRequest request,
        Interaction interaction,
        CallbackKind kind,
        Func<Message?> effect,
        JsonNode? data = null
    )
    {
        var attempt = twin.Interactions.TryAcknowledge(
            interaction.Id,
            kind,
            one => one with { AnswerData = data, AwaitsFirstAnswer = kind is CallbackKind.DeferredMessage },
            out _
        );
        switch (attempt)
        {
            case AnswerAttempt.Unknown:
                return Refused.UnknownInteraction;
            case AnswerAttempt.Repeated:
                return Refused.AlreadyAcknowledged;
            case AnswerAttempt.Accepted:
                break;
        }
        var message = effect();
        if (message is not null)
        {
            twin.Interactions.Change(interaction.Id, one => one with { OriginalId = message.Id });
        }
        return request.Asks("with_response")
            ? WireAnswer.Ok(Response(interaction, kind, message))
            : WireAnswer.NoContent;
    }

    private Message Post(Interaction interaction, MessageContent content) =>
        _posting.Add(interaction.ChannelId, Roster.ApplicationId, content, WebhookRoutes.OriginOf(interaction));

    private Message? Source(Interaction interaction) =>
        interaction.MessageId is { } id ? twin.Messages.TryFind(id) : null;

    private JsonObject Response(Interaction interaction, CallbackKind kind, Message? message)
    {
        var about = new JsonObject { ["id"] = interaction.Id, ["type"] = (int)interaction.Kind };
        var response = new JsonObject { ["interaction"] = about };
        if (message is null)
        {
            return response;
        }
        about["response_message_id"] = message.Id;
        about["response_message_loading"] = message.Content.Flags.HasFlag(MessageTraits.Loading);
        about["response_message_ephemeral"] = message.ViewerId is not null;
        response["resource"] = new JsonObject { ["type"] = (int)kind, ["message"] = _posting.Json(message) };
        return response;
    }
}
