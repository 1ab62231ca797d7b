using System.Collections.Immutable;
using System.Text;
using MicroBima.ChatOps.Migrations.Review;

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
            Sql.TakeWhile(letter => char.IsAsciiLetter(letter) || letter == '_').Select(char.ToUpperInvariant).ToArray()
        );

    /// <summary>True where it begins or ends a transaction itself.</summary>
    public bool IsTransaction => Transactions.Contains(Word, StringComparer.Ordinal);

    /// <summary>True where PostgreSQL runs it outside transactions only.</summary>
    public bool IsLoner =>
        Word is "VACUUM"
        || Word is "CREATE" or "DROP" or "REINDEX" && Sql.Contains("CONCURRENTLY", StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Cuts a file into its statements, so that what the whole file does can be told statement by statement. It explains only: the verdict comes from the whole file,
/// so that a wrong cut can make a report poorer, never a judgement better.
/// </summary>
public static class Statements
{
    /// <summary>The statements in their order, each from its first word on; blank ones are left out.</summary>
    public static ImmutableArray<Statement> Of(string sql)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        var lines = new LineCounter(bytes);
        return
        [
            .. SqlText
                .Split(bytes)
                .Select(piece => new Statement(
                    Encoding.UTF8.GetString(bytes[piece]).TrimEnd(),
                    lines.LineOf(piece.Start.Value)
                )),
        ];
    }
}
