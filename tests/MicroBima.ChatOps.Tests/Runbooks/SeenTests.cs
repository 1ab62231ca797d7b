using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What the step reads in Prisma's table: whatever it takes for applied it never runs, and whatever it takes for failed stops it.</summary>
public sealed class SeenTests
{
    private static readonly DateTimeOffset At = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ChatOps.Plans.Plan Plan = SamplePlans.Release(migrations: 2);
    private static readonly string First = Plan.Migrations[0].Name;
    private static readonly string Second = Plan.Migrations[1].Name;

    [Fact]
    public void What_finished_is_applied_and_the_rest_of_the_plan_is_missing_in_its_order()
    {
        var seen = Seen.Of(Plan.Migrations, [Row(First, isFinished: true), Row("another", isFinished: true)]);

        Assert.Equal([Second], seen.Missing.AsEnumerable());
        Assert.Equal([First, "another"], seen.Applied.Order(StringComparer.Ordinal));
        Assert.Null(seen.Unfinished);
        Assert.Null(seen.Obstacle);
        Assert.Equal([First, Second], Seen.Of(Plan.Migrations, []).Missing.AsEnumerable());
    }

    [Fact]
    public void I13_A_row_that_was_rolled_back_counts_for_nothing_even_where_it_had_finished()
    {
        var seen = Seen.Of(
            Plan.Migrations,
            [Row(First, isFinished: true, isRolledBack: true), Row(Second, isRolledBack: true)]
        );

        Assert.Equal([First, Second], seen.Missing.AsEnumerable());
        Assert.Null(seen.Unfinished);
    }

    [Fact]
    public void I13_A_migration_that_was_rolled_back_and_ran_again_is_applied_by_its_second_row()
    {
        var seen = Seen.Of(Plan.Migrations, [Row(First, isRolledBack: true), Row(First, isFinished: true)]);

        Assert.Equal([Second], seen.Missing.AsEnumerable());
        Assert.Null(seen.Unfinished);
    }

    [Fact]
    public void I13_Of_several_that_did_not_finish_the_last_is_told_whether_it_is_of_the_plan_or_not()
    {
        var seen = Seen.Of(Plan.Migrations, [Row(First), Row("another"), Row(Second, isFinished: true)]);

        Assert.Equal("another", seen.Unfinished?.Name);
        Assert.Equal([First], seen.Missing.AsEnumerable());
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void I13_Only_the_very_failure_that_was_approved_is_planned(bool isSameName, bool isSameFile, bool isPlanned)
    {
        var plan = Plan with { Repairs = [new(First, Plan.Migrations[0].Checksum, "select 1", "nothing is there")] };

        Assert.Equal(
            isPlanned,
            Repairs.IsPlanned(
                plan,
                isSameName ? First : Second,
                isSameFile ? Plan.Migrations[0].Checksum : Plan.Migrations[1].Checksum
            )
        );
    }

    private static MigrationRow Row(string name, bool isFinished = false, bool isRolledBack = false) =>
        new(name, "sum", At, isFinished ? At : null, isRolledBack ? At : null, null);
}
