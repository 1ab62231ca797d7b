using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MicroBima.ChatOps.Rollbacks;

/// <summary>Whether older code can run on the schema that is there now. The names are stored for ever.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Safe), "safe")]
[JsonDerivedType(typeof(Loss), "loss")]
[JsonDerivedType(typeof(Refuse), "refuse")]
[JsonDerivedType(typeof(Unknown), "unknown")]
public abstract record RollbackVerdict
{
    private RollbackVerdict() { }

    /// <summary>One word for cards and buttons.</summary>
    [JsonIgnore]
    public string Word =>
        this switch
        {
            Safe => "SAFE",
            Loss => "LOSS",
            Refuse => "REFUSE",
            Unknown => "unknown",
        };

    /// <summary>What was found, in words.</summary>
    [JsonIgnore]
    public ImmutableArray<string> Findings =>
        this switch
        {
            Safe => [],
            Loss loss => loss.What,
            Refuse refuse => refuse.Why,
            Unknown unknown => [unknown.Why],
        };

    /// <summary>Everything that the code expects is there, and nothing that it does not know of holds data.</summary>
    public sealed record Safe : RollbackVerdict;

    /// <summary>The code runs, but data that was written since is out of its sight: table.column and rows.</summary>
    public sealed record Loss(ImmutableArray<string> What) : RollbackVerdict;

    /// <summary>The code cannot run on this schema.</summary>
    public sealed record Refuse(ImmutableArray<string> Why) : RollbackVerdict;

    /// <summary>It could not be found out: a person has to say.</summary>
    public sealed record Unknown(string Why) : RollbackVerdict;
}
