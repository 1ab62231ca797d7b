using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Configuration;

/// <summary>The rules for the bot's own folder.</summary>
internal static class StorageCheck
{
    /// <summary>What is wrong, one line each.</summary>
    public static IEnumerable<SettingsProblem> Of(StorageSection storage)
    {
        if (!Path.IsPathFullyQualified(storage.Folder))
            yield return new(
                "Storage:Folder",
                storage.Folder,
                "must be an absolute path of a folder that only the bot can write."
            );

        if (storage.Accept is { Length: > 0 } accept && Anchor.TryParse(accept) is null)
            yield return new(
                "Storage:Accept",
                accept,
                "must be a record as the bot names it when it does not believe its journal: 1234:0123456789abcdef. Leave it out otherwise."
            );
    }
}
