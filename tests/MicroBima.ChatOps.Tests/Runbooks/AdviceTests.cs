using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What Prisma said is answered by what it means, and only the repair that was approved is one.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData("Error: P1001: Can't reach database server", "P1001")]
    [InlineData("Error: P1002", "P1002")]
    [InlineData("ERROR: 55P03: canceling statement", "P1002")]
    [InlineData("canceling statement due to lock timeout", "P1002")]
    [InlineData("Error: P3005: The database schema is not empty", "P3005")]
    [InlineData("Error: P3012", "P3012")]
    [InlineData("Error: P1003: Database `app` does not exist", "P1003")]
    [InlineData("Segmentation fault", "Look at the output")]
    public void The_first_code_that_is_known_says_what_to_do(string output, string expected) =>
        Assert.StartsWith(expected, PrismaErrors.NextOf(output), StringComparison.Ordinal);

    [Theory]
    [InlineData("a", "sum", true)]
    [InlineData("b", "sum", false)]
    [InlineData("a", "other", false)]
    public void Only_this_failure_of_this_migration_is_marked_by_an_approved_plan(
        string name,
        string checksum,
        bool isPlanned
    )
    {
        var plan = Sample.Plan with { Repairs = [new PlannedRepair("a", "sum", "select 1", "nothing is there")] };

        Assert.Equal(isPlanned, Repairs.IsPlanned(plan, name, checksum));
        Assert.False(Repairs.IsPlanned(Sample.Plan, name, checksum));
    }
}
