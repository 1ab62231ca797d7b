using System.Collections.Immutable;

namespace MicroBima.ChatOps.Backups;

/// <summary>Which backups may go: those beyond a number or an age. Never a pinned one, and never the last whose restore was proven.</summary>
/// <param name="Keep">How many are kept whatever their age.</param>
/// <param name="MaxAge">Beyond <paramref name="Keep"/>, how old one may become.</param>
public sealed record Retention(int Keep, TimeSpan MaxAge)
{
    /// <summary>The backups of one environment that may be deleted now.</summary>
    public ImmutableArray<ShelvedBackup> ToDelete(IEnumerable<ShelvedBackup> shelf, DateTimeOffset now)
    {
        var newestFirst = shelf
            .OrderByDescending(one => one.Backup.StartedAt)
            .ThenByDescending(one => one.Id, StringComparer.Ordinal)
            .ToImmutableArray();
        var lastProven = newestFirst.FirstOrDefault(one => one.Proof is not null);
        return
        [
            .. newestFirst
                .Skip(Keep)
                .Where(one => !one.IsPinned && one != lastProven && now - one.Backup.StartedAt > MaxAge),
        ];
    }
}
