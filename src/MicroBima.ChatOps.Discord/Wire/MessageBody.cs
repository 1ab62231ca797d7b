namespace MicroBima.ChatOps.Discord;

/// <summary>A message as JSON, for posts, edits, callbacks and follow-ups alike.</summary>
internal sealed record MessageBody
{
    private const int EphemeralFlag = 1 << 6;
    private const int SilentFlag = 1 << 12;
    private const int LayoutFlag = 1 << 15;

    public string? Content { get; init; }
    public IReadOnlyList<Embed>? Embeds { get; init; }
    public IReadOnlyList<Component>? Components { get; init; }
    public required AllowedMentions AllowedMentions { get; init; }
    public IReadOnlyList<AttachmentBody>? Attachments { get; init; }
    public int? Flags { get; init; }
    public string? Nonce { get; init; }
    public bool? EnforceNonce { get; init; }

    /// <summary>A new message; <paramref name="nonce"/> is null where the route takes none.</summary>
    public static MessageBody Create(MessagePayload payload, bool isEphemeral, string? nonce) =>
        Shape(payload) with
        {
            Attachments = payload.Attachments.Count > 0 ? [.. New(payload)] : null,
            Flags = Flagged((isEphemeral ? EphemeralFlag : 0) | (payload.IsSilent ? SilentFlag : 0) | Layout(payload)),
            Nonce = nonce,
            EnforceNonce = nonce is null ? null : true,
        };

    /// <summary>A change of a message; visibility and sound were settled when it was made.</summary>
    public static MessageBody Edit(MessagePayload payload) =>
        Shape(payload) with
        {
            Attachments =
                payload.Attachments.Count > 0 || payload.KeptAttachments is not null
                    ?
                    [
                        .. (payload.KeptAttachments ?? []).Select(id => new AttachmentBody(id.ToString())),
                        .. New(payload),
                    ]
                    : null,
            Flags = Flagged(Layout(payload)),
        };

    private static MessageBody Shape(MessagePayload payload) =>
        payload switch
        {
            MessagePayload.Plain plain => new MessageBody
            {
                Content = plain.Content,
                Embeds = plain.Embeds,
                Components = plain.Rows,
                AllowedMentions = payload.AllowedMentions,
            },
            MessagePayload.Layout layout => new MessageBody
            {
                Components = layout.Components,
                AllowedMentions = payload.AllowedMentions,
            },
        };

    private static IEnumerable<AttachmentBody> New(MessagePayload payload) =>
        payload.Attachments.Select(
            (a, n) =>
                new AttachmentBody(n.ToString(System.Globalization.CultureInfo.InvariantCulture))
                {
                    Filename = a.FileName,
                    Description = a.Description,
                }
        );

    private static int Layout(MessagePayload payload) => payload is MessagePayload.Layout ? LayoutFlag : 0;

    private static int? Flagged(int flags) => flags == 0 ? null : flags;
}

/// <summary>A file of a message: a new one by its number, an old one by its id.</summary>
internal sealed record AttachmentBody(string Id)
{
    public string? Filename { get; init; }
    public string? Description { get; init; }
}

/// <summary>The first answer to an interaction.</summary>
internal sealed record CallbackBody(CallbackType Type, MessageBody? Data)
{
    /// <summary>"The bot is thinking"; Discord accepts no other flag here than the one for visibility.</summary>
    public static CallbackBody Deferral(bool isEphemeral) =>
        new(
            CallbackType.DeferReply,
            isEphemeral ? new MessageBody { AllowedMentions = AllowedMentions.None, Flags = 1 << 6 } : null
        );
}

/// <summary>A form as the first answer.</summary>
internal sealed record ModalBody(CallbackType Type, Modal Data);

/// <summary>Choices as the first answer.</summary>
internal sealed record AutocompleteBody(CallbackType Type, AutocompleteData Data);

/// <summary>The choices of an autocomplete answer.</summary>
internal sealed record AutocompleteData(IReadOnlyList<CommandChoice> Choices);

/// <summary>The kinds of first answer (https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type).</summary>
internal enum CallbackType
{
    Reply = 4,
    DeferReply = 5,
    DeferUpdate = 6,
    Update = 7,
    Autocomplete = 8,
    Modal = 9,
}

/// <summary>A new thread.</summary>
internal sealed record ThreadBody(string Name, int AutoArchiveDuration);
