using System.Globalization;
using System.Text;
using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Commands;

/// <summary>
/// Remembers which event every line belongs to and which pattern every event has, in two nameless files: a pattern has its final text only when the
/// whole log was read, and a log may be larger than memory.
/// </summary>
internal sealed class GroupSpool : IDisposable
{
    private const int Window = 1 << 16;

    private readonly FileStream _lines = Nameless();
    private readonly FileStream _events = Nameless();
    private readonly int[] _pending = new int[Window];
    private long _last;
    private long _first;
    private long _end;

    public GroupSpool() => Array.Fill(_pending, -1);

    /// <summary>The next line belongs to this event. Most lines begin the next one: they take one byte.</summary>
    public void See(long number)
    {
        var step = number - _last;
        var zigzag = (ulong)((step << 1) ^ (step >> 63));
        while (zigzag >= 0x80)
        {
            _lines.WriteByte((byte)(zigzag | 0x80));
            zigzag >>= 7;
        }

        _lines.WriteByte((byte)zigzag);
        _last = number;
    }

    /// <summary>An event has this pattern. Events end nearly in order.</summary>
    public void Close(long number, int pattern)
    {
        while (number >= _first + Window)
            Put();

        if (number < _first)
        {
            PutLate(number, pattern);
            return;
        }

        _pending[number % Window] = pattern;
        _end = Math.Max(_end, number + 1);
        while (_first < _end && _pending[_first % Window] >= 0)
            Put();
    }

    /// <summary>One output line for each line that was seen.</summary>
    public void WriteTo(TextWriter output, PatternMiner miner)
    {
        while (_first < _end)
            Put();

        _lines.Position = 0;
        _events.Flush();
        var texts = new Dictionary<int, string>();
        var buffer = new byte[64 * 1024];
        var (from, count) = (-1L, 0);
        var number = 0L;
        while (ReadStep() is { } step)
        {
            number += step;
            if (from < 0 || number < from || number >= from + count)
            {
                from = number - (number % 1024);
                count = RandomAccess.Read(_events.SafeFileHandle, buffer, from * sizeof(int)) / sizeof(int);
            }

            var pattern = miner.Settled(BitConverter.ToInt32(buffer, (int)(number - from) * sizeof(int)));
            if (!texts.TryGetValue(pattern, out var text))
                texts[pattern] = text = Text(miner.Pattern(pattern));

            output.Write(number.ToString(CultureInfo.InvariantCulture));
            output.Write(text);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _lines.Dispose();
        _events.Dispose();
    }

    private static string Text(LogPattern pattern)
    {
        var text = new StringBuilder(pattern.Text);
        text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
        return $"\t{pattern.Id}\t{pattern.Level.Written()}\t{text}\n";
    }

    private static FileStream Nameless() =>
        new(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose,
                BufferSize = 64 * 1024,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );

    private void Put()
    {
        ref var pattern = ref _pending[_first % Window];
        _events.Write(BitConverter.GetBytes(pattern));
        pattern = -1;
        _first++;
        _end = Math.Max(_end, _first);
    }

    private void PutLate(long number, int pattern)
    {
        _events.Flush();
        RandomAccess.Write(_events.SafeFileHandle, BitConverter.GetBytes(pattern), number * sizeof(int));
    }

    private long? ReadStep()
    {
        var (zigzag, shift) = (0UL, 0);
        while (true)
        {
            var next = _lines.ReadByte();
            if (next < 0)
                return null;

            zigzag |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)(zigzag >> 1) ^ -(long)(zigzag & 1);

            shift += 7;
        }
    }
}
