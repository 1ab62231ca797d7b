using System.Security.Cryptography;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>A disk on which the clone does not fit.</summary>
public sealed class GitDiskTests : WithRemote
{
    [SkippableFact]
    public async Task L05_A_clone_that_does_not_fit_says_what_why_and_what_to_do_and_leaves_nothing()
    {
        await using var disk = await SmallDisk.MountAsync(Clones, "size=512k");
        await Remote.CommitAsync("staging", "feature", ("large", RandomNumberGenerator.GetHexString(4_000_000)));

        var full = await Assert.ThrowsAsync<GitException>(MakePlanAsync);

        Assert.StartsWith("git fetch failed ", full.Message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", full.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"The bot's machine has no room at {Clones}. Make some, and try again: nothing was changed.",
            full.Message,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.EnumerateFileSystemEntries(Clones));
    }

    [SkippableFact]
    public async Task L05_Once_there_is_room_again_the_plan_is_made()
    {
        await using var disk = await SmallDisk.MountAsync(Clones, "size=512k");
        await Remote.CommitAsync("staging", "feature", ("large", RandomNumberGenerator.GetHexString(4_000_000)));
        await Assert.ThrowsAsync<GitException>(MakePlanAsync);

        await disk.ResizeAsync("size=64m");

        Assert.Single((await MadePlanAsync()).Commits);
    }

    private string Clones => Path.Combine(Around.Folder, "git");
}
