using System.Buffers;
using System.Text;

namespace MicroBima.ChatOps.Logs;

/// <summary>The parts of a pattern, and which of them are likely to be values.</summary>
internal static partial class PatternParts
{
    /// <summary>Words, marks and what stands between them, in order.</summary>
    public static string[] Of(string text)
    {
        var parts = new List<string>();
        for (var at = 0; at < text.Length; )
        {
            var start = at;
            var isWord = IsOfWord(text, at);
            while (at < text.Length && IsOfWord(text, at) == isWord)
                at++;

            parts.Add(text[start..at]);
        }

        return [.. parts];
    }

    // "isn't" is a word; of "'isn't it'" the quotes are none.
    private static bool IsOfWord(string text, int at) =>
        IsWordLetter(text[at])
        && (
            text[at] != '\''
            || (
                at > 0
                && at + 1 < text.Length
                && char.IsLetterOrDigit(text[at - 1])
                && char.IsLetterOrDigit(text[at + 1])
            )
        );

    /// <summary>
    /// The text of parts where neighbouring values are one, as they are while a message is read, and where a value in brackets or behind "=" may be
    /// missing.
    /// </summary>
    public static string Shortest(string[] parts)
    {
        var text = new StringBuilder();
        for (var at = 0; at < parts.Length; at++)
        {
            if (!IsMark(parts[at]))
            {
                if (
                    at > 2
                    && parts[at][0] == ')'
                    && IsMark(parts[at - 1])
                    && parts[at - 2] is " ("
                    && IsMark(parts[at - 3])
                )
                {
                    text.Length -= " (*".Length;
                    text.Append(parts[at].AsSpan(1));
                    continue;
                }

                // "from=<*>" beside "from=".
                if (parts[at][0] == '>' && text.Length > 2 && text[^1] == '*' && text[^2] == '<' && text[^3] == '=')
                {
                    text.Length -= 2;
                    text.Append(parts[at].AsSpan(1));
                    continue;
                }

                if (text.Length > 1 && text[^1] == '*' && MayBeMissing(text[^2], parts[at][0]))
                    text.Length--;

                text.Append(parts[at]);
            }
            else if (at < 2 || !IsMark(parts[at - 2]) || !JoinsValues(parts[at - 1]))
                text.Append('*');
            else
                text.Length -= parts[at - 1].Length;
        }

        // The end is as good as a blank.
        if (text.Length > 1 && text[^1] == '*' && MayBeMissing(text[^2], ' '))
            text.Length--;
        else if (text.Length > 3 && text[^1] == '*' && text[^2] == ' ' && text[^3] == ':')
            text.Length -= 2;

        return text.ToString();
    }

    /// <summary>Whether values on both sides of these signs are one.</summary>
    public static bool JoinsValues(string signs) => !signs.AsSpan().ContainsAnyExcept(" ,:;");

    // "Set(*)" beside "Set()", "name=* age=*" beside "name= age=*".
    private static bool MayBeMissing(char before, char behind) =>
        (before, behind)
            is
                ('(', ')')
                or
                ('[', ']')
                or
                ('{', '}')
                or
                ('"', '"')
                or
                ('\'', '\'')
                or
                ('=', ' ')
                or
                ('=', ',')
                or
                (';', ' ' or ';');

    public static bool IsWordLetter(char letter) =>
        letter >= 0x80
        || char.IsAsciiLetterOrDigit(letter)
        || letter is '.' or '_' or '-' or '*' or '/' or '$' or '@' or '\\' or '#' or '%' or '+' or '~' or '^' or '\'';

    public static bool IsMark(string part) => part is "*" or "∗";

    public static bool IsStatus(string part) => part.Length == 3 && part.EndsWith("xx", StringComparison.Ordinal);

    public static bool IsWord(string part) => IsWordLetter(part[0]) && !IsMark(part) && !IsStatus(part);

    // A word with letters in it.
    public static bool IsSpoken(string part) => IsWord(part) && part.Any(char.IsAsciiLetter);

    // Before "=": what a value is of.
    public static bool IsKey(string[] parts, int at) =>
        at + 1 < parts.Length && parts[at + 1].AsSpan().TrimStart(' ') is ['='] or ['=', not '>', ..];

    // Behind "=".
    public static bool IsField(string[] parts, int at) => at > 0 && parts[at - 1].AsSpan().TrimEnd(' ').EndsWith('=');

    /// <summary>Whether a text ends with the name of a field that says what happened.</summary>
    public static bool IsAsking(ReadOnlySpan<char> text)
    {
        foreach (var name in Asking)
        {
            if (text.EndsWith(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    // A field that says whether something is so, or a word beside such a field; not whether it went well, and not the end of a question.
    public static bool IsTruth(string[] parts, int at) =>
        IsSwitch(parts, at)
        && (
            IsAnswer(parts, at)
            || Enumerable.Range(0, parts.Length).Any(other => IsSwitch(parts, other) && IsAnswer(parts, other))
        )
        && (at < 2 || !Array.Exists(Outcomes, one => parts[at - 2].EndsWith(one, StringComparison.OrdinalIgnoreCase)));

    // What is on or off; "no" only where it is an answer.
    public static bool IsSwitch(string[] parts, int at) =>
        (
            Is(parts[at], "true")
            || Is(parts[at], "false")
            || (IsAnswer(parts, at) && (Is(parts[at], "yes") || Is(parts[at], "no")))
        ) && (at == 0 || !parts[at - 1].EndsWith('?'));

    private static bool Is(string part, string word) => part.Equals(word, StringComparison.OrdinalIgnoreCase);

    // Behind the colon or the equals sign of its name.
    private static bool IsAnswer(string[] parts, int at) =>
        at > 0 && parts[at - 1].AsSpan().TrimEnd(' ') is [.., ':' or '='];

    // P2024, ECONNREFUSED, TypeError: one error is never another.
    public static bool NamesError(string word) =>
        Tokens.IsCode(Encoding.UTF8.GetBytes(word))
        || word.EndsWith("Error", StringComparison.Ordinal)
        || word.EndsWith("Exception", StringComparison.Ordinal)
        || (
            word.Length > 4
            && word[0] == 'E'
            && word.AsSpan().IndexOfAnyExceptInRange('A', 'Z') < 0
            && (word is "EBADF" || word.AsSpan().ContainsAnyExceptInRange('A', 'F')) // "ECADBD" is a number.
        );

    public static bool IsMethod(string word) => Tokens.IsMethod(Encoding.UTF8.GetBytes(word));

    public static bool IsHappening(string word)
    {
        // The full stop of a sentence is no part of its last word.
        word = word.TrimEnd('.');
        return Happenings.Contains(word)
            || (
                word.Length > 4
                && word.AsSpan().IndexOfAny('.', '-', '_') < 0
                && (
                    word.EndsWith("ed", StringComparison.Ordinal)
                    || word.EndsWith("ing", StringComparison.Ordinal)
                    || word.EndsWith("ly", StringComparison.Ordinal)
                )
            );
    }

    /// <summary>Whether a word that stands before another says that the other is a name.</summary>
    public static bool IsNamer(string word) => Namers.Contains(word);
}
