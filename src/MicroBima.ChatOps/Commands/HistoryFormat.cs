using System.Text.Json;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Commands;

/// <summary>A session as programs read it.</summary>
internal sealed record HistoryLine(
    int Session,
    string Kind,
    string Environment,
    string State,
    string Requester,
    IReadOnlyList<string> Approvers,
    string Reason,
    DateTimeOffset OpenedAt,
    DateTimeOffset? EndedAt,
    string? Head,
    string? Result,
    string? Digest
);

/// <summary>The four keys of delivery as programs read them: shares of 1, spans in seconds, null where nothing is known.</summary>
internal sealed record StatsLine(
    string Environment,
    int Weeks,
    int Deployments,
    double DeploymentsPerWeek,
    double? LeadTimeSeconds,
    double? ChangeFailureRate,
    double? TimeToRestoreSeconds
);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HistoryLine))]
[JsonSerializable(typeof(StatsLine))]
internal sealed partial class HistoryFormat : JsonSerializerContext
{
    /// <summary>One environment, one line.</summary>
    public static string Line(string environment, int weeks, DeliveryStats stats) =>
        JsonSerializer.Serialize(
            new StatsLine(
                environment,
                weeks,
                stats.Deployments,
                stats.PerWeek,
                stats.LeadTime?.TotalSeconds,
                stats.FailureRate,
                stats.TimeToRestore?.TotalSeconds
            ),
            Default.StatsLine
        );

    /// <summary>One session, one line.</summary>
    public static string Line(Session session) =>
        JsonSerializer.Serialize(
            new HistoryLine(
                session.Number.Value,
                session.Kind.ToString().ToLowerInvariant(),
                session.Environment,
                session.State,
                session.Requester.Person.Value,
                [.. session.CountedApprovals.Select(approval => approval.Person.Value)],
                session.Reason,
                session.OpenedAt,
                session.Phase is Phase.Ended { At: var at } ? at : null,
                session.Proposal?.Plan.Head.ToString(),
                session.Proposal?.Plan.Result.ToString(),
                session.Proposal?.Plan.Digest.ToString()
            ),
            Default.HistoryLine
        );
}
