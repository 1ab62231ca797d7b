using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using MicroBima.ChatOps.Migrations.Grammar;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>What can be said of SQL without its grammar: whether it can be read at all, and where one statement ends.</summary>
internal static class SqlText
{
    private const int MostComments = 20_000;

    // Words that no body may hide from its tree.
    private static readonly FrozenSet<string> Harmful = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "DROP",
        "TRUNCATE",
        "DELETE",
        "ALTER",
        "EXECUTE",
        "GRANT",
        "COPY",
        "UPDATE",
        "CALL"
    );

    /// <summary>Why people or PostgreSQL would read something else than stands there, or null.</summary>
    public static string? WhyUnreadable(ReadOnlySpan<byte> file)
    {
        if (file.Length > PgParser.Longest)
            return $"it is longer than {PgParser.Longest / 1024 / 1024} MB";

        if (file is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            return "it is UTF-16: save it as UTF-8";

        if (file.Contains((byte)0))
            return "it contains NUL bytes";

        if (!Utf8.IsValid(file))
            return "it is not valid UTF-8";

        if (file is [0xEF, 0xBB, 0xBF, ..])
            return "it begins with a byte order mark, which PostgreSQL takes for a word";

        // PostgreSQL's scanner takes the square of their number for comments inside comments.
        if (file.Count("/*"u8) > MostComments)
            return "it holds more comments than people write";

        // Only then are there characters that cannot be seen.
        return file.ContainsAnyInRange((byte)0x80, (byte)0xFF) ? WhyDeceiving(file) : null;
    }

    /// <summary>The statements of a text that the grammar refuses as a whole: by semicolons outside quotes and comments.</summary>
    public static List<Range> Split(ReadOnlySpan<byte> sql)
    {
        var pieces = new List<Range>();
        var start = -1;
        for (var at = 0; at < sql.Length; )
        {
            var token = SqlToken.At(sql, at);
            if (token.Kind is SqlTokenKind.Semicolon)
            {
                if (start >= 0)
                    pieces.Add(start..at);
                start = -1;
            }
            else if (token.Kind is not SqlTokenKind.Nothing && start < 0)
            {
                start = at;
            }

            at = token.End;
        }

        if (start >= 0)
            pieces.Add(start..sql.Length);

        return pieces;
    }

    /// <summary>Words outside quotes and comments that change rows or tables, in upper case.</summary>
    public static HashSet<string> HarmfulWords(string sql)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(sql);
        for (var at = 0; at < bytes.Length; )
        {
            var token = SqlToken.At(bytes, at);
            if (
                token.Kind is SqlTokenKind.Word
                && Harmful.TryGetValue(Encoding.UTF8.GetString(bytes[at..token.End]), out var word)
            )
                found.Add(word);

            at = token.End;
        }

        return found;
    }

    private static string? WhyDeceiving(ReadOnlySpan<byte> file)
    {
        for (var at = 0; at < file.Length; )
        {
            var token = SqlToken.At(file, at);
            var isText = token.Kind is SqlTokenKind.Quoted or SqlTokenKind.Nothing;
            for (var inside = at; inside < token.End; )
            {
                Rune.DecodeFromUtf8(file[inside..], out var rune, out var length);
                if (IsTurning(rune) || !isText && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format)
                    return $"it contains a character that cannot be seen (U+{rune.Value:X4}): people would read something else than PostgreSQL";

                inside += length;
            }

            at = token.End;
        }

        return null;
    }

    // Marks that turn the direction of writing (https://trojansource.codes): in comments and strings too.
    private static bool IsTurning(Rune rune) =>
        rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x200E or 0x200F or 0x061C;
}
