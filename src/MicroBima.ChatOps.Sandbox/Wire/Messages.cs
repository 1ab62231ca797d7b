namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>All messages, in order of their ids.</summary>
public sealed class Messages(Changes changes, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<Snowflake, Message> _messages = [];
    private readonly Dictionary<Snowflake, SortedSet<Snowflake>> _seenByAll = [];
    private readonly Dictionary<(Snowflake Channel, string Nonce), Message> _nonces = [];
    private readonly Dictionary<Snowflake, List<DateTimeOffset>> _lateEdits = [];

    /// <summary>Stores a message, or answers the one that already carries this nonce (Discord remembers them for a few minutes).</summary>
    public Message Add(Message message, bool enforceNonce)
    {
        lock (_lock)
        {
            if (enforceNonce && message.Nonce is { } nonce)
            {
                var now = time.GetUtcNow();
                var key = (message.ChannelId, nonce);
                if (_nonces.TryGetValue(key, out var earlier) && now - earlier.CreatedAt < Limits.NonceMemory)
                {
                    return _messages.GetValueOrDefault(earlier.Id, earlier);
                }
                _nonces[key] = message;
            }
            message = message with { Revision = changes.Next() };
            _messages.Add(message.Id, message);
            if (message.ViewerId is null)
            {
                SeenByAll(message.ChannelId).Add(message.Id);
            }
        }
        changes.Announce();
        return message;
    }

    /// <summary>The message of that id, or null.</summary>
    public Message? TryFind(Snowflake id)
    {
        lock (_lock)
        {
            return _messages.GetValueOrDefault(id);
        }
    }

    /// <summary>How many messages of a channel or thread everybody sees, and the newest of them.</summary>
    public (int Count, Snowflake? Newest) CountIn(Snowflake channel)
    {
        lock (_lock)
        {
            var seen = SeenByAll(channel);
            return (seen.Count, seen.Count == 0 ? null : seen.Max);
        }
    }

    /// <summary>The messages of a channel or thread, oldest first.</summary>
    public IReadOnlyList<Message> In(Snowflake channel)
    {
        lock (_lock)
        {
            return [.. _messages.Values.Where(message => message.ChannelId == channel)];
        }
    }

    /// <summary>Changes a message and answers it, or null where it is gone.</summary>
    public Message? Change(Snowflake id, Func<Message, Message> change)
    {
        Message changed;
        lock (_lock)
        {
            if (!_messages.TryGetValue(id, out var message))
            {
                return null;
            }
            changed = change(message) with { Revision = changes.Next() };
            _messages[id] = changed;
        }
        changes.Announce();
        return changed;
    }

    /// <summary>Deletes a message.</summary>
    public bool Remove(Snowflake id)
    {
        lock (_lock)
        {
            if (!_messages.Remove(id, out var message))
            {
                return false;
            }
            SeenByAll(message.ChannelId).Remove(id);
        }
        changes.Announce();
        return true;
    }

    /// <summary>Counts an edit of a message older than an hour; answers how long to wait where there were too many.</summary>
    public TimeSpan? CountLateEdit(Message message)
    {
        var now = time.GetUtcNow();
        if (now - message.CreatedAt < Limits.OldMessage)
        {
            return null;
        }
        lock (_lock)
        {
            if (!_lateEdits.TryGetValue(message.Id, out var edits))
            {
                _lateEdits[message.Id] = edits = [];
            }
            edits.RemoveAll(at => now - at >= Limits.OldMessage);
            if (edits.Count >= Limits.OldMessageEdits)
            {
                return edits[0] + Limits.OldMessage - now;
            }
            edits.Add(now);
            return null;
        }
    }

    private SortedSet<Snowflake> SeenByAll(Snowflake channel) =>
        _seenByAll.TryGetValue(channel, out var seen) ? seen : _seenByAll[channel] = [];
}
