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

    private DateTimeOffset InZone(DateTime local)
    {
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(1);

        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Min() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }
}
