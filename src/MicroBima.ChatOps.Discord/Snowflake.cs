namespace MicroBima.ChatOps.Discord;

/// <summary>The id of anything at Discord: guild, channel, message, person, role or interaction (https://discord.com/developers/docs/reference#snowflakes).</summary>
public readonly record struct Snowflake(ulong Value)
{
    /// <inheritdoc />
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
