namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>From bytes to lines, for questions that come in order.</summary>
internal sealed class LineCounter(ReadOnlyMemory<byte> text)
{
    private int _seen;
    private int _line = 1;

    /// <summary>The line of a byte, from 1; a smaller byte than the one before counts anew.</summary>
    public int LineOf(int at)
    {
        if (at < _seen)
            (_seen, _line) = (0, 1);

        _line += text.Span[_seen..at].Count((byte)'\n');
        _seen = at;
        return _line;
    }
}
