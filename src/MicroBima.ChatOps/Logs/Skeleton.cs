using System.Text;

namespace MicroBima.ChatOps.Logs;

/// <summary>
/// A message without its values: numbers, addresses, paths, ids and quoted words become marks, neighbours become one mark, words stay. Of an
/// HTTP status the class stays, of a path behind a method the route. Two messages with one skeleton are of one sort and equally bad.
/// </summary>
internal sealed class Skeleton
{
    /// <summary>The mark of a value.</summary>
    public const byte Value = 1;

    /// <summary>The mark of a zero: "0 errors" is not "7 errors".</summary>
    public const byte Zero = 2;

    /// <summary>The marks of HTTP statuses begin here: 0x11 is 1xx.</summary>
    public const byte Status = 0x10;

    /// <summary>More of a message is not looked at.</summary>
    public const int Longest = 2048;

    private const int Room = Longest + 64;
    private const int WordsBehindExit = 4;

    private readonly byte[] _text = new byte[Room];
    private readonly Weighed[] _weighed = new Weighed[Longest];
    private int _weighedCount;
    private int _length;
    private int _lastValue;
    private Expectation _expected;
    private int _afterExit;
    private bool _isHttp;

    /// <summary>What a number or path at the next place would be.</summary>
    private enum Expectation
    {
        Nothing,
        Route,
        StatusSomewhere,
        StatusNext,
    }

    /// <summary>The skeleton that was read last.</summary>
    public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

    /// <summary>The digits of the message that decided something.</summary>
    public ReadOnlySpan<Weighed> Weighed => _weighed.AsSpan(0, _weighedCount);

    /// <summary>Its hash.</summary>
    public ulong Hash(ulong seed) => Hashing.Of(Text, seed);

    /// <summary>Reads a message.</summary>
    public void Read(ReadOnlySpan<byte> message)
    {
        if (message.Length > Longest)
            message = message[..Longest];

        (_length, _lastValue, _expected, _afterExit) = (0, -1, Expectation.Nothing, 0);
        (_weighedCount, _isHttp) = (0, false);
        var sorts = Letters.Sorts;
        for (var at = 0; at < message.Length; )
        {
            var letter = message[at];
            if (sorts[letter] == 0)
            {
                at = letter <= ' ' ? Blank(at) : Between(message, at);
                continue;
            }

            var start = at;
            var sort = 0;
            do sort |= sorts[message[at]];
            while (++at < message.Length && sorts[message[at]] != 0);

            at = Token(message, start, at, sort);
        }

        if (_length > 0 && _text[_length - 1] == ' ')
            _length--;
    }

    /// <summary>A skeleton as people read it.</summary>
    public static string Written(ReadOnlySpan<byte> skeleton)
    {
        var text = new StringBuilder(skeleton.Length + 8);
        foreach (var letter in Encoding.UTF8.GetString(skeleton))
        {
            _ = letter switch
            {
                (char)Value or (char)Zero => text.Append('*'),
                > (char)Status and <= (char)(Status + 5) => text.Append((char)(letter - Status + '0')).Append("xx"),
                _ => text.Append(letter),
            };
        }

        return text.ToString();
    }

    private int Blank(int at)
    {
        if (_length > 0 && _text[_length - 1] != ' ')
            _text[_length++] = (byte)' ';

        return at + 1;
    }

    // Signs between tokens. Neighbouring values become one across commas and colons.
    private int Between(ReadOnlySpan<byte> message, int at)
    {
        var letter = message[at];
        if (
            letter is (byte)'<' or (byte)'>'
            && at + 1 < message.Length
            && Letters.IsDigit(message[at + 1])
            && (at == 0 || message[at - 1] != '-')
        )
        {
            // "<1 sec" is a value as "00:01" is; "<0>" is a value in brackets.
            var end = at + 1;
            while (end < message.Length && Letters.IsToken(message[end]))
                end++;

            if (end >= message.Length || message[end] != '>')
                return at + 1;
        }

        if (letter == '=' && at + 1 < message.Length && message[at + 1] is (byte)'"' or (byte)'\'')
        {
            var quoted = message[(at + 2)..];
            var end = Tokens.ClosingQuote(quoted[..Math.Min(quoted.Length, 300)], message[at + 1]);
            if (end > 0 && !Tokens.HoldsWords(Tokens.EndingAt(message, at)))
            {
                Put((byte)'=');
                Mark(Value);
                return at + end + 3;
            }
        }

        if (letter == '"' && Tokens.QuotedEnd(message, at) is var close and > 0)
        {
            Put((byte)'"');
            Mark(Value);
            Put((byte)'"');
            return close + 1;
        }

        if (letter == ')' && Closes())
            return at + 1;

        if (_lastValue >= 0 && Tokens.PathEnd(message, at) is var path and > 0)
            return path;

        if (letter == '[' && Tokens.BracketedEnd(message, at) is var bracketed and > 0)
        {
            Mark(Value);
            return bracketed;
        }

        if (letter is (byte)'"' or (byte)'\'' && Unquotes(letter))
            return at + 1;

        if (letter is not ((byte)',' or (byte)':'))
            _lastValue = -1;

        _text[_length++] = letter;
        return at + 1;
    }

