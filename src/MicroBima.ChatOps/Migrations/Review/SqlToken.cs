namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>The kinds of token that matter to us.</summary>
internal enum SqlTokenKind
{
    /// <summary>White space or a comment.</summary>
    Nothing,

    /// <summary>The end of a statement.</summary>
    Semicolon,

    /// <summary>A string or a quoted name.</summary>
    Quoted,

    /// <summary>A keyword or name.</summary>
    Word,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>One token of SQL as PostgreSQL's scanner sees it (https://www.postgresql.org/docs/current/sql-syntax-lexical.html). What is not closed reaches to the end.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, int End)
{
    public static SqlToken At(ReadOnlySpan<byte> sql, int at)
    {
        var rest = sql[at..];
        return rest[0] switch
        {
            (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\f' or (byte)'\v' => new(
                SqlTokenKind.Nothing,
                at + 1
            ),
            (byte)';' => new(SqlTokenKind.Semicolon, at + 1),
            (byte)'-' when rest is [_, (byte)'-', ..] => new(SqlTokenKind.Nothing, at + LineEnd(rest)),
            (byte)'/' when rest is [_, (byte)'*', ..] => new(SqlTokenKind.Nothing, at + CommentEnd(rest)),
            (byte)'\'' => new(SqlTokenKind.Quoted, at + QuoteEnd(rest, 1, (byte)'\'', hasEscapes: false)),
            (byte)'"' => new(SqlTokenKind.Quoted, at + QuoteEnd(rest, 1, (byte)'"', hasEscapes: false)),
            (byte)'E' or (byte)'e' when rest is [_, (byte)'\'', ..] => new(
                SqlTokenKind.Quoted,
                at + QuoteEnd(rest, 2, (byte)'\'', hasEscapes: true)
            ),
            (byte)'$' when DollarEnd(rest) is { } end => new(SqlTokenKind.Quoted, at + end),
            var first when IsNameStart(first) => new(SqlTokenKind.Word, at + WordEnd(rest)),
            _ => new(SqlTokenKind.Other, at + 1),
        };
    }

    private static int LineEnd(ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        return end < 0 ? rest.Length : end;
    }

    private static int CommentEnd(ReadOnlySpan<byte> rest)
    {
        var depth = 0;
        for (var i = 0; i + 1 < rest.Length; i++)
        {
            if (rest[i] == '/' && rest[i + 1] == '*')
            {
                depth++;
                i++;
            }
            else if (rest[i] == '*' && rest[i + 1] == '/')
            {
                i++;
                if (--depth == 0)
                    return i + 1;
            }
        }

        return rest.Length;
    }

    private static int QuoteEnd(ReadOnlySpan<byte> rest, int from, byte quote, bool hasEscapes)
    {
        for (var i = from; i < rest.Length; i++)
        {
            if (hasEscapes && rest[i] == '\\')
                i++;
            else if (rest[i] == quote && i + 1 < rest.Length && rest[i + 1] == quote)
                i++;
            else if (rest[i] == quote)
                return i + 1;
        }

        return rest.Length;
    }

    // $$…$$ or $tag$…$tag$; $1 is a parameter.
    private static int? DollarEnd(ReadOnlySpan<byte> rest)
    {
        var tag = rest[1..].IndexOf((byte)'$');
        if (tag < 0 || tag > 0 && (!IsNameStart(rest[1]) || NameEnd(rest[1..]) < tag))
            return null;

        var mark = rest[..(tag + 2)];
        var end = rest[mark.Length..].IndexOf(mark);
        return end < 0 ? rest.Length : mark.Length + end + mark.Length;
    }

    private static bool IsNameStart(byte letter) => letter is >= 0x80 or (byte)'_' || char.IsAsciiLetter((char)letter);

    // Inside a name a dollar sign belongs to it: a$$b is one word, and opens no quote.
    private static int WordEnd(ReadOnlySpan<byte> rest)
    {
        var end = 1;
        while (end < rest.Length && (rest[end] == '$' || IsNameStart(rest[end]) || char.IsAsciiDigit((char)rest[end])))
            end++;

        return end;
    }

    private static int NameEnd(ReadOnlySpan<byte> rest)
    {
        var end = 1;
        while (end < rest.Length && (IsNameStart(rest[end]) || char.IsAsciiDigit((char)rest[end])))
            end++;

        return end;
    }
}
