using System.Text;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Storage;

/// <summary>Records of earlier versions of the bot: what was approved then means the same now.</summary>
public sealed class OldJournalTests
{
    [Fact]
    public void A_plan_of_before_the_review_is_read_and_keeps_its_digest()
    {
        var plan = SamplePlans.Release(migrations: 2);
        var written = JournalFormat.Write(
            new Batch(
                "session-1",
                1,
                "cause",
                [
                    new SessionEvent.Opened(
                        DateTimeOffset.UnixEpoch,
                        SessionKind.Deploy,
                        "production",
                        Team.Ana,
                        "",
                        "",
                        Team.Policy(),
                        "seal",
                        null
                    ),
                    new SessionEvent.Proposed(
                        DateTimeOffset.UnixEpoch,
                        plan,
                        MicroBima.ChatOps.Checklists.Checklist.Unchecked
                    ),
                ]
            )
        );

        var old = Without(JsonNode.Parse(written)!, "verdict", "peopleForDanger").ToJsonString();
        var read = JournalFormat.Read(Encoding.UTF8.GetBytes(old));

        Assert.DoesNotContain("verdict", old, StringComparison.Ordinal);
        Assert.NotEqual(Encoding.UTF8.GetString(written), old);
        var proposed = Assert.IsType<SessionEvent.Proposed>(read.Facts[1]);
        Assert.Equal(plan.Digest, proposed.Plan.Digest);
        Assert.All(proposed.Plan.Migrations, migration => Assert.Null(migration.Verdict));
        Assert.Equal(1, Assert.IsType<SessionEvent.Opened>(read.Facts[0]).Policy.NeededFor(isDangerous: true));
    }

    [Fact]
    public void C14_another_verdict_is_another_digest_and_is_named()
    {
        var plan = SamplePlans.Reviewed();
        var other = plan with
        {
            Migrations =
            [
                .. plan.Migrations.Select(migration =>
                    migration with
                    {
                        Verdict = migration.Verdict! with
                        {
                            Summary = migration.Verdict.Summary + ", truncate (line 9)",
                        },
                    }
                ),
            ],
        };

        Assert.NotEqual(plan.Digest, other.Digest);
    }

    private static JsonNode Without(JsonNode node, params string[] names)
    {
        switch (node)
        {
            case JsonObject one:
                foreach (var name in names)
                    one.Remove(name);
                foreach (var (_, value) in one)
                    _ = value is null ? null : Without(value, names);
                break;
            case JsonArray list:
                foreach (var item in list)
                    _ = item is null ? null : Without(item, names);
                break;
        }

        return node;
    }
}
