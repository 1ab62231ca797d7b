using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Reads the body of a message, new or edited, into what the message says afterwards, or into what is wrong with it.</summary>
internal sealed class MessageForm(Attachments attachments, Roster roster)
{
    private const MessageTraits OnCreate = MessageTraits.SuppressEmbeds | MessageTraits.SuppressNotifications;
    private const MessageTraits OnEdit = MessageTraits.SuppressEmbeds | MessageTraits.ComponentsV2;

    /// <summary>Reads a body on top of what the message says now. Fields that are not mentioned stay.</summary>
    public WireAnswer? TryRead(
        JsonNode? body,
        IReadOnlyDictionary<int, UploadedFile> files,
        MessageContent now,
        bool isEdit,
        bool mayBeEphemeral,
        out MessageContent content,
        string at = ""
    )
    {
        content = now;
        var errors = new FormErrors();
        var flags = Flags(body, now, isEdit, mayBeEphemeral);
        var text = body.Mentions("content") ? body.Text("content") ?? "" : now.Text;
        var embeds = body.Mentions("embeds") ? body.List("embeds") ?? [] : now.Embeds;
        var components = body.Mentions("components") ? body.List("components") ?? [] : now.Components;
        errors.Text(body, "", "content", 0, Limits.Content);
        errors.Text(body, "", "nonce", 0, Limits.Nonce);
        if (files.Count > Limits.Files)
        {
            errors.TooLong("attachments", Limits.Files);
        }
        if (files.Values.Any(file => file.Bytes.Length > Limits.FileBytes))
        {
            return Refused.TooLarge;
        }
        var isSecondVersion = flags.HasFlag(MessageTraits.ComponentsV2);
        if (isSecondVersion)
        {
            RefuseLegacy(body, text, embeds, errors);
        }
        new EmbedForm(errors).Check(embeds);
        var names = FileNames(body, files, now);
        new ComponentForm(errors, names.Contains).Check(components, isSecondVersion);
        if (errors.Any)
        {
            return Nested(errors, at);
        }

        var kept = KeepAndAdd(body, files, now);
        content = new MessageContent(
            text,
            WireDefaults.OfEmbeds(MediaLinks.Resolve(embeds, kept)),
            WireDefaults.OfComponents(ComponentNumbers.Assign(MediaLinks.Resolve(components, kept)), kept),
            kept,
            flags,
            [],
            [],
            false
        );
        content = Mentions.Apply(content, body, now, roster);
        return content.IsEmpty ? Refused.EmptyMessage : null;
    }

    private static MessageTraits Flags(JsonNode? body, MessageContent now, bool isEdit, bool mayBeEphemeral)
    {
        var asked = (MessageTraits)(body.Number("flags") ?? 0);
        if (!isEdit)
        {
            var allowed =
                OnCreate | MessageTraits.ComponentsV2 | (mayBeEphemeral ? MessageTraits.Ephemeral : MessageTraits.None);
            return asked & allowed;
        }
        var kept = now.Flags & ~MessageTraits.Loading;
        if (!body.Mentions("flags"))
        {
            return kept;
        }
        // The second version cannot be taken back; suppressed embeds can.
        return (kept & ~MessageTraits.SuppressEmbeds) | (asked & OnEdit);
    }

    private static void RefuseLegacy(JsonNode? body, string text, JsonArray embeds, FormErrors errors)
    {
        if (text.Length > 0)
        {
            Legacy("content");
        }
        if (embeds.Count > 0)
        {
            Legacy("embeds");
        }
        foreach (var name in (ReadOnlySpan<string>)["poll", "stickers", "sticker_ids"])
        {
            if (body.Field(name) is not (null or JsonArray { Count: 0 }))
            {
                Legacy(name);
            }
        }

        void Legacy(string name) =>
            errors.Add(
                name,
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                $"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            );
    }

    private static HashSet<string> FileNames(
        JsonNode? body,
        IReadOnlyDictionary<int, UploadedFile> files,
        MessageContent now
    )
    {
        var names = files.Select(file => NameOf(body, file.Key, file.Value)).ToHashSet(StringComparer.Ordinal);
        names.UnionWith(Kept(body, now).Select(file => file.FileName));
        return names;
    }

    private ImmutableArray<Attachment> KeepAndAdd(
        JsonNode? body,
        IReadOnlyDictionary<int, UploadedFile> files,
        MessageContent now
    ) =>
        [
            .. Kept(body, now),
            .. files
                .OrderBy(file => file.Key)
                .Select(file =>
                    attachments.Add(
                        NameOf(body, file.Key, file.Value),
                        file.Value.Bytes,
                        Described(body, file.Key).Text("description")
                    )
                ),
        ];

    private static IEnumerable<Attachment> Kept(JsonNode? body, MessageContent now)
    {
        if (!body.Mentions("attachments"))
        {
            return now.Attachments;
        }
        var named = body.Items("attachments").Select(entry => entry.Id("id")).ToHashSet();
        return now.Attachments.Where(file => named.Contains(file.Id));
    }

    private static string NameOf(JsonNode? body, int index, UploadedFile file) =>
        Described(body, index).Text("filename") ?? file.FileName;

    private static JsonNode? Described(JsonNode? body, int index) =>
        body.Items("attachments").FirstOrDefault(entry => entry.Long("id") == index);

    private static WireAnswer Nested(FormErrors errors, string at)
    {
        var answer = errors.ToAnswer();
        if (at.Length > 0 && answer.Body?["errors"] is { } tree)
        {
            answer.Body["errors"] = new JsonObject { [at] = tree.DeepClone() };
        }
        return answer;
    }
}
