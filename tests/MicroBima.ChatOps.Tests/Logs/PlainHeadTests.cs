using static MicroBima.ChatOps.Tests.Logs.Samples.Grouping;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>Heads of many writers: what they say of the level is read, and nothing of them is part of what happened.</summary>
public sealed class PlainHeadTests
{
    [Theory]
    [InlineData("3/5/2026 8:05:07 AM\tWarning\tDock\t3388:3353\tmoored 3 boats", "Dock * moored * boats")]
    [InlineData("3/5/2026 11:05:07 PM\tWarning\tDock\t3388:3353\tmoored 3 boats", "Dock * moored * boats")]
    [InlineData("[20261128T224112.293+0200] portd (4312/0x48d1) WARNI Crane   :: moored 3 boats", "moored * boats")]
    [InlineData("20261128 205622,203 01565:077c Warning Exec    moored 3 boats", "moored * boats")]
    [InlineData("20261128223017.792Z portd/8 WARN | moored 3 boats", "moored * boats")]
    [InlineData("26.03.2031 23:23:22.979 [E7BC:08CE] CRN  Warning   moored 3 boats", "moored * boats")]
    [InlineData("EVT 00018653 2031/099 15:06:54.291028 c6-3c2s6n0 CRANE WARN moored 3 boats", "moored * boats")]
    [InlineData("20261128 032255810 PORT1 CRANE WARN moored 3 boats", "moored * boats")]
    [InlineData("25.07 12:54:17.939 W/Harbour(20252: 4091): moored 3 boats", "moored * boats")]
    [InlineData("25.07 12:54:17.939 W/Harbour( 252): moored 3 boats", "moored * boats")]
    [InlineData("2026-05-20 03:53:55,726 WARN  [exec-1] c.tide.port.Dock [] - moored 3 boats", "moored * boats")]
    [InlineData(
        "2026-05-20 03:53:55,726 WARN  [exec-1] c.tide.port.Dock [req=7f user=9] - moored 3 boats",
        "moored * boats"
    )]
    [InlineData("2026/09/29 21:18:38.558 portd[2211] <W> dock: moored 3 boats", "moored * boats")]
    [InlineData("2026-01-05T04:35:51+01:00 pier1 portd[6433]: <auth.warning> moored 3 boats", "moored * boats")]
    [InlineData("2026 Jul  4 04:09:42 pier-4 [5] dock: Warning: moored 3 boats", "Warning: moored * boats")]
    public void A_head_is_no_part_of_what_happened_and_its_level_is_read(string line, string pattern)
    {
        var (_, found) = Assert.Single(Read(line + "\n"));

        Assert.Equal((pattern, ChatOps.Logs.LogLevel.Warn), (found.Text, found.Level));
    }

    [Fact]
    public void A_time_without_signs_between_its_digits_is_read()
    {
        var (_, found) = Assert.Single(
            Read("[20261128T224112.293+0200] portd (4312/0x48d1) INFO Crane :: moored 3 boats\n")
        );

        Assert.Equal(new DateTimeOffset(2026, 11, 28, 20, 41, 12, 293, TimeSpan.Zero), found.First);
    }
}
