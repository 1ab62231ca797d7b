using System.Collections.Frozen;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>C07, C08: what lies in the machine is what was approved, neither another content nor one file more or fewer.</summary>
public sealed class MachineFilesTests
{
    private const string Old = "20260101000000_old";
    private const string One = "20260102000000_one";
    private const string Two = "20260103000000_two";
    private static readonly string SumOfOne = new('1', 64);
    private static readonly string SumOfTwo = new('2', 64);
    private static readonly string Other = new('f', 64);

    private static readonly Plan Plan = Sample.Plan with
    {
        Migrations = [new PlannedMigration(One, SumOfOne, ""), new PlannedMigration(Two, SumOfTwo, "")],
    };

    [Fact]
    public void The_approved_files_beside_applied_ones_are_no_difference() =>
        Assert.Null(Of([One, Two], Line(Other, Old), Line(SumOfOne, One), Line(SumOfTwo, Two)));

    [Theory]
    [InlineData("{0}  prisma/migrations/{1}/migration.sql")]
    [InlineData("{0} */app/prisma/migrations/{1}/migration.sql")]
    [InlineData("{0}  {1}/migration.sql\r")]
    public void Every_form_of_a_line_of_sha256sum_is_read(string form) =>
        Assert.Null(Of([One], string.Format(null, form, SumOfOne, One)));

    [Fact]
    public void Another_content_is_named_with_both_sums() =>
        Assert.Equal(
            $"migration {Two} in the machine is not the approved one (SHA-256 ffffffffffff, approved 222222222222)",
            Of([One, Two], Line(SumOfOne, One), Line(Other, Two))
        );

    [Fact]
    public void A_second_file_of_the_same_name_counts_too() =>
        Assert.StartsWith(
            $"migration {One} in the machine is not the approved one",
            Of([One], Line(SumOfOne, One), Line(Other, $"elsewhere/{One}")),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal(
            $"the machine does not have migration {Two}: is the new release running?",
            Of([One, Two], Line(SumOfOne, One))
        );

    [Fact]
    public void A_file_that_nobody_approved_is_named_and_an_applied_one_is_none() =>
        Assert.Equal(
            $"the machine has migration {Two}, which is not applied and was not approved",
            Of([One], Line(Other, Old), Line(SumOfOne, One), Line(SumOfTwo, Two))
        );

    [Fact]
    public void Where_all_is_applied_nothing_is_missing_and_nothing_may_wait() =>
        Assert.Equal(
            (true, false),
            (Of([], Line(Other, Old)) is null, Of([], Line(Other, Old), Line(SumOfOne, One)) is null)
        );

    [Fact]
    public void A_line_that_is_none_of_sha256sum_is_no_file() =>
        Assert.StartsWith(
            "the machine does not have",
            Of([One], $"\\{SumOfOne}  prisma/migrations/{One}/migration.sql", $"{SumOfOne[1..]}  {One}/migration.sql"),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void What_was_not_read_whole_says_nothing(int code, bool isWhole) =>
        Assert.StartsWith(
            "the files in the machine cannot be compared",
            MachineFiles.Difference(
                new ProgramResult(new ProgramEnd.Exited(code), Line(SumOfOne, One), "") { IsWhole = isWhole },
                Plan,
                [One],
                FrozenSet<string>.Empty
            ),
            StringComparison.Ordinal
        );

    private static string Line(string sum, string name) => $"{sum}  prisma/migrations/{name}/migration.sql";

    private static string? Of(string[] missing, params string[] lines) =>
        MachineFiles.Difference(
            new ProgramResult(new ProgramEnd.Exited(0), string.Join('\n', lines), ""),
            Plan,
            [.. missing],
            new[] { Old }.ToFrozenSet(StringComparer.Ordinal)
        );
}
