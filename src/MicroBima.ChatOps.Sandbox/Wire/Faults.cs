namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>The trouble that the twin itself makes: which kinds are in force, and until when.</summary>
public sealed class Faults(TimeProvider time)
{
    /// <summary>Every gateway connection is cut, and new ones are refused while the fault lasts.</summary>
    public const string GatewayDrop = "gateway-drop";

    /// <summary>REST answers 429.</summary>
    public const string TooManyRequests = "rest-429";

    /// <summary>REST answers 500.</summary>
    public const string ServerErrors = "rest-500";

    /// <summary>Acknowledgements take two seconds to arrive.</summary>
    public const string SlowAcknowledgement = "slow-ack";

    /// <summary>Every interaction is delivered twice.</summary>
    public const string DuplicateEvent = "duplicate-event";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    /// <summary>The kinds that the twin knows.</summary>
    public static IReadOnlySet<string> Kinds { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            GatewayDrop,
            TooManyRequests,
            ServerErrors,
            SlowAcknowledgement,
            DuplicateEvent,
        };

    /// <summary>What is in force, with the end of each.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> InForce
    {
        get
        {
            lock (_lock)
            {
                var now = time.GetUtcNow();
                return _until
                    .Where(fault => fault.Value > now)
                    .ToDictionary(fault => fault.Key, fault => fault.Value, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Puts a kind in force for a while; no time at all ends it.</summary>
    public void Begin(string kind, TimeSpan duration)
    {
        lock (_lock)
        {
            _until[kind] = time.GetUtcNow() + duration;
        }
    }

    /// <summary>How long a kind stays in force, or null where it is not.</summary>
    public TimeSpan? Remaining(string kind)
    {
        lock (_lock)
        {
            return _until.TryGetValue(kind, out var until) && until > time.GetUtcNow()
                ? until - time.GetUtcNow()
                : null;
        }
    }
}
