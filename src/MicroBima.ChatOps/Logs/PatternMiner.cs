using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MicroBima.ChatOps.Logs;

/// <summary>
/// Finds the patterns of a log in one pass. Memory is bounded by the patterns, never by the lines: of each it keeps a masked text, one masked
/// example and counts; what exceeds the bounds is counted together, ordinary and bad events apart.
/// </summary>
public sealed partial class PatternMiner(Func<string, string> mask)
{
    private const int MostKnown = 1 << 15;
    private const int MostPatterns = 4_000;
    private const int MostEver = 1_000_000;
    private const int LongestExample = 1_000;
    private const int LongestText = 300;

    private readonly Skeleton _skeleton = new();
    private MutedPatterns _muted = new(new Dictionary<string, string>());
    private readonly Dictionary<ulong, int> _known = [];
    private readonly Dictionary<string, int> _byText = new(StringComparer.Ordinal);
    private readonly List<Sort?> _sorts = [];
    private readonly List<int> _into = [];
    private readonly Widened _widened = new();
    private readonly int[] _rest = [-1, -1, -1, -1, -1];
    private int _live;
    private int _mergeAt = MostPatterns / 2;

    /// <summary>In which window an event of a moment lies; null: the log says no time. Set it before reading.</summary>
    public Func<DateTimeOffset?, LogWindow> WindowOf { get; set; } = _ => LogWindow.Now;

    /// <summary>Patterns that are known to be harmless: their texts by their ids. Set it before reading.</summary>
    public IReadOnlyDictionary<string, string> Muted
    {
        set => _muted = new MutedPatterns(value);
    }

    /// <summary>Events in the window before, and the first and last moment of them.</summary>
    public Exposure Before { get; } = new();

    /// <summary>Events in the window that is asked about, and the first and last moment of them.</summary>
    public Exposure Now { get; } = new();

    /// <summary>Counts an event; the answer is the number of its pattern, for <see cref="Settled"/>.</summary>
    internal int Add(LogEvent done)
    {
        if (done.Pattern >= 0 && done.IsOfOneLine)
        {
            var familiar = Settled(done.Pattern);
            Count(_sorts[familiar]!, done);
            return familiar;
        }

        _skeleton.Read(done.Headline());
        var seed =
            (ulong)(done.Head.Level is { } said ? (int)said + 1 : 0)
            + (done.IsApp ? 16UL : 0)
            + ((ulong)done.Head.Kind << 8);
        var hash = _skeleton.Hash(seed);
        if (!_known.TryGetValue(hash, out var number))
        {
            number = Learn(done);
            if (_known.Count >= MostKnown)
                _known.Clear();

            _known[hash] = number;
        }

        Count(_sorts[number]!, done);
        if (done.Look is not null && done.IsOfOneLine)
            done.Look.Learn(done.Key, number);

        return number;
    }

    /// <summary>The number under which a pattern is kept at the end: patterns become one while more is seen.</summary>
    public int Settled(int number)
    {
        while (_into[number] != number)
            number = _into[number];

        return number;
    }

    /// <summary>The pattern of a settled number, after <see cref="Settle"/>.</summary>
    public LogPattern Pattern(int number) => Written(_sorts[number]!);

    /// <summary>Merges what varies like a value, and gives all patterns.</summary>
    public IReadOnlyList<LogPattern> Settle()
    {
        if (Merge())
            Merge();

        return [.. _sorts.Where(sort => sort is not null).Select(sort => Written(sort!))];
    }

    /// <summary>The id of a pattern: the same wherever it is written the same.</summary>
    internal static string IdOf(LogLevel level, string text) =>
        (Hashing.Of(Encoding.UTF8.GetBytes(text), (ulong)level) & 0xFFFF_FFFF_FFFF).ToString(
            "x12",
            CultureInfo.InvariantCulture
        );

    private static LogPattern Written(Sort sort)
    {
        var whole = sort.Text.Replace(PatternMerger.Wide, '*');
        var text = Excerpt.Of(whole, LongestText);
        return new LogPattern(
            IdOf(sort.Level, whole),
            sort.Level,
            text,
            sort.Before,
            sort.Now,
            TimeOf(sort.First),
            TimeOf(sort.Last),
            Unnamed.Of(sort.Example, whole)
        )
        {
            ClumpsBefore = sort.ClumpsBefore,
            ClumpsNow = sort.ClumpsNow,
        };
    }

    private static DateTimeOffset? TimeOf(long at) =>
        at == Moments.None ? null : DateTimeOffset.FromUnixTimeMilliseconds(at);