    // "1190 bytes (1.16 KB)", "10.0.0.7 ()": a value that is said twice, or could have been. "from (7)": one by itself.
    private bool Closes()
    {
        var text = _text.AsSpan(0, _length);
        var kept =
            text is [.., Value or Zero, (byte)' ', (byte)'(', Value or Zero] ? _length - 3
            : text is [.., Value or Zero, (byte)' ', (byte)'('] ? _length - 2
            : text is [.., (byte)' ' or (byte)'"' or (byte)'\'', (byte)'(', Value or Zero] ? _length - 1
            : 0;
        if (kept == 0)
            return false;

        if (text[^1] is Value or Zero && text[kept - 1] != Value)
            _text[kept - 1] = text[^1];

        (_length, _lastValue) = (kept, kept - 1);
        return true;
    }

    // "took 3 ms: 'done'" beside "took 3 ms: 7": a text behind a value is one with it as a number would be.
    private bool Unquotes(byte quote)
    {
        var text = _text.AsSpan(0, _length);
        if (text is not [.., _, Value or Zero] || text[^2] != quote)
            return false;

        var before = text[..^2].TrimEnd(" ,:"u8);
        if (before.Length == _length - 2 || before is not [.., Value or Zero])
            return false;

        (_length, _lastValue) = (before.Length, before.Length - 1);
        return true;
    }

    private int Token(ReadOnlySpan<byte> message, int start, int end, int sort)
    {
        var token = message[start..end];
        if (_expected is Expectation.Route && token[0] == '/')
        {
            _expected = Expectation.StatusSomewhere;
            return Route(message, start);
        }

        // A sentence may end behind a token.
        var dots = 0;
        while ((sort & Letters.Dot) != 0 && token.Length > 1 && token[^1] == '.')
        {
            token = token[..^1];
            dots++;
        }

        var stop = end - dots;
        end =
            (sort & Letters.Digit) != 0
                ? Number(message, token, start, stop, sort)
                : Word(message, token, start, stop, sort);
        if (dots > 0 && end == stop)
        {
            Put((byte)'.');
            end += dots;
        }

        return end;
    }

    private int Number(ReadOnlySpan<byte> message, ReadOnlySpan<byte> token, int start, int end, int sort)
    {
        if (Tokens.IsCode(token) || Tokens.IsKey(message, token, start, end))
        {
            Weigh(start, token.Length, Weight.Whole);
            Put(token);
            return end;
        }

        var isPure = (sort & ~(Letters.Digit | Letters.Dot)) == 0;
        var after = Tokens.SkipUnit(message, end);
        if (isPure && token.Length == 3 && Tokens.IsMethodNext(message[end..]))
            _expected = Expectation.StatusNext;

        // "after 12 ms - 200": what a message on HTTP ends with.
        var isLast = _isHttp && end == message.Length && message[..start].EndsWith(" - "u8);
        if (isPure)
            Weigh(start, token.Length, isLast && token.Length == 3 ? Weight.Status : WeightOf(token.Length));

        if (
            isPure
            && after == end
            && Tokens.StatusClass(token) is var status and > 0
            && (isLast || _expected is Expectation.StatusNext || IsSomewhere(message, start))
            && !Tokens.IsCounted(message[end..])
        )
        {
            Put((byte)(Status + status));
            _expected = Expectation.Nothing;
            return end;
        }

        if (_expected is Expectation.StatusNext)
            _expected = Expectation.Nothing;

        Mark(
            isPure
            && (token.IndexOfAnyInRange((byte)'1', (byte)'9') < 0 || (_afterExit > 0 && Tokens.IsAskedEnd(token)))
                ? Zero
                : Value
        );
        return after;
    }

