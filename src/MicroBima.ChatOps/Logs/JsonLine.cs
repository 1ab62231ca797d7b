using System.Runtime.CompilerServices;
using System.Text.Json;

namespace MicroBima.ChatOps.Logs;

/// <summary>One JSON object of a logger or of Fly: what it says, how bad it says it is, and when.</summary>
internal sealed class JsonLine
{
    private const int Room = 4096;
    private const int MostMisses = 1000;

    private readonly byte[] _message = new byte[Room];
    private readonly byte[] _piece = new byte[Room];
    private readonly Field[] _fields = new Field[Enum.GetValues<Part>().Length];
    private int _length;
    private int _misses;

    private enum Part
    {
        Level,
        Time,
        Context,
        Text,
        Method,
        Url,
        StatusCode,
        ErrorType,
        ErrorText,
        ErrorCode,
        Stack,
        Provider,
        Instance,
        Region,
    }

    /// <summary>The message, put together from what the object says.</summary>
    public ReadOnlySpan<byte> Message => _message.AsSpan(0, _length);

    /// <summary>The level, where it says one.</summary>
    public LogLevel? Level { get; private set; }

    /// <summary>When it was written.</summary>
    public long At { get; private set; }

    /// <summary>True for an object of flyctl around a line of an app or a part of Fly.</summary>
    public bool IsFly { get; private set; }

    /// <summary>True where an app wrote it.</summary>
    public bool IsApp { get; private set; }

    /// <summary>Provider and machine in one number.</summary>
    public ulong Source { get; private set; }

    /// <summary>Reads an object; false where it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(ReadOnlySpan<byte> json)
    {
        // A failed read costs an exception: whoever sends nothing else is not asked again.
        if (_misses > MostMisses)
            return false;

        Array.Clear(_fields);
        try
        {
            Collect(json);
            _misses = Math.Max(0, _misses - 1);
        }
        catch (JsonException)
        {
            // A text that begins like an object.
            _misses++;
            return false;
        }

        IsFly = Has(Part.Instance) && Has(Part.Region) && Has(Part.Text);
        if (IsFly)
            ReadFly(json);
        else
            Compose(json);

        At = TimeOf(json);
        return true;
    }

