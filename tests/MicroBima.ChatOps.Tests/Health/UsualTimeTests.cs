using CsCheck;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>What a release is compared with, where something bad ran before it.</summary>
public sealed class UsualTimeTests
{
    private static readonly DateTimeOffset Now = Releases.DeployedAt;

    [Fact]
    public void Without_a_bad_time_it_is_the_time_right_before()
    {
        var usual = Usual();

        Assert.Equal<Period>([Minutes(30, 0)], usual.Periods);
        Assert.Equal(TimeSpan.Zero, usual.LeftOut(usual.From));
    }

    [Fact]
    public void A_bad_time_is_passed_over_and_what_is_missing_is_taken_from_before_it()
    {
        var usual = Usual(Minutes(12, 5));

        Assert.Equal<Period>([Minutes(5, 0), Minutes(37, 12)], usual.Periods);
        Assert.True(usual.Has(At(4)));
        Assert.False(usual.Has(At(12)));
        Assert.True(usual.Has(At(5)), "the first moment of the good release");
        Assert.Equal(TimeSpan.FromMinutes(7), usual.LeftOut(usual.From));
        Assert.Equal(TimeSpan.FromMinutes(7), usual.LeftOut(At(20)));
        Assert.Equal(TimeSpan.Zero, usual.LeftOut(At(4)));
    }

    [Fact]
    public void A_bad_release_that_still_runs_is_compared_with_the_time_before_it_however_long_ago()
    {
        var usual = Usual(new Period(At(300), DateTimeOffset.MaxValue), Minutes(310, 302));

        Assert.Equal<Period>([Minutes(302, 300), Minutes(338, 310)], usual.Periods);
    }

    [Fact]
    public void Where_all_that_is_kept_is_bad_bad_is_the_usual() =>
        Assert.Equal<Period>([Minutes(30, 0)], Usual(new Period(At(1500), DateTimeOffset.MaxValue)).Periods);

    [Fact]
    public void Less_than_enough_is_what_there_is() =>
        Assert.Equal<Period>([Minutes(1440, 1430)], Usual(Minutes(1430, -5)).Periods);

    [Fact]
    public void Whatever_was_bad_nothing_of_it_is_usual_and_there_is_never_more_than_enough() =>
        Gen.Select(Gen.Int[-30, 1600], Gen.Int[0, 400])
            .Select(bad => Minutes(bad.Item1 + bad.Item2, bad.Item1))
            .Array[0, 6]
            .Sample(bad =>
            {
                var usual = Usual(bad);
                var length = usual.Periods.Aggregate(TimeSpan.Zero, (sum, one) => sum + (one.To - one.From));
                Assert.InRange(length, TimeSpan.FromTicks(1), TimeSpan.FromMinutes(30));
                Assert.Equal(Now - usual.From - length, usual.LeftOut(usual.From));
                Assert.All(usual.Periods, one => Assert.True(one.From < one.To && one.To <= Now));
                var isAllBad = Enumerable.Range(0, 1440).All(minute => bad.Any(one => one.Has(At(minute + 1))));
                Assert.True(
                    isAllBad || !bad.Any(one => usual.Periods.Any(part => one.From < part.To && part.From < one.To))
                );
            });

    private static UsualTime Usual(params Period[] bad) =>
        UsualTime.Before(Now, TimeSpan.FromMinutes(30), TimeSpan.FromHours(24), [.. bad]);

    private static Period Minutes(int from, int to) => new(At(from), At(to));

    private static DateTimeOffset At(int ago) => Now.AddMinutes(-ago);
}