    // "GET /claims size=230 status=200": a size is no status.
    private bool IsSomewhere(ReadOnlySpan<byte> message, int start) =>
        _expected is Expectation.StatusSomewhere
        && (start < 2 || message[start - 1] != '=' || Tokens.MayHoldStatus(Tokens.EndingAt(message, start - 1)));

    private void Weigh(int start, int length, Weight weight) =>
        _weighed[_weighedCount++] = new Weighed(start, length, weight);

    private Weight WeightOf(int length) =>
        length != 3 ? Weight.IsZero
        : _afterExit > 0 ? Weight.Whole
        : _expected is Expectation.Nothing ? Weight.IsZero
        : Weight.Status;

    private int Word(ReadOnlySpan<byte> message, ReadOnlySpan<byte> token, int start, int end, int sort)
    {
        if (end < message.Length && message[end] == ':' && Tokens.AddressEnd(message, start, end) is var beyond and > 0)
        {
            Mark(Value);
            if (_expected is Expectation.Route)
                _expected = Expectation.StatusSomewhere;

            return beyond;
        }

        if (Tokens.IsValue(message, token, start, end, sort))
        {
            var isNothing = _afterExit == 0 && Tokens.IsNothing(token);
            Mark(isNothing ? Zero : Value);
            return isNothing ? end : Tokens.SkipUnit(message, end);
        }

        if ((sort & ~(Letters.Letter | Letters.NotHex | Letters.Sign)) == 0)
            Expect(token);

        Put(token);
        return end;
    }

    private void Expect(ReadOnlySpan<byte> word)
    {
        _isHttp |= word.SequenceEqual("HTTP"u8);
        if (Tokens.IsMethod(word))
            _expected = Expectation.Route;
        else if (Tokens.NamesStatus(word) && _afterExit == 0)
            _expected = Expectation.StatusNext;
        else if (_expected is Expectation.StatusNext or Expectation.Route && !Tokens.IsFiller(word))
            _expected = Expectation.Nothing;

        _afterExit =
            word.StartsWith("exit"u8) || word.StartsWith("Exit"u8) ? WordsBehindExit : Math.Max(0, _afterExit - 1);
    }

    // Behind a method: what is an id becomes a mark, what comes behind a question mark is left out.
    private int Route(ReadOnlySpan<byte> message, int start)
    {
        var end = start;
        while (
            end < message.Length
            && message[end] > ' '
            && message[end]
                is not ((byte)'"' or (byte)'\'' or (byte)'`' or (byte)'}' or (byte)',' or (byte)')' or (byte)']')
        )
            end++;

        var path = message[start..end];
        var query = path.IndexOfAny((byte)'?', (byte)'#', (byte)';');
        path = query < 0 ? path : path[..query];

        _lastValue = -1;
        for (var from = start; path.Length > 0 && _length < Room - 64; )
        {
            path = path[1..];
            from++;
            var next = path.IndexOf((byte)'/');
            var segment = next < 0 ? path : path[..next];
            _text[_length++] = (byte)'/';
            if (Tokens.IsId(segment))
                _text[_length++] = Value;
            else
            {
                Put(segment);
                if (segment.ContainsAnyInRange((byte)'0', (byte)'9'))
                    Weigh(from, segment.Length, Weight.Whole);
            }

            path = path[segment.Length..];
            from += segment.Length;
        }

        return end;
    }

    private void Mark(byte mark)
    {
        // "batch 17: 0 failed": what stands before a colon is counted by what stands behind it.
        if (_lastValue < 0)
            _text[_lastValue = _length] = mark;
        else if (mark is Value || _text.AsSpan(_lastValue + 1, _length - _lastValue - 1) is [(byte)':', (byte)' '])
            _text[_lastValue] = mark;

        _length = _lastValue + 1;
    }

    private void Put(byte letter)
    {
        _lastValue = -1;
        _text[_length++] = letter;
    }

    private void Put(ReadOnlySpan<byte> word)
    {
        _lastValue = -1;
        word.CopyTo(_text.AsSpan(_length));
        _length += word.Length;
    }
}
