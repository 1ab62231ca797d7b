using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>
/// Reads a log as bytes, in pieces of any size, and hands its lines to the assembly of events. Memory does not grow with the log: of a line that
/// is longer than <see cref="LongestLine"/> the beginning is kept, the rest is counted.
/// </summary>
public sealed class LogReader
{
    /// <summary>More of a line is not kept.</summary>
    public const int LongestLine = 64 * 1024;

    private readonly Assembly _assembly;
    private readonly byte[] _held = new byte[LongestLine];
    private int _length;
    private bool _isInside;

    /// <summary>A reader that feeds a miner.</summary>
    /// <param name="seen">Told the number of the event of every line, in order.</param>
    /// <param name="closed">Told the pattern of an event when it is complete.</param>
    public LogReader(
        LogFormat format,
        PatternMiner miner,
        Action<long>? seen = null,
        Action<long, int>? closed = null
    ) => _assembly = new Assembly(format, miner, seen, closed);

    /// <summary>How many lines were read.</summary>
    public long Lines { get; private set; }

    /// <summary>How many events they were.</summary>
    public long Events => _assembly.Events;

    /// <summary>How many machines wrote them; 0 where the lines do not say.</summary>
    public int Machines => _assembly.Machines;

    /// <summary>How many bytes of overlong lines were passed over.</summary>
    public long Skipped { get; private set; }

    /// <summary>Reads the next piece.</summary>
    public void Read(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var end = piece.IndexOf((byte)'\n');
            if (end < 0)
            {
                Hold(piece);
                return;
            }

            if (_isInside)
            {
                Hold(piece[..end]);
                Take(_held.AsSpan(0, _length));
                (_length, _isInside) = (0, false);
            }
            else
                Take(piece[..end]);

            piece = piece[(end + 1)..];
        }
    }

    /// <summary>The log has ended: a last line without an end counts, open events are closed.</summary>
    public void Complete()
    {
        if (_isInside)
            Take(_held.AsSpan(0, _length));

        (_length, _isInside) = (0, false);
        _assembly.Complete();
    }

    private void Hold(ReadOnlySpan<byte> part)
    {
        var count = Math.Min(part.Length, LongestLine - _length);
        part[..count].CopyTo(_held.AsSpan(_length));
        _length += count;
        Skipped += part.Length - count;
        _isInside = true;
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        // Some editors mark a file as UTF-8 by three bytes in front: they are no part of its first line.
        if (Lines++ == 0 && line.StartsWith("\uFEFF"u8))
            line = line["\uFEFF"u8.Length..];

        if (line.Length > LongestLine)
        {
            Skipped += line.Length - LongestLine;
            line = line[..LongestLine];
        }

        if (line.Length > 0 && line[^1] == '\r')
            line = line[..^1];

        _assembly.Take(line);
    }
}
