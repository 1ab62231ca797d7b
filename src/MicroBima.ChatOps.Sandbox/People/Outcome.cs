using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>Why a person's act was not possible, in the words of the page and of the API.</summary>
public sealed record Refusal(int Status, string Error, string Hint)
{
    /// <summary>More for programs, beside the two sentences.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>The act makes no sense as it was asked for.</summary>
    public static Refusal Wrong(string error, string hint) => new(400, error, hint);

    /// <summary>What the act is about does not exist.</summary>
    public static Refusal Missing(string error, string hint) => new(404, error, hint);

    /// <summary>The act is not possible now.</summary>
    public static Refusal Conflict(string error, string hint) => new(409, error, hint);
}

/// <summary>What an act led to: a value, or the reason why it was not possible.</summary>
public abstract record Outcome<T>
{
    private Outcome() { }

    /// <summary>It was done.</summary>
    public sealed record Done(T Value) : Outcome<T>;

    /// <summary>It was not.</summary>
    public sealed record Refused(Refusal Refusal) : Outcome<T>;

    /// <summary>The value of an act that was done.</summary>
    public static implicit operator Outcome<T>(T value) => new Done(value);

    /// <summary>The reason of an act that was not.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new Refused(refusal);
}
