using System.Collections.Immutable;

namespace MicroBima.ChatOps.Health;

/// <summary>A span of time: its first moment is in it, its last is not.</summary>
public readonly record struct Period(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>True where the moment lies in it.</summary>
    public bool Has(DateTimeOffset at) => From <= at && at < To;
}

/// <summary>
/// What a release is compared with: the newest time before it in which nothing bad was running. A bad release that was taken back a moment ago would
/// make the next bad one look as usual.
/// </summary>
/// <param name="Until">The moment from which it was looked for.</param>
/// <param name="Periods">The newest first.</param>
public sealed record UsualTime(DateTimeOffset Until, ImmutableArray<Period> Periods)
{
    /// <summary>The first moment of it.</summary>
    public DateTimeOffset From => Periods[^1].From;

    /// <summary>Goes back from a moment, past bad times, until there is enough or nothing is kept any more. Where all that is kept is bad, bad is the usual.</summary>
    public static UsualTime Before(DateTimeOffset moment, TimeSpan enough, TimeSpan kept, ImmutableArray<Period> bad)
    {
        var periods = ImmutableArray.CreateBuilder<Period>();
        var (until, left, oldest) = (moment, enough, moment - kept);
        foreach (var one in bad.Where(one => one.From < moment).OrderByDescending(one => one.To))
        {
            Take(one.To);
            until = one.From < until ? one.From : until;
        }

        Take(oldest);
        return new(moment, periods.Count > 0 ? periods.ToImmutable() : [new Period(moment - enough, moment)]);

        void Take(DateTimeOffset from)
        {
            var begin = new[] { from, until - left, oldest }.Max();
            if (begin >= until || left <= TimeSpan.Zero)
                return;

            periods.Add(new Period(begin, until));
            left -= until - begin;
            until = begin;
        }
    }

    /// <summary>True where the moment belongs to it.</summary>
    public bool Has(DateTimeOffset at) => Periods.Any(period => period.Has(at));

    /// <summary>How much of the time since a moment was left out.</summary>
    public TimeSpan LeftOut(DateTimeOffset since) =>
        Periods
            .Where(period => period.To > since)
            .Aggregate(Until - since, (left, period) => left - (period.To - Later(period.From, since)));

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
