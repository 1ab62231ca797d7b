using System.Collections.Immutable;
using System.Text.Json;

namespace MicroBima.ChatOps.Tools;

/// <summary>How a machine's program ended.</summary>
/// <param name="IsRequested">True where somebody asked for it: a deployment, a restart by hand.</param>
public sealed record MachineExit(
    DateTimeOffset At,
    string Machine,
    int Code,
    int? Signal,
    bool IsOutOfMemory,
    bool IsRequested
)
{
    /// <summary>As a sentence.</summary>
    public string Sentence =>
        IsOutOfMemory ? $"machine {Machine} was out of memory"
        : Signal is { } signal ? $"machine {Machine} was ended by signal {signal}"
        : $"machine {Machine} ended with exit code {Code}";
}

/// <summary>A machine by its id, and its state in Fly's words (https://fly.io/docs/machines/machine-states/).</summary>
/// <param name="IsFlys">True where Fly itself decides when it runs: by a schedule, or in place of another one that failed.</param>
public sealed record MachineState(string Id, string State, bool IsFlys)
{
    /// <summary>True where its program runs or may run any moment; a state that nobody knows counts as such.</summary>
    public bool MayRun => State is not ("stopped" or "suspended" or "created" or "destroyed" or "failed");
}

/// <summary>The machines of an app as Fly sees them, from <c>flyctl status --json</c>.</summary>
public sealed record FlyStatus(
    int Started,
    int Machines,
    int ChecksPassing,
    int Checks,
    int? Release,
    DateTimeOffset? Since,
    ImmutableArray<MachineExit> Exits
)
{
    /// <summary>Each machine and its state, in Fly's words.</summary>
    public ImmutableArray<MachineState> States { get; init; } = [];

    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 32 };

    /// <summary>The status, or null where it cannot be read: unknown, never "all is well".</summary>
    public static FlyStatus? TryRead(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Bounded);
            var machines = Items(document.RootElement, "Machines").ToList();
            var checks = machines.SelectMany(machine => Items(machine, "checks")).ToList();
            var states = machines
                .Select(machine => new MachineState(
                    Text(machine, "id") ?? "?",
                    Text(machine, "state") ?? "unknown",
                    IsFlys(machine)
                ))
                .ToImmutableArray();
            return machines.Count == 0
                ? null
                : new FlyStatus(
                    states.Count(machine => machine.State is "started"),
                    states.Count(machine => !machine.IsFlys || machine.State is "started"),
                    checks.Count(check => Text(check, "status") is "passing"),
                    checks.Count,
                    Number(document.RootElement, "Version") is { } version ? (int)version : null,
                    machines.Select(machine => Time(machine, "updated_at")).Max(),
                    [.. machines.Zip(states).SelectMany(one => ExitsOf(one.First, one.Second)).OrderBy(exit => exit.At)]
                )
                {
                    States = states,
                };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Another shape than documented: see the summary.
            return null;
        }
    }

    private static IEnumerable<MachineExit> ExitsOf(JsonElement machine, MachineState state)
    {
        foreach (var happened in Items(machine, "events").Where(one => Text(one, "type") is "exit"))
        {
            if (
                Number(happened, "timestamp") is not { } milliseconds
                || milliseconds < 0
                || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                || Part(happened, "request") is not { } request
                || Part(request, "exit_event") is not { } exit
            )
                continue;

            // A job that is done, not a server that went away.
            if (state.IsFlys && Number(exit, "exit_code") is 0 && !IsTrue(exit, "oom_killed"))
                continue;

            yield return new MachineExit(
                DateTimeOffset.FromUnixTimeMilliseconds(milliseconds),
                state.Id,
                (int)(Number(exit, "exit_code") ?? 0),
                Number(exit, "signal") is > 0 and var signal ? (int)signal : null,
                IsTrue(exit, "oom_killed"),
                IsTrue(exit, "requested_stop")
            );
        }
    }

    private static bool IsFlys(JsonElement machine) =>
        Part(machine, "config") is { } config
        && (Text(config, "schedule") is { Length: > 0 } || Items(config, "standbys").Any());

    private static JsonElement.ArrayEnumerator Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind is JsonValueKind.Array
            ? list.EnumerateArray()
            : default;

    private static JsonElement? Part(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String
            ? value.GetString()
            : null;

    private static long? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.Number
        && value.TryGetInt64(out var number)
            ? number
            : null;

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;

    private static DateTimeOffset? Time(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetDateTimeOffset(out var time) ? time : null;
}
