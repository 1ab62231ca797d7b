using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire.Forms;
using MicroBima.ChatOps.Sandbox.Wire.Gateway;

namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>Channels and their threads.</summary>
internal sealed class ThreadRoutes(DiscordTwin twin)
{
    private const int PrivateThread = 12;

    public IEnumerable<WireRoute> All =>
        [
            Route("GET", "/channels/{channel}", (_, channel) => Write(channel)),
            Route("PATCH", "/channels/{channel}", Change),
            Route("DELETE", "/channels/{channel}", Delete),
            Route("POST", "/channels/{channel}/messages/{message}/threads", FromMessage),
            Route("POST", "/channels/{channel}/threads", FromChannel),
            Route("PUT", "/channels/{channel}/thread-members/{user}", (_, _) => WireAnswer.NoContent),
        ];

    private WireRoute Route(string method, string pattern, Func<WireRequest, Channel, WireAnswer> answer) =>
        new(
            method,
            pattern,
            Credential.BotToken,
            Quota.Usual,
            (request, _) =>
                ValueTask.FromResult(
                    twin.Channels.TryFind(request.Id("channel")) is { } channel
                        ? answer(request, channel)
                        : Refused.UnknownChannel
                )
        );

    private WireAnswer Write(Channel channel) => WireAnswer.Ok(ChannelJson.Write(channel, twin.Messages));

    private WireAnswer FromMessage(WireRequest request, Channel channel)
    {
        var message = twin.Messages.TryFind(request.Id("message"));
        return message is not { ViewerId: null } || message.ChannelId != channel.Id
            ? Refused.UnknownMessage
            : Open(request, channel, message.Id, Channel.ThreadKind);
    }

    private WireAnswer FromChannel(WireRequest request, Channel channel)
    {
        var kind = request.Body.Number("type") ?? PrivateThread;
        if (kind is not (Channel.ThreadKind or PrivateThread))
        {
            var errors = new FormErrors();
            errors.NotOneOf("type", Channel.ThreadKind, PrivateThread);
            return errors.ToAnswer();
        }
        return Open(request, channel, twin.Ids.Next(), kind);
    }

    private WireAnswer Open(WireRequest request, Channel parent, Snowflake id, int kind)
    {
        if (parent.IsThread)
        {
            return Refused.Because(400, 50024, "Cannot execute action on this channel type");
        }
        var errors = new FormErrors();
        errors.Text(request.Body, "", "name", 1, Limits.ThreadName, required: true);
        CheckDuration(request.Body, errors);
        if (errors.Any)
        {
            return errors.ToAnswer();
        }
        var thread = new Channel(id, request.Body.Text("name")!, parent.Id, kind)
        {
            OwnerId = Roster.ApplicationId,
            ChangedAt = twin.Time.GetUtcNow(),
            ArchiveAfterMinutes = request.Body.Number("auto_archive_duration") ?? 4320,
        };
        if (!twin.Channels.TryAdd(thread))
        {
            return Refused.ThreadExists;
        }
        Announce("THREAD_CREATE", thread, isNew: true);
        return WireAnswer.Created(ChannelJson.Write(thread, twin.Messages));
    }

    private WireAnswer Change(WireRequest request, Channel channel)
    {
        var errors = new FormErrors();
        errors.Text(request.Body, "", "name", 1, Limits.ThreadName);
        CheckDuration(request.Body, errors);
        if (errors.Any)
        {
            return errors.ToAnswer();
        }
        var archived = request.Body.Flag("archived");
        if (channel.Archived && archived != false && request.Body.Mentions("name"))
        {
            return Refused.ArchivedThread;
        }
        var changed = twin.Channels.Change(
            channel.Id,
            one =>
                one with
                {
                    Name = request.Body.Text("name") ?? one.Name,
                    Topic = request.Body.Mentions("topic") ? request.Body.Text("topic") : one.Topic,
                    Archived = one.IsThread && (archived ?? one.Archived),
                    Locked = one.IsThread && (request.Body.Flag("locked") ?? one.Locked),
                    ArchiveAfterMinutes = request.Body.Number("auto_archive_duration") ?? one.ArchiveAfterMinutes,
                    ChangedAt = archived is null ? one.ChangedAt : twin.Time.GetUtcNow(),
                }
        );
        if (changed is null)
        {
            return Refused.UnknownChannel;
        }
        Announce(changed.IsThread ? "THREAD_UPDATE" : "CHANNEL_UPDATE", changed);
        return Write(changed);
    }

    private WireAnswer Delete(WireRequest request, Channel channel)
    {
        if (!channel.IsThread)
        {
            return Refused.Because(403, 50013, "Missing Permissions");
        }
        twin.Channels.Remove(channel.Id);
        Announce("THREAD_DELETE", channel);
        return Write(channel);
    }

    private void Announce(string name, Channel channel, bool isNew = false)
    {
        twin.Changes.Announce();
        twin.Gateway.Dispatch(
            name,
            Intents.Guilds,
            () =>
            {
                JsonObject json = ChannelJson.Write(channel, twin.Messages);
                if (isNew)
                {
                    json["newly_created"] = true;
                }
                return json;
            }
        );
    }

    private static void CheckDuration(JsonNode? body, FormErrors errors)
    {
        if (body.Number("auto_archive_duration") is { } and not (60 or 1440 or 4320 or 10080))
        {
            errors.NotOneOf("auto_archive_duration", 60, 1440, 4320, 10080);
        }
    }
}