    private void Count(Sort sort, LogEvent done)
    {
        var at = done.At;
        var window = WindowOf(TimeOf(at));
        if (window is LogWindow.Before)
        {
            sort.SeeBefore(at);
            Before.Add(done);
        }
        else if (window is LogWindow.Now)
        {
            sort.SeeNow(at);
            Now.Add(done);
        }
    }

    // A skeleton that was not seen lately: of a pattern that is known, or a new one.
    private int Learn(LogEvent done)
    {
        var level = Severity.Of(_skeleton.Text, done.Head, done.IsApp);
        var text = Read(level);
        var number = Find(level, text);
        if (number >= 0)
            return number;

        if (_live >= _mergeAt)
            Merge();

        var isFull =
            _live >= (level >= LogLevel.Error ? MostPatterns * 3 / 2 : MostPatterns) || _sorts.Count >= MostEver;
        return isFull ? Rest(level) : Keep(done, level, text);
    }

    // Only here is something kept, so only here it has to be masked; it is cut after that, never through a secret.
    private int Keep(LogEvent done, LogLevel level, string text)
    {
        var headline = Encoding.UTF8.GetString(done.Headline());
        var masked = Unnamed.Told(mask(headline));
        if (!string.Equals(masked, headline, StringComparison.Ordinal))
        {
            _skeleton.Read(Encoding.UTF8.GetBytes(masked));
            text = Read(level);
            var number = Find(level, text);
            if (number >= 0)
                return number;
        }

        var example = Excerpt.Of(Unnamed.Told(mask(Encoding.UTF8.GetString(done.Raw))), LongestExample);
        _sorts.Add(new Sort(level, text, example) { IsMuted = _muted.Find(level, text) is not null });
        _into.Add(_sorts.Count - 1);
        _byText[level.With(text)] = _sorts.Count - 1;
        _live++;
        return _sorts.Count - 1;
    }

    // The text that was read, or that of the muted pattern it belongs to.
    private string Read(LogLevel level)
    {
        var text = Skeleton.Written(_skeleton.Text);
        return _muted.Find(level, text) ?? text;
    }

    private int Find(LogLevel level, string text)
    {
        if (_byText.TryGetValue(level.With(text), out var number))
            return Settled(number);

        number = _widened.Find(level, text);
        return number < 0 ? -1 : Settled(number);
    }

    // Everything of one level for which there was no room.
    private int Rest(LogLevel level)
    {
        ref var number = ref _rest[(int)level];
        if (number < 0)
        {
            _sorts.Add(new Sort(level, "(many different messages)", ""));
            number = _sorts.Count - 1;
            _into.Add(number);
        }

        return number;
    }

    // True where something became of it.
    private bool Merge()
    {
        var isChanged = false;
        var live = new List<Mined>();
        for (var number = 0; number < _sorts.Count; number++)
        {
            if (_sorts[number] is { IsMuted: false } sort && number != _rest[(int)sort.Level])
                live.Add(
                    new Mined(
                        number,
                        sort.Level,
                        sort.Before + sort.Now,
                        Before.Events > 0 && sort.Before == 0,
                        sort.Text
                    )
                );
        }

        foreach (var (from, to, text) in PatternMerger.Merge(live))
        {
            isChanged = true;
            _sorts[to]!.Text = text;
            if (from != to)
                Join(from, to);
        }

        _live = 0;
        _byText.Clear();
        _widened.Clear();
        for (var number = 0; number < _sorts.Count; number++)
        {
            if (_sorts[number] is not { } sort || number == _rest[(int)sort.Level])
                continue;

            if (!sort.IsMuted && _muted.Find(sort.Level, sort.Text) is { } muted)
                (sort.Text, sort.IsMuted, isChanged) = (muted, true, true);

            if (sort.IsMuted && _byText.TryGetValue(sort.Level.With(sort.Text), out var same))
            {
                Join(number, same);
                isChanged = true;
                continue;
            }

            _live++;
            _byText[sort.Level.With(sort.Text)] = number;
            if (sort.Text.Contains(PatternMerger.Wide))
                _widened.Add(sort.Level, sort.Text, number);
        }

        _known.Clear();
        _mergeAt = Math.Max(MostPatterns / 2, Math.Min(MostPatterns * 3 / 2, _live + (_live / 2)));
        return isChanged;
    }

    private void Join(int from, int to)
    {
        _sorts[to]!.Take(_sorts[from]!);
        _sorts[from] = null;
        _into[from] = to;
    }
}
