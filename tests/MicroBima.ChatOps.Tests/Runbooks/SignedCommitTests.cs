using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Histories whose commits and merges are signed: read like any other, and pushed with their signatures.</summary>
public sealed class SignedCommitTests : WithRemote
{
    private const string KeyProgram = "/usr/bin/ssh-keygen";

    [SkippableFact]
    public async Task Signed_commits_and_merges_are_named_in_the_plan_by_subject_and_author()
    {
        await SignedReleaseAsync();

        var plan = await MadePlanAsync();

        Assert.Equal(
            [("Merge the topic", "Ana"), ("Signed topic", "Ana"), ("Signed feature", "Ana")],
            plan.Commits.Select(commit => (commit.Subject, commit.Author))
        );
    }

    [SkippableFact]
    public async Task C02_A_signed_merge_is_pushed_as_it_is_and_is_a_parent_of_what_was_approved()
    {
        var merge = await SignedReleaseAsync();
        var plan = await MadePlanAsync() with { Steps = [new(StepKind.Push, StepMode.Auto)] };

        var outcome = await new PushStep(Around.Tools).RunAsync(
            new StepContext(Sample.Of(Sample.Started(plan)), plan, Around.Environment, _ => { }),
            CancellationToken.None
        );

        Assert.IsType<StepOutcome.Succeeded>(outcome);
        Assert.Equal(plan.Result, await Remote.HeadAsync("master"));
        Assert.Equal(merge.ToString(), await Remote.GitAsync("rev-parse", "master^2"));
        Assert.Contains(
            "SSH SIGNATURE",
            await Remote.GitAsync("cat-file", "commit", "master^2"),
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task K02_The_signed_revert_of_a_signed_merge_is_seen_and_what_it_took_out_comes_again()
    {
        var before = await Remote.HeadAsync("master");
        var release = await SignedReleaseAsync();
        await Remote.SetAsync("refs/heads/master", release);
        var revert = await SignAsync(
            await Remote.TreeAsync(before),
            $"Revert \"Merge the topic\"\n\nThis reverts commit {release}, reversing\nchanges made to {await Remote.GitAsync("rev-parse", $"{release}^1")}.",
            release
        );
        await Remote.SetAsync("refs/heads/master", revert);
        await Remote.CommitAsync("staging", "more", ("more", "x"));

        var plan = await MadePlanAsync();

        Assert.Equal(await Remote.TreeAsync(await Remote.HeadAsync("staging")), plan.ResultTree);
        Assert.Contains(plan.Notes, note => note.Text.StartsWith("Brings back", StringComparison.Ordinal));
    }

    /// <summary>A signed commit on staging, another on a branch, and their signed merge.</summary>
    private async Task<CommitSha> SignedReleaseAsync()
    {
        Skip.IfNot(File.Exists(KeyProgram), $"{KeyProgram} is not there to make a key.");
        await OtherProcesses.RunAsync(KeyProgram, ["-q", "-t", "ed25519", "-N", "", "-f", Key]);
        var start = await Remote.HeadAsync("staging");
        var feature = await SignedAsync("staging", "Signed feature", start);
        await Remote.SetAsync("refs/heads/topic", start);
        var topic = await SignedAsync("topic", "Signed topic", start);
        var tree = await Remote.GitAsync("merge-tree", "--write-tree", feature.ToString(), topic.ToString());
        var merge = await SignAsync(CommitSha.Parse(tree, null), "Merge the topic", feature, topic);
        await Remote.SetAsync("refs/heads/staging", merge);
        return merge;
    }

    private async Task<CommitSha> SignedAsync(string branch, string message, CommitSha parent)
    {
        var plain = await Remote.CommitAsync(branch, message, (branch, message));
        var signed = await SignAsync(await Remote.TreeAsync(plain), message, parent);
        await Remote.SetAsync($"refs/heads/{branch}", signed);
        return signed;
    }

    private async Task<CommitSha> SignAsync(CommitSha tree, string message, params CommitSha[] parents) =>
        CommitSha.Parse(
            await Remote.GitAsync([
                "-c",
                "gpg.format=ssh",
                "-c",
                $"user.signingkey={Key}",
                "commit-tree",
                "-S",
                .. parents.SelectMany(parent => new[] { "-p", parent.ToString() }),
                "-m",
                message,
                tree.ToString(),
            ]),
            null
        );

    private string Key => Path.Combine(Remote.Folder, "key");
}
