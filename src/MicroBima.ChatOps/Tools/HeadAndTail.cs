using System.Text;

namespace MicroBima.ChatOps.Tools;

/// <summary>A bounded sink: keeps the first and the last bytes of any amount of output, counts the rest, tells the newest line. Cannot throw.</summary>
internal sealed class HeadAndTail(int first, int last, Action<string>? onLine)
{
    private readonly Lock _lock = new();
    private readonly List<byte> _head = [];
    private readonly byte[] _line = new byte[400];
    private byte[] _tail = [];
    private long _total;
    private long _lineLength;

    /// <summary>How often a listener threw.</summary>
    public int Mistakes { get; private set; }

    /// <summary>How many bytes came.</summary>
    public long Total
    {
        get
        {
            lock (_lock)
                return _total;
        }
    }

    /// <summary>True where nothing between beginning and end was left out.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock)
                return _total <= _head.Count + last;
        }
    }

    /// <summary>Takes what came.</summary>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        string? line = null;
        lock (_lock)
        {
            foreach (var one in bytes)
                line = KeepLocked(one) ?? line;
        }

        if (line is null || onLine is null)
            return;

        try
        {
            onLine(line);
        }
        catch (Exception mistake) when (Count(mistake))
        {
            // A listener that throws would have the child killed: a migration is worth more than a progress line.
        }
    }

    /// <summary>The first bytes that came.</summary>
    public byte[] Head()
    {
        lock (_lock)
            return [.. _head];
    }

    /// <summary>What was kept, with the number of bytes between.</summary>
    public string Text()
    {
        lock (_lock)
        {
            var rest = _total - _head.Count;
            var kept = (int)Math.Min(rest, last);
            var (head, tail) = (_head.ToArray(), TailLocked(kept));
            var left = rest - kept;
            if (left == 0)
                return Encoding.UTF8.GetString([.. head, .. tail]);

            var end = EndOfWhole(head);
            var start = Math.Max(
                0,
                tail.AsSpan().IndexOf(tail.AsSpan().Contains((byte)'\n') ? (byte)'\n' : (byte)' ') + 1
            );
            left += head.Length - end + start;
            return $"{Encoding.UTF8.GetString(head, 0, end)}\n… {left} bytes omitted …\n{Encoding.UTF8.GetString(tail, start, tail.Length - start)}";
        }
    }

    /// <summary>Where the last line ends, or the last word where there is one line alone: half a secret would not be known as one.</summary>
    private static int EndOfWhole(ReadOnlySpan<byte> bytes) =>
        bytes.LastIndexOf((byte)'\n') is >= 0 and var line ? line
        : bytes.LastIndexOf((byte)' ') is >= 0 and var word ? word
        : bytes.Length;

    private byte[] TailLocked(int kept)
    {
        var tail = new byte[kept];
        for (var i = 0; i < kept; i++)
            tail[i] = _tail[(int)((_total - kept + i) % last)];

        return tail;
    }

    private bool Count(Exception mistake)
    {
        Mistakes++;
        return mistake is not OutOfMemoryException;
    }

    private string? LineLocked() =>
        _lineLength == 0 ? null
        : _lineLength <= _line.Length ? Encoding.UTF8.GetString(_line, 0, (int)_lineLength)
        : _line.Contains((byte)' ') ? $"{Encoding.UTF8.GetString(_line, 0, EndOfWhole(_line))}…"
        : "…";

    private string? KeepLocked(byte one)
    {
        if (_head.Count < first)
        {
            _head.Add(one);
        }
        else
        {
            if (_tail.Length == 0)
                _tail = new byte[last];

            _tail[(int)(_total % last)] = one;
        }

        _total++;
        if (one is not ((byte)'\n' or (byte)'\r'))
        {
            if (_lineLength < _line.Length)
                _line[(int)_lineLength] = one;

            _lineLength++;
            return null;
        }

        var line = LineLocked();
        _lineLength = 0;
        return line;
    }
}
