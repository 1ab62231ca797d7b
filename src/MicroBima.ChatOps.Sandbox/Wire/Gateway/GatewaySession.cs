using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Gateway;

/// <summary>What survives a connection: the sequence, and the events that a resume has to replay.</summary>
internal sealed class GatewaySession(string id, Intents intents)
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Sequence, byte[] Frame)> _replay = [];
    private GatewayConnection? _connection;
    private long _sequence;

    public string Id { get; } = id;

    public Intents Intents { get; } = intents;

    /// <summary>When the last connection was lost, or null while there is one.</summary>
    public DateTimeOffset? LostAt { get; private set; }

    public bool IsConnected
    {
        get
        {
            lock (_lock)
            {
                return _connection is not null;
            }
        }
    }

    public void Attach(GatewayConnection connection)
    {
        lock (_lock)
        {
            _connection = connection;
            LostAt = null;
        }
    }

    public void Detach(GatewayConnection connection, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_connection == connection)
            {
                _connection = null;
                LostAt = now;
            }
        }
    }

    /// <summary>Numbers an event, keeps it for a resume, and sends it where there is a connection.</summary>
    public void Dispatch(string name, JsonNode data)
    {
        lock (_lock)
        {
            _sequence++;
            var frame = Frames.Dispatch(name, _sequence, data);
            _replay.Enqueue((_sequence, frame));
            if (_replay.Count > Limits.ReplayedEvents)
            {
                _replay.Dequeue();
            }
            _connection?.Send(frame);
        }
    }

    /// <summary>Takes a new connection over and replays what it missed; false where the sequence was never reached.</summary>
    public bool TryResume(GatewayConnection connection, long seen)
    {
        GatewayConnection? replaced;
        lock (_lock)
        {
            if (seen > _sequence || seen < 0)
            {
                return false;
            }
            replaced = _connection;
            _connection = connection;
            LostAt = null;
            foreach (var (_, frame) in _replay.Where(entry => entry.Sequence > seen))
            {
                connection.Send(frame);
            }
            _sequence++;
            var resumed = Frames.Dispatch("RESUMED", _sequence, new JsonObject { ["_trace"] = new JsonArray() });
            _replay.Enqueue((_sequence, resumed));
            connection.Send(resumed);
        }
        if (replaced != connection)
        {
            replaced?.Close(CloseCodes.UnknownError, "Resumed elsewhere.");
        }
        return true;
    }

    public void Visit(Action<GatewayConnection> visit)
    {
        GatewayConnection? connection;
        lock (_lock)
        {
            connection = _connection;
        }
        if (connection is not null)
        {
            visit(connection);
        }
    }
}

/// <summary>Writes the frames that the server sends.</summary>
internal static class Frames
{
    public static byte[] Dispatch(string name, long sequence, JsonNode data) =>
        Write(Opcodes.Dispatch, data, name, sequence);

    public static byte[] Write(int opcode, JsonNode? data, string? name = null, long? sequence = null) =>
        WireJson.Utf8(
            new JsonObject
            {
                ["t"] = name,
                ["s"] = sequence,
                ["op"] = opcode,
                ["d"] = data,
            }
        );
}
