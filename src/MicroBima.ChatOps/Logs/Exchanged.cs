namespace MicroBima.ChatOps.Logs;

/// <summary>
/// Words that stand for each other in several places: where "mail" and "bill" take each other's place in one text and in another one too, they are
/// names of something. Words that say what happened take each other's place as well, and are none.
/// </summary>
internal sealed class Exchanged
{
    private const int MostWords = 12;
    private const int EnoughPlaces = 3;
    private const int EnoughPlacesOfCoined = 2;

    private readonly Dictionary<(string, string), int> _pairs = [];

    public Exchanged(IEnumerable<List<string>> places)
    {
        foreach (var words in places)
        {
            if (words.Count > MostWords)
                continue;

            foreach (var one in words)
            {
                foreach (var other in words)
                {
                    if (string.CompareOrdinal(one, other) < 0)
                        _pairs[(one, other)] = _pairs.GetValueOrDefault((one, other)) + 1;
                }
            }
        }
    }

    /// <summary>Whether each of the words stood for another of them often enough.</summary>
    public bool AreValues(List<string> words, bool isSubject) =>
        !(isSubject && words.Count < 3 && !words.TrueForAll(Coined.Is))
        && !words.Exists(word =>
            PatternParts.IsHappening(word) || PatternParts.NamesError(word) || !PatternParts.IsWord(word)
        )
        && words.TrueForAll(word =>
            words.Exists(other =>
                !string.Equals(word, other, StringComparison.Ordinal)
                && PlacesOf(word, other)
                    >= (words.Count > 2 || (IsCoined(word) && IsCoined(other)) ? EnoughPlacesOfCoined : EnoughPlaces)
            )
        );

    private static bool IsCoined(string word) => Coined.Is(word) || word.AsSpan().IndexOfAny('.', '_') > 0;

    private int PlacesOf(string one, string other) =>
        _pairs.GetValueOrDefault(string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one));
}
