using System.Text;
using MicroBima.ChatOps.Migrations.Grammar;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>A statement that stands in the body of a DO block or a function, or why it cannot be known.</summary>
internal abstract record BodyPiece
{
    private BodyPiece() { }

    /// <summary>SQL that the body runs as it stands.</summary>
    public sealed record Sql(string Text) : BodyPiece;

    /// <summary>SQL that is put together while it runs, or a body that cannot be read.</summary>
    public sealed record Opaque(string What) : BodyPiece;
}

/// <summary>Takes DO blocks and functions apart into the statements they would run.</summary>
internal static class Bodies
{
    private static readonly (string Kind, string Field)[] Dynamic =
    [
        ("PLpgSQL_stmt_dynexecute", "query"),
        ("PLpgSQL_stmt_dynfors", "query"),
        ("PLpgSQL_stmt_open", "dynquery"),
        ("PLpgSQL_stmt_return_query", "dynquery"),
    ];

    /// <summary>The language of a DO block or function, in lower case.</summary>
    public static string LanguageOf(Part part)
    {
        var given =
            part.Option("language", part.Kind is "DoStmt" ? "args" : "options")?.Inside("arg").Node.Text("sval") ?? "";
        return given.Length > 0 ? given.ToLowerInvariant()
            : part.Kind is "DoStmt" ? "plpgsql"
            : "sql";
    }

    /// <summary>What the body would run, in no order.</summary>
    public static IEnumerable<BodyPiece> Of(Part part, ReadOnlySpan<byte> statement, PgParser parser)
    {
        var text = part.Kind is "DoStmt"
            ? part.Option("as", "args")?.Inside("arg").Node.Text("sval")
            : part.Option("as")?.Inside("arg").Node.List("items").FirstOrDefault().Text("sval");
        if (text is null)
            return [];

        return LanguageOf(part) switch
        {
            "sql" => [new BodyPiece.Sql(text)],
            "plpgsql" => OfPlpgsql(text, parser.ParseBody(statement), parser),
            // Another language is a hazard of its own.
            _ => [],
        };
    }

    private static List<BodyPiece> OfPlpgsql(string text, Parsed parsed, PgParser parser)
    {
        if (parsed is not Parsed.Tree tree)
            return [new BodyPiece.Opaque("a body that cannot be read")];

        using (tree)
        {
            var pieces = new List<BodyPiece>();
            var seen = new StringBuilder();
            var all = new Node(tree.Document.RootElement).Below().ToList();
            foreach (var (kind, field) in Dynamic)
            {
                foreach (
                    var (_, statement) in all.Where(node => string.Equals(node.Kind, kind, StringComparison.Ordinal))
                )
                {
                    if (statement.Inside(field).Node.Text("query") is not { Length: > 0 } expression)
                        continue;

                    seen.Append("EXECUTE\n");
                    pieces.Add(Constant(expression, parser));
                }
            }

            foreach (var (_, expression) in all.Where(node => node.Kind is "PLpgSQL_expr"))
            {
                var query = expression.Text("query");
                seen.Append(query).Append('\n');
                if (expression.Number("parseMode") is not 1)
                    pieces.Add(new BodyPiece.Sql(Statement(query, expression.Number("parseMode"))));
            }

            // The tree must account for every word that could do harm: what it left out nobody judged.
            if (SqlText.HarmfulWords(text).Except(SqlText.HarmfulWords(seen.ToString()), StringComparer.Ordinal).Any())
                pieces.Add(new BodyPiece.Opaque("a part of the body that the parser left out"));

            return pieces;
        }
    }

    // RawParseMode of PostgreSQL: 0 a statement, 2 an expression, from 3 on an assignment.
    private static string Statement(string query, int mode) =>
        mode switch
        {
            0 => query,
            2 => $"SELECT {query}",
            _ => $"SELECT {query[(query.IndexOf('=', StringComparison.Ordinal) + 1)..]}",
        };

    /// <summary>The text that EXECUTE would run, where it is written out.</summary>
    private static BodyPiece Constant(string expression, PgParser parser)
    {
        if (parser.Parse(Encoding.UTF8.GetBytes($"SELECT {expression}")) is not Parsed.Tree tree)
            return new BodyPiece.Opaque("EXECUTE of something that cannot be read");

        using (tree)
        {
            var select = Tree.StatementsOf(tree).FirstOrDefault().Node;
            var value = select.List("targetList").FirstOrDefault();
            return value.IsThere && Fold(value.Inside("val"), 0) is { } text
                ? new BodyPiece.Sql(text)
                : new BodyPiece.Opaque("EXECUTE of a text that is put together while it runs");
        }
    }

    private static string? Fold((string Kind, Node Node) value, int depth) =>
        (value.Kind, depth) switch
        {
            ("A_Const", _) when value.Node["sval"].IsThere => value.Node["sval"].Text("sval"),
            ("A_Expr", < 200)
                when value.Node.Words("name") is ["||"]
                    && Fold(value.Node.Inside("lexpr"), depth + 1) is { } left
                    && Fold(value.Node.Inside("rexpr"), depth + 1) is { } right => left + right,
            _ => null,
        };
}
