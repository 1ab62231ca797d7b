using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    // In natural logarithms, as the weights are: how sure it has to be that what differs is a value.
    private const double EnoughOdds = 0.3;
    private const double NothingKnown = -9.41;
    private const int MostOfWordsAround = 5;
    private const int MostOfWordsInside = 6;

    // What speaks for it that texts with a gap in the same place are one text with a value, and how much. The weights are those of a logistic
    // regression on the gaps of 83 made-up systems whose statements are known (https://en.wikipedia.org/wiki/Logistic_regression).
    private static readonly (double Weight, Func<GapFacts, double> Of)[] Signs =
    [
        // How many there are, and how alike in number: one that is nearly always the same is rather a text of its own.
        (-1.26, of => If(of.Count == 2)),
        (2.97, of => of.Evenness),
        (0.32, of => of.Rarity),
        (1.05, of => Math.Min(MostOfWordsAround, of.WordsAround) * Math.Log2(of.Count) / MostOfWordsAround),
        (0.50, of => Math.Min(4, of.MarksAround)),
        // What stands in it.
        (2.52, of => If(of.Any(gap => gap.To - gap.From == 1 && gap.Has(Kind.Mark)))),
        (-0.46, of => of.Share(gap => gap.Has(Kind.Mark))),
        (2.90, of => of.Share(gap => gap.Has(Kind.Wide))),
        (2.62, of => of.Share(gap => gap.Has(Kind.Method))),
        (1.73, of => of.Share(gap => gap.IsAll(Kind.Upper))),
        (0.99, of => of.Share(gap => gap.IsAll(Kind.Capital))),
        (1.41, of => If(of.Any(gap => gap.Has(Kind.Capital)))),
        (1.03, of => of.Share(gap => gap.IsAll(Kind.Coined))),
        (-1.20, of => of.Share(gap => gap.Inside[0] == '/')),
        (1.61, of => If(!of.Any(gap => gap.Has(Kind.Told)))),
        (-0.78, of => of.Share(gap => gap.To - gap.From == 1 && gap.Has(Kind.Told))),
        (-0.41, of => Math.Min(MostOfWordsInside, of.Longest)),
        (-2.42, of => of.Share(gap => gap.Words > 1)),
        (2.45, of => of.DifferentBeginnings),
        (1.20, of => If(of.ShareWord)),
        // What stands around it.
        (2.13, of => If(of.Before is [.., '(' or '[' or '{'] && of.Behind is [')' or ']' or '}', ..])),
        (1.33, of => If(of.Before is [.., '"' or '\''] && of.Behind is ['"' or '\'', ..])),
        (1.70, of => If(of.IsField && !IsAsking(of.Before.AsSpan().TrimEnd("\"=")))),
        (0.93, of => If(of.Before is [.., ':', ' '])),
        (0.76, of => If(of.WordBefore is "to")),
        (1.12, of => If(of.WordBefore is "in" or "at" or "on" or "via" or "with")),
        (0.95, of => If(IsNamer(of.WordBefore))),
        (1.69, of => If(of.HappenedBefore)),
        (1.24, of => If(of.HappensBehind)),
        (0.23, of => If(of.WordsBehind == 0)),
        (4.0, of => If(of.IsOneAndMany)),
        (-0.89, of => If(of.Behind.AsSpan().TrimStart(" :=(") is ['*' or Wide, ..])),
        (-0.70, of => If(of.Behind is ['=', ..])),
        // How bad it is: what went wrong has causes.
        (1.17, of => If(of.Level == LogLevel.Warn)),
        (1.02, of => If(of.Level >= LogLevel.Error)),
    ];

    private static double Odds(GapFacts facts)
    {
        var odds = NothingKnown;
        foreach (var (weight, of) in Signs)
            odds += weight * of(facts);

        return odds;
    }

    private static double If(bool isSo) => isSo ? 1 : 0;

    /// <summary>What is known of texts with a gap in the same place.</summary>
    private sealed class GapFacts
    {
        private readonly List<Gap> _gaps;
        private readonly Split _text;
        private readonly Gap _first;

        public GapFacts(List<Gap> gaps, long events)
        {
            (_gaps, _first, _text) = (gaps, gaps[0], gaps[0].Text);
            (Before, Behind) = (_first.Before.ToString(), _first.Behind.ToString());
            WordBefore =
                Before is [.., ' ']
                && _first.From > 1
                && _text.Part(_first.From - 2) is var word
                && IsWordLetter(word[0])
                    ? word.ToString()
                    : "";
            double sum = Math.Max(1, gaps.Sum(one => one.Text.Pattern.Events));
            Rarity = Math.Log2(events * gaps.Count / sum);
            Evenness =
                gaps.Sum(one => one.Text.Pattern.Events / sum is var part && part > 0 ? -part * Math.Log(part) : 0)
                / Math.Log(gaps.Count);
        }

        public int Count => _gaps.Count;

        /// <summary>"1 row", "7 rows".</summary>
        public bool IsOneAndMany =>
            Count == 2 && Before is [.., '*' or Wide, ' '] && IsPlural(_gaps[0].Inside, _gaps[1].Inside);

        private static bool IsPlural(ReadOnlySpan<char> one, ReadOnlySpan<char> many) =>
            one.Length > many.Length
                ? IsPlural(many, one)
                : many is [.., 's']
                    && (
                        many[..^1].SequenceEqual(one)
                        || (many.EndsWith("es") && many[..^2].SequenceEqual(one))
                        || (many.EndsWith("ies") && one is [.., 'y'] && many[..^3].SequenceEqual(one[..^1]))
                    );

        public LogLevel Level => _text.Pattern.Level;

        public string Before { get; }

        public string Behind { get; }

        public string WordBefore { get; }

        /// <summary>In bits.</summary>
        public double Rarity { get; }

        /// <summary>1: each as often as the others.</summary>
        public double Evenness { get; }

        public int WordsAround => _first.WordsAround;

        public int WordsBehind => _text.Counts[^1].Words - _text.Counts[_first.To].Words;

        public int MarksAround =>
            _text.Counts[_first.From].Marks + _text.Counts[^1].Marks - _text.Counts[_first.To].Marks;

        public bool HappenedBefore => _text.Counts[_first.From].Happenings > 0;

        public bool HappensBehind => _text.Counts[^1].Happenings > _text.Counts[_first.To].Happenings;

        public bool IsField => Before is [.., '='] or [.., '=', '"'];

        public int Longest => _gaps.Max(one => one.Words);

        public double DifferentBeginnings => _gaps.Select(one => one.First).Distinct().Count() / (double)Count;

        /// <summary>Whether two of them have a word in common.</summary>
        public bool ShareWord
        {
            get
            {
                var seen = new Dictionary<ulong, Gap>();
                foreach (var gap in _gaps)
                {
                    for (var at = gap.From; at < gap.To; at++)
                    {
                        if (
                            gap.Text.Kinds(at, at + 1)[0].HasFlag(Kind.Spoken)
                            && !seen.TryAdd(gap.Text.HashOf(at), gap)
                            && seen[gap.Text.HashOf(at)] != gap
                        )
                            return true;
                    }
                }

                return false;
            }
        }

        public bool Any(Predicate<Gap> isSo) => _gaps.Exists(isSo);

        public double Share(Predicate<Gap> isSo)
        {
            var count = 0;
            foreach (var gap in _gaps)
                count += isSo(gap) ? 1 : 0;

            return count / (double)Count;
        }
    }
}
