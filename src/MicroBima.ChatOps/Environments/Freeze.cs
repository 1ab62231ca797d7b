using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Environments;

/// <summary>
/// Days on which nothing is deployed without a reason, from the beginning of the first to the given hour after the last,
/// in the environment's own time zone. An hour that the clocks skip counts as the next one that exists; of a doubled hour the later one ends the freeze.
/// </summary>
public sealed record Freeze(string Name, ImmutableArray<DayOfWeek> Days, TimeOnly EndsNextDayAt, TimeZoneInfo Zone)
{
    /// <summary>The end of this freeze where it is in force at a moment, otherwise null.</summary>
    public DateTimeOffset? EndAt(DateTimeOffset moment)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);
        if (Days.Contains(today.DayOfWeek))
            return InZone(Enumerable.Range(1, 7).Select(today.AddDays).First(IsLast).ToDateTime(EndsNextDayAt));

        // Moments are compared, not clocks: a clock that is put back shows the same hour twice.
        var end = InZone(today.ToDateTime(EndsNextDayAt));
        return Days.Contains(today.AddDays(-1).DayOfWeek) && moment < end ? end : null;
    }

    // After a week of frozen days it ends and begins again.
    private bool IsLast(DateOnly day) => !Days.Contains(day.DayOfWeek) || Days.Distinct().Count() == 7;

    /// <summary>An end as people read it.</summary>
    public string Describe(DateTimeOffset end) =>
        string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(end, Zone):ddd HH:mm} ({Zone.Id})");

    /// <summary>The latest moment at which the clocks of the zone show a time, or the next one that they show.</summary>
    private DateTimeOffset InZone(DateTime local)
    {
        // By the offsets of the days around it: where winter time counts as the exception (Dublin), the zone names its doubled hour wrongly.
        var moments = new[] { local.AddDays(-1), local.AddDays(1) }
            .Select(day => new DateTimeOffset(local, Zone.GetUtcOffset(day)))
            .Where(moment => TimeZoneInfo.ConvertTime(moment, Zone).DateTime == local)
            .ToList();
        return moments.Count > 0 ? moments.Max() : InZone(local.AddMinutes(1));
    }
}
