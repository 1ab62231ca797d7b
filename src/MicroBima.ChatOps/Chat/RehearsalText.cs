using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Chat;

/// <summary>What a rehearsal found, for cards and for the file of the plan.</summary>
internal static class RehearsalText
{
    /// <summary>A copy on an idle machine with nothing made durable is faster than production: by how much nobody knows, so a range is shown.</summary>
    private const int Slower = 3;

    private static readonly TimeSpan Noticeable = TimeSpan.FromMilliseconds(100);

    /// <summary>The lines under a migration on the card; empty where it was not rehearsed.</summary>
    public static Markdown Under(Plan plan, string migration)
    {
        if (Of(plan, migration) is not { } found)
            return default;

        var lines = new List<Markdown>
        {
            Markdown.Ours("\n  🎭 ")
                + (found.Trouble.Length > 0 ? Markdown.Text(found.Trouble, 160) : Took(found) + Locks(found)),
        };
        lines.AddRange(
            found.Rewrites.Take(3).Select(table => Markdown.Ours("\n  ♻️ writes anew ") + Markdown.Text(table, 80))
        );
        lines.AddRange(found.Losses.Take(4).Select(loss => Markdown.Ours("\n  🔴 ") + Markdown.Text(loss, 160)));
        lines.AddRange(
            found.Cautions.Take(3).Select(caution => Markdown.Ours("\n  ⚠️ ") + Markdown.Text(caution, 160))
        );
        return lines.Aggregate((one, next) => one + next);
    }

    /// <summary>Everything, for the file.</summary>
    public static IEnumerable<string> Lines(Plan plan) =>
        plan.Rehearsals.SelectMany(found =>
            (IEnumerable<string>)
                [
                    "",
                    $"Rehearsal of {found.Migration} on {found.On}: {(found.Trouble.Length > 0 ? found.Trouble : Took(found))}",
                    .. Parts(found).SelectMany(part => part.Items.Select(item => $"  {part.What}: {item}")),
                ]
        );

    private static Rehearsal? Of(Plan plan, string migration) =>
        plan.Rehearsals.FirstOrDefault(one => string.Equals(one.Migration, migration, StringComparison.Ordinal));

    private static string Took(Rehearsal found) =>
        found.Took < Noticeable
            ? "rehearsed under 0.1 s"
            : $"rehearsed {Words.For(found.Took)} (production about {Words.For(found.Took)}–{Words.For(found.Took * Slower)})";

    private static Markdown Locks(Rehearsal found) =>
        found.Locks.IsEmpty
            ? Markdown.Ours(", no lock that stops anybody")
            : Markdown.Ours(", ") + Markdown.Text(string.Join(", ", found.Locks.Take(3)), 160);

    private static (string What, ImmutableArray<string> Items)[] Parts(Rehearsal found) =>
        [("lock", found.Locks), ("writes anew", found.Rewrites), ("loses", found.Losses), ("caution", found.Cautions)];
}
