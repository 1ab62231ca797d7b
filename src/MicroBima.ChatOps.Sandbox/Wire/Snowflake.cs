using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>An id as Discord makes them: the time of birth in its upper bits, written as a decimal string.</summary>
public readonly record struct Snowflake(ulong Value) : IComparable<Snowflake>
{
    private const long DiscordEpoch = 1_420_070_400_000;

    /// <summary>When the thing that carries this id was made.</summary>
    public DateTimeOffset CreatedAt => DateTimeOffset.FromUnixTimeMilliseconds((long)(Value >> 22) + DiscordEpoch);

    /// <summary>The first id of a moment.</summary>
    public static Snowflake At(DateTimeOffset moment) =>
        new((ulong)(moment.ToUnixTimeMilliseconds() - DiscordEpoch) << 22);

    /// <summary>Reads an id, or answers false where the text is none.</summary>
    public static bool TryParse(string? text, out Snowflake id)
    {
        var read = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value);
        id = new Snowflake(value);
        return read;
    }

    /// <inheritdoc />
    public int CompareTo(Snowflake other) => Value.CompareTo(other.Value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Ids travel as strings.</summary>
    public static implicit operator JsonNode(Snowflake id) => JsonValue.Create(id.ToString());

    /// <summary>The earlier one.</summary>
    public static bool operator <(Snowflake left, Snowflake right) => left.Value < right.Value;

    /// <summary>The later one.</summary>
    public static bool operator >(Snowflake left, Snowflake right) => left.Value > right.Value;

    /// <summary>The earlier one or the same.</summary>
    public static bool operator <=(Snowflake left, Snowflake right) => left.Value <= right.Value;

    /// <summary>The later one or the same.</summary>
    public static bool operator >=(Snowflake left, Snowflake right) => left.Value >= right.Value;
}

/// <summary>Hands out ids that grow with the clock and never repeat.</summary>
public sealed class Snowflakes(TimeProvider time)
{
    private readonly Lock _lock = new();
    private ulong _last;

    /// <summary>The next id.</summary>
    public Snowflake Next()
    {
        lock (_lock)
        {
            _last = Math.Max(Snowflake.At(time.GetUtcNow()).Value, _last + 1);
            return new Snowflake(_last);
        }
    }
}
