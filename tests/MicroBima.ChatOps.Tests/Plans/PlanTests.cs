using System.Collections.Immutable;
using CsCheck;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Plans;

/// <summary>Two plans have one digest exactly where the same things would run.</summary>
public sealed class PlanTests
{
    public static TheoryData<string> Changes => [.. Changed.Keys];

    private static Dictionary<string, Func<Plan, Plan>> Changed { get; } =
        new(StringComparer.Ordinal)
        {
            ["environment"] = plan => plan with { Environment = "staging" },
            ["repository"] = plan => plan with { Targets = plan.Targets with { Repository = "/other" } },
            ["base branch"] = plan => plan with { Targets = plan.Targets with { BaseBranch = "main" } },
            ["head branch"] = plan => plan with { Targets = plan.Targets with { HeadBranch = "next" } },
            ["app"] = plan => plan with { Targets = plan.Targets with { App = "other" } },
            ["database"] = plan => plan with { Targets = plan.Targets with { Database = "elsewhere" } },
            ["no database"] = plan => plan with { Targets = plan.Targets with { Database = null } },
            ["base"] = plan => plan with { Base = SamplePlans.Sha(7) },
            ["head"] = plan => plan with { Head = SamplePlans.Sha(7) },
            ["result"] = plan => plan with { Result = SamplePlans.Sha(7) },
            ["tree"] = plan => plan with { ResultTree = SamplePlans.Sha(7) },
            ["checksum"] = plan => WithFirst(plan, plan.Migrations[0] with { Checksum = "0" }),
            ["verdict"] = plan =>
                WithFirst(plan, plan.Migrations[0] with { Verdict = new(Risk.Danger, "danger: x", []) }),
            ["migration gone"] = plan => plan with { Migrations = plan.Migrations.RemoveAt(0) },
            ["migration order"] = plan => plan with { Migrations = [plan.Migrations[1], plan.Migrations[0]] },
            ["repair"] = plan => plan with { Repairs = [new PlannedRepair("20260101000000_a", "0", "", "")] },
            ["rehearsal"] = plan => plan with { Rehearsals = [new Rehearsal("a", "copy", default, [], [], [], [])] },
            ["mode"] = plan => plan with { Steps = plan.Steps.SetItem(0, new(StepKind.Backup, StepMode.Manual)) },
            ["step gone"] = plan => plan with { Steps = plan.Steps.RemoveAt(6) },
            ["seed over rows"] = plan => plan with { SeedsOver = "customers" },
            ["policy"] = plan => plan with { Policy = "policy-2" },
        };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_of_any_field_changes_the_digest(string what)
    {
        var plan = SamplePlans.Release(migrations: 2);

        Assert.NotEqual(plan.Digest, Changed[what](plan).Digest);
    }

    [Fact]
    public void What_is_only_for_reading_changes_nothing()
    {
        var plan = SamplePlans.Release();
        var retold = plan with
        {
            Notes = [],
            Commits = [plan.Commits[0] with { Subject = "other words", Author = "other name", PullRequest = null }],
            Authors = ["somebody"],
            Migrations = [plan.Migrations[0] with { Sql = "-- the checksum stands for it" }],
        };

        Assert.Equal(plan.Digest, retold.Digest);
    }

    [Fact]
    public void Different_fields_never_have_one_digest()
    {
        var letter = Gen.OneOf('1', ':', 'a', '\0', '\ud800', '\udc00', 'é', '\n');
        var text = letter.Array[0, 4].Select(letters => new string(letters));
        var fields = Gen.Select(text, text, (name, value) => new PlanField(name, value)).Array[0, 3];

        Gen.Select(fields, fields)
            .Sample(
                (one, other) => Assert.Equal(one.SequenceEqual(other), Digest.Of(one) == Digest.Of(other)),
                iter: 20_000
            );
    }

    [Fact]
    public void The_digest_is_what_it_was_when_the_first_journal_was_written()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Digest.Of([]).ToString());
        Assert.Equal("e3b0-c442", Digest.Of([]).Short);
    }

    [Theory]
    [InlineData("")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b8555")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public void Only_sixty_four_small_hexadecimal_digits_are_a_digest(string text)
    {
        Assert.False(Digest.TryParse(text, null, out var digest));
        Assert.Equal(default, digest);
        Assert.Throws<FormatException>(() => Digest.Parse(text, null));
    }

    [Fact]
    public void A_digest_is_read_as_it_was_written() =>
        Assert.Equal(SamplePlans.Release().Digest, Digest.Parse(SamplePlans.Release().Digest.ToString(), null));

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef01234567", true)]
    [InlineData("0123456", true)]
    [InlineData("0123456789AB", true)]
    [InlineData("012345", false)]
    [InlineData("0123457", false)]
    [InlineData("0123456789abcdef0123456789abcdef012345678", false)]
    [InlineData("", false)]
    public void P9_an_app_may_shorten_the_commit_that_it_was_built_from(string name, bool isIt) =>
        Assert.Equal(isIt, CommitSha.Parse("0123456789abcdef0123456789abcdef01234567", null).IsCalled(name));

    [Theory]
    [InlineData("")]
    [InlineData("9b1e2d4")]
    [InlineData("HEAD")]
    [InlineData("0000000000000000000000000000000000000ABC")]
    [InlineData("00000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000 00")]
    public void Only_forty_small_hexadecimal_digits_are_a_commit(string text)
    {
        Assert.Null(CommitSha.TryParse(text));
        Assert.Throws<FormatException>(() => CommitSha.Parse(text, null));
    }

    private static Plan WithFirst(Plan plan, PlannedMigration migration) =>
        plan with
        {
            Migrations = plan.Migrations.SetItem(0, migration),
        };
}
