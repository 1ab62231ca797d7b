using System.Collections.Immutable;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>One statement of a file, and the line on which it begins.</summary>
public sealed record Statement(string Sql, int Line)
{
    private static readonly string[] Transactions =
    [
        "BEGIN",
        "COMMIT",
        "ROLLBACK",
        "START",
        "END",
        "ABORT",
        "SAVEPOINT",
        "RELEASE",
        "PREPARE",
    ];

    /// <summary>The first word, in capitals.</summary>
    public string Word =>
        new(
            Bare.TakeWhile(letter => char.IsAsciiLetter(letter) || letter == '_')
                .Select(char.ToUpperInvariant)
                .ToArray()
        );

    /// <summary>True where it begins or ends a transaction itself.</summary>
    public bool IsTransaction => Transactions.Contains(Word, StringComparer.Ordinal);

    /// <summary>True where PostgreSQL runs it outside transactions only.</summary>
    public bool IsLoner =>
        Word is "VACUUM"
        || Word is "CREATE" or "DROP" or "REINDEX" && Bare.Contains("CONCURRENTLY", StringComparison.OrdinalIgnoreCase);

    /// <summary>The statement without the comments before it.</summary>
    public string Bare => Sql[Statements.AfterBlank(Sql, 0)..];
}

/// <summary>
/// Cuts a file into its statements, so that what the whole file does can be told statement by statement. It explains only: the verdict comes from the whole file,
/// so that a wrong cut can make a report poorer, never a judgement better.
/// </summary>
public static class Statements
{
    /// <summary>The statements in their order; blank ones are left out.</summary>
    public static ImmutableArray<Statement> Of(string sql)
    {
        var statements = ImmutableArray.CreateBuilder<Statement>();
        var (begin, at) = (0, 0);
        while (at < sql.Length)
        {
            if (sql[at] == ';')
            {
                Add(statements, sql, begin, at);
                begin = ++at;
            }
            else
            {
                at = AfterPiece(sql, at);
            }
        }

        Add(statements, sql, begin, sql.Length);
        return statements.ToImmutable();
    }

    /// <summary>Where the first thing that is neither space nor comment stands.</summary>
    internal static int AfterBlank(string sql, int at)
    {
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at]) || sql[at] == '\uFEFF')
                at++;
            else if (Begins(sql, at, "--") || Begins(sql, at, "/*"))
                at = AfterPiece(sql, at);
            else
                break;
        }

        return at;
    }

    private static void Add(ImmutableArray<Statement>.Builder statements, string sql, int begin, int end)
    {
        var first = AfterBlank(sql, begin); // It stops at the semicolon at the latest.
        if (first < end)
            statements.Add(new Statement(sql[first..end].TrimEnd(), sql.AsSpan(0, first).Count('\n') + 1));
    }

    /// <summary>The end of the piece that begins here: a comment, a quoted thing, or one character.</summary>
    private static int AfterPiece(string sql, int at)
    {
        if (Begins(sql, at, "--"))
            return sql.IndexOf('\n', at) is var end and >= 0 ? end + 1 : sql.Length;

        if (Begins(sql, at, "/*"))
            return AfterComment(sql, at);

        return sql[at] switch
        {
            '\'' => AfterQuote(sql, at, '\'', HasBackslashes(sql, at)),
            '"' => AfterQuote(sql, at, '"', hasBackslashes: false),
            '$' => AfterDollars(sql, at),
            _ => at + 1,
        };
    }

    // Comments nest (https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-COMMENTS).
    private static int AfterComment(string sql, int at)
    {
        var depth = 0;
        do
        {
            if (Begins(sql, at, "/*"))
                (depth, at) = (depth + 1, at + 2);
            else if (Begins(sql, at, "*/"))
                (depth, at) = (depth - 1, at + 2);
            else
                at++;
        } while (depth > 0 && at < sql.Length);

        return Math.Min(at, sql.Length);
    }

    private static int AfterQuote(string sql, int at, char quote, bool hasBackslashes)
    {
        for (at++; at < sql.Length; at++)
        {
            if (hasBackslashes && sql[at] == '\\')
                at++;
            else if (sql[at] == quote)
                return at + 1; // A doubled quote begins the next piece at once.
        }

        return sql.Length;
    }

    // E'…', where the E is not the end of a longer word.
    private static bool HasBackslashes(string sql, int at) =>
        at > 0 && sql[at - 1] is 'E' or 'e' && (at == 1 || !IsWord(sql[at - 2]));

    private static int AfterDollars(string sql, int at)
    {
        if (at > 0 && IsWord(sql[at - 1]))
            return at + 1;

        var end = at + 1;
        while (end < sql.Length && IsWord(sql[end]))
            end++;

        if (end >= sql.Length || sql[end] != '$' || char.IsAsciiDigit(sql[at + 1]))
            return at + 1;

        var tag = sql[at..(end + 1)];
        return sql.IndexOf(tag, end + 1, StringComparison.Ordinal) is var close and >= 0
            ? close + tag.Length
            : sql.Length;
    }

    private static bool IsWord(char letter) => char.IsLetterOrDigit(letter) || letter == '_';

    private static bool Begins(string sql, int at, string text) =>
        string.CompareOrdinal(sql, at, text, 0, text.Length) == 0;
}
