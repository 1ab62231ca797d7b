using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>Writes messages as Discord does.</summary>
internal sealed class MessageJson(Roster roster, Channels channels, Messages messages, TwinAddress address)
{
    public JsonObject Write(Message message)
    {
        var content = message.Content;
        var json = new JsonObject
        {
            ["id"] = message.Id,
            ["type"] = TypeOf(message),
            ["channel_id"] = message.ChannelId,
            ["author"] = GuildJson.User(AuthorOf(message)),
            ["content"] = content.Text,
            ["embeds"] = WithLinks(content.Embeds, content, message.ChannelId),
            ["attachments"] = Files(message),
            ["components"] = WithLinks(content.Components, content, message.ChannelId),
            ["mentions"] = People(content),
            ["mention_roles"] = new JsonArray([.. content.MentionedRoles.Select(id => (JsonNode)id)]),
            ["mention_everyone"] = content.MentionsEveryone,
            ["pinned"] = message.Pinned,
            ["tts"] = false,
            ["timestamp"] = WireJson.Iso(message.CreatedAt),
            ["edited_timestamp"] = message.EditedAt is { } at ? WireJson.Iso(at) : null,
            ["flags"] = (int)FlagsOf(message),
        };
        if (message.Nonce is { } nonce)
        {
            json["nonce"] = nonce;
        }
        if (message.AuthorId == Roster.ApplicationId)
        {
            json["application_id"] = Roster.ApplicationId;
        }
        if (message.Origin is { } origin)
        {
            json["webhook_id"] = Roster.ApplicationId;
            AddOrigin(json, origin);
        }
        if (channels.TryFind(message.Id) is { IsThread: true } thread)
        {
            json["thread"] = ChannelJson.Write(thread, messages);
        }
        return json;
    }

    private static int TypeOf(Message message) =>
        message.Origin switch
        {
            { InteractionType: (int)InteractionKind.Command } => 20,
            { } => 19,
            null => 0,
        };

    private MessageTraits FlagsOf(Message message) =>
        message.Content.Flags
        | (channels.TryFind(message.Id) is { IsThread: true } ? MessageTraits.HasThread : MessageTraits.None);

    private Member AuthorOf(Message message) => roster.TryFind(message.AuthorId) ?? roster.Bot;

    private void AddOrigin(JsonObject json, MessageOrigin origin)
    {
        var user = roster.TryFind(origin.UserId) ?? roster.Bot;
        json["interaction_metadata"] = new JsonObject
        {
            ["id"] = origin.InteractionId,
            ["type"] = origin.InteractionType,
            ["user"] = GuildJson.User(user),
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = Roster.GuildId },
        };
        if (origin.Command is { } command)
        {
            json["interaction"] = new JsonObject
            {
                ["id"] = origin.InteractionId,
                ["type"] = origin.InteractionType,
                ["name"] = command,
                ["user"] = GuildJson.User(user),
            };
        }
    }

    private JsonArray People(MessageContent content) =>
        new([.. content.MentionedPeople.Select(id => (JsonNode)GuildJson.User(roster.TryFind(id)!))]);

    private JsonArray Files(Message message) =>
        new([.. message.Content.Attachments.Select(file => (JsonNode)File(file, message.ChannelId))]);

    private JsonObject File(Attachment file, Snowflake channel)
    {
        var url = address.Of(file, channel);
        var json = new JsonObject
        {
            ["id"] = file.Id,
            ["filename"] = file.FileName,
            ["size"] = file.Bytes.Length,
            ["url"] = url,
            ["proxy_url"] = url,
            ["content_type"] = file.ContentType,
            ["flags"] = 0,
        };
        if (file.Description is { } description)
        {
            json["description"] = description;
        }
        if (file.Width is { } width)
        {
            json["width"] = width;
            json["height"] = file.Height;
        }
        return json;
    }

    // What was sent as attachment://name comes back as the address of the file.
    private JsonArray WithLinks(JsonArray nodes, MessageContent content, Snowflake channel)
    {
        var copy = nodes.DeepClone().AsArray();
        Visit(copy);
        return copy;

        void Visit(JsonNode? node)
        {
            if (node is JsonArray list)
            {
                foreach (var item in list)
                {
                    Visit(item);
                }
            }
            else if (node is JsonObject fields)
            {
                if (
                    fields.Id("attachment_id") is { } id
                    && content.Attachments.FirstOrDefault(one => one.Id == id) is { } file
                )
                {
                    fields["url"] = address.Of(file, channel);
                    fields["proxy_url"] = address.Of(file, channel);
                }
                foreach (var (_, value) in fields)
                {
                    Visit(value);
                }
            }
        }
    }
}

/// <summary>Where the twin listens; known once it does.</summary>
public sealed class TwinAddress
{
    /// <summary>The address of the page, with a trailing slash.</summary>
    public Uri Base { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Discord's REST.</summary>
    public Uri Api => new(Base, "api/v10");

    /// <summary>Discord's gateway.</summary>
    public Uri Gateway => new UriBuilder(Base) { Scheme = "ws" }.Uri;

    /// <summary>Remembers the address that the server got.</summary>
    public void ListensAt(Uri address) => Base = address;

    /// <summary>Where a file is downloaded.</summary>
    public string Of(Attachment file, Snowflake channel) =>
        new Uri(Base, $"attachments/{channel}/{file.Id}/{file.FileName}").AbsoluteUri;
}
