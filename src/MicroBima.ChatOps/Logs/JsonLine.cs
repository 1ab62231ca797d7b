using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace MicroBima.ChatOps.Logs;

/// <summary>One JSON object of a logger or of Fly: what it says, how bad it says it is, and when.</summary>
internal sealed class JsonLine
{
    private const int Room = 4096;
    private const int MostMisses = 1000;

    private readonly byte[] _message = new byte[Room];
    private readonly byte[] _piece = new byte[Room];
    private readonly Field[] _fields = new Field[Enum.GetValues<JsonPart>().Length];
    private readonly List<(int Message, int Line, int Length)> _pieces = [];
    private int _length;
    private int _misses;

    /// <summary>The message, put together from what the object says.</summary>
    public ReadOnlySpan<byte> Message => _message.AsSpan(0, _length);

    /// <summary>True where every part of the message stands in the line as it is.</summary>
    public bool IsLiteral { get; private set; }

    /// <summary>Where the line says its time.</summary>
    public TimePlace TimePlace =>
        _fields[(int)JsonPart.Time] switch
        {
            { Kind: JsonTokenType.Number } number => new TimePlace(TimeForm.Epoch, number.Start),
            { Kind: JsonTokenType.String } text => new TimePlace(TimeForm.Iso, text.Start + 1),
            _ => default,
        };

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
    /// <param name="isCut">True for one whose end is missing: a platform cut it at its limit.</param>
    public bool TryRead(ReadOnlySpan<byte> json, bool isCut = false)
    {
        // A failed read costs an exception: whoever sends nothing else is not asked again.
        if (_misses > MostMisses)
            return false;

        Array.Clear(_fields);
        _pieces.Clear();
        IsLiteral = true;
        try
        {
            Collect(json, isCut);
            _misses = Math.Max(0, _misses - 1);
        }
        catch (JsonException)
        {
            // A text that begins like an object.
            _misses++;
            return false;
        }

        IsFly = Has(JsonPart.Instance) && Has(JsonPart.Region) && Has(JsonPart.Text);
        if (IsFly)
            ReadFly(json);
        else
            Compose(json);

        At = TimeOf(json);
        return true;
    }

    private bool Has(JsonPart part) => _fields[(int)part].Kind is not JsonTokenType.None;

