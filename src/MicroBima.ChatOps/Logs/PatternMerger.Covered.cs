namespace MicroBima.ChatOps.Logs;

/// <content>Texts that another covers.</content>
internal static partial class PatternMerger
{
    // "lease * to * host * via *" beside "lease * to * via *": where one has a value, and all the rest is the same, another has a longer one.
    private static List<Pattern> WithoutCovered(List<Pattern> all, Kinds kinds)
    {
        var texts = all.FindAll(one => one.Level < LogLevel.Error && one.Parts.Length <= LongestText)
            .ConvertAll(one => new Split(one, kinds));
        var covers = texts
            .Where(one => one.Counts[^1].Words >= FewestAround && one.Counts[^1].Marks > 0)
            .ToLookup(one => one.Before[FirstMark(one)]);
        var taken = new HashSet<Pattern>();
        foreach (var text in texts.OrderByDescending(one => one.Counts[^1].Words))
        {
            var cover = Enumerable
                .Range(0, text.Length)
                .SelectMany(at => covers[text.Before[at]])
                .Where(one => one.Length < text.Length && !taken.Contains(one.Pattern) && Covers(one, text))
                .MaxBy(one => one.Counts[^1].Words);
            if (cover is null)
                continue;

            taken.Add(text.Pattern);
            cover.Pattern.Take(text.Pattern);
        }

        return Left(all, taken);
    }

    private static int FirstMark(Split text)
    {
        var at = 0;
        while (!IsMarkAt(text, at))
            at++;

        return at;
    }

    private static bool IsMarkAt(Split text, int at) => text.Kinds(at, at + 1)[0].HasFlag(Kind.Mark);

    // Each value takes as little as it can, so that one way is looked at and no more.
    private static bool Covers(Split cover, Split text)
    {
        var (at, mark, from, to) = (0, -1, 0, 0);
        for (var next = 0; next < text.Length; )
        {
            if (at < cover.Length && IsMarkAt(cover, at))
            {
                if (mark >= 0 && !MayBeCovered(new Gap(text, from, to)))
                    return false;

                (mark, from, to) = (at, next, next + 1);
                at++;
                next++;
            }
            else if (at < cover.Length && cover.HashOf(at) == text.HashOf(next))
            {
                at++;
                next++;
            }
            else if (mark >= 0)
            {
                (at, to) = (mark + 1, to + 1);
                next = to;
            }
            else
                return false;
        }

        return at == cover.Length && mark >= 0 && MayBeCovered(new Gap(text, from, to));
    }

    // A value, or words that say nothing of what happened: never those that a text begins with, and at its end only names.
    private static bool MayBeCovered(Gap gap) =>
        (gap.To - gap.From == 1 && gap.Has(Kind.Mark))
        || (
            gap.Text.MayBegin(gap.From)
            && gap.Text.MayEnd(gap.To)
            && !gap.Has(Kind.Code | Kind.Error | Kind.Method | Kind.Deed | Kind.Happening)
            && gap.Words > 0
            && gap.From > 0
            && (gap.To < gap.Text.Length || gap.IsAll(Kind.Upper) || gap.IsAll(Kind.Capital) || gap.IsAll(Kind.Coined))
        );
}
