using System.Globalization;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>The commit that people approve, built from real histories: merges, reverts, and reverts of those.</summary>
public sealed class MergeBuilderTests : WithRemote
{
    [Fact]
    public async Task K03_a_release_that_could_be_fast_forwarded_is_still_a_merge()
    {
        var @base = await Remote.HeadAsync("master");
        var head = await Remote.CommitAsync("staging", "feature", ("feature", "x"));

        var ready = await ReadyAsync();

        using var git = await FetchedAsync();
        Assert.Equal(await Remote.TreeAsync(head), ready.Tree);
        var merge = await BuiltAsync(ready);
        Assert.Equal([@base, head], merge.Parents.AsEnumerable());
    }

    [Fact]
    public async Task The_same_branches_give_the_same_commit_each_time()
    {
        await Remote.CommitAsync("master", "hotfix", ("hotfix", "x"));
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));

        var (one, two) = (await ReadyAsync(), await ReadyAsync());

        Assert.Equal(one.Commit, two.Commit);
    }

    [Fact]
    public async Task Nothing_new_is_nothing_to_deploy()
    {
        var nothing = Assert.IsType<BuiltCommit.Nothing>(await BuildAsync());

        var head = await Remote.HeadAsync("staging");
        Assert.Equal($"master already holds everything of staging ({head.Short}).", nothing.Why);
    }

    [Fact]
    public async Task K02_what_a_merge_by_hand_left_out_is_named_where_nothing_is_new()
    {
        var head = await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await Remote.CommitWithAsync("master", "Merge staging", [], [], head);

        var nothing = Assert.IsType<BuiltCommit.Nothing>(await BuildAsync());

        Assert.Equal(
            $"master already holds every commit of staging ({head.Short}), and differs from it in feature: hotfixes, or what somebody took back by hand. That comes again only with a new commit on staging.",
            nothing.Why
        );
    }

    [Fact]
    public async Task K05_a_conflict_names_its_files()
    {
        await Remote.CommitAsync("master", "theirs", ("README.md", "two\n"), ("fine", "x"));
        await Remote.CommitAsync("staging", "ours", ("README.md", "three\n"));

        var impossible = Assert.IsType<BuiltCommit.Impossible>(await BuildAsync());

        Assert.Contains("README.md", impossible.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("fine", impossible.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K01_K03_the_tree_after_a_rollback_is_exactly_the_one_before_the_release()
    {
        var before = await Remote.HeadAsync("master");
        await Remote.CommitAsync("staging", "one", ("one", "x"), ("README.md", "changed\n"));
        await Remote.CommitAsync("staging", "two", ("two", "x"));

        await DeployAsync();
        await RollBackAsync(before);

        Assert.Equal(await Remote.TreeAsync(before), await Remote.TreeAsync(await Remote.HeadAsync("master")));
    }

    [Fact]
    public async Task K02_a_release_that_was_rolled_back_comes_again_with_the_next_one()
    {
        var before = await Remote.HeadAsync("master");
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await DeployAsync();
        await RollBackAsync(before);
        await Remote.CommitAsync("staging", "more", ("more", "x"));

        var ready = await ReadyAsync();

        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), ready.Tree);
        Assert.Equal(["feature"], ready.BroughtBack.Select(commit => commit.Subject));
    }

    [Fact]
    public async Task K02_it_comes_again_even_where_the_branch_has_nothing_new()
    {
        var before = await Remote.HeadAsync("master");
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await DeployAsync();
        await RollBackAsync(before);

        var ready = await ReadyAsync();

        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), ready.Tree);
    }

    [Fact]
    public async Task K02_deployed_and_rolled_back_three_times_it_still_comes_again_whole()
    {
        var before = await Remote.HeadAsync("master");
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        for (var i = 0; i < 3; i++)
        {
            await DeployAsync();
            await RollBackAsync(before);
            await Remote.CommitAsync("staging", $"more {i}", ($"more{i}", "x"));
        }

        var ready = await ReadyAsync();

        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), ready.Tree);
    }

    [Fact]
    public async Task K02_a_reapply_that_a_person_reverted_comes_again()
    {
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await Remote.MergeAsync("master", await Remote.HeadAsync("staging"), "Merge staging");
        await Remote.RevertHeadAsync("master");
        await Remote.RevertHeadAsync("master");
        await Remote.RevertHeadAsync("master");
        await Remote.CommitAsync("staging", "more", ("more", "x"));

        var ready = await ReadyAsync();

        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), ready.Tree);
    }

    [Theory]
    [InlineData("Merge staging", "This reverts commit {0} (Merge staging, 2026-01-01).")]
    [InlineData("Merge pull request #123 from microbima/staging", "Reverts microbima/internal-api#123")]
    [InlineData("Release of May (#123)", "Reverts microbima/internal-api#123")]
    public async Task K02_a_revert_that_names_its_release_otherwise_is_one_too(string merge, string body)
    {
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var release = await Remote.MergeAsync("master", await Remote.HeadAsync("staging"), merge);
        var shortened = release.ToString()[..9];
        await Remote.CommitAsync(
            "master",
            $"Revert \"{merge}\" (#124)\n\n{string.Format(CultureInfo.InvariantCulture, body, shortened)}",
            ("feature", null)
        );
        await Remote.CommitAsync("staging", "more", ("more", "x"));

        var ready = await ReadyAsync();

        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), ready.Tree);
        Assert.Equal(["feature"], ready.BroughtBack.Select(commit => commit.Subject));
    }

    [Fact]
    public async Task K02_a_revert_that_was_reverted_needs_no_help()
    {
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await Remote.MergeAsync("master", await Remote.HeadAsync("staging"), "Merge staging");
        await Remote.RevertHeadAsync("master");
        await Remote.RevertHeadAsync("master");
        await Remote.CommitAsync("staging", "more", ("more", "x"));

        var ready = await ReadyAsync();

        Assert.Empty(ready.BroughtBack);
        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), ready.Tree);
    }

    [Fact]
    public async Task K02_a_release_that_staging_had_merged_back_before_its_rollback_comes_again()
    {
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var merge = await Remote.MergeAsync("master", await Remote.HeadAsync("staging"), "Merge staging");
        await Remote.MergeAsync("staging", merge, "Merge master back");
        await Remote.RevertHeadAsync("master");
        await Remote.CommitAsync("staging", "more", ("more", "x"));

        var ready = await ReadyAsync();

        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), ready.Tree);
        Assert.NotEmpty(ready.BroughtBack);
    }

    [Fact]
    public async Task K02_one_commit_of_the_release_that_was_reverted_alone_comes_again()
    {
        var feature = await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await Remote.SetAsync("refs/heads/master", feature);
        await Remote.RevertHeadAsync("master");
        await Remote.CommitAsync("staging", "more", ("more", "x"));

        var ready = await ReadyAsync();

        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), ready.Tree);
        Assert.Equal(["feature"], ready.BroughtBack.Select(commit => commit.Subject));
    }

    [Fact]
    public async Task K02_what_was_taken_back_and_is_there_again_by_another_way_is_nothing_to_deploy()
    {
        var feature = await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await Remote.SetAsync("refs/heads/master", feature);
        await Remote.RevertHeadAsync("master");
        await Remote.CommitAsync("master", "by hand", ("feature", "x"));

        Assert.IsType<BuiltCommit.Nothing>(await BuildAsync());
    }

    [Fact]
    public async Task A_hotfix_that_was_taken_back_on_master_stays_out()
    {
        await Remote.CommitAsync("master", "bad hotfix", ("hotfix", "x"));
        await Remote.RevertHeadAsync("master");
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));

        var ready = await ReadyAsync();

        Assert.Empty(ready.BroughtBack);
        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), ready.Tree);
    }

    [Fact]
    public async Task C05_a_back_dated_commit_is_a_new_release_like_any_other()
    {
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var approved = await ReadyAsync();
        await Remote.CommitWithAsync(
            "staging",
            "back-dated",
            [("evil", "x", "100644")],
            [("GIT_AUTHOR_DATE", "@1000000000 +0000"), ("GIT_COMMITTER_DATE", "@1000000000 +0000")]
        );

        Assert.NotEqual(approved.Commit, (await ReadyAsync()).Commit);
    }

    [Fact]
    public async Task C04_the_same_tree_under_another_commit_is_another_release()
    {
        var head = await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var approved = await ReadyAsync();
        await Remote.SetAsync("refs/heads/staging", await Remote.HeadAsync("master"));
        await Remote.CommitAsync("staging", "feature, amended", ("feature", "x"));

        var ready = await ReadyAsync();

        Assert.Equal(approved.Tree, ready.Tree);
        Assert.NotEqual(approved.Commit, ready.Commit);
        Assert.NotEqual(head, await Remote.HeadAsync("staging"));
    }

    private async Task<Git> FetchedAsync()
    {
        var git = Around.Git();
        await git.FetchAsync(["master", "staging"], CancellationToken.None);
        return git;
    }

    private async Task<BuiltCommit> BuildAsync()
    {
        using var git = await FetchedAsync();
        return await MergeBuilder.MergeAsync(
            git,
            Around.Environment.Repository,
            await git.HeadAsync("master", CancellationToken.None),
            await git.HeadAsync("staging", CancellationToken.None),
            "",
            CancellationToken.None
        );
    }

    private async Task<BuiltCommit.Ready> ReadyAsync() => Assert.IsType<BuiltCommit.Ready>(await BuildAsync());

    private async Task<GitCommit> BuiltAsync(BuiltCommit.Ready ready)
    {
        await DeployAsync();
        using var git = await FetchedAsync();
        Assert.Equal(ready.Commit, await Remote.HeadAsync("master"));
        return (await git.TryCommitAsync(ready.Commit, CancellationToken.None))!;
    }

    private async Task DeployAsync()
    {
        using var git = await FetchedAsync();
        var @base = await git.HeadAsync("master", CancellationToken.None);
        var built = await MergeBuilder.MergeAsync(
            git,
            Around.Environment.Repository,
            @base,
            await git.HeadAsync("staging", CancellationToken.None),
            "",
            CancellationToken.None
        );
        var push = await git.PushAsync(
            Assert.IsType<BuiltCommit.Ready>(built).Commit,
            "master",
            @base,
            CancellationToken.None
        );
        Assert.True(push.IsSuccess, push.Errors);
    }

    private async Task RollBackAsync(CommitSha before)
    {
        using var git = await FetchedAsync();
        var head = await git.HeadAsync("master", CancellationToken.None);
        var parent = (await git.TryCommitAsync(head, CancellationToken.None))!.Parents[0];
        var release = Sample.Plan with { Base = before, Result = head };
        var revert = Assert.IsType<BuiltCommit.Ready>(
            await MergeBuilder.RevertAsync(git, release, "", CancellationToken.None)
        );
        var push = await git.PushAsync(revert.Commit, "master", head, CancellationToken.None);
        Assert.True(push.IsSuccess, push.Errors);
        Assert.NotEqual(parent, await Remote.HeadAsync("master"));
    }
}
