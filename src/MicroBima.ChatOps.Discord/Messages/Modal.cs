namespace MicroBima.ChatOps.Discord;

/// <summary>A form that opens as the answer to a command or a click.</summary>
public sealed record Modal(string CustomId, string Title, params IReadOnlyList<Component> Components)
{
    /// <summary>A captioned line to type in.</summary>
    public static Component.Label Line(string caption, Component.TextInput input) => new(caption, input);
}
