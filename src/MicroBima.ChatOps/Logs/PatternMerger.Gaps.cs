using System.Runtime.InteropServices;
using System.Text;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    // A dozen words with their blanks: longer texts that differ are different sentences.
    private const int LongestGap = 24;

    // What is merged may show one more gap beside it; a third look found none in any log we have.
    private const int GapRounds = 2;

    // Fewer lines do not say how rare something is.
    private const int FewestEvents = 100;

    // In bits. Found with the logs of 29 systems, on which a quarter more or less of each changes little.
    private const int MostOfWordsAround = 8;
    private const double OfEachWord = 0.75;
    private const double OfHappenings = 4;
    private const double OfExchanged = 6;
    private const double OfArrow = 6;
    private const double EnoughForGap = 12;

    // Two that stand for each other in two texts may as well be what happened and what did not.
    private const int FewestOfExchanged = 3;

    // "with pre-shared key ended" beside "with password ended": where much is the same, what stands in one place is one value, of however many words.
    private static List<Pattern> WithoutGaps(List<Pattern> all)
    {
        var events = Math.Max(FewestEvents, all.Sum(one => one.Events));
        var stems = new Dictionary<ulong, int>();
        for (var round = 0; round < GapRounds; round++)
        {
            var filled = new Dictionary<Pattern, Pattern>();
            var groups = GapsOf(all).FindAll(one => one.Count > 1 && MayBeValues(one));
            stems.Clear();
            foreach (var inside in groups.SelectMany(one => one.Select(gap => gap.Inside).Distinct()))
                CollectionsMarshal.GetValueRefOrAddDefault(stems, inside, out _)++;

            var likely = groups
                .Select(one => (Group: one, Weight: Weight(one)))
                .Where(one => one.Weight > EnoughForGap)
                .OrderByDescending(one => one.Weight);
            foreach (var (group, _) in likely)
            {
                var still = group.FindAll(one => !filled.ContainsKey(one.Text.Pattern));
                if (!IsOfValues(still))
                    continue;

                foreach (var gap in still)
                    filled[gap.Text.Pattern] = gap.Text.Pattern.With(PatternParts.Of(gap.Filled));
            }

            if (filled.Count == 0)
                break;

            all = Distinct(all.ConvertAll(one => filled.GetValueOrDefault(one, one)));
        }

        return all;

        bool IsOfValues(List<Gap> group) => group.Count > 1 && MayBeValues(group) && Weight(group) > EnoughForGap;

        // What stands in other texts too is likelier a value: "connection refused" behind many of them.
        double Weight(List<Gap> group) =>
            WeightOf(group, events)
            + (group.TrueForAll(IsAcrossArrow) ? OfArrow : 0)
            + (
                group.Count < FewestOfExchanged
                || (!IsOfArrow(group[0]) && group.Count(gap => PatternParts.IsHappening(gap.Parts[0])) > 1)
                    ? 0
                    : OfExchanged * group.Count(gap => stems[gap.Inside] > 1) / group.Count
            );
    }

    // Places between the same beginnings and the same ends. Only what another begins and ends like is looked at, so that there are few; what an error
    // says is never a value.
    private static List<List<Gap>> GapsOf(List<Pattern> all)
    {
        var texts = all.FindAll(one => one.Level < LogLevel.Error && one.Parts.Length <= LongestText)
            .ConvertAll(one => new Split(one));
        var (before, behind) = (new Dictionary<ulong, int>(), new Dictionary<ulong, int>());
        foreach (var text in texts)
        {
            foreach (var key in text.Before)
                CollectionsMarshal.GetValueRefOrAddDefault(before, key, out _)++;

            foreach (var key in text.Behind)
                CollectionsMarshal.GetValueRefOrAddDefault(behind, key, out _)++;
        }

        var groups = new Dictionary<ulong, List<Gap>>();
        foreach (var text in texts)
        {
            for (var from = 0; from < text.Length && before[text.Before[from]] > 1; from++)
            {
                if (!text.MayBegin(from))
                    continue;

                for (var to = Math.Min(text.Length, from + LongestGap); to > from && behind[text.Behind[to]] > 1; to--)
                {
                    if (text.MayEnd(to))
                        Add(groups, new Gap(text, from, to));
                }
            }
        }

        return [.. groups.Values];
    }

    private static void Add(Dictionary<ulong, List<Gap>> groups, Gap gap)
    {
        if (!groups.TryGetValue(gap.Key, out var group))
            groups[gap.Key] = group = [];

        group.Add(gap);
    }

    // They begin and end in more than one way, none names an error, and they are not what somebody wants to do.
    private static bool MayBeValues(List<Gap> group)
    {
        var first = group[0];
        return group.Exists(one => one.First != first.First)
            && group.Exists(one => one.Last != first.Last)
            && !first.Before.EndsWith(" to ")
            && !IsSaid(first)
            && !group.Exists(one =>
                Array.Exists(one.Parts, part => NamesError(part) || IsMethod(part) || IsStatus(part))
            );
    }

    // "idle -> busy", "idle => busy": a state, whatever it is called.
    private static bool IsOfArrow(Gap gap) =>
        gap.Before is [.., '-' or '=', '>', ' '] || gap.Behind is [' ', '-' or '=', '>', ..];

    // The state on the other side of the arrow was found to be a value: so is this one.
    private static bool IsAcrossArrow(Gap gap) =>
        gap.Before is [.., Wide, ' ', '-' or '=', '>', ' '] || gap.Behind is [' ', '-' or '=', '>', ' ', Wide, ..];

    // In msg="as it was": what such a field says is what happened, also where much of it is the same.
    private static bool IsSaid(Gap gap)
    {
        var before = gap.Before;
        var open = before.LastIndexOf("=\"");
        return open >= 0 && !before[(open + 2)..].Contains('"') && IsAsking(before[..open]);
    }

    // How much says that texts with a gap in the same place are one: how many they are, the words around it, and how rare each is; against it speaks
    // how long it is, and that it tells what happened or how bad that is. What stands before the verb is rather a subject than a value, at the end it
    // is rather free text.
    private static double WeightOf(List<Gap> group, long events)
    {
        var (text, from, to) = group[0];
        var (before, behind) = (text.Words[from], text.Words[^1] - text.Words[to]);
        return Math.Log2(group.Count)
            + Math.Min(before + behind, MostOfWordsAround)
            + Math.Log2((double)events * group.Count / Math.Max(1, group.Sum(one => one.Text.Pattern.Events)))
            - (OfEachWord * group.Max(one => one.Text.Words[one.To] - one.Text.Words[one.From]))
            - (OfHappenings * group.Count(one => one.IsHappening) / group.Count)
            - (before == 0 ? 1 : 0)
            + (behind == 0 ? 1 : 0);
    }

    /// <summary>A pattern as words and single signs, with what is the same for all that begin or end like it.</summary>
    private sealed class Split
    {
        private readonly List<int> _starts = [];

        public Split(Pattern pattern)
        {
            (Pattern, Text) = (pattern, string.Concat(pattern.Parts));
            var at = 0;
            foreach (var part in pattern.Parts)
            {
                Words.Add(Words[^1] + (IsSpoken(part) ? 1 : 0));
                _starts.Add(at);
                for (var sign = 1; !IsWordLetter(part[0]) && sign < part.Length; sign++)
                {
                    Words.Add(Words[^1]);
                    _starts.Add(at + sign);
                }

                at += part.Length;
            }

            _starts.Add(at);
            (Before, Behind) = (new ulong[Length + 1], new ulong[Length + 1]);
            Before[0] = (ulong)pattern.Level;
            for (at = 0; at < Length; at++)
                Before[at + 1] = Hashing.Mix(Before[at] + 1, HashOf(at));

            for (at = Length - 1; at >= 0; at--)
                Behind[at] = Hashing.Mix(Behind[at + 1] + 1, HashOf(at));
        }

        public Pattern Pattern { get; }

        public string Text { get; }

        public int Length => _starts.Count - 1;

        /// <summary>How many words stand before each place.</summary>
        public List<int> Words { get; } = [0];

        public ulong[] Before { get; }

        public ulong[] Behind { get; }

        public int StartOf(int at) => _starts[at];

        public ulong HashOf(int at) =>
            Text[_starts[at]] == Wide
                ? '*'
                : Hashing.Of(MemoryMarshal.AsBytes(Text.AsSpan(_starts[at].._starts[at + 1])), 7);

        /// <summary>Whether a value may begin there: with no blank, and not inside of what belongs together.</summary>
        public bool MayBegin(int at) => Text[_starts[at]] != ' ' && (at == 0 || !IsWordLetter(Text[_starts[at] - 1]));

        /// <summary>Whether a value may end there.</summary>
        public bool MayEnd(int at) =>
            Text[_starts[at] - 1] != ' ' && (at == Length || !IsWordLetter(Text[_starts[at]]));
    }

    /// <summary>A place of a text that a value could fill.</summary>
    private sealed record Gap(Split Text, int From, int To)
    {
        /// <summary>What is the same for all with a gap in this place.</summary>
        public ulong Key => Hashing.Mix(Text.Before[From], Text.Behind[To]);

        public int Start => Text.StartOf(From);

        public ReadOnlySpan<char> Before => Text.Text.AsSpan(0, Start);

        public ReadOnlySpan<char> Behind => Text.Text.AsSpan(Text.StartOf(To));

        public ulong First => Text.HashOf(From);

        public ulong Last => Text.HashOf(To - 1);

        public ulong Inside =>
            Hashing.Of(MemoryMarshal.AsBytes(Text.Text.AsSpan(Start..Text.StartOf(To))), (ulong)Text.Pattern.Level);

        public string[] Parts => field ??= PatternParts.Of(Text.Text[Start..Text.StartOf(To)]);

        public bool IsHappening =>
            Array.Exists(
                Parts,
                part => PatternParts.IsHappening(part) || Severity.IsToldBy(Encoding.UTF8.GetBytes(part))
            );

        /// <summary>The text with a value in it.</summary>
        public string Filled => $"{Before}{Wide}{Behind}";
    }
}
