using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>
/// The newest part of one app's log. Each reading goes on where the last one ended: flyctl only has the newest lines at hand, and those of the time
/// before a release are overtaken long before its watch is over.
/// </summary>
public sealed class LogTail(TimeProvider time) : IDisposable
{
    private const int Largest = 16 * 1024 * 1024;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(90);
    private static readonly TimeSpan AtFirst = TimeSpan.FromMinutes(30);
    private static readonly FlyLogText Nothing = new("", "", null);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Queue<Entry> _entries = [];
    private readonly HashSet<Entry> _cut = [];
    private DateTimeOffset? _from;
    private (Period? Missing, string Words) _gap = (null, "");
    private (ImmutableArray<Period> Wanted, FlyLogText Text) _older = ([], Nothing);
    private string? _next;
    private int _length;

    /// <summary>Reads what is new, so that it is not overtaken.</summary>
    public async Task FollowAsync(Fly fly, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            await NewAsync(fly, cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Reads what is new, and gives everything that is kept; what is known to be missing is said.</summary>
    /// <param name="wanted">In order of time. What of them is older than what is kept, Fly's API is asked for; flyctl cannot say it.</param>
    public async Task<FlyLogText> ReadAsync(Fly fly, ImmutableArray<Period> wanted, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var read = await NewAsync(fly, cancellationToken);
            if (read.Problem is not null)
                return read;

            var kept = _from ?? time.GetUtcNow();
            var older = fly.ReachesBack ? await OlderAsync(fly, wanted, kept, cancellationToken) : Nothing;
            if (older.Problem is not null)
                return older;

            var text = new StringBuilder(older.Text, older.Text.Length + _length);
            foreach (var entry in _entries.Where(entry => !_cut.Contains(entry)))
                text.Append(entry.Text);

            return older.Gap.Length > 0
                ? older with
                {
                    Text = text.ToString(),
                }
                : new FlyLogText(text.ToString(), _gap.Words, null) { Missing = _gap.Missing };
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _reading.Dispose();

    /// <summary>Goes on where the last reading ended, and keeps what is new.</summary>
    private async Task<FlyLogText> NewAsync(Fly fly, CancellationToken cancellationToken)
    {
        var first = time.GetUtcNow() - AtFirst;
        var read = await fly.LogsAsync(new Period(first, DateTimeOffset.MaxValue), _next, cancellationToken);
        if (read.Problem is not null)
            return read;

        _from ??= first;
        _next = read.Next;
        Add(read);
        return read;
    }

    /// <summary>What is wanted of the time before everything that is kept; a watch wants the same each time.</summary>
    private async Task<FlyLogText> OlderAsync(
        Fly fly,
        ImmutableArray<Period> wanted,
        DateTimeOffset kept,
        CancellationToken cancellationToken
    )
    {
        if (wanted.SequenceEqual(_older.Wanted))
            return _older.Text;

        var text = new StringBuilder();
        var gap = "";
        foreach (var period in wanted.Where(period => period.From < kept).OrderBy(period => period.From))
        {
            var read = await fly.LogsAsync(
                period.To < kept ? period : period with { To = kept },
                null,
                cancellationToken
            );
            if (read.Problem is not null)
                return read;

            text.Append(read.Text);
            gap = read.Gap.Length > 0 ? read.Gap : gap;
        }

        _older = (wanted, new FlyLogText(text.ToString(), gap, null));
        return _older.Text;
    }

    private void Add(FlyLogText read)
    {
        var entries = Entries(read.Text);
        var fresh = entries;
        var isCut = _entries.Count == 0;
        if (read.Next is null && entries.Count > 0)
        {
            // flyctl prints what it has at hand, known or not. Two errors of one second share lines: as many as are known, and no more, are old.
            var known = _entries.Where(entry => entry.At >= entries[0].At).CountBy(entry => entry).ToDictionary();
            isCut = known.Count == 0;
            fresh = [.. entries.Where(entry => !IsAmong(known, entry))];
            if (isCut && _entries.Count > 0)
                _gap = (
                    new Period(_entries.Last().At, entries[0].At),
                    $"lines before {entries[0].At.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC may be missing: flyctl has only the newest at hand"
                );
        }

        // What did not fit into one reading over HTTP comes with the next.
        if (read.Next is not null)
            _gap = (null, read.Gap);
        else if (read.Gap.Length > 0 && entries.Count > 0)
            _gap = (new Period(entries[0].At, entries[^1].At), read.Gap);

        // What a gap left of an error alone would be an event of its own, which nobody wrote.
        if (isCut)
            _cut.UnionWith(fresh.TakeWhile(entry => GoesOn(entry.Text)));

        foreach (var entry in fresh)
        {
            _entries.Enqueue(entry);
            _length += entry.Text.Length;
        }

        var oldest = time.GetUtcNow() - Kept;
        while (_entries.TryPeek(out var first) && (_length > Largest || first.At < oldest))
        {
            _length -= _entries.Dequeue().Text.Length;
            _cut.Remove(first);
            _from = first.At;
        }

        if (_gap.Missing?.To < oldest)
            _gap = (null, "");
    }

    private static bool IsAmong(Dictionary<Entry, int> known, Entry entry) =>
        known.TryGetValue(entry, out var left) && (known[entry] = left - 1) >= 0;

    /// <summary>Lines with their times; a line without one belongs to the one before.</summary>
    private List<Entry> Entries(string text)
    {
        var entries = new List<Entry>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty)
                continue;

            var at = TimeOf(line);
            if (at is null && entries.Count > 0)
                entries[^1] = entries[^1] with { Text = $"{entries[^1].Text}{line}\n" };
            else
                entries.Add(new Entry(at ?? time.GetUtcNow(), $"{line}\n"));
        }

        return entries;
    }

    /// <summary>Whether a line goes on with one before it, as a frame of a stack or the end of an object: alone it says nothing.</summary>
    private static bool GoesOn(string line)
    {
        var source = line.IndexOf(']', StringComparison.Ordinal);
        var message = line.AsSpan(line.IndexOf(']', source + 1) + 1);
        return message.StartsWith("  ") || message is ['\t' or '}' or ')', ..];
    }

    private static DateTimeOffset? TimeOf(ReadOnlySpan<char> line)
    {
        // flyctl colours what it prints, at times also where nobody looks.
        if (line[0] == '\e')
            line = line[(line.IndexOf('m') + 1)..];

        var word = line[..Math.Max(0, line.IndexOf(' '))];
        return DateTimeOffset.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;
    }

    /// <summary>A line of the log with the lines that belong to it.</summary>
    private sealed record Entry(DateTimeOffset At, string Text);
}
