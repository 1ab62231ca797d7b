using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Gateway;

/// <summary>All gateway connections and sessions: who may identify, who may resume, and who hears of what.</summary>
public sealed class GatewayHub(DiscordTwin twin)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, GatewaySession> _sessions = new(StringComparer.Ordinal);
    private readonly HashSet<GatewayConnection> _connections = [];
    private readonly Queue<DateTimeOffset> _identifies = [];

    /// <summary>Whether a bot is connected and identified.</summary>
    public bool IsConnected
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Values.Any(session => session.IsConnected);
            }
        }
    }

    /// <summary>Identifies left today.</summary>
    public int IdentifiesLeft
    {
        get
        {
            lock (_lock)
            {
                ForgetOldIdentifiesLocked();
                return Math.Max(0, Limits.IdentifiesPerDay - _identifies.Count);
            }
        }
    }

    /// <summary>Serves one websocket.</summary>
    internal async Task ServeAsync(WebSocket socket, bool compress, CancellationToken cancellationToken)
    {
        var connection = new GatewayConnection(socket, compress, this, twin.Time);
        lock (_lock)
        {
            _connections.Add(connection);
        }
        await connection.RunAsync(cancellationToken);
    }

    /// <summary>Tells every session that asked for it; those that lost their connection hear it when they resume.</summary>
    internal void Dispatch(string name, Intents needed, Func<JsonNode> data, int times = 1)
    {
        foreach (var session in Sessions())
        {
            for (var time = 0; time < times && (session.Intents & needed) == needed; time++)
            {
                session.Dispatch(name, data());
            }
        }
    }

    /// <summary>Cuts every connection without a word.</summary>
    public void CutAll() => Each(connection => connection.Cut());

    /// <summary>Asks every connection to come again (op 7).</summary>
    public void AskToReconnect() => Each(connection => connection.Send(Opcodes.Reconnect, null));

    /// <summary>Tells every connection that its session is over (op 9); not resumable ones are forgotten.</summary>
    public void Invalidate(bool resumable)
    {
        Each(connection => connection.Send(Opcodes.InvalidSession, JsonValue.Create(resumable)));
        if (!resumable)
        {
            lock (_lock)
            {
                _sessions.Clear();
            }
        }
    }

    /// <summary>Closes every connection with a code.</summary>
    public void CloseAll(int code) => Each(connection => connection.Close(code, "Closed by the sandbox."));

    internal void Forget(GatewayConnection connection, bool isOver)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
            if (isOver && connection.Session is { } session)
            {
                _sessions.Remove(session.Id);
            }
        }
        connection.Session?.Detach(connection, twin.Time.GetUtcNow());
        twin.Changes.Announce();
    }

    internal void Take(GatewayConnection connection, int opcode, JsonNode? data)
    {
        switch (opcode)
        {
            case Opcodes.Identify or Opcodes.Resume when connection.Session is not null:
                connection.Close(CloseCodes.AlreadyAuthenticated, "Already authenticated.");
                break;
            case Opcodes.Identify:
                Identify(connection, data);
                break;
            case Opcodes.Resume:
                Resume(connection, data);
                break;
            case Opcodes.PresenceUpdate or Opcodes.VoiceState or Opcodes.RequestMembers when connection.Session is null:
                connection.Close(CloseCodes.NotAuthenticated, "Not authenticated.");
                break;
            case Opcodes.PresenceUpdate or Opcodes.VoiceState:
                break;
            case Opcodes.RequestMembers:
                connection.Session?.Dispatch("GUILD_MEMBERS_CHUNK", Greetings.MembersChunk(twin.Roster, data));
                break;
            default:
                connection.Close(CloseCodes.UnknownOpcode, "Unknown opcode.");
                break;
        }
    }

    private void Identify(GatewayConnection connection, JsonNode? data)
    {
        var asked = data.Long("intents");
        var shard = data.List("shard");
        if (!IsToken(data))
        {
            connection.Close(CloseCodes.AuthenticationFailed, "Authentication failed.");
        }
        else if (asked is null or < 0 || (asked & ~(long)KnownIntents.All) != 0)
        {
            connection.Close(CloseCodes.InvalidIntents, "Invalid intent(s).");
        }
        else if (((Intents)asked & KnownIntents.Disallowed) != Intents.None)
        {
            connection.Close(CloseCodes.DisallowedIntents, "Disallowed intent(s).");
        }
        else if (shard is not null && (shard.Count != 2 || !(shard[0].AsNumber() < shard[1].AsNumber())))
        {
            connection.Close(CloseCodes.InvalidShard, "Invalid shard.");
        }
        else if (!TryCountIdentify())
        {
            connection.Send(Opcodes.InvalidSession, JsonValue.Create(false));
        }
        else
        {
            Begin(connection, (Intents)asked, shard);
        }
    }

    private void Begin(GatewayConnection connection, Intents intents, JsonArray? shard)
    {
        var session = new GatewaySession(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), intents);
        connection.Session = session;
        session.Attach(connection);
        session.Dispatch("READY", Greetings.Ready(twin, session.Id, shard));
        if (intents.HasFlag(Intents.Guilds))
        {
            session.Dispatch("GUILD_CREATE", GuildJson.GuildCreate(twin.Roster, twin.Channels, twin.Messages));
        }
        lock (_lock)
        {
            ForgetLostSessionsLocked();
            _sessions[session.Id] = session;
        }
        twin.Changes.Announce();
    }

    private void Resume(GatewayConnection connection, JsonNode? data)
    {
        if (!IsToken(data))
        {
            connection.Close(CloseCodes.AuthenticationFailed, "Authentication failed.");
            return;
        }
        GatewaySession? session;
        lock (_lock)
        {
            ForgetLostSessionsLocked();
            session = _sessions.GetValueOrDefault(data.Text("session_id") ?? "");
        }
        if (session is null)
        {
            connection.Send(Opcodes.InvalidSession, JsonValue.Create(false));
        }
        else if (session.TryResume(connection, data.Long("seq") ?? -1))
        {
            connection.Session = session;
            twin.Changes.Announce();
        }
        else
        {
            connection.Close(CloseCodes.InvalidSequence, "Invalid seq.");
        }
    }

    private bool IsToken(JsonNode? data) =>
        data.Text("token") is { } token
        && string.Equals(token.Replace("Bot ", "", StringComparison.Ordinal), twin.Token, StringComparison.Ordinal);

    private bool TryCountIdentify()
    {
        lock (_lock)
        {
            ForgetOldIdentifiesLocked();
            var now = twin.Time.GetUtcNow();
            if (_identifies.Count >= Limits.IdentifiesPerDay)
            {
                return false;
            }
            if (_identifies.Count > 0 && now - _identifies.Last() < Limits.IdentifyPause)
            {
                return false;
            }
            _identifies.Enqueue(now);
            return true;
        }
    }

    private void ForgetOldIdentifiesLocked()
    {
        var now = twin.Time.GetUtcNow();
        while (_identifies.TryPeek(out var first) && now - first >= TimeSpan.FromDays(1))
        {
            _identifies.Dequeue();
        }
    }

    private void ForgetLostSessionsLocked()
    {
        var now = twin.Time.GetUtcNow();
        foreach (var session in _sessions.Values.Where(one => now - one.LostAt >= Limits.ResumableFor).ToArray())
        {
            _sessions.Remove(session.Id);
        }
    }

    private GatewaySession[] Sessions()
    {
        lock (_lock)
        {
            return [.. _sessions.Values];
        }
    }

    private void Each(Action<GatewayConnection> visit)
    {
        GatewayConnection[] connections;
        lock (_lock)
        {
            connections = [.. _connections];
        }
        foreach (var connection in connections)
        {
            visit(connection);
        }
    }
}
