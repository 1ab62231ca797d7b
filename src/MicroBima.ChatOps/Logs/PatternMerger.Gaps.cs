using System.Runtime.InteropServices;
using System.Text;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    // A dozen words with their blanks: longer texts that differ are different sentences.
    private const int LongestGap = 24;
    private const int LongestText = 80;

    // What is merged may show one more gap beside it; more looks than this found none in any log we have.
    private const int GapRounds = 4;

    // Fewer lines do not say how rare something is.
    private const int FewestEvents = 100;

    // "with pre-shared key ended" beside "with password ended": where much is the same, what stands in one place is one value, of however many words.
    private static List<Pattern> WithoutGaps(List<Pattern> all, Kinds kinds)
    {
        var events = Math.Max(FewestEvents, all.Sum(one => one.Events));
        for (var round = 0; round < GapRounds; round++)
        {
            var filled = new Dictionary<Pattern, Pattern>();
            var likely = GapsOf(all, kinds)
                .Where(MayBeValue)
                .Select(gaps => (Gaps: gaps, Odds: OddsOf(gaps)))
                .Where(one => IsValue(one.Gaps, one.Odds))
                .OrderByDescending(one => one.Odds);
            foreach (var (gaps, _) in likely)
            {
                var still = gaps.FindAll(one => !filled.ContainsKey(one.Text.Pattern));
                if (
                    still.Count < 2
                    || (still.Count < gaps.Count && !(MayBeValue(still) && IsValue(still, OddsOf(still))))
                )
                    continue;

                foreach (var gap in still)
                    filled[gap.Text.Pattern] = gap.Text.Pattern.With(PatternParts.Of(gap.Filled));
            }

            if (filled.Count == 0)
                break;

            all = Distinct(all.ConvertAll(one => filled.GetValueOrDefault(one, one)));
        }

        return all;

        bool IsValue(List<Gap> gaps, double odds) => odds > EnoughOdds || AreCauses(gaps);

        double OddsOf(List<Gap> gaps) => Odds(new GapFacts(gaps, events));
    }

    // Places between the same beginnings and the same ends. Only what another begins and ends like is looked at, so that there are few. An error that
    // is new is never one with those that were there before; of what ended a process each is told, but where only why it did varies.
    private static List<List<Gap>> GapsOf(List<Pattern> all, Kinds kinds)
    {
        var texts = all.FindAll(one => one.Parts.Length <= LongestText).ConvertAll(one => new Split(one, kinds));
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
                    {
                        var gap = new Gap(text, from, to);
                        Add(groups, gap.Key, gap);
                    }
                }
            }
        }

        return [.. groups.Values.Where(gaps => gaps.Count > 1)];
    }

    // They begin and end in more than one way, none is a code or a class of HTTP statuses, they are not what a thing did ("started", "stopped"), and
    // none is the method before a route, and what they say is not nearly all that is said. "Error: alpha broke", "Error: beta broke": of errors with so
    // few words in common each is told.
    private static bool MayBeValue(List<Gap> gaps)
    {
        var first = gaps[0];
        return (first.Text.Pattern.Level < LogLevel.Fatal || AreCauses(gaps))
            && (first.Text.Pattern.Level < LogLevel.Error || first.WordsAround >= FewestAround)
            && (first.WordsAround > 1 || gaps.Sum(one => one.Words) <= gaps.Count * (first.WordsAround + 1))
            && gaps.Exists(one => one.First != first.First)
            && gaps.Exists(one => one.Last != first.Last)
            && !gaps.Exists(one => one.Has(Kind.Code) || HoldsMessage(one))
            && !(first.Text.Counts[first.From].Words == 0 && EndsBeforeError(first))
            && !StandsAmongFields(first)
            && !(first.From == 0 && gaps.TrueForAll(one => one.IsAll(Kind.Upper) && !one.Has(Kind.Method)))
            && !(first.Before is [.., '=', '"'] && gaps.Exists(one => one.Inside.Contains('"')))
            && (IsOfArrow(first) || gaps.Count(one => one.To - one.From == 1 && one.Has(Kind.Deed)) < 2)
            && !(
                gaps.Exists(one => one.Has(Kind.Method)) && (first.Before.Contains('/') || first.Behind.Contains('/'))
            );
    }

    // "…: java.io.IOException: broken": what could not be done stands before its cause.
    private static bool EndsBeforeError(Gap gap) =>
        gap.To + 2 < gap.Text.Length
        && gap.Behind is [':', ' ', ..]
        && gap.Text.Kinds(gap.To + 2, gap.To + 3)[0].HasFlag(Kind.Error);

    // "conn=* op=* BIND dn=*": where all else are fields, what is none says what happened.
    private static bool StandsAmongFields(Gap gap)
    {
        var keys = 0;
        for (var at = 0; at < gap.Text.Length - 1; at++)
        {
            if ((at < gap.From || at >= gap.To) && gap.Text.Kinds(at, at + 1)[0].HasFlag(Kind.Spoken))
                keys += gap.Text.Part(at + 1) is "=" ? 1 : 0;
        }

        return keys > 1 && keys >= gap.WordsAround && gap.Before is not [.., '=' or '"' or '('];
    }

    // "a.go:* msg=\"no room\" left=*": behind the name of a field that says what happened stands no value.
    private static bool HoldsMessage(Gap gap)
    {
        for (var at = gap.Inside.IndexOf('='); at >= 0; )
        {
            if (IsAsking(gap.Inside[..at]))
                return true;

            var next = gap.Inside[(at + 1)..].IndexOf('=');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    // "idle -> busy", "idle => busy": a state, whatever it is called.
    private static bool IsOfArrow(Gap gap) =>
        gap.Before is [.., '-' or '=', '>', ' '] || gap.Behind is [' ', '-' or '=', '>', ..];

    /// <summary>A pattern as words and single signs, with what is the same for all that begin or end like it.</summary>
    private sealed class Split
    {
        private readonly List<int> _starts = [];
        private readonly List<Kind> _kinds = [];

        public Split(Pattern pattern, Kinds kinds)
        {
            (Pattern, Text) = (pattern, string.Concat(pattern.Parts));
            var at = 0;
            foreach (var part in pattern.Parts)
            {
                if (IsWordLetter(part[0]))
                    Add(at, kinds.Of(part));
                else
                {
                    for (var sign = 0; sign < part.Length; sign++)
                        Add(at + sign, Kind.None);
                }

                at += part.Length;
            }

            _starts.Add(at);
            (Before, Behind) = (new ulong[Length + 1], new ulong[Length + 1]);
            Before[0] = (ulong)pattern.Level + (pattern.IsNewError ? 16UL : 0);
            for (at = 0; at < Length; at++)
                Before[at + 1] = Hashing.Mix(Before[at] + 1, HashOf(at));

            for (at = Length - 1; at >= 0; at--)
                Behind[at] = Hashing.Mix(Behind[at + 1] + 1, HashOf(at));
        }

        public Pattern Pattern { get; }

        public string Text { get; }

        public int Length => _kinds.Count;

        /// <summary>How many words, marks and words that say what happened stand before each place.</summary>
        public List<(int Words, int Marks, int Happenings)> Counts { get; } = [(0, 0, 0)];

        public ulong[] Before { get; }

        public ulong[] Behind { get; }

        public int StartOf(int at) => _starts[at];

        public ReadOnlySpan<Kind> Kinds(int from, int to) => CollectionsMarshal.AsSpan(_kinds)[from..to];

        public ReadOnlySpan<char> Part(int at) => Text.AsSpan(_starts[at].._starts[at + 1]);

        public ulong HashOf(int at) => Text[_starts[at]] == Wide ? '*' : Hashing.Of(MemoryMarshal.AsBytes(Part(at)), 7);

        /// <summary>Whether a value may begin there: with no blank, and not inside of what belongs together.</summary>
        public bool MayBegin(int at) => Text[_starts[at]] != ' ' && (at == 0 || !IsWordLetter(Text[_starts[at] - 1]));

        /// <summary>Whether a value may end there.</summary>
        public bool MayEnd(int at) =>
            Text[_starts[at] - 1] != ' ' && (at == Length || !IsWordLetter(Text[_starts[at]]));

        private void Add(int start, Kind kind)
        {
            var (words, marks, happenings) = Counts[^1];
            Counts.Add(
                (
                    words + (kind.HasFlag(Kind.Spoken) ? 1 : 0),
                    marks + (kind.HasFlag(Kind.Mark) ? 1 : 0),
                    happenings + (kind.HasFlag(Kind.Happening) ? 1 : 0)
                )
            );
            _starts.Add(start);
            _kinds.Add(kind);
        }
    }

    /// <summary>A place of a text that a value could fill.</summary>
    private sealed record Gap(Split Text, int From, int To)
    {
        /// <summary>What is the same for all with a gap in this place.</summary>
        public ulong Key => Hashing.Mix(Text.Before[From], Text.Behind[To]);

        public ReadOnlySpan<char> Before => Text.Text.AsSpan(0, Text.StartOf(From));

        public ReadOnlySpan<char> Behind => Text.Text.AsSpan(Text.StartOf(To));

        public ReadOnlySpan<char> Inside => Text.Text.AsSpan(Text.StartOf(From)..Text.StartOf(To));

        public ulong First => Text.HashOf(From);

        public ulong Last => Text.HashOf(To - 1);

        public int Words => Text.Counts[To].Words - Text.Counts[From].Words;

        public int WordsAround => Text.Counts[^1].Words - Words;

        /// <summary>The text with a value in it.</summary>
        public string Filled => $"{Before}{Wide}{Behind}";

        public bool Has(Kind kind)
        {
            foreach (var one in Text.Kinds(From, To))
            {
                if ((one & kind) != Kind.None)
                    return true;
            }

            return false;
        }

        /// <summary>Whether each of its words, and there are some, is of a kind.</summary>
        public bool IsAll(Kind kind)
        {
            foreach (var one in Text.Kinds(From, To))
            {
                if (one.HasFlag(Kind.Spoken) && !one.HasFlag(kind))
                    return false;
            }

            return Words > 0;
        }
    }

    /// <summary>What a word is, as far as it matters for whether it is a value.</summary>
    [Flags]
    private enum Kind
    {
        None = 0,
        Spoken = 1,
        Mark = 2,
        Wide = 4,
        Happening = 8,
        Told = 16,
        Method = 32,
        Code = 64,
        Upper = 128,
        Capital = 256,
        Coined = 512,
        Deed = 1024,
        Error = 2048,
    }

    /// <summary>The kinds of words; each word is looked at once.</summary>
    private sealed class Kinds
    {
        private readonly Dictionary<string, Kind> _known = new(StringComparer.Ordinal);

        public Kind Of(string part)
        {
            ref var kind = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, part, out var isKnown);
            if (!isKnown)
                kind = Look(part);

            return kind;
        }

        private static Kind Look(string part)
        {
            if (IsMark(part))
                return part[0] == PatternMerger.Wide ? Kind.Mark | Kind.Wide : Kind.Mark;

            var letters = Encoding.UTF8.GetBytes(part);
            var (isSpoken, hasSmall) = (IsSpoken(part), part.Any(char.IsAsciiLetterLower));
            return (isSpoken ? Kind.Spoken : Kind.None)
                | (IsHappening(part) ? Kind.Happening | Kind.Told : Kind.None)
                | (Severity.IsToldBy(letters) ? Kind.Told : Kind.None)
                | (IsMethod(part) ? Kind.Method : Kind.None)
                | (Tokens.IsCode(letters) || IsStatus(part) ? Kind.Code : Kind.None)
                | (NamesError(part) ? Kind.Error : Kind.None)
                | (hasSmall ? Kind.None : Kind.Upper)
                | (hasSmall && char.IsAsciiLetterUpper(part[0]) ? Kind.Capital : Kind.None)
                | (Coined.Is(part) ? Kind.Coined : Kind.None)
                | (
                    part.EndsWith("ed", StringComparison.Ordinal) || part.EndsWith("ing", StringComparison.Ordinal)
                        ? Kind.Deed
                        : Kind.None
                );
        }
    }
}
