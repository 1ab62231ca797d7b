using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire.Forms;
using MicroBima.ChatOps.Sandbox.Wire.Gateway;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>Puts messages into the channel, changes them and removes them, and tells those connections that asked.</summary>
internal sealed class Posting(DiscordTwin twin)
{
    private readonly MessageForm _form = new(twin.Attachments, twin.Roster);

    /// <summary>Reads what a message shall say; a refusal where it cannot be said.</summary>
    public WireAnswer? TryRead(
        JsonNode? body,
        IReadOnlyDictionary<int, UploadedFile> files,
        Message? now,
        bool mayBeEphemeral,
        out MessageContent content,
        string at = ""
    ) =>
        _form.TryRead(
            body,
            files,
            now?.Content ?? MessageContent.Empty,
            now is not null,
            mayBeEphemeral,
            out content,
            at
        );

    /// <summary>Posts a new message.</summary>
    public Message Add(
        Snowflake channel,
        Snowflake author,
        MessageContent content,
        MessageOrigin? origin = null,
        string? nonce = null,
        bool enforceNonce = false
    )
    {
        var message = new Message(twin.Ids.Next(), channel, author, content, twin.Time.GetUtcNow())
        {
            Origin = origin,
            Nonce = nonce,
            ViewerId = content.Flags.HasFlag(MessageTraits.Ephemeral) ? origin?.UserId : null,
        };
        var stored = twin.Messages.Add(message, enforceNonce);
        if (stored.Id == message.Id)
        {
            Announce("MESSAGE_CREATE", stored);
        }
        return stored;
    }

    /// <summary>Gives a message a new content.</summary>
    public Message? Edit(Message message, MessageContent content)
    {
        var now = twin.Time.GetUtcNow();
        var wasLoading = message.Content.Flags.HasFlag(MessageTraits.Loading);
        var edited = twin.Messages.Change(
            message.Id,
            one => one with { Content = content, EditedAt = wasLoading ? one.EditedAt : now }
        );
        if (edited is not null)
        {
            Announce("MESSAGE_UPDATE", edited);
        }
        return edited;
    }

    /// <summary>Removes a message.</summary>
    public void Remove(Message message)
    {
        if (twin.Messages.Remove(message.Id) && message.ViewerId is null)
        {
            twin.Gateway.Dispatch(
                "MESSAGE_DELETE",
                Intents.GuildMessages,
                () =>
                    new JsonObject
                    {
                        ["id"] = message.Id,
                        ["channel_id"] = message.ChannelId,
                        ["guild_id"] = Roster.GuildId,
                    }
            );
        }
    }

    public JsonObject Json(Message message) => twin.MessageJson.Write(message);

    private void Announce(string name, Message message)
    {
        if (message.ViewerId is not null)
        {
            return;
        }
        twin.Gateway.Dispatch(
            name,
            Intents.GuildMessages,
            () =>
            {
                var json = Json(message);
                json["guild_id"] = Roster.GuildId;
                if (twin.Roster.TryFind(message.AuthorId) is { } author)
                {
                    json["member"] = GuildJson.MemberOf(author, withUser: false);
                }
                return json;
            }
        );
    }
}
