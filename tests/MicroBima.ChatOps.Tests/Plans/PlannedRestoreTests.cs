using System.Text;
using CsCheck;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Plans;

/// <summary>What people approve when they approve a restore.</summary>
public sealed class PlannedRestoreTests
{
    [Theory]
    [InlineData("backup")]
    [InlineData("manifest")]
    [InlineData("file")]
    [InlineData("live")]
    [InlineData("fresh")]
    [InlineData("kept")]
    [InlineData("server")]
    [InlineData("app")]
    [InlineData("policy")]
    public void J05_another_backup_file_manifest_server_or_name_is_another_digest(string what)
    {
        var plan = SamplePlans.Restore();
        var restore = plan.Restore!;
        var other = what switch
        {
            "backup" => plan with { Restore = restore with { Backup = "production-2" } },
            "manifest" => plan with { Restore = restore with { Manifest = new string('c', 64) } },
            "file" => plan with { Restore = restore with { Sha256 = new string('c', 64) } },
            "live" => plan with { Restore = restore with { Live = "app2" } },
            "fresh" => plan with { Restore = restore with { Fresh = "app2" } },
            "kept" => plan with { Restore = restore with { Kept = "app2" } },
            "server" => plan with { Targets = plan.Targets with { Database = "db.internal/app 78" } },
            "app" => plan with { Targets = plan.Targets with { App = "other" } },
            _ => plan with { Policy = "policy-2" },
        };

        Assert.NotEqual(plan.Digest, other.Digest);
    }

    [Fact]
    public void Rows_that_are_written_while_people_read_void_no_approval()
    {
        var plan = SamplePlans.Restore();

        Assert.Equal(plan.Digest, (plan with { Restore = plan.Restore! with { Gaps = [], Writes = 99 } }).Digest);
    }

    [Fact]
    public void Names_fit_PostgreSQL_and_never_meet() =>
        Gen.Select(Gen.String[Gen.OneOf('a', '_', 'é', '中'), 1, 63], Gen.Int[1, 1_000_000])
            .Where((live, _) => Encoding.UTF8.GetByteCount(live) <= 63)
            .Sample(
                (live, session) =>
                {
                    var (fresh, kept) = PlannedRestore.NamesFor(live, session);
                    Assert.True(Encoding.UTF8.GetByteCount(fresh) <= 63 && Encoding.UTF8.GetByteCount(kept) <= 63);
                    Assert.EndsWith($"_restore_{session}", fresh, StringComparison.Ordinal);
                    Assert.Equal(3, new HashSet<string>([live, fresh, kept]).Count);
                }
            );
}
