using CsCheck;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Backups;

/// <summary>The rules about backups: which may go, which count, which are what they should be.</summary>
public sealed class BackupRuleTests
{
    private static readonly Gen<ShelvedBackup[]> Shelves = Gen.Select(
            Gen.Int[0, 60],
            Gen.Frequency((3, Gen.Const(false)), (1, Gen.Const(true))),
            Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true))),
            (days, isProven, isPinned) => (days, isProven, isPinned)
        )
        .Array[0, 20]
        .Select(all =>
            all.Select(
                    (one, index) =>
                        SampleBackups.Shelved($"b{index:00}", TimeSpan.FromDays(one.days), one.isProven, one.isPinned)
                )
                .ToArray()
        );

    [Fact]
    public void J16_neither_a_pinned_one_nor_the_last_proven_nor_a_young_one_ever_goes() =>
        Gen.Select(Shelves, Gen.Int[1, 12], Gen.Int[0, 40])
            .Sample(
                (shelf, keep, days) =>
                {
                    var rule = new Retention(keep, TimeSpan.FromDays(days));

                    var gone = rule.ToDelete(shelf, SampleBackups.Now);

                    var left = shelf.Except(gone).ToList();
                    Assert.DoesNotContain(gone, one => one.IsPinned);
                    Assert.All(gone, one => Assert.True(one.Backup.StartedAt < SampleBackups.Now - rule.MaxAge));
                    Assert.True(left.Count >= Math.Min(keep, shelf.Length));
                    if (shelf.Where(one => one.Proof is not null).MaxBy(one => one.Backup.StartedAt) is { } proven)
                        Assert.Contains(
                            left,
                            one => one.Backup.StartedAt == proven.Backup.StartedAt && one.Proof is not null
                        );
                }
            );

    [Fact]
    public void Old_ones_beyond_the_number_go()
    {
        ShelvedBackup[] shelf =
        [
            SampleBackups.Shelved("new", TimeSpan.FromDays(1), isProven: true),
            SampleBackups.Shelved("old", TimeSpan.FromDays(40), isProven: true),
            SampleBackups.Shelved("young", TimeSpan.FromDays(2)),
        ];

        var gone = new Retention(1, TimeSpan.FromDays(30)).ToDelete(shelf, SampleBackups.Now);

        Assert.Equal(["old"], gone.Select(one => one.Id));
    }

    public static TheoryData<string, string> Objectionable =>
        new()
        {
            { "staging", "it is of production, not of staging" },
            { "other database", "it is of the database db:5432/app (system 1)" },
            { "old", "older than 00:15:00 allows" },
            { "future", "older than 00:15:00 allows" },
            { "migrated", "older than the last write to _prisma_migrations" },
        };

    [Theory]
    [MemberData(nameof(Objectionable))]
    public void D11_J05_J06_J15_a_backup_of_something_else_or_of_before_does_not_count(string kind, string why)
    {
        var backup = SampleBackups.Backup;
        var rule = new Acceptance(
            kind is "staging" ? "staging" : "production",
            kind is "other database" ? "db:5432/app (system 2)" : backup.Source,
            TimeSpan.FromMinutes(15)
        );
        var now =
            SampleBackups.Now
            + (
                kind is "old" ? TimeSpan.FromHours(9)
                : kind is "future" ? -TimeSpan.FromHours(9)
                : default
            );

        var objection = Assert.Single(rule.Objections(backup, kind is not "migrated", now));

        Assert.Contains(why, objection, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_of_this_database_counts_until_it_is_too_old() =>
        Assert.Empty(
            new Acceptance("production", SampleBackups.Backup.Source, TimeSpan.FromMinutes(15)).Objections(
                SampleBackups.Backup,
                hasSameMigrations: true,
                SampleBackups.Backup.StartedAt.AddMinutes(15)
            )
        );

    [Fact]
    public void A_copy_that_is_the_same_has_no_difference_and_a_sequence_may_have_moved_while_it_was_dumped()
    {
        var expected = SampleBackups.Contents;
        var copy = expected with { Sequences = [expected.Sequences[0] with { Low = 11, High = 11 }] };

        Assert.Empty(Comparison.Differences(expected, copy));
        Assert.Empty(Comparison.Differences(expected, expected));
    }

    public static TheoryData<string, string> Different =>
        new()
        {
            { "missing table", "table public.big is missing" },
            { "more tables", "table public.extra was not in the database" },
            { "columns", "table public.customers has other columns" },
            { "rows", "table public.customers has 2\u00A0999 rows instead of 3\u00A0000" },
            { "no rows", "the rows of table public.customers could not be counted in time" },
            { "sum", "the rows of table public.customers are not what they were" },
            { "sequence", "sequence public.customers_id_seq is at 13, not between 10 and 12" },
            { "old sequence", "sequence public.customers_id_seq is at 9, not between 10 and 12" },
            { "no sequence", "sequence public.customers_id_seq is missing" },
            { "migrations", "_prisma_migrations is not as it was" },
        };

    [Theory]
    [MemberData(nameof(Different))]
    public void Every_difference_of_a_copy_is_named(string kind, string sentence)
    {
        var expected = SampleBackups.Contents;
        var (customers, big, sequence) = (expected.Tables[0], expected.Tables[1], expected.Sequences[0]);
        var copy = kind switch
        {
            "missing table" => expected with { Tables = [customers] },
            "more tables" => expected with { Tables = [customers, big, big with { Name = "public.extra" }] },
            "columns" => expected with { Tables = [customers with { Columns = "id bigint" }, big] },
            "rows" => expected with { Tables = [customers with { Rows = 2999 }, big] },
            "no rows" => expected with { Tables = [customers with { Rows = null, Checksum = null }, big] },
            "sum" => expected with { Tables = [customers with { Checksum = "78" }, big] },
            "sequence" => expected with { Sequences = [sequence with { Low = 13, High = 13 }] },
            "old sequence" => expected with { Sequences = [sequence with { Low = 9, High = 9 }] },
            "no sequence" => expected with { Sequences = [] },
            _ => expected with { Migrations = null },
        };

        Assert.Equal([sentence], Comparison.Differences(expected, copy).AsEnumerable());
    }

    [Fact]
    public void Partitions_by_hash_are_compared_as_one_table()
    {
        var (one, other) = (Part("one", 10, "100"), Part("other", 20, "23"));
        var expected = SampleBackups.Contents with { Tables = [one, other] };

        Assert.Empty(Differences(one with { Rows = 29, Checksum = "1" }, other with { Rows = 1, Checksum = "122" }));
        Assert.Equal(["table public.spread has 29 rows instead of 30"], Differences(one with { Rows = 9 }, other));
        Assert.Equal(
            ["the rows of table public.spread could not be counted in time"],
            Differences(one with { Rows = null, Checksum = null }, other)
        );
        Assert.Equal(
            ["the rows of table public.spread are not what they were"],
            Differences(one with { Checksum = "101" }, other)
        );

        // Sums over other columns are no sums of the same thing; the columns themselves are compared one by one.
        Assert.Equal(
            ["table public.other has other columns"],
            Differences(one with { Checksum = "101" }, other with { Columns = "id bigint" })
        );

        IEnumerable<string> Differences(params TableContents[] copy) =>
            Comparison.Differences(expected, expected with { Tables = [.. copy] });

        static TableContents Part(string name, long rows, string sum) =>
            new($"public.{name}", "id integer", rows, sum) { Spread = "public.spread" };
    }
}
