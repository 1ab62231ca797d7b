using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Plans and pushes of repositories that hold what few repositories hold: submodules, filters, merges of many branches, odd renames.</summary>
public sealed class OddRepositoryTests : WithRemote
{
    [Fact]
    public async Task C11_A_submodule_that_is_added_moved_or_removed_is_noted_with_its_commits()
    {
        await BothHaveAsync(("moved", "one"), ("gone", "two"));
        var (one, two) = (await LinkAsync("moved"), await LinkAsync("gone"));
        await Remote.CommitWithAsync(
            "staging",
            "submodules",
            [("moved", "three", "160000"), ("gone", null, ""), ("vendor/new", "four", "160000")],
            []
        );
        var (three, four) = (await LinkAsync("moved"), await LinkAsync("vendor/new"));

        var note = Assert.Single(
            (await MadePlanAsync()).Notes,
            note => note.Text.Contains("submodule", StringComparison.Ordinal)
        );

        Assert.Equal(NoteLevel.Warning, note.Level);
        Assert.Contains($"gone {two.Short} → nothing", note.Text, StringComparison.Ordinal);
        Assert.Contains($"moved {one.Short} → {three.Short}", note.Text, StringComparison.Ordinal);
        Assert.Contains($"vendor/new nothing → {four.Short}", note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submodule_that_stays_as_it_is_is_not_noted()
    {
        await BothHaveAsync(("same", "one"));
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));

        Assert.DoesNotContain(
            (await MadePlanAsync()).Notes,
            note => note.Text.Contains("submodule", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(".gitmodules")]
    [InlineData("apps/web/.gitattributes")]
    public async Task C11_A_change_of_where_files_come_from_is_noted(string path)
    {
        await Remote.CommitAsync("staging", "delicate", (path, "x"));

        Assert.Contains(
            (await MadePlanAsync()).Notes,
            note => note.Text.Contains($"built, deployed or started: {path}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task K06_Filters_and_merge_drivers_of_a_repository_do_not_run_and_pointers_stay_pointers()
    {
        const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n";
        var effect = Path.Combine(Remote.Folder, "effect");
        foreach (var way in new[] { "clean", "smudge", "process" })
            await Remote.GitAsync("config", $"filter.lfs.{way}", $"touch {effect}");
        await Remote.GitAsync("config", "merge.odd.driver", $"touch {effect}");
        await Remote.CommitAsync(
            "master",
            "attributes",
            (".gitattributes", "*.bin filter=lfs diff=lfs merge=odd -text\n"),
            ("a.bin", Pointer)
        );
        await Remote.SetAsync("refs/heads/staging", await Remote.HeadAsync("master"));
        await Remote.CommitAsync("staging", "pointer", ("a.bin", Pointer + "x\n"), ("b.bin", Pointer + "\r\n"));
        await Remote.CommitAsync("master", "of its own", ("c.bin", Pointer));

        var plan = await MadePlanAsync();
        await PushAsync(plan);

        Assert.False(File.Exists(effect));
        Assert.Equal(
            [Pointer + "x", Pointer, Pointer],
            [await ShowAsync("a.bin"), (await ShowAsync("b.bin")).TrimEnd() + "\n", await ShowAsync("c.bin") + "\n"]
        );
    }

    [Fact]
    public async Task A_merge_of_three_branches_on_staging_is_a_release_with_all_of_their_commits()
    {
        await BranchAsync("one");
        await BranchAsync("two");
        var octopus = await Remote.CommitWithAsync(
            "staging",
            "octopus",
            [("one", "x", "100644"), ("two", "x", "100644")],
            [],
            await Remote.HeadAsync("one"),
            await Remote.HeadAsync("two")
        );

        var plan = await MadePlanAsync();

        Assert.Equal(
            ["octopus", "one", "two"],
            plan.Commits.Select(commit => commit.Subject).Order(StringComparer.Ordinal)
        );
        Assert.Equal(await Remote.TreeAsync(octopus), plan.ResultTree);
    }

    [Fact]
    public async Task K02_A_merge_of_three_branches_that_master_took_back_comes_again_with_the_names_of_its_commits()
    {
        await BranchAsync("one");
        await BranchAsync("two");
        foreach (var branch in new[] { "one", "two" })
            await Remote.SetAsync(
                "refs/heads/staging",
                await Remote.MergeAsync("staging", await Remote.HeadAsync(branch), branch)
            );
        var before = await Remote.HeadAsync("master");
        await Remote.CommitWithAsync(
            "master",
            "octopus",
            [("one", "x", "100644"), ("two", "x", "100644")],
            [],
            await Remote.HeadAsync("one"),
            await Remote.HeadAsync("two")
        );
        await Remote.RevertHeadAsync("master");

        var plan = await MadePlanAsync();

        Assert.NotEqual(await Remote.TreeAsync(before), plan.ResultTree);
        Assert.Contains(plan.Notes, note => note.Text.Contains("Brings back 2 commits", StringComparison.Ordinal));
    }

    [Fact]
    public async Task K05_A_file_that_both_sides_renamed_differently_is_a_conflict_with_its_names()
    {
        var text = string.Concat(Enumerable.Range(1, 50).Select(line => $"line {line}\n"));
        await Remote.CommitAsync("master", "text", ("old", text));
        await Remote.SetAsync("refs/heads/staging", await Remote.HeadAsync("master"));
        await Remote.CommitAsync("master", "rename", ("old", null), ("ours", text));
        await Remote.CommitAsync("staging", "rename", ("old", null), ("theirs", text));

        var none = Assert.IsType<PlanResult.None>(await MakePlanAsync());

        Assert.Contains("old, ours, theirs", none.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K05_A_conflict_that_has_no_file_of_its_own_says_what_git_says()
    {
        await Remote.CommitAsync(
            "master",
            "folder",
            ("a/one", Text(1)),
            ("a/two", Text(2)),
            ("a/three", Text(3)),
            ("a/four", Text(4))
        );
        await Remote.SetAsync("refs/heads/staging", await Remote.HeadAsync("master"));
        await Remote.CommitAsync(
            "master",
            "split",
            ("a/one", null),
            ("a/two", null),
            ("a/three", null),
            ("a/four", null),
            ("b/one", Text(1)),
            ("b/two", Text(2)),
            ("c/three", Text(3)),
            ("c/four", Text(4))
        );
        await Remote.CommitAsync("staging", "added", ("a/five", Text(5)));

        var none = Assert.IsType<PlanResult.None>(await MakePlanAsync());

        Assert.Contains("CONFLICT (directory rename split)", none.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rename_of_the_case_only_is_in_the_result()
    {
        await Remote.CommitAsync("staging", "case", ("README.md", null), ("Readme.md", "one\n"));

        var plan = await MadePlanAsync();

        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), plan.ResultTree);
    }

    [Fact]
    public async Task A_commit_whose_encoding_is_not_utf8_is_read_in_its_own_letters()
    {
        var head = await Remote.HeadAsync("staging");
        var tree = await Remote.TreeAsync(await Remote.CommitAsync("staging", "feature", ("feature", "x")));
        var raw = Remote.Raw(
            tree,
            head,
            [.. "J\u00fcrgen"u8[..1], 0xfc, .. "rgen <j@x> 1790000000 +0000"u8],
            [.. "gr"u8, 0xfc, .. "n\n"u8]
        );
        var text = System.Text.Encoding.Latin1.GetString(raw);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        await Remote.RawAsync(
            "staging",
            System.Text.Encoding.Latin1.GetBytes(text.Insert(end, "\nencoding ISO-8859-1"))
        );

        var commit = Assert.Single((await MadePlanAsync()).Commits);

        Assert.Equal(("J\u00fcrgen", "gr\u00fcn"), (commit.Author, commit.Subject));
    }

    [Fact]
    public async Task A_branch_called_HEAD_and_one_like_an_option_beside_ours_change_nothing()
    {
        var head = await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var other = await Remote.HeadAsync("master");
        foreach (
            var name in new[] { "refs/heads/HEAD", "refs/heads/-x", "refs/heads/refs/heads/staging", "refs/staging" }
        )
            await Remote.SetAsync(name, other);

        var plan = await MadePlanAsync();
        await PushAsync(plan);

        Assert.Equal(head, plan.Head);
        Assert.Equal(plan.Result, await Remote.HeadAsync("master"));
    }

    [Fact]
    public async Task A_repository_that_holds_only_the_end_of_its_history_is_refused_with_its_reason()
    {
        for (var number = 0; number < 4; number++)
            await Remote.CommitAsync("staging", $"feature {number}", ($"feature {number}", "x"));
        await Remote.CommitAsync("master", "of its own", ("own", "x"));
        await File.WriteAllTextAsync(
            Path.Combine(Remote.Path, "shallow"),
            $"{await Remote.GitAsync("rev-parse", "staging~1")}\n"
        );

        var refused = await Assert.ThrowsAsync<GitException>(MakePlanAsync);

        Assert.Contains("shallow", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_staging_without_any_history_of_master_is_refused_with_its_reason()
    {
        await Remote.GitAsync("update-ref", "-d", "refs/heads/staging");
        await Remote.CommitAsync("staging", "a new beginning", ("new", "x"));

        var refused = await Assert.ThrowsAsync<GitException>(MakePlanAsync);

        Assert.Contains("unrelated histories", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_master_that_was_rewritten_after_the_plan_is_not_pushed_to_and_that_is_certain()
    {
        await Remote.CommitAsync("master", "to be rewritten", ("own", "x"));
        await Remote.SetAsync("refs/heads/staging", await Remote.HeadAsync("master"));
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var plan = await MadePlanAsync();
        await Remote.SetAsync(
            "refs/heads/master",
            CommitSha.Parse(await Remote.GitAsync("rev-parse", "master~1"), null)
        );
        var rewritten = await Remote.CommitAsync("master", "rewritten", ("own", "y"));

        var outcome = Assert.IsType<StepOutcome.Failed>(await PushAsync(plan, mustSucceed: false));

        Assert.Equal(rewritten, await Remote.HeadAsync("master"));
        Assert.Equal(ProblemNature.Failed, outcome.Problem.Nature);
    }

    [Fact]
    public async Task A_staging_that_was_rewritten_after_the_plan_is_not_pushed_and_that_is_certain()
    {
        var before = await Remote.HeadAsync("master");
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var plan = await MadePlanAsync();
        await Remote.SetAsync("refs/heads/staging", before);
        await Remote.CommitAsync("staging", "rewritten", ("feature", "y"));
        await Remote.GitAsync("gc", "--prune=now", "--quiet");

        var outcome = Assert.IsType<StepOutcome.Failed>(await PushAsync(plan, mustSucceed: false));

        Assert.Equal(before, await Remote.HeadAsync("master"));
        Assert.Equal(ProblemNature.Failed, outcome.Problem.Nature);
    }

    private static string Text(int seed) =>
        string.Concat(Enumerable.Range(1, 30).Select(line => $"{seed} says {line * seed}\n"));

    private async Task BothHaveAsync(params (string Path, string Content)[] submodules)
    {
        var head = await Remote.CommitWithAsync(
            "master",
            "submodules",
            submodules.Select(one => (one.Path, (string?)one.Content, "160000")),
            []
        );
        await Remote.SetAsync("refs/heads/staging", head);
    }

    private async Task BranchAsync(string name)
    {
        await Remote.SetAsync($"refs/heads/{name}", await Remote.HeadAsync("staging"));
        await Remote.CommitAsync(name, name, (name, "x"));
    }

    private async Task<CommitSha> LinkAsync(string path) =>
        CommitSha.Parse(await Remote.GitAsync("rev-parse", $"staging:{path}"), null);

    private Task<string> ShowAsync(string path) => Remote.GitAsync("cat-file", "blob", $"master:{path}");

    private async Task<StepOutcome> PushAsync(Plan plan, bool mustSucceed = true)
    {
        var only = plan with { Steps = [new(StepKind.Push, StepMode.Auto)] };
        var outcome = await new PushStep(Around.Tools).RunAsync(
            new StepContext(Sample.Of(Sample.Started(only)), only, Around.Environment, _ => { }),
            CancellationToken.None
        );
        Assert.Equal(mustSucceed, outcome is StepOutcome.Succeeded);
        return outcome;
    }
}
