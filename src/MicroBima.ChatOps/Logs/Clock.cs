namespace MicroBima.ChatOps.Logs;

/// <summary>Reads the times of lines like ones before. Most lines say the second that the line before them said.</summary>
internal sealed class Clock
{
    private const int Second = 19;

    private readonly byte[] _second = new byte[Second];
    private long _at = Moments.None;

    /// <summary>The time at a place of a line.</summary>
    public long At(ReadOnlySpan<byte> line, TimePlace place) =>
        place.Form switch
        {
            TimeForm.Iso => Iso(line[place.Start..]),
            TimeForm.American => Moments.American(line[place.Start..], out _),
            TimeForm.Epoch => Moments.Epoch(line[place.Start..]),
            TimeForm.None => Moments.None,
        };

    private long Iso(ReadOnlySpan<byte> text)
    {
        if (_at != Moments.None && text.StartsWith(_second))
            return Moments.IsoWithin(text, _at, out _);

        var at = Moments.Iso(text, out _);
        if (at == Moments.None || text[Second - 3] != ':')
            return at;

        text[..Second].CopyTo(_second);
        _at = Moments.Iso(_second, out _);
        return at;
    }
}
