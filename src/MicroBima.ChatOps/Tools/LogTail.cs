using System.Globalization;
using System.Text;

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

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Queue<Entry> _entries = [];
    private DateTimeOffset? _from;
    private (DateTimeOffset At, string Words) _gap = (default, "");
    private string? _next;
    private int _length;

    /// <summary>Reads what is new, and gives everything that is kept; what is known to be missing is said.</summary>
    /// <param name="since">How far back it is needed. Where less is kept and Fly's API is asked, it is asked for all of it.</param>
    public async Task<FlyLogText> ReadAsync(Fly fly, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var first = time.GetUtcNow() - AtFirst;
            if (fly.ReachesBack && since < (_from ?? first))
                return await fly.LogsAsync(since.Value, null, cancellationToken);

            var read = await fly.LogsAsync(first, _next, cancellationToken);
            if (read.Problem is not null)
                return read;

            _from ??= first;
            _next = read.Next;
            Add(read);
            var text = new StringBuilder(_length);
            foreach (var entry in _entries)
                text.Append(entry.Text);

            return new FlyLogText(text.ToString(), _gap.Words, null);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _reading.Dispose();

    private void Add(FlyLogText read)
    {
        var entries = Entries(read.Text);
        var fresh = entries;
        if (read.Next is null && entries.Count > 0)
        {
            // flyctl prints what it has at hand, known or not.
            var known = _entries.Where(entry => entry.At >= entries[0].At).ToHashSet();
            fresh = [.. entries.Where(entry => !known.Contains(entry))];
            if (known.Count == 0 && _entries.Count > 0)
                _gap = (
                    entries[0].At,
                    $"lines before {entries[0].At.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} UTC may be missing: flyctl has only the newest at hand"
                );
        }

        if (read.Gap.Length > 0)
            _gap = (time.GetUtcNow(), read.Gap);

        foreach (var entry in fresh)
        {
            _entries.Enqueue(entry);
            _length += entry.Text.Length;
        }

        var oldest = time.GetUtcNow() - Kept;
        while (_entries.TryPeek(out var first) && (_length > Largest || first.At < oldest))
        {
            _length -= _entries.Dequeue().Text.Length;
            _from = first.At;
        }

        if (_gap.At < oldest)
            _gap = (default, "");
    }

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
