using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>The push of the approved commit to a real repository; what counts is where the branch is afterwards.</summary>
public sealed class PushStepTests : WithRemote
{
    private Plan _plan = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        _plan = await MadePlanAsync();
    }

    [Fact]
    public async Task The_approved_commit_becomes_the_head()
    {
        var outcome = await RunAsync();

        Assert.IsType<StepOutcome.Succeeded>(outcome);
        Assert.Equal(_plan.Result, await Remote.HeadAsync("master"));
    }

    [Fact]
    public async Task C02_what_reached_staging_meanwhile_is_not_pushed()
    {
        await Remote.CommitAsync("staging", "later", ("later", "x"));

        await RunAsync();

        Assert.Equal(_plan.Result, await Remote.HeadAsync("master"));
    }

    [Fact]
    public async Task C03_a_master_that_moved_is_left_as_it_is()
    {
        var theirs = await Remote.CommitAsync("master", "theirs", ("theirs", "x"));

        var problem = Failed(await RunAsync());

        Assert.Equal(ProblemNature.Failed, problem.Nature);
        Assert.Contains($"has moved to {theirs.Short}", problem.What, StringComparison.Ordinal);
        Assert.StartsWith("Abort and ask again", problem.Next, StringComparison.Ordinal);
        Assert.Equal(theirs, await Remote.HeadAsync("master"));
    }

    [Fact]
    public async Task C04_an_approved_commit_that_is_gone_is_not_pushed_and_that_is_certain()
    {
        await Remote.SetAsync("refs/heads/staging", _plan.Base);
        await Remote.GitAsync("prune", "--expire=now");

        var problem = Failed(await RunAsync());

        Assert.Equal(ProblemNature.Failed, problem.Nature);
        Assert.StartsWith("Nothing was pushed:", problem.What, StringComparison.Ordinal);
        Assert.Equal(_plan.Base, await Remote.HeadAsync("master"));
    }

    [Fact]
    public async Task C15_a_plan_whose_commit_comes_out_otherwise_is_not_pushed()
    {
        _plan = _plan with { Result = Sample.Sha('e') };

        var problem = Failed(await RunAsync());

        Assert.Contains("cannot be built again", problem.What, StringComparison.Ordinal);
        Assert.Equal(_plan.Base, await Remote.HeadAsync("master"));
    }

    [Fact]
    public async Task K10_a_protected_branch_says_why()
    {
        Remote.Hook(
            "pre-receive",
            "echo 'GH006: Protected branch update failed: 1 approving review is required.' >&2; exit 1"
        );

        var problem = Failed(await RunAsync());

        Assert.Equal($"The push was refused; master is unchanged at {_plan.Base.Short}.", problem.What);
        Assert.EndsWith("then retry.", problem.Next, StringComparison.Ordinal);
        Assert.Contains("GH006: Protected branch update failed", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("pre-receive hook declined", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K11_a_push_whose_answer_was_lost_is_seen_in_the_repository()
    {
        var step = StepWithGit(
            $"case \"$*\" in *' push '*) /usr/bin/git \"$@\" >/dev/null 2>&1; echo 'connection reset' >&2; exit 128;; esac; exec /usr/bin/git \"$@\""
        );

        var outcome = await step.RunAsync(Context(), CancellationToken.None);

        Assert.IsType<StepOutcome.Succeeded>(outcome);
    }

    [Fact]
    public async Task K11_a_push_that_reached_nobody_is_not_taken_for_done()
    {
        var step = StepWithGit("case \"$*\" in *' push '*) exit 0;; esac; exec /usr/bin/git \"$@\"");

        var problem = Failed(await step.RunAsync(Context(), CancellationToken.None));

        Assert.Equal(ProblemNature.Unknown, problem.Nature);
    }

    [Fact]
    public async Task K11_what_somebody_pushed_on_top_right_after_is_told_and_the_push_is_not_called_refused()
    {
        Assert.IsType<StepOutcome.Succeeded>(await RunAsync());
        await Remote.CommitAsync("master", "on top", ("top", "x"));

        var again = Failed(await RunAsync());
        var inspected = Failed(await InspectAsync());

        Assert.All(
            [again, inspected],
            problem =>
            {
                Assert.Equal(ProblemNature.Unknown, problem.Nature);
                Assert.Contains("was pushed, but somebody has pushed", problem.What, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task D09_inspecting_says_not_started_done_or_unknown()
    {
        var before = await InspectAsync();
        await RunAsync();
        var after = await InspectAsync();
        await Remote.SetAsync("refs/heads/master", await Remote.HeadAsync("staging"));
        await Remote.CommitAsync("master", "odd", ("odd", "x"));
        var odd = await InspectAsync();

        Assert.IsType<StepOutcome.NotStarted>(before);
        Assert.IsType<StepOutcome.Succeeded>(after);
        Assert.Equal(ProblemNature.Unknown, Failed(odd).Nature);
        Assert.EndsWith("neither the release before nor the approved one.", Failed(odd).What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manual_a_merge_by_hand_with_the_approved_tree_on_the_approved_base_is_done()
    {
        await Remote.MergeAsync("master", _plan.Head, "by hand");

        Assert.IsType<StepOutcome.Succeeded>(await InspectAsync());
    }

    [Fact]
    public async Task Manual_the_approved_tree_on_another_base_is_unknown()
    {
        await Remote.GitAsync("update-ref", "-d", "refs/heads/master");
        await Remote.CommitAsync("master", "history of its own", ("README.md", "one\n"), ("feature", "x"));

        Assert.Equal(_plan.ResultTree, await Remote.TreeAsync(await Remote.HeadAsync("master")));
        Assert.Equal(ProblemNature.Unknown, Failed(await InspectAsync()).Nature);
    }

    [Fact]
    public async Task O09_a_bot_that_goes_down_pushes_nothing_more()
    {
        using var stop = new CancellationTokenSource();
        var context = Context() with { Say = _ => stop.Cancel() };

        await Assert.ThrowsAnyAsync<Exception>(() => new PushStep(Around.Tools).RunAsync(context, stop.Token));

        Assert.Equal(_plan.Base, await Remote.HeadAsync("master"));
    }

    private PushStep StepWithGit(string body)
    {
        var path = Path.Combine(Around.Folder, "git-with-a-fault");
        File.WriteAllText(path, $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new PushStep(
            new ChatOps.Tools.Toolbox(
                new ChatOps.Tools.ToolPaths(Around.Folder, path, "/nonexistent"),
                Around.Shell,
                Around.Redactor
            )
        );
    }

    private StepContext Context() => new(Sample.Of(Sample.Started(_plan)), _plan, Around.Environment, _ => { });

    private Task<StepOutcome> RunAsync() => new PushStep(Around.Tools).RunAsync(Context(), CancellationToken.None);

    private Task<StepOutcome> InspectAsync() =>
        new PushStep(Around.Tools).InspectAsync(Context(), CancellationToken.None);

    private static Problem Failed(StepOutcome outcome) => Assert.IsType<StepOutcome.Failed>(outcome).Problem;
}
