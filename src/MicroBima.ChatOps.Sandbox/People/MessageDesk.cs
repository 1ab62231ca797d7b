using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>What a person sees of the channels and threads, and says in them.</summary>
public sealed class MessageDesk
{
    private readonly DiscordTwin _twin;
    private readonly Acts _acts;
    private readonly Posting _posting;

    internal MessageDesk(DiscordTwin twin, Acts acts)
    {
        _twin = twin;
        _acts = acts;
        _posting = new Posting(twin);
    }

    /// <summary>The messages of one channel or thread that a person sees, oldest first.</summary>
    public IReadOnlyList<Message> Seen(Member person, Snowflake channel) =>
        [.. _twin.Messages.In(channel).Where(message => message.IsVisibleTo(person.Id))];

    /// <summary>The messages that a person sees and that are newer than one, waiting for a newer or an edited one where there is none.</summary>
    public async Task<Outcome<IReadOnlyList<Message>>> ReadAsync(
        string name,
        string? after,
        string? thread,
        TimeSpan wait,
        CancellationToken cancellationToken
    )
    {
        if (!_acts.TryFind(name, out var person, out var nobody))
        {
            return nobody;
        }
        var known = default(Snowflake);
        if (after is not null && !Snowflake.TryParse(after, out known))
        {
            return Refusal.Wrong(
                $"\"{after}\" is no message id.",
                "after=ID is the id of the newest message you know."
            );
        }
        Channel? inside = null;
        if (thread is not null)
        {
            inside = Snowflake.TryParse(thread, out var id) ? _twin.Channels.TryFind(id) : null;
            if (inside is null)
            {
                return Refusal.Missing(
                    $"There is no thread {thread}.",
                    "A message with a thread carries it as \"thread\"; its id is the id of the message."
                );
            }
        }
        var since = _twin.Changes.Revision;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = _twin.Time.CreateTimer(
            _ => patience.Cancel(),
            null,
            wait > TimeSpan.Zero ? wait : Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        while (true)
        {
            var seen = _twin.Changes.Revision;
            var found = Visible(person, inside)
                .Where(message => message.Id > known || message.Revision > since)
                .ToArray();
            if (found.Length > 0 || wait <= TimeSpan.Zero)
            {
                return found;
            }
            try
            {
                await _twin.Changes.WaitAsync(seen, patience.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The wait is over and nothing came: that is the answer.
                return Array.Empty<Message>();
            }
        }
    }

    /// <summary>Writes an ordinary message.</summary>
    public Outcome<Message> Say(string name, string content, string? channel)
    {
        if (!_acts.TryFind(name, out var person, out var nobody))
        {
            return nobody;
        }
        if (!_acts.TryFindChannel(channel, out var place, out var nowhere))
        {
            return nowhere;
        }
        var body = new JsonObject { ["content"] = content };
        var none = new Dictionary<int, UploadedFile>();
        return _posting.TryRead(body, none, null, mayBeEphemeral: false, out var read) is null
            ? _posting.Add(place.Id, person.Id, read)
            : Refusal.Wrong("The message is empty or too long.", $"It takes 1 to {Limits.Content} characters.");
    }

    /// <summary>A message as a program gets it: Discord's object, whether only this person sees it, and what it answers.</summary>
    public JsonObject Write(Message message)
    {
        var json = _twin.MessageJson.Write(message);
        json.Remove("interaction");
        if (message.ViewerId is not null)
        {
            json["ephemeral"] = true;
        }
        if (message.Origin is { } origin)
        {
            json["interaction"] = origin.InteractionId;
        }
        return json;
    }

    private IEnumerable<Message> Visible(Member person, Channel? inside) =>
        inside is not null
            ? Seen(person, inside.Id)
            : _twin
                .Channels.All.Where(channel => !channel.IsThread)
                .SelectMany(channel => Seen(person, channel.Id))
                .OrderBy(message => message.Id);
}
