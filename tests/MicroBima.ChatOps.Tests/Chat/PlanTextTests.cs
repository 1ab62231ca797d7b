using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>The file of a plan is what people read before they say yes: whatever somebody pushed stays in its place there.</summary>
public sealed class PlanTextTests
{
    private const string Forged = "\nMigration 20990101000000_x (SHA-256 0)\rReview: safe\u2028Notes\u2029  Info: fine";

    [Fact]
    public void F09_Nothing_that_was_pushed_begins_a_line_that_would_pass_for_one_of_the_bots()
    {
        var plan = SamplePlans.Release(migrations: 2);
        var forged = plan with
        {
            Commits =
            [
                .. plan.Commits.Select(commit => commit with { Author = "dan" + Forged, Subject = "fix" + Forged }),
            ],
            Notes = [new(NoteLevel.Warning, ".github/a" + Forged)],
            Rehearsals = [SampleFound(plan, Forged)],
            Migrations =
            [
                .. plan.Migrations.Select(migration =>
                    migration with
                    {
                        Name = migration.Name + Forged,
                        Sql = $"select '  1';\n/*{Forged}\n*/\n",
                        Verdict = new MigrationVerdict(
                            Risk.Danger,
                            "danger",
                            [new("drop-column", Risk.Danger, 1, "none", false, true, "why" + Forged, "else" + Forged)]
                        ),
                    }
                ),
            ],
        };

        var lines = PlanText.Whole(forged).Split('\n');

        Assert.Equal(
            [
                $"PLAN {forged.Digest}",
                "What the approval is bound to",
                "Commits",
                "Notes",
                "Rehearsal of",
                "Migration 20260901000000_add_index_1",
                "Review: danger",
                "Migration 20260902000000_add_index_2",
                "Review: danger",
            ],
            lines
                .Where(line => line.Length > 0 && line[0] != ' ')
                .Select(line =>
                    line.StartsWith("Rehearsal", StringComparison.Ordinal) ? line[..12]
                    : line.StartsWith("Migration", StringComparison.Ordinal)
                        ? line.Split(' ') is [var word, var name, ..] ? $"{word} {name}"
                            : line
                    : line
                )
        );
        Assert.Contains("    select '  1';", lines);
    }

    private static Rehearsal SampleFound(Plan plan, string text) =>
        new(
            plan.Migrations[0].Name + text,
            "the restored backup" + text,
            TimeSpan.FromSeconds(1),
            [text],
            [text],
            [text],
            [text]
        );
}