    private void Collect(ReadOnlySpan<byte> json, bool isCut)
    {
        var reader = new Utf8JsonReader(
            json,
            isFinalBlock: !isCut,
            new JsonReaderState(new JsonReaderOptions { MaxDepth = 64, CommentHandling = JsonCommentHandling.Disallow })
        );
        var (outer, found) = (JsonPart.Level, (JsonPart?)null);
        var (isOuter, isInner) = (false, false);
        while (reader.Read())
        {
            var depth = reader.CurrentDepth;
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    found = depth switch
                    {
                        1 => JsonNames.Root(reader.ValueSpan),
                        2 when isOuter => JsonNames.Nested(outer, reader.ValueSpan),
                        3 when isInner => JsonNames.Innermost(outer, reader.ValueSpan),
                        _ => null,
                    };
                    if (depth == 1)
                        (isOuter, outer) = JsonNames.Opens(reader.ValueSpan);
                    else if (depth == 2)
                        isInner = isOuter && JsonNames.OpensInside(outer, reader.ValueSpan);

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

        if (isCut && found is { } last)
            KeepCut(json, (int)reader.BytesConsumed, last);
    }

    // The value in which an object was cut: a text as far as it goes.
    private void KeepCut(ReadOnlySpan<byte> json, int from, JsonPart part)
    {
        var quote = from + json[from..].IndexOfAnyExcept((byte)' ', (byte)':');
        if (quote >= from && json[quote] == '"' && !Has(part))
        {
            var text = json[(quote + 1)..];
            _fields[(int)part] = new Field(JsonTokenType.String, quote, text.Length, text.Contains((byte)'\\'));
        }
    }

    private void ReadFly(ReadOnlySpan<byte> json)
    {
        _length = 0;
        Append(json, JsonPart.Text, keepLines: true);
        var instance = Piece(json, JsonPart.Instance);
        var source = Hashing.Of(instance, 0);
        var provider = Piece(json, JsonPart.Provider);
        IsApp = provider.IsEmpty || provider.SequenceEqual("app"u8);
        Source = Hashing.Of(provider, source);
        Level = IsApp ? null : LevelOf(json);
    }

    private void Compose(ReadOnlySpan<byte> json)
    {
        _length = 0;
        Level = LevelOf(json);
        if (Has(JsonPart.Context))
        {
            Add("["u8);
            Append(json, JsonPart.Context, keepLines: false);
            Add("] "u8);
        }

        Append(json, Has(JsonPart.Text) ? JsonPart.Text : JsonPart.Template, keepLines: false);
        if (Has(JsonPart.Method) && Has(JsonPart.Url))
        {
            foreach (var part in new[] { JsonPart.Method, JsonPart.Url, JsonPart.StatusCode })
            {
                Add(" "u8);
                Append(json, part, keepLines: false);
            }
        }
        else if (Has(JsonPart.StatusCode))
        {
            Add(" status "u8);
            Append(json, JsonPart.StatusCode, keepLines: false);
        }

        if (Has(JsonPart.ErrorText) && _message.AsSpan(0, _length).IndexOf(Piece(json, JsonPart.ErrorText)) < 0)
        {
            Add(" "u8);
            if (Has(JsonPart.ErrorType))
            {
                Append(json, JsonPart.ErrorType, keepLines: false);
                Add(": "u8);
            }

            Append(json, JsonPart.ErrorText, keepLines: false);
        }
        else if (!Has(JsonPart.Text) && !Has(JsonPart.Template) && Has(JsonPart.Stack))
            Append(json, JsonPart.Stack, keepLines: false);

        if (Has(JsonPart.ErrorCode) && _message.AsSpan(0, _length).IndexOf(Piece(json, JsonPart.ErrorCode)) < 0)
        {
            Add(" code "u8);
            Append(json, JsonPart.ErrorCode, keepLines: false);
        }

        // Without any text the names of its fields are what tells it from others.
        if (_length == 0)
            Add(json[..Math.Min(json.Length, 200)]);
    }

    private LogLevel? LevelOf(ReadOnlySpan<byte> json)
    {
        var field = _fields[(int)JsonPart.Level];

        // Serilog leaves the level out where it is the usual one.
        if (field.Kind is JsonTokenType.None && Has(JsonPart.Template))
            return LogLevel.Info;

        var word = Piece(json, JsonPart.Level);
        if (field.Kind is JsonTokenType.Number || word is [>= (byte)'0' and <= (byte)'9', ..])
            return Utf8Parser.TryParse(word, out long number, out _) ? LevelWords.OfNumber(number) : null;

        // winston colours the level too.
        var plain = _piece.AsSpan(0, word.Length);
        word.CopyTo(plain);
        return LevelWords.Of(plain[..Ansi.Strip(plain)]);
    }

    private long TimeOf(ReadOnlySpan<byte> json)
    {
        var text = Piece(json, JsonPart.Time);
        if (text.IsEmpty)
            return Moments.None;

        if (_fields[(int)JsonPart.Time].Kind is JsonTokenType.String)
            return Moments.Iso(text, out _);

        return Moments.Epoch(text);
    }

    /// <summary>The digits of the line that decide something, from those of the message; null where that cannot be told.</summary>
    public Weighed[]? InLine(ReadOnlySpan<Weighed> inMessage)
    {
        if (!IsLiteral)
            return null;

        var found = new Weighed[inMessage.Length + 1];
        var count = 0;
        if (_fields[(int)JsonPart.Level] is { Kind: JsonTokenType.Number } level)
            found[count++] = new Weighed(level.Start, level.Length, Weight.Whole);

        foreach (var weighed in inMessage)
        {
            var piece = _pieces.FindLast(one => one.Message <= weighed.Start);
            if (weighed.Start + weighed.Length > piece.Message + piece.Length)
                return null;

            found[count++] = weighed with { Start = piece.Line + weighed.Start - piece.Message };
        }

        return found[..count];
    }

    private ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> json, JsonPart part)
    {
        var field = _fields[(int)part];
        if (field.Kind is JsonTokenType.None)
            return [];

        var raw = json.Slice(field.Start + (field.Kind is JsonTokenType.String ? 1 : 0), field.Length);
        return field.IsEscaped
            ? _piece.AsSpan(0, Unescape(raw[..Math.Min(raw.Length, Room)], _piece))
            : raw[..Math.Min(raw.Length, Room)];
    }

    private void Append(ReadOnlySpan<byte> json, JsonPart part, bool keepLines)
    {
        var piece = Piece(json, part);
        if (!keepLines)
        {
            // The text of an error; its stack is not part of it.
            var frames = piece.IndexOf("\n    at "u8);
            piece = frames > 0 ? piece[..frames] : piece;
        }

        var field = _fields[(int)part];
        IsLiteral &= !field.IsEscaped;
        _pieces.Add((_length, field.Start + (field.Kind is JsonTokenType.String ? 1 : 0), piece.Length));
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
                && Utf8Parser.TryParse(raw.Slice(at + 1, 4), out uint code, out var used, 'x')
                && used == 4
            )
            {
                at += 4;
                if (char.IsHighSurrogate((char)code) && IsLow(raw[(at + 1)..], out var low))
                {
                    code = (uint)char.ConvertToUtf32((char)code, (char)low);
                    at += 6;
                }

                length += (Rune.TryCreate(code, out var letter) ? letter : Rune.ReplacementChar).EncodeToUtf8(
                    into[length..]
                );
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

    // The second half of a letter that JSON writes as two.
    private static bool IsLow(ReadOnlySpan<byte> raw, out uint code) =>
        Utf8Parser.TryParse(
            raw.StartsWith("\\u"u8) && raw.Length >= 6 ? raw[2..6] : default,
            out code,
            out var used,
            'x'
        )
        && used == 4
        && char.IsLowSurrogate((char)code);

    /// <summary>Where a value stands in the object.</summary>
    private readonly record struct Field(JsonTokenType Kind, int Start, int Length, bool IsEscaped);
}
