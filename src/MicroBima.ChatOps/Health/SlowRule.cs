using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>Slower than before: the middle of the answers of each endpoint, and their slow tail.</summary>
internal static class SlowRule
{
    private const double FailEvidence = 200;
    private const double WarnEvidence = 50;
    private const int WindowsToRecover = 3;

    /// <summary>The alarms of an endpoint; the time before must have enough answers to say what is usual.</summary>
    public static IEnumerable<Alarm> Look(EndpointSeries endpoint, Observation observation)
    {
        var before = endpoint.Times(endpoint.Before);
        ImmutableArray<Window> warm =
        [
            .. endpoint.Windows.Where(window => window.From >= observation.DeployedAt + observation.Pace.Grace),
        ];
        if (before.Length < Judge.LeastBefore || warm.IsEmpty)
            yield break;

        if (Middle(endpoint, before, warm, observation.Pace) is { } slower)
            yield return slower;

        if (Tail(endpoint, before, warm, observation.Pace) is { } slowTail)
            yield return slowTail;
    }

    private static Alarm? Middle(
        EndpointSeries endpoint,
        ImmutableArray<double> before,
        ImmutableArray<Window> after,
        Pace pace
    )
    {
        var test = new SlowTest(before, after.Average(window => window.Times.Length), pace.ToleratedMilliseconds);
        var found = First(
            after,
            window => test.Observe(Numbers.Median(window.Times)),
            () => test.Surplus,
            0,
            SlowTest.Alarm,
            SlowTest.Alarm / 2
        );
        if (found is not { } alarm)
            return null;

        var was = Numbers.Median(before);
        var now = MiddleOf(after.Where(window => window.From >= alarm.Since && window.Last <= alarm.At));
        var usual = was * SlowTest.Tolerated + pace.ToleratedMilliseconds;
        bool IsAsBefore(Window window) => Numbers.Median(window.Times) <= usual;
        return new Alarm(
            $"{endpoint.Endpoint} p50",
            alarm.Tier,
            Began(endpoint, after, alarm.Since, IsAsBefore),
            alarm.At,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{endpoint.Endpoint}: half of the answers take {now:0} ms or more, {was:0} ms before (×{now / Math.Max(was, 0.5):0.00}){Recovered(after, IsAsBefore)}"
            )
        );
    }

    private static Alarm? Tail(
        EndpointSeries endpoint,
        ImmutableArray<double> before,
        ImmutableArray<Window> after,
        Pace pace
    )
    {
        var limit = Numbers.Quantile([.. before.Order()], 0.95) * 1.15 + pace.ToleratedMilliseconds;
        int Slow(IEnumerable<double> times) => times.Count(one => one > limit);
        var perWindow = Math.Max(2, (int)Math.Round(after.Average(window => window.Times.Length)));
        var test = new TailTest([.. before.Chunk(perWindow).Select(chunk => (Slow(chunk), chunk.Length))]);
        var found = First(
            after,
            window => test.Observe(Slow(window.Times), window.Times.Length),
            () => test.Evidence,
            1,
            FailEvidence,
            WarnEvidence
        );
        if (found is not { } alarm)
            return null;

        var (count, all) = (after.Sum(window => Slow(window.Times)), after.Sum(window => window.Times.Length));
        bool IsAsBefore(Window window) => Slow(window.Times) == 0;
        return new Alarm(
            $"{endpoint.Endpoint} p95",
            alarm.Tier,
            Began(endpoint, after, alarm.Since, IsAsBefore),
            alarm.At,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{endpoint.Endpoint}: {count} of {all} answers took more than {limit:0} ms, hardly one in twenty before{Recovered(after, IsAsBefore)}"
            )
        );
    }

    /// <summary>When a test first reached its limit, or how far it came where it only reached the lower one; and since when it had been rising.</summary>
    private static (Verdict Tier, DateTimeOffset Since, DateTimeOffset At)? First(
        ImmutableArray<Window> windows,
        Action<Window> observe,
        Func<double> level,
        double floor,
        double fail,
        double warn
    )
    {
        DateTimeOffset? since = null;
        (Verdict, DateTimeOffset, DateTimeOffset)? found = null;
        foreach (var window in windows)
        {
            observe(window);
            since = level() > floor ? since ?? window.From : null;
            if (level() >= fail)
                return (Verdict.Fail, since!.Value, window.Last);

            if (level() >= warn)
                found ??= (Verdict.Warn, since!.Value, window.Last);
        }

        return found;
    }

    /// <summary>The grace is not judged; what is slow with its end and was never as before since the release began with the release.</summary>
    private static DateTimeOffset Began(
        EndpointSeries endpoint,
        ImmutableArray<Window> warm,
        DateTimeOffset since,
        Func<Window, bool> isAsBefore
    ) =>
        since > warm[0].From
            ? since
            : endpoint
                .Windows.Where(window => window.From < since)
                .Reverse()
                .TakeWhile(window => !isAsBefore(window))
                .Select(window => window.From)
                .LastOrDefault(since);

    /// <summary>Says so where the answers came as fast as before for long enough to be no chance.</summary>
    private static string Recovered(ImmutableArray<Window> after, Func<Window, bool> isAsBefore)
    {
        var good = after.Reverse().TakeWhile(isAsBefore).ToList();
        return good.Count >= WindowsToRecover
            ? string.Create(CultureInfo.InvariantCulture, $"; as before since {good[^1].From:HH:mm:ss} UTC")
            : "";
    }

    private static double MiddleOf(IEnumerable<Window> windows) =>
        Numbers.Median([.. windows.SelectMany(window => window.Times)]);
}
