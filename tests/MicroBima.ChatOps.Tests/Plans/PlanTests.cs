using System.Collections.Immutable;
using CsCheck;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Plans;

/// <summary>Two plans have one digest exactly where the same things would run.</summary>
public sealed class PlanTests
{
    public static TheoryData<string> Changes => [.. Changed.Keys];

    private static Dictionary<string, (Plan Plan, string Sentence)> Changed
    {
        get
        {
            var plan = SamplePlans.Release(migrations: 2);
            return new Dictionary<string, (Plan, string)>(StringComparer.Ordinal)
            {
                ["environment"] = (plan with { Environment = "staging" }, "environment changed"),
                ["repository"] = (plan with { Targets = plan.Targets with { Repository = "/other" } }, "repository changed"),
                ["base branch"] = (plan with { Targets = plan.Targets with { BaseBranch = "main" } }, "base master is gone"),
                ["head branch"] = (plan with { Targets = plan.Targets with { HeadBranch = "next" } }, "head staging is gone"),
                ["app"] = (plan with { Targets = plan.Targets with { App = "other" } }, "app changed"),
                ["database"] = (plan with { Targets = plan.Targets with { Database = "elsewhere" } }, "database changed"),
                ["no database"] = (plan with { Targets = plan.Targets with { Database = null } }, "database is gone"),
                ["base"] = (plan with { Base = SamplePlans.Sha(7) }, "base master moved from 0000000 to 0000000"),
                ["head"] = (plan with { Head = SamplePlans.Sha(7) }, "head staging moved from 0000000 to 0000000"),
                ["result"] = (plan with { Result = SamplePlans.Sha(7) }, "result moved from 0000000 to 0000000"),
                ["tree"] = (plan with { ResultTree = SamplePlans.Sha(7) }, "tree moved from 0000000 to 0000000"),
                ["checksum"] = (plan with { Migrations = plan.Migrations.SetItem(0, plan.Migrations[0] with { Checksum = "0" }) }, $"migration {plan.Migrations[0].Name} changed"),
                ["migration gone"] = (plan with { Migrations = plan.Migrations.RemoveAt(0) }, $"migration {plan.Migrations[0].Name} is gone"),
                ["migration order"] = (plan with { Migrations = [plan.Migrations[1], plan.Migrations[0]] }, "the order changed"),
                ["mode"] = (plan with { Steps = plan.Steps.SetItem(0, new PlannedStep(StepKind.Backup, StepMode.Manual)) }, "step 1 Backup changed"),
                ["step gone"] = (plan with { Steps = plan.Steps.RemoveAt(6) }, "step 7 Watch is gone"),
                ["policy"] = (plan with { Policy = "policy-2" }, "policy changed"),
            };
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_change_of_any_field_changes_the_digest_and_is_named(string what)
    {
        var plan = SamplePlans.Release(migrations: 2);
        var (other, sentence) = Changed[what];

        Assert.NotEqual(plan.Digest, other.Digest);
        Assert.Contains(sentence, plan.DifferencesTo(other));
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
        Assert.Empty(plan.DifferencesTo(retold));
    }

    [Fact]
    public void A_branch_may_be_called_like_any_field()
    {
        var plan = SamplePlans.Release();
        var odd = plan with { Targets = plan.Targets with { HeadBranch = "app", BaseBranch = "result" } };

        Assert.Equal(["head app moved from 0000000 to 0000000"], odd.DifferencesTo(odd with { Head = SamplePlans.Sha(7) }).ToArray());
    }

    [Fact]
    public void Different_fields_never_have_one_digest()
    {
        var letter = Gen.OneOf('1', ':', 'a', '\0', '\ud800', '\udc00', 'é', '\n');
        var text = letter.Array[0, 4].Select(letters => new string(letters));
        var fields = Gen.Select(text, text, (name, value) => new PlanField(name, value)).Array[0, 3];

        Gen.Select(fields, fields)
            .Sample((one, other) => Assert.Equal(one.SequenceEqual(other), Digest.Of(one) == Digest.Of(other)), iter: 20_000);
    }

    [Fact]
    public void The_digest_is_what_it_was_when_the_first_journal_was_written()
    {
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Digest.Of([]).ToString());
        Assert.Equal("e3b0-c442", Digest.Of([]).Short);
    }

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
}
