using System.Globalization;
using MicroBima.ChatOps.Environments;

namespace MicroBima.ChatOps.Tests.Environments;

/// <summary>N01: days without deployments, also where clocks jump.</summary>
public sealed class FreezeTests
{
    [Theory]
    [InlineData("Africa/Nairobi", "2026-09-10T20:59:59Z", null)]
    [InlineData("Africa/Nairobi", "2026-09-10T21:00:00Z", "2026-09-14T03:00:00Z")]
    [InlineData("Africa/Nairobi", "2026-09-14T02:59:59Z", "2026-09-14T03:00:00Z")]
    [InlineData("Africa/Nairobi", "2026-09-14T03:00:00Z", null)]
    [InlineData("Africa/Nairobi", "2026-09-16T00:00:00Z", null)]
    [InlineData("Europe/London", "2026-03-28T12:00:00Z", "2026-03-30T05:00:00Z")]
    [InlineData("America/New_York", "2026-10-31T12:00:00Z", "2026-11-02T11:00:00Z")]
    public void N01_From_Friday_to_Monday_morning_in_the_time_of_the_team(string zone, string moment, string? end) =>
        Assert.Equal(At(end), Weekend(zone, "06:00").EndAt(At(moment)!.Value));

    // London: at 01:00 on 29 March clocks go to 02:00. New York: at 02:00 on 8 March to 03:00. Lord Howe: at 02:00 on 4 October to 02:30.
    [Theory]
    [InlineData("Europe/London", DayOfWeek.Saturday, "01:30", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/London", DayOfWeek.Saturday, "01:30", "2026-03-29T01:00:00Z", null)]
    [InlineData("Europe/Dublin", DayOfWeek.Saturday, "01:30", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z")]
    [InlineData("America/New_York", DayOfWeek.Saturday, "02:30", "2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z")]
    [InlineData("America/New_York", DayOfWeek.Saturday, "02:30", "2026-03-08T07:00:00Z", null)]
    [InlineData("Australia/Lord_Howe", DayOfWeek.Saturday, "02:15", "2026-10-03T15:29:59Z", "2026-10-03T15:30:00Z")]
    [InlineData("Australia/Lord_Howe", DayOfWeek.Saturday, "02:15", "2026-10-03T15:30:00Z", null)]
    public void N01_An_hour_that_is_skipped_counts_as_the_next_one_that_exists(
        string zone,
        DayOfWeek day,
        string ends,
        string moment,
        string? end
    ) =>
        Assert.Equal(
            At(end),
            new Freeze("f", [day], TimeOnly.Parse(ends, CultureInfo.InvariantCulture), Zone(zone)).EndAt(
                At(moment)!.Value
            )
        );

    // London: at 02:00 on 25 October back to 01:00. New York: at 02:00 on 1 November back to 01:00. Lord Howe: at 02:00 on 5 April back to 01:30.
    [Theory]
    [InlineData("Europe/London", "01:30", "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("Europe/London", "01:30", "2026-10-25T01:29:59Z", "2026-10-25T01:30:00Z")]
    [InlineData("Europe/London", "01:30", "2026-10-25T01:30:00Z", null)]
    [InlineData("Europe/Dublin", "01:30", "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z")]
    [InlineData("Europe/Dublin", "01:30", "2026-10-25T01:30:00Z", null)]
    [InlineData("America/New_York", "01:30", "2026-11-01T05:45:00Z", "2026-11-01T06:30:00Z")]
    [InlineData("America/New_York", "01:30", "2026-11-01T06:30:00Z", null)]
    [InlineData("Australia/Lord_Howe", "01:45", "2026-04-04T14:50:00Z", "2026-04-04T15:15:00Z")]
    [InlineData("Australia/Lord_Howe", "01:45", "2026-04-04T15:15:00Z", null)]
    public void N01_Of_a_doubled_hour_the_later_one_ends_the_freeze(
        string zone,
        string ends,
        string moment,
        string? end
    ) =>
        Assert.Equal(
            At(end),
            new Freeze("f", [DayOfWeek.Saturday], TimeOnly.Parse(ends, CultureInfo.InvariantCulture), Zone(zone)).EndAt(
                At(moment)!.Value
            )
        );

    [Theory]
    [InlineData("Africa/Nairobi")]
    [InlineData("Europe/London")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Europe/Dublin")]
    public void N01_A_freeze_holds_without_a_gap_until_the_end_that_it_names(string zone)
    {
        var freeze = Weekend(zone, "01:45");
        var end = default(DateTimeOffset?);
        for (var moment = At("2026-01-01T00:00:00Z")!.Value; moment.Year == 2026; moment += TimeSpan.FromMinutes(15))
        {
            var now = freeze.EndAt(moment);
            Assert.True(end is null || moment >= end || now == end, $"at {moment:O}: {end:O}, then {now:O}");
            Assert.True(now is null || now > moment);
            end = now;
        }
    }

    [Fact]
    public void The_end_is_said_in_the_time_of_the_team() =>
        Assert.Equal(
            "Mon 06:00 (Africa/Nairobi)",
            Weekend("Africa/Nairobi", "06:00").Describe(At("2026-09-14T03:00:00Z")!.Value)
        );

    private static Freeze Weekend(string zone, string ends) =>
        new(
            "Friday",
            [DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday],
            TimeOnly.Parse(ends, CultureInfo.InvariantCulture),
            Zone(zone)
        );

    private static TimeZoneInfo Zone(string name) => TimeZoneInfo.FindSystemTimeZoneById(name);

    private static DateTimeOffset? At(string? text) =>
        text is null ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
