using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What a branch remembers of the journal, in real repositories.</summary>
public sealed class RepositoryMemoryTests : WithRemote
{
    private static readonly Anchor First = new(12, "0123456789abcdef");
    private static readonly Anchor Second = new(24, "fedcba9876543210");

    /// <summary>Pushes what is on staging as the bot does, with an anchor in the commit.</summary>
    internal static async Task ReleaseAsync(Remote remote, Surroundings around, Anchor anchor)
    {
        await remote.CommitAsync("staging", $"release {anchor.Sequence}", ($"file-{anchor.Sequence}", "x"));
        using var git = await FetchedAsync(around);
        var head = await git.HeadAsync("master", CancellationToken.None);
        var built = await MergeBuilder.MergeAsync(
            git,
            around.Environment.Repository,
            head,
            await git.HeadAsync("staging", CancellationToken.None),
            anchor.Text,
            CancellationToken.None
        );
        await PushAsync(git, Assert.IsType<BuiltCommit.Ready>(built), head);
    }

    [Fact]
    public async Task L07_A_branch_remembers_the_newest_anchor_that_a_release_put_there_and_none_before()
    {
        Assert.Null(await RememberedAsync());

        await ReleaseAsync(Remote, Around, First);
        Assert.Equal(First, await RememberedAsync());

        await ReleaseAsync(Remote, Around, Second);
        await Remote.CommitAsync("master", "a fix by hand", ("fix", "x"));
        Assert.Equal(Second, await RememberedAsync());
    }

    [Fact]
    public async Task L07_What_others_write_into_their_commits_or_merge_in_is_not_remembered()
    {
        await ReleaseAsync(Remote, Around, First);
        await Remote.CommitAsync("master", $"mine\n\nChatOps-Journal: {Second.Text}", ("mine", "x"));
        await Remote.CommitWithAsync(
            "staging",
            $"theirs\n\nChatOps-Journal: {Second.Text}",
            [("theirs", "x", "100644")],
            [("GIT_COMMITTER_NAME", "MicroBima ChatOps"), ("GIT_COMMITTER_EMAIL", "chatops@microbima.invalid")]
        );
        await Remote.CommitWithAsync(
            "master",
            "merged by hand",
            [("by-hand", "x", "100644")],
            [],
            await Remote.HeadAsync("staging")
        );

        Assert.Equal(First, await RememberedAsync());
    }

    [Fact]
    public async Task L07_A_plan_names_the_newest_record_and_its_commit_is_built_again_the_same()
    {
        await ReleaseAsync(Remote, Around, First);
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var made = Assert.IsType<PlanResult.Made>(
            await Around
                .Plans()
                .MakeAsync(
                    Sample.Of([Sample.Approved(Sample.Plan)[0]]),
                    [],
                    Around.Environment,
                    Second,
                    CancellationToken.None
                )
        );

        Assert.Equal((First, Second.Text), (made.Told, made.Plan.Journal));
        using var git = Around.Git();
        Assert.Equal(
            made.Plan.Result,
            await MergeBuilder.RebuildAsync(
                git,
                isRollback: false,
                made.Plan,
                Around.Environment.Repository,
                CancellationToken.None
            )
        );
        var body = (await git.TryCommitAsync(made.Plan.Result, CancellationToken.None))!.Body;
        Assert.Equal($"ChatOps-Journal: {Second.Text}", body.Trim());
    }

    [Fact]
    public async Task L07_A_revert_remembers_too_and_what_it_took_back_is_found_all_the_same()
    {
        await ReleaseAsync(Remote, Around, First);
        using var git = await FetchedAsync(Around);
        var head = await git.HeadAsync("master", CancellationToken.None);
        var before = (await git.TryCommitAsync(head, CancellationToken.None))!.Parents[0];
        var revert = await MergeBuilder.RevertAsync(
            git,
            Sample.Plan with
            {
                Base = before,
                Result = head,
            },
            Second.Text,
            CancellationToken.None
        );
        await PushAsync(git, (BuiltCommit.Ready)revert, head);

        Assert.Equal(Second, await RememberedAsync());
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        Assert.Contains(
            (await MadePlanAsync()).Notes,
            note => note.Text.Contains("Brings back 1 commit that a rollback took out", StringComparison.Ordinal)
        );
    }

    private static async Task PushAsync(Git git, BuiltCommit.Ready built, CommitSha head)
    {
        var push = await git.PushAsync(built.Commit, "master", head, CancellationToken.None);
        Assert.True(push.IsSuccess, push.Errors);
    }

    private async Task<Anchor?> RememberedAsync()
    {
        using var git = await FetchedAsync(Around);
        return await RepositoryMemory.NewestAsync(
            git,
            await git.HeadAsync("master", CancellationToken.None),
            CancellationToken.None
        );
    }

    private static async Task<Git> FetchedAsync(Surroundings around)
    {
        var git = around.Git();
        await git.FetchAsync(["master", "staging"], CancellationToken.None);
        return git;
    }
}
