using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Migrations.Review;

namespace MicroBima.ChatOps.Commands;

/// <summary>What <c>review --json</c> says of one statement: a contract that programs rely on.</summary>
internal sealed record ReviewLine(
    string File,
    int Line,
    string Statement,
    string Level,
    string DataLoss,
    string Availability,
    ImmutableArray<ReviewHazard> Hazards,
    ImmutableArray<ReviewHazard> Notes
)
{
    public static ReviewLine Of(string file, ReviewedStatement statement, Func<string, string> mask) =>
        new(
            file,
            statement.Line,
            mask(statement.Sql),
            statement.Level.Word(),
            statement.Data switch
            {
                Migrations.Review.DataLoss.None => "safe",
                Migrations.Review.DataLoss.Possible => "potentially destructive",
                Migrations.Review.DataLoss.Certain => "dangerous",
            },
            statement.Availability.Word(),
            [.. statement.Hazards.Select(hazard => ReviewHazard.Of(hazard, mask))],
            [.. statement.Notes.Select(note => ReviewHazard.Of(note, mask))]
        );
}

/// <summary>One hazard of a statement, as programs read it.</summary>
internal sealed record ReviewHazard(
    string Rule,
    string Level,
    string Lock,
    bool Rewrites,
    bool LosesData,
    string Why,
    string Instead
)
{
    public static ReviewHazard Of(Hazard hazard, Func<string, string> mask) =>
        new(
            hazard.Rule,
            hazard.Level.Word(),
            hazard.Lock,
            hazard.Rewrites,
            hazard.LosesData,
            mask(hazard.Why),
            hazard.Instead
        );
}

/// <summary>How the lines are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReviewLine))]
internal sealed partial class ReviewFormat : JsonSerializerContext;
