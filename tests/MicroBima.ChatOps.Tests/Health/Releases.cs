using System.Collections.Immutable;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>Samples around a release: the time before every 15 s, the watch every 5 s, by a function from second and endpoint to an answer.</summary>
internal static class Releases
{
    public const int Before = 25 * 60;
    public const int Watch = 15 * 60;

    public static readonly DateTimeOffset DeployedAt = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static ImmutableArray<Sample> Of(
        Func<int, (double Milliseconds, int? Status)> answer,
        params string[] endpoints
    ) =>
        [
            .. Seconds()
                .SelectMany(second =>
                    endpoints
                        .DefaultIfEmpty("/api/health")
                        .Select(endpoint => (second, endpoint, answer: answer(second)))
                )
                .Select(asked => new Sample(
                    DeployedAt.AddSeconds(asked.second),
                    asked.endpoint,
                    asked.answer.Milliseconds,
                    asked.answer.Status
                )),
        ];

    public static Judgement Judge(
        IReadOnlyCollection<Sample> samples,
        LogComparison? logs = null,
        params Reading[] readings
    ) =>
        ChatOps.Health.Judge.Of(
            new Observation(DeployedAt, Pace.Normal, samples, readings, logs ?? LogComparison.None)
        );

    /// <summary>The moments at which somebody asks, with so many seconds between two of them before the release.</summary>
    public static IEnumerable<int> Seconds(int pause = 15)
    {
        for (var second = -Before; second < 0; second += pause)
            yield return second;

        for (var second = 0; second < Watch; second += 5)
            yield return second;
    }
}
