namespace MicroBima.ChatOps.Logs;

/// <summary>Objects that are printed over many lines: flyctl's around a line of an app, or a logger's own.</summary>
internal sealed partial class Assembly
{
    private const int LargestObject = 256 * 1024;

    private byte[] _object = [];
    private int _objectLength;
    private int _objectLines;

    // flyctl prints an object over many lines: they are one event, or one line of one.
    private void BeginObject(ReadOnlySpan<byte> line)
    {
        (_objectLength, _objectLines) = (0, 0);
        Keep(line);
    }

    private void Keep(ReadOnlySpan<byte> line)
    {
        if (_object.Length < _objectLength + line.Length + 1)
            Array.Resize(ref _object, Math.Max(_object.Length * 2, _objectLength + line.Length + 4096));

        line.CopyTo(_object.AsSpan(_objectLength));
        _objectLength += line.Length;
        _object[_objectLength++] = (byte)'\n';
        _objectLines++;
    }

    private bool TakeObject(ReadOnlySpan<byte> line)
    {
        var isEnd = line is [(byte)'}'];
        if (!isEnd && !Margins.IsIndented(line) || _objectLength + line.Length > LargestObject)
        {
            GiveUpObject();
            return false;
        }

        Keep(line);
        if (!isEnd)
            return true;

        var text = _object.AsSpan(0, _objectLength - 1);
        if (!_json.TryRead(text) || (!_json.IsFly && Continuation.HoldsObject(StreamOf(0).Current)))
        {
            GiveUpObject();
            return true;
        }

        var lines = _objectLines;
        _objectLines = 0;
        Unwrapped(text);
        for (var count = 0; count < lines; count++)
            _seen?.Invoke(_last!.Current!.Number);

        return true;
    }

    // It only began like an object: its lines are lines.
    private void GiveUpObject()
    {
        var rest = _object.AsSpan(0, _objectLength);
        _objectLines = 0;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            Inner(rest[..end], 0, isApp: true, null, Moments.None);
            _seen?.Invoke(_last!.Current!.Number);
            rest = rest[(end + 1)..];
        }
    }

    // An object that was read: Fly's own around a line, or a logger's.
    private void Unwrapped(ReadOnlySpan<byte> text)
    {
        if (!_json.IsFly)
        {
            Begin(
                StreamOf(0),
                text,
                _json.Message,
                new Head(HeadKind.Json, 0, _json.Level, _json.At, 0),
                _json.At,
                isApp: true
            );
            return;
        }

        var (source, isApp, level, at) = (_json.Source, _json.IsApp, _json.Level, _json.At);
        Machine(source, isApp);
        Span<byte> message = stackalloc byte[_json.Message.Length];
        _json.Message.CopyTo(message);
        var plain = message[..Ansi.Strip(message)];
        if (plain.Length > 0 && plain[^1] == '\n')
            plain = plain[..^1];

        // A message may hold several lines: the first says what it is.
        var end = plain.IndexOf((byte)'\n');
        Inner(end < 0 ? plain : plain[..end], source, isApp, level, at);
        while (end >= 0)
        {
            plain = plain[(end + 1)..];
            end = plain.IndexOf((byte)'\n');
            _last!.Current!.Add(end < 0 ? plain : plain[..end]);
        }
    }
}
