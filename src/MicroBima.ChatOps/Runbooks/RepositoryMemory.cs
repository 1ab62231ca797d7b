using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>
/// Each commit that the bot builds names the record of the journal that was the newest then: the branch remembers it beside the channel, and whoever takes the bot's messages away
/// has not taken that.
/// </summary>
internal static class RepositoryMemory
{
    private const string Key = "ChatOps-Journal";

    /// <summary>The message of a commit with what its plan wants remembered.</summary>
    public static string Message(string words, string journal) =>
        journal.Length > 0 ? $"{words}\n\n{Key}: {journal}" : words;

    /// <summary>The newest anchor in commits of the bot that were pushed to a branch, or null where there is none.</summary>
    public static async Task<Anchor?> NewestAsync(Git git, CommitSha head, CancellationToken cancellationToken) =>
        await git.NewestTrailerAsync(head, Key, cancellationToken) is { } text ? Anchor.TryParse(text) : null;
}
