using System.Collections.Immutable;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>A text channel, or a thread of one.</summary>
public sealed record Channel(Snowflake Id, string Name, Snowflake? ParentId, int Kind)
{
    /// <summary>Discord's type of an ordinary text channel.</summary>
    public const int TextKind = 0;

    /// <summary>Discord's type of a public thread.</summary>
    public const int ThreadKind = 11;

    /// <summary>Whether this is a thread.</summary>
    public bool IsThread => ParentId is not null;

    /// <summary>Whether the thread was put away.</summary>
    public bool Archived { get; init; }

    /// <summary>Whether only moderators may open the thread again.</summary>
    public bool Locked { get; init; }

    /// <summary>Minutes of silence after which Discord archives the thread.</summary>
    public int ArchiveAfterMinutes { get; init; } = 4320;

    /// <summary>When the thread was opened, archived or unarchived last.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Who opened the thread.</summary>
    public Snowflake OwnerId { get; init; }

    /// <summary>What the channel is about.</summary>
    public string? Topic { get; init; }
}

/// <summary>The channels of the guild and their threads.</summary>
public sealed class Channels
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<Snowflake, Channel> _channels = new[]
    {
        new Channel(Roster.DeploymentsId, "deployments", null, Channel.TextKind)
        {
            Topic = "Deployments of the MicroBima internal API",
        },
        new Channel(Roster.GeneralId, "general", null, Channel.TextKind),
    }.ToImmutableDictionary(channel => channel.Id);

    /// <summary>All channels and threads, oldest first.</summary>
    public IReadOnlyList<Channel> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _channels.Values.OrderBy(channel => channel.Id)];
            }
        }
    }

    /// <summary>The channel or thread of that id, or null.</summary>
    public Channel? TryFind(Snowflake id)
    {
        lock (_lock)
        {
            return _channels.GetValueOrDefault(id);
        }
    }

    /// <summary>The channel of that name or id, or null.</summary>
    public Channel? TryFind(string nameOrId) =>
        All.FirstOrDefault(channel => !channel.IsThread && channel.Name == nameOrId.TrimStart('#'))
        ?? (Snowflake.TryParse(nameOrId, out var id) ? TryFind(id) : null);

    /// <summary>Adds a thread, or answers false where the message has one already.</summary>
    public bool TryAdd(Channel thread)
    {
        lock (_lock)
        {
            if (_channels.ContainsKey(thread.Id))
            {
                return false;
            }
            _channels = _channels.Add(thread.Id, thread);
            return true;
        }
    }

    /// <summary>Changes a channel and answers it, or null where it is gone.</summary>
    public Channel? Change(Snowflake id, Func<Channel, Channel> change)
    {
        lock (_lock)
        {
            if (!_channels.TryGetValue(id, out var channel))
            {
                return null;
            }
            var changed = change(channel);
            _channels = _channels.SetItem(id, changed);
            return changed;
        }
    }

    /// <summary>Deletes a thread.</summary>
    public bool Remove(Snowflake id)
    {
        lock (_lock)
        {
            var had = _channels.ContainsKey(id);
            _channels = _channels.Remove(id);
            return had;
        }
    }
}
