using System.Buffers;
using System.Text;

namespace MicroBima.ChatOps.Logs;

/// <summary>What stands in a text in brackets, in quotes, or between a name and the next: none inside of another, and nothing that says what happened.</summary>
internal sealed class Enclosed
{
    private static readonly SearchValues<char> NameLetters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-."
    );

    private const int MostUnclosed = 16;

    private readonly string _text;
    private readonly List<(int From, int To)> _spans = [];
    private int _unclosed;

    public Enclosed(string text)
    {
        _text = text;
        for (var at = 0; at < text.Length; at++)
        {
            var end = End(at);
            if (end < 0)
                continue;

            if (!HoldsWords(at))
                _spans.Add((text[at] == ':' ? at + 2 : at + 1, end));

            at = end;
        }

        Around = Without(null, "\0");
    }

    /// <summary>How many there are.</summary>
    public int Count => _spans.Count;

    /// <summary>The text without what is enclosed.</summary>
    public string Around { get; }

    /// <summary>What one of them encloses.</summary>
    public string Inside(int at) => _text[_spans[at].From.._spans[at].To];

    /// <summary>Whether one of them stands in quotes.</summary>
    public bool IsQuoted(int at) => _text[_spans[at].From - 1] is '\'' or '"' or '`';

    /// <summary>The text with values in place of some.</summary>
    public string Without(HashSet<int> values) => Without(values, "∗");

    private string Without(HashSet<int>? these, string mark)
    {
        var text = new StringBuilder();
        var from = 0;
        for (var at = 0; at < _spans.Count; at++)
        {
            if (these?.Contains(at) is false)
                continue;

            text.Append(_text, from, _spans[at].From - from).Append(mark);
            from = _spans[at].To;
        }

        return text.Append(_text, from, _text.Length - from).ToString();
    }

    // What a field holds whose name says that it tells what happened.
    private bool HoldsWords(int at)
    {
        var before = _text.AsSpan(0, at);
        if (_text[at] != ':')
            before = before.TrimEnd(' ') is [.. var name, ':' or '='] ? name.TrimEnd('"') : [];

        var start = before.LastIndexOfAnyExcept(NameLetters) + 1;
        return Tokens.HoldsWords(Encoding.UTF8.GetBytes(before[start..].ToString()));
    }

    // The sign that closes what begins at a place; -1 where nothing does.
    private int End(int at)
    {
        var opening = _text[at];
        if (opening is '\'' or '"' or '`')
            return at > 0 && char.IsLetterOrDigit(_text[at - 1]) ? -1 : Quoted(opening, at + 1);

        if (opening == ':' && at + 2 < _text.Length && _text[at + 1] == ' ')
            return Field(at + 2);

        var closing = opening switch
        {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            '<' => '>',
            _ => '\0',
        };
        return closing == '\0' || _unclosed > MostUnclosed ? -1 : Bracketed(opening, closing, at + 1);
    }

    // To look for what closes each of a thousand brackets that nothing closes would take long.
    private int Bracketed(char opening, char closing, int from)
    {
        var depth = 1;
        for (var end = from; end < _text.Length; end++)
        {
            depth +=
                _text[end] == opening ? 1
                : _text[end] == closing ? -1
                : 0;
            if (depth == 0)
                return end;
        }

        _unclosed++;
        return -1;
    }

    // "name: as it is called, size: *": up to the name of the next one.
    private int Field(int from)
    {
        for (var end = from; end < _text.Length && _text[end] is not ':' and not '='; end++)
        {
            if (_text[end] != ',')
                continue;

            var name = _text.AsSpan(end + 1).TrimStart(' ');
            var length = name.IndexOfAnyExcept(NameLetters);
            if (length > 0 && name[length] is ':' or '=')
                return end;
        }

        return -1;
    }

    private int Quoted(char quote, int from)
    {
        for (var end = from; end < _text.Length; end++)
        {
            if (_text[end] == quote && (end + 1 == _text.Length || !char.IsLetterOrDigit(_text[end + 1])))
                return end;
        }

        return -1;
    }
}