    private bool Has(Part part) => _fields[(int)part].Kind is not JsonTokenType.None;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Collect(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(
            json,
            new JsonReaderOptions { MaxDepth = 64, CommentHandling = JsonCommentHandling.Disallow }
        );
        var (outer, inner, found) = (Part.Level, Part.Level, (Part?)null);
        var (isOuter, isInner) = (false, false);
        while (reader.Read())
        {
            var depth = reader.CurrentDepth;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    found = depth switch
                    {
                        1 => Root(reader.ValueSpan),
                        2 when isOuter => Nested(outer, reader.ValueSpan),
                        3 when isInner => inner is Part.Provider && reader.ValueTextEquals("provider"u8)
                            ? Part.Provider
                            : null,
                        _ => null,
                    };
                    if (depth == 1)
                        (isOuter, outer) = Opens(reader.ValueSpan);
                    else if (depth == 2)
                        (isInner, inner) = (
                            isOuter && outer is Part.Provider && reader.ValueTextEquals("event"u8),
                            Part.Provider
                        );

                    break;
                case JsonTokenType.String or JsonTokenType.Number:
                    if (found is { } part && _fields[(int)part].Kind is JsonTokenType.None)
                        _fields[(int)part] = new Field(
                            reader.TokenType,
                            (int)reader.TokenStartIndex,
                            reader.ValueSpan.Length,
                            reader.ValueIsEscaped
                        );

                    found = null;
                    break;
                default:
                    found = null;
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Part? Root(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 => name.SequenceEqual("ts"u8) ? Part.Time : null,
            3 => name.SequenceEqual("msg"u8) ? Part.Text
            : name.SequenceEqual("url"u8) ? Part.Url
            : name.SequenceEqual("err"u8) ? Part.ErrorText
            : null,
            4 => name.SequenceEqual("time"u8) ? Part.Time
            : name.SequenceEqual("code"u8) ? Part.ErrorCode
            : name.SequenceEqual("path"u8) ? Part.Url
            : null,
            5 => name.SequenceEqual("level"u8) ? Part.Level
            : name.SequenceEqual("stack"u8) ? Part.Stack
            : name.SequenceEqual("error"u8) ? Part.ErrorText
            : name.SequenceEqual("trace"u8) ? Part.Stack
            : null,
            6 => name.SequenceEqual("method"u8) ? Part.Method
            : name.SequenceEqual("region"u8) ? Part.Region
            : name.SequenceEqual("status"u8) ? Part.StatusCode
            : null,
            7 => name.SequenceEqual("message"u8) ? Part.Text
            : name.SequenceEqual("context"u8) ? Part.Context
            : null,
            8 => name.SequenceEqual("instance"u8) ? Part.Instance
            : name.SequenceEqual("severity"u8) ? Part.Level
            : null,
            9 => name.SequenceEqual("timestamp"u8) ? Part.Time : null,
            10 => name.SequenceEqual("@timestamp"u8) ? Part.Time
            : name.SequenceEqual("statusCode"u8) ? Part.StatusCode
            : null,
            _ => null,
        };

    private static (bool Opens, Part As) Opens(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("req"u8) || name.SequenceEqual("request"u8) ? (true, Part.Method)
        : name.SequenceEqual("res"u8) || name.SequenceEqual("response"u8) ? (true, Part.StatusCode)
        : name.SequenceEqual("err"u8) || name.SequenceEqual("error"u8) ? (true, Part.ErrorText)
        : name.SequenceEqual("meta"u8) ? (true, Part.Provider)
        : (false, Part.Level);

    private static Part? Nested(Part parent, ReadOnlySpan<byte> name) =>
        parent switch
        {
            Part.Method => name.SequenceEqual("method"u8) ? Part.Method
            : name.SequenceEqual("url"u8) ? Part.Url
            : null,
            Part.StatusCode => name.SequenceEqual("statusCode"u8) || name.SequenceEqual("status"u8)
                ? Part.StatusCode
                : null,
            Part.ErrorText => name.SequenceEqual("type"u8) || name.SequenceEqual("name"u8) ? Part.ErrorType
            : name.SequenceEqual("message"u8) ? Part.ErrorText
            : name.SequenceEqual("code"u8) ? Part.ErrorCode
            : name.SequenceEqual("stack"u8) ? Part.Stack
            : null,
            _ => null,
        };

    private void ReadFly(ReadOnlySpan<byte> json)
    {
        _length = 0;
        Append(json, Part.Text, keepLines: true);
        var instance = Piece(json, Part.Instance);
        var source = Hashing.Of(instance, 0);
        var provider = Piece(json, Part.Provider);
        IsApp = provider.IsEmpty || provider.SequenceEqual("app"u8);
        Source = Hashing.Of(provider, source);
        Level = IsApp ? null : LevelOf(json);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compose(ReadOnlySpan<byte> json)
    {
        _length = 0;
        Level = LevelOf(json);
        if (Has(Part.Context))
        {
            Add("["u8);
            Append(json, Part.Context, keepLines: false);
            Add("] "u8);
        }

        Append(json, Part.Text, keepLines: false);
        if (Has(Part.Method) && Has(Part.Url))
        {
            foreach (var part in new[] { Part.Method, Part.Url, Part.StatusCode })
            {
                Add(" "u8);
                Append(json, part, keepLines: false);
            }
        }
        else if (Has(Part.StatusCode))
        {
            Add(" status "u8);
            Append(json, Part.StatusCode, keepLines: false);
        }

        if (Has(Part.ErrorText) && _message.AsSpan(0, _length).IndexOf(Piece(json, Part.ErrorText)) < 0)
        {
            Add(" "u8);
            if (Has(Part.ErrorType))
            {
                Append(json, Part.ErrorType, keepLines: false);
                Add(": "u8);
            }

            Append(json, Part.ErrorText, keepLines: false);
        }
        else if (!Has(Part.Text) && Has(Part.Stack))
            Append(json, Part.Stack, keepLines: false);

        if (Has(Part.ErrorCode) && _message.AsSpan(0, _length).IndexOf(Piece(json, Part.ErrorCode)) < 0)
        {
            Add(" code "u8);
            Append(json, Part.ErrorCode, keepLines: false);
        }

        // Without any text the names of its fields are what tells it from others.
        if (_length == 0)
            Add(json[..Math.Min(json.Length, 200)]);
    }

    private LogLevel? LevelOf(ReadOnlySpan<byte> json)
    {
        var field = _fields[(int)Part.Level];
        var word = Piece(json, Part.Level);
        if (field.Kind is JsonTokenType.Number)
            return System.Buffers.Text.Utf8Parser.TryParse(word, out long number, out _)
                ? LevelWords.OfNumber(number)
                : null;

        // winston colours the level too.
        var plain = _piece.AsSpan(0, word.Length);
        word.CopyTo(plain);
        return LevelWords.Of(plain[..Ansi.Strip(plain)]);
    }

    private long TimeOf(ReadOnlySpan<byte> json)
    {
        var text = Piece(json, Part.Time);
        if (text.IsEmpty)
            return Moments.None;

        if (_fields[(int)Part.Time].Kind is JsonTokenType.String)
            return Moments.Iso(text, out _);

        return System.Buffers.Text.Utf8Parser.TryParse(text, out double number, out _) && number is > 0 and < 1e14
            ? (long)(number < 1e11 ? number * 1000 : number)
            : Moments.None;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> json, Part part)
    {
        var field = _fields[(int)part];
        if (field.Kind is JsonTokenType.None)
            return [];

        var raw = json.Slice(field.Start + (field.Kind is JsonTokenType.String ? 1 : 0), field.Length);
        return field.IsEscaped
            ? _piece.AsSpan(0, Unescape(raw[..Math.Min(raw.Length, Room)], _piece))
            : raw[..Math.Min(raw.Length, Room)];
    }

    private void Append(ReadOnlySpan<byte> json, Part part, bool keepLines)
    {
        var piece = Piece(json, part);
        if (!keepLines)
        {
            // The text of an error; its stack is not part of it.
            var frames = piece.IndexOf("\n    at "u8);
            piece = frames > 0 ? piece[..frames] : piece;
        }

        Add(piece);
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        var count = Math.Min(text.Length, Room - _length);
        text[..count].CopyTo(_message.AsSpan(_length));
        _length += count;
    }

    /// <summary>Text without JSON's escapes; what is cut at the end stays as it is.</summary>
    private static int Unescape(ReadOnlySpan<byte> raw, Span<byte> into)
    {
        var length = 0;
        for (var at = 0; at < raw.Length; at++)
        {
            if (raw[at] != '\\' || at + 1 >= raw.Length)
            {
                into[length++] = raw[at];
                continue;
            }

            at++;
            if (
                raw[at] == 'u'
                && at + 4 < raw.Length
                && System.Buffers.Text.Utf8Parser.TryParse(raw.Slice(at + 1, 4), out uint code, out var used, 'x')
                && used == 4
            )
            {
                at += 4;
                length += code < 0x80 ? Put(into, length, (byte)code) : Put(into, length, (byte)'?');
                continue;
            }

            into[length++] = raw[at] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'t' => (byte)'\t',
                (byte)'r' => (byte)'\r',
                (byte)'b' or (byte)'f' => (byte)' ',
                var other => other,
            };
        }

        return length;
    }

    private static int Put(Span<byte> into, int at, byte letter)
    {
        into[at] = letter;
        return 1;
    }

    /// <summary>Where a value stands in the object.</summary>
    private readonly record struct Field(JsonTokenType Kind, int Start, int Length, bool IsEscaped);
}
