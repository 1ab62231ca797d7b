using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire.Forms;

namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>Messages by the bot's token: these outlive every interaction.</summary>
internal sealed class MessageRoutes(DiscordTwin twin)
{
    private const string List = "/channels/{channel}/messages";
    private const string One = "/channels/{channel}/messages/{message}";
    private const int PageSize = 100;

    private readonly Posting _posting = new(twin);

    public IEnumerable<WireRoute> All =>
        [
            Route("POST", List, Quota.Talk, Create),
            Route("GET", List, Quota.Usual, Page),
            Route("GET", One, Quota.Usual, (request, channel) => OnMessage(request, channel, Get)),
            Route("PATCH", One, Quota.Talk, (request, channel) => OnMessage(request, channel, Edit)),
            Route("DELETE", One, Quota.Talk, (request, channel) => OnMessage(request, channel, Delete)),
            Route("GET", "/channels/{channel}/pins", Quota.Usual, Pins),
            Route("PUT", "/channels/{channel}/pins/{message}", Quota.Talk, Pinned(true)),
            Route("DELETE", "/channels/{channel}/pins/{message}", Quota.Talk, Pinned(false)),
            Route("PUT", "/channels/{channel}/messages/pins/{message}", Quota.Talk, Pinned(true)),
            Route("DELETE", "/channels/{channel}/messages/pins/{message}", Quota.Talk, Pinned(false)),
            Route("POST", "/channels/{channel}/typing", Quota.Usual, (_, _) => WireAnswer.NoContent),
        ];

    private WireRoute Route(
        string method,
        string pattern,
        Quota quota,
        Func<WireRequest, Channel, WireAnswer> answer
    ) =>
        new(
            method,
            pattern,
            Credential.BotToken,
            quota,
            (request, _) =>
                ValueTask.FromResult(
                    twin.Channels.TryFind(request.Id("channel")) is { } channel
                        ? answer(request, channel)
                        : Refused.UnknownChannel
                )
        );

    private WireAnswer OnMessage(
        WireRequest request,
        Channel channel,
        Func<WireRequest, Channel, Message, WireAnswer> answer
    ) =>
        twin.Messages.TryFind(request.Id("message")) is { ViewerId: null } message && message.ChannelId == channel.Id
            ? answer(request, channel, message)
            : Refused.UnknownMessage;

    private WireAnswer Create(WireRequest request, Channel channel)
    {
        if (channel is { Archived: true, Locked: true })
        {
            return Refused.ArchivedThread;
        }
        if (_posting.TryRead(request.Body, request.Files, null, mayBeEphemeral: false, out var content) is { } refusal)
        {
            return refusal;
        }
        if (channel.Archived)
        {
            // A message opens a thread again.
            twin.Channels.Change(channel.Id, one => one with { Archived = false, ChangedAt = twin.Time.GetUtcNow() });
        }
        var nonce = request.Body.Text("nonce") ?? request.Body.Long("nonce")?.ToString(provider: null);
        var enforce = request.Body.Flag("enforce_nonce") ?? false;
        return WireAnswer.Ok(
            _posting.Json(_posting.Add(channel.Id, Roster.ApplicationId, content, null, nonce, enforce))
        );
    }

    private WireAnswer Page(WireRequest request, Channel channel)
    {
        var limit = request.Number("limit", 50);
        if (limit is < 1 or > PageSize)
        {
            var errors = new FormErrors();
            errors.OutOfRange("limit", 1, PageSize);
            return errors.ToAnswer();
        }
        var visible = twin.Messages.In(channel.Id).Where(message => message.ViewerId is null);
        if (Snowflake.TryParse(request.Query["before"], out var before))
        {
            visible = visible.Where(message => message.Id < before);
        }
        if (Snowflake.TryParse(request.Query["after"], out var after))
        {
            visible = visible.Where(message => message.Id > after).Take(limit);
        }
        return WireAnswer.Ok(
            new JsonArray([.. visible.Reverse().Take(limit).Select(message => (JsonNode)_posting.Json(message))])
        );
    }

    private WireAnswer Get(WireRequest request, Channel channel, Message message) =>
        WireAnswer.Ok(_posting.Json(message));

    private WireAnswer Edit(WireRequest request, Channel channel, Message message)
    {
        if (message.AuthorId != Roster.ApplicationId)
        {
            return Refused.OtherAuthor;
        }
        if (channel.Archived)
        {
            return Refused.ArchivedThread;
        }
        if (twin.Messages.CountLateEdit(message) is { } wait)
        {
            return Refused.TooManyOldEdits(wait);
        }
        var refusal = _posting.TryRead(request.Body, request.Files, message, mayBeEphemeral: false, out var content);
        return refusal
            ?? (
                _posting.Edit(message, content) is { } edited
                    ? WireAnswer.Ok(_posting.Json(edited))
                    : Refused.UnknownMessage
            );
    }

    private WireAnswer Delete(WireRequest request, Channel channel, Message message)
    {
        if (channel.Archived)
        {
            return Refused.ArchivedThread;
        }
        _posting.Remove(message);
        return WireAnswer.NoContent;
    }

    private WireAnswer Pins(WireRequest request, Channel channel) =>
        WireAnswer.Ok(
            new JsonArray([
                .. twin
                    .Messages.In(channel.Id)
                    .Where(message => message.Pinned)
                    .Select(message => (JsonNode)_posting.Json(message)),
            ])
        );

    private Func<WireRequest, Channel, WireAnswer> Pinned(bool pinned) =>
        (request, channel) =>
            OnMessage(
                request,
                channel,
                (_, _, message) =>
                    twin.Messages.Change(message.Id, one => one with { Pinned = pinned }) is null
                        ? Refused.UnknownMessage
                        : WireAnswer.NoContent
            );
}
