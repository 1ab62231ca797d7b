using System.Text;

namespace MicroBima.ChatOps.Tools;

/// <summary>A bounded sink: keeps the first and the last bytes of any amount of output, counts the rest, remembers the last line. Cannot throw.</summary>
internal sealed class HeadAndTail(int each, Action<string>? onLine)
{
    private readonly Lock _lock = new();
    private readonly List<byte> _head = [];
    private readonly byte[] _tail = new byte[each];
    private readonly byte[] _line = new byte[400];
    private long _total;
    private int _lineLength;

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

    /// <summary>What was kept, with the number of bytes between.</summary>
    public string Text()
    {
        lock (_lock)
        {
            var head = Encoding.UTF8.GetString(_head.ToArray());
            var rest = _total - _head.Count;
            if (rest == 0)
                return head;

            var kept = (int)Math.Min(rest, each);
            var tail = new byte[kept];
            for (var i = 0; i < kept; i++)
                tail[i] = _tail[(int)((_total - kept + i) % each)];

            var left = rest - kept;
            return left == 0
                ? head + Encoding.UTF8.GetString(tail)
                : $"{head}\n… {left} bytes omitted …\n{Encoding.UTF8.GetString(tail)}";
        }
    }

    private bool Count(Exception mistake)
    {
        Mistakes++;
        return mistake is not OutOfMemoryException;
    }

    private string? KeepLocked(byte one)
    {
        if (_head.Count < each)
            _head.Add(one);
        else
            _tail[(int)(_total % each)] = one;

        _total++;
        if (one is not ((byte)'\n' or (byte)'\r'))
        {
            if (_lineLength < _line.Length)
                _line[_lineLength++] = one;

            return null;
        }

        var line = _lineLength > 0 ? Encoding.UTF8.GetString(_line, 0, _lineLength) : null;
        _lineLength = 0;
        return line;
    }
}
