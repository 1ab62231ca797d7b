using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What people read of a rehearsal before they approve.</summary>
public sealed class RehearsalTextTests
{
    private static readonly Rehearsal Bad = new(
        "20260901000000_add_index_1",
        "the restored backup",
        TimeSpan.FromSeconds(2),
        ["lock a", "lock b", "lock c", "lock d"],
        ["table a", "table b", "table c", "table d"],
        ["loss a", "loss b", "loss c", "loss d", "loss e"],
        ["caution a", "caution b", "caution c", "caution d"]
    );

    [Fact]
    public void The_card_says_the_worst_of_each_kind_and_no_more_than_it_has_room_for() =>
        Assert.Equal(
            "\n  🎭 rehearsed 2 s (production about 2 s–6 s), lock a, lock b, lock c"
                + "\n  ♻️ writes anew table a\n  ♻️ writes anew table b\n  ♻️ writes anew table c"
                + "\n  🔴 loss a\n  🔴 loss b\n  🔴 loss c\n  🔴 loss d"
                + "\n  ⚠️ caution a\n  ⚠️ caution b\n  ⚠️ caution c",
            Under(Bad)
        );

    [Fact]
    public void What_did_not_run_to_its_end_is_said_instead_of_its_time_and_locks()
    {
        var failed = Bad with { Locks = [], Rewrites = [], Losses = [], Cautions = [], Trouble = "fails: a NULL" };

        Assert.Equal("\n  🎭 fails: a NULL", Under(failed));
        Assert.EndsWith(
            "on the restored backup: fails: a NULL",
            RehearsalText.Lines(Plan(failed)).Last(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_file_says_all_of_it()
    {
        var text = string.Join('\n', RehearsalText.Lines(Plan(Bad)));

        Assert.Equal(
            """

            Rehearsal of 20260901000000_add_index_1 on the restored backup: rehearsed 2 s (production about 2 s–6 s)
              lock: lock a
              lock: lock b
              lock: lock c
              lock: lock d
              writes anew: table a
              writes anew: table b
              writes anew: table c
              writes anew: table d
              loses: loss a
              loses: loss b
              loses: loss c
              loses: loss d
              loses: loss e
              caution: caution a
              caution: caution b
              caution: caution c
              caution: caution d
            """,
            text
        );
    }

    [Theory]
    [InlineData(99, "rehearsed under 0.1 s, no lock that stops anybody")]
    [InlineData(100, "rehearsed 0.1 s (production about 0.1 s–0.3 s), no lock that stops anybody")]
    public void What_is_too_short_to_be_told_is_not_compared(int milliseconds, string words) =>
        Assert.Equal(
            $"\n  🎭 {words}",
            Under(
                Bad with
                {
                    Took = TimeSpan.FromMilliseconds(milliseconds),
                    Locks = [],
                    Rewrites = [],
                    Losses = [],
                    Cautions = [],
                }
            )
        );

    [Fact]
    public void Nothing_is_said_of_a_migration_from_the_rehearsal_of_another() =>
        Assert.Equal(default, RehearsalText.Under(Plan(Bad), "20260902000000_add_index_2"));

    private static string Under(Rehearsal found) => RehearsalText.Under(Plan(found), found.Migration).Source;

    private static Plan Plan(Rehearsal found) => SamplePlans.Release() with { Rehearsals = [found] };
}
