using System.Security.Cryptography;
using System.Text;
using MicroBima.ChatOps.Migrations;

namespace MicroBima.ChatOps.Tests.Migrations;

/// <summary>The states of Prisma's table, one by one: what Prisma itself passes over in silence is said here.</summary>
public sealed class MigrationStateTests
{
    private const string Sql = "create table a (id int);\n\n-- ende\u2028\f\n";
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly MigrationFile One = new("20260101000000_one", Sql);
    private static readonly MigrationFile Two = new("20260201000000_two", Sql);

    [Fact]
    public void Up_to_date_is_nothing_pending_and_nothing_wrong()
    {
        var state = MigrationState.Of([One], [Applied(One)]);

        Assert.Empty(state.Pending);
        Assert.Empty(state.Obstacles);
        Assert.Empty(state.Warnings);
    }

    [Fact]
    public void Pending_files_come_in_the_order_of_their_names()
    {
        var state = MigrationState.Of([Two, One], []);

        Assert.Equal([One, Two], state.Pending.AsEnumerable());
        Assert.Empty(state.Obstacles);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ERROR: relation does not exist")]
    public void D1_a_started_or_failed_migration_is_an_obstacle(string? logs)
    {
        var state = MigrationState.Of([One, Two], [Applied(One) with { FinishedAt = null, Logs = logs }]);

        Assert.Contains("(P3009)", Assert.Single(state.Obstacles), StringComparison.Ordinal);
        Assert.Equal([One, Two], state.Pending.AsEnumerable());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rolled_back_row_counts_for_nothing_finished_or_not(bool isFinished)
    {
        var row = Applied(One) with { FinishedAt = isFinished ? At : null, RolledBackAt = At };

        var state = MigrationState.Of([One], [row]);

        Assert.Equal([One], state.Pending.AsEnumerable());
        Assert.Empty(state.Obstacles);
    }

    [Fact]
    public void A_re_run_has_a_row_of_its_own_beside_the_rolled_back_one()
    {
        var state = MigrationState.Of(
            [One],
            [Applied(One) with { FinishedAt = null, RolledBackAt = At }, Applied(One)]
        );

        Assert.Empty(state.Pending);
        Assert.Empty(state.Obstacles);
    }

    [Fact]
    public void P3_I09_an_edited_file_is_an_obstacle_although_Prisma_says_up_to_date()
    {
        var state = MigrationState.Of([One with { Sql = Sql + "drop table a;" }], [Applied(One)]);

        Assert.Equal($"migration {One.Name} was edited after it was applied", Assert.Single(state.Obstacles));
    }

    [Theory]
    [InlineData("a\nb\n", "a\r\nb\r\n")]
    [InlineData("a\r\nb\r\n", "a\nb\n")]
    public void Another_line_end_is_no_edit(string here, string there)
    {
        var state = MigrationState.Of([One with { Sql = here }], [Applied(One) with { Checksum = Hash(there) }]);

        Assert.Empty(state.Obstacles);
    }

    [Theory]
    [InlineData("a\nb", "a\fb")]
    [InlineData("a\nb", "a\u2028b")]
    [InlineData("a\nb", "a\u0085b")]
    public void A_character_that_only_looks_like_a_line_end_is_an_edit(string here, string there)
    {
        var state = MigrationState.Of([One with { Sql = here }], [Applied(One) with { Checksum = Hash(there) }]);

        Assert.Single(state.Obstacles);
    }

    [Fact]
    public void A_checksum_of_old_without_leading_zeros_fits()
    {
        var sql = Enumerable.Range(0, 1000).Select(i => $"select {i};").First(text => Hash(text)[0] == '0');
        var old = string.Concat(
            SHA256
                .HashData(Encoding.UTF8.GetBytes(sql))
                .Select(one => one.ToString("x", System.Globalization.CultureInfo.InvariantCulture))
        );

        Assert.True((One with { Sql = sql }).Matches(old));
        Assert.False((One with { Sql = sql + " " }).Matches(old));
    }

    [Fact]
    public void A_migration_that_is_applied_but_deleted_here_is_an_obstacle_although_Prisma_says_up_to_date()
    {
        var state = MigrationState.Of([Two], [Applied(One), Applied(Two)]);

        Assert.Equal(
            $"migration {One.Name} is applied, but the commit does not have it: bring it back, or, after a squash, let a person mark the new one as applied (pnpm prisma migrate resolve --applied) and delete its row from _prisma_migrations",
            Assert.Single(state.Obstacles)
        );
    }

    [Fact]
    public void A_squash_is_told_in_one_sentence_with_its_way_out()
    {
        var old = Enumerable.Range(1, 7).Select(number => Applied(One) with { Name = $"0{number}_old" }).ToList();

        var state = MigrationState.Of([One with { Name = "00_squashed" }], old);

        Assert.Equal(
            "migrations 01_old, 02_old, 03_old, 04_old, 05_old and 2 more are applied, but the commit does not have them: bring them back, or, after a squash, let a person mark the new one as applied (pnpm prisma migrate resolve --applied) and delete their rows from _prisma_migrations",
            state.Obstacles[0]
        );
    }

    [Fact]
    public void P4_a_pending_file_older_than_the_last_applied_is_said()
    {
        var state = MigrationState.Of(
            [One with { Name = "0" }, One, Two],
            [Applied(One) with { Name = "0" }, Applied(Two)]
        );

        Assert.Equal([One], state.Pending.AsEnumerable());
        Assert.Contains("out of order", Assert.Single(state.Warnings), StringComparison.Ordinal);
        Assert.Empty(state.Obstacles);
    }

    [Fact]
    public void What_a_person_asserted_as_applied_is_applied()
    {
        var state = MigrationState.Of([One], [Applied(One) with { Steps = 0 }]);

        Assert.Empty(state.Pending);
        Assert.Empty(state.Obstacles);
        Assert.Contains(
            $"A person marked {One.Name} as applied",
            Assert.Single(state.Remarks),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void D1_a_failed_migration_and_one_that_did_not_finish_are_told_apart()
    {
        var failed = Applied(One) with { FinishedAt = null, Logs = "ERROR: no such column" };

        Assert.Contains("failed at", MigrationState.Of([One], [failed]).Obstacles[0], StringComparison.Ordinal);
        Assert.Contains(
            "did not finish",
            MigrationState.Of([One], [failed with { Logs = null }]).Obstacles[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Histories_that_diverged_name_the_last_common_migration_and_both_sides()
    {
        var three = new MigrationFile("20260301000000_three", Sql);

        var state = MigrationState.Of(
            [One with { Name = "0" }, One, three],
            [Applied(One) with { Name = "0" }, Applied(One), Applied(Two)]
        );

        Assert.Equal(
            $"the histories diverged after {One.Name}: only the database has {Two.Name}, only the commit has {three.Name}",
            state.Obstacles[^1]
        );
    }

    [Fact]
    public void What_was_rolled_back_and_runs_again_is_said()
    {
        var state = MigrationState.Of([One], [Applied(One) with { FinishedAt = null, RolledBackAt = At }]);

        Assert.Equal(
            $"migration {One.Name} was begun before and marked as rolled back at 2026-01-01 00:00 UTC: it runs again",
            Assert.Single(state.Warnings)
        );
    }

    [Fact]
    public void D1_other_words_for_a_failure_leave_every_other_obstacle()
    {
        var rows = new[] { Applied(One) with { FinishedAt = null }, Applied(Two) with { Checksum = "another" } };
        var edited = $"migration {Two.Name} was edited after it was applied";

        var state = MigrationState.Of([One, Two], rows);

        Assert.Equal(rows[..1], state.Failed.AsEnumerable());
        Assert.Equal([edited], state.With(_ => null).Obstacles.AsEnumerable());
        Assert.Equal(["half of it", edited], state.With(_ => "half of it").Obstacles.AsEnumerable());
    }

    [Fact]
    public void Nothing_is_warned_of_and_nothing_remarked_where_files_come_in_order_and_nobody_marked_what_is_pending()
    {
        var marked = Applied(One) with { FinishedAt = null, RolledBackAt = At };

        foreach (
            MigrationRow[] rows in new[]
            {
                [Applied(One)],
                [Applied(One), Applied(Two) with { FinishedAt = null }],
                [marked, Applied(One)],
                Array.Empty<MigrationRow>(),
            }
        )
        {
            var state = MigrationState.Of([Two, One], rows);

            Assert.Empty(state.Warnings);
            Assert.Empty(state.Remarks);
            Assert.Equal(rows.Length == 0 ? [] : [One], state.Applied.AsEnumerable());
        }
    }

    [Fact]
    public void What_was_marked_several_times_is_told_with_the_last_time()
    {
        var marked = Applied(One) with { FinishedAt = null, RolledBackAt = At };

        var state = MigrationState.Of([One], [marked with { RolledBackAt = At.AddDays(2) }, marked]);

        Assert.Contains("at 2026-01-03 00:00", Assert.Single(state.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, " as applied")]
    [InlineData(5, " and 2 more as applied")]
    public void Of_many_that_a_person_asserted_the_last_three_are_named_and_the_others_counted(int count, string rest)
    {
        var files = Enumerable.Range(1, count).Select(number => One with { Name = $"{number}" }).ToArray();

        var state = MigrationState.Of(files, [.. files.Select(file => Applied(file) with { Steps = 0 })]);

        Assert.Contains(
            $"{count - 2}, {count - 1}, {count}{rest}",
            Assert.Single(state.Remarks),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Names_that_differ_in_case_or_accent_are_different()
    {
        var state = MigrationState.Of([One with { Name = One.Name.ToUpperInvariant() }], [Applied(One)]);

        Assert.Single(state.Pending);
        Assert.Equal(2, state.Obstacles.Length);
    }

    private static MigrationRow Applied(MigrationFile file) => new(file.Name, file.Checksum, At, At, null, null);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
