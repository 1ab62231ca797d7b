using System.Collections.Immutable;
using System.Text;
using MicroBima.ChatOps.Migrations.Grammar;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>Reads a file of SQL with PostgreSQL's own grammar and says what each statement may do. What it cannot read is danger.</summary>
public sealed class Reviewer(PgParser parser, PgVersion pg)
{
    private const int MostBreakdownsOfAFile = 5;
    private const int MostBreakdowns = 50;
    private const int DeepestBody = 4;

    private int _breakdowns;

    // Each costs a fresh sandbox, and up to some seconds: a file made for that is given up.
    private bool IsBrokenTooOften =>
        parser.Breakdowns > MostBreakdowns || parser.Breakdowns - _breakdowns > MostBreakdownsOfAFile;

    /// <summary>The review of a file as it lies on the disk.</summary>
    public FileReview Review(ReadOnlyMemory<byte> file)
    {
        if (SqlText.WhyUnreadable(file.Span) is { } why)
            return Unreadable(why);

        _breakdowns = parser.Breakdowns;
        var trees = new List<IDisposable>();
        try
        {
            var statements = new List<Statement>();
            Read(file, 0, file.Length, canSplit: true, statements, trees);
            return Judge(file, statements);
        }
        finally
        {
            foreach (var tree in trees)
                tree.Dispose();
        }
    }

    /// <summary>The review of a text.</summary>
    public FileReview Review(string sql) => Review(Encoding.UTF8.GetBytes(sql));

    /// <summary>The review of a file that could not even be opened or decoded.</summary>
    public static FileReview Unreadable(string why) =>
        new([new ReviewedStatement(1, "", [RuleBook.Unparseable.At($"cannot read: {why}")], [])]);

    private void Read(
        ReadOnlyMemory<byte> file,
        int start,
        int length,
        bool canSplit,
        List<Statement> statements,
        List<IDisposable> trees
    )
    {
        if (IsBrokenTooOften)
        {
            statements.Add(new Statement("", default, start, length, "the file broke the parser too often"));
            return;
        }

        var text = file.Span.Slice(start, length);
        switch (parser.Parse(text))
        {
            case Parsed.Tree tree:
                trees.Add(tree);
                foreach (var one in Tree.StatementsOf(tree))
                    statements.Add(
                        new Statement(
                            one.Kind,
                            one.Node,
                            start + one.Start,
                            one.Length > 0 ? one.Length : length - one.Start,
                            null
                        )
                    );
                break;
            case Parsed.Nonsense nonsense:
                var pieces = canSplit ? SqlText.Split(text) : [];
                if (pieces.Count > 1)
                {
                    foreach (var piece in pieces)
                    {
                        var (at, size) = piece.GetOffsetAndLength(length);
                        Read(file, start + at, size, canSplit: false, statements, trees);
                    }

                    break;
                }

                statements.Add(new Statement("", default, start, length, Sentence(text, nonsense)));
                break;
        }
    }

    private static string Sentence(ReadOnlySpan<byte> text, Parsed.Nonsense nonsense)
    {
        // The parser counts characters.
        var at = 0;
        for (var i = 0; i < nonsense.Offset && at < text.Length; i++)
        {
            Rune.DecodeFromUtf8(text[at..], out _, out var bytes);
            at += bytes;
        }

        return at < text.Length && text[at] == '\\'
            ? "a command of psql (a line with a backslash): no server understands it"
            : nonsense.Message;
    }

    private FileReview Judge(ReadOnlyMemory<byte> file, List<Statement> statements)
    {
        var facts = new FileFacts(pg, FileOutline.Of([.. statements.Select(one => (one.Kind, one.Node))]));
        var lines = new LineCounter(file);
        var reviewed = ImmutableArray.CreateBuilder<ReviewedStatement>(statements.Count);
        foreach (var statement in statements)
        {
            var line = lines.LineOf(statement.Start);
            var text = file.Slice(statement.Start, statement.Length);
            var found = statement.WhyUnreadable is { } why
                ? [RuleBook.Unparseable.At($"cannot read: {why}")]
                : Hazards(statement.Kind, statement.Node, text, line, facts);
            reviewed.Add(
                new ReviewedStatement(
                    line,
                    Encoding.UTF8.GetString(text.Span).TrimEnd(),
                    Sorted(found, hazard => hazard.Level is not Level.Safe),
                    Sorted(found, hazard => hazard.Level is Level.Safe)
                )
            );
        }

        return new FileReview(reviewed.MoveToImmutable());
    }

    private static ImmutableArray<Hazard> Sorted(List<Hazard> found, Func<Hazard, bool> fits) =>
        found.Count == 0 ? [] : [.. found.Where(fits).Distinct().OrderByDescending(hazard => hazard.Level)];

    private List<Hazard> Hazards(string kind, Node node, ReadOnlyMemory<byte> text, int line, FileFacts file)
    {
        var held = file.Held;
        var found = new List<Hazard>();
        var isSlow = Judge(kind, node, text, isRun: true, surely: true, depth: 0, found, file);
        if (held is { } window && !file.IsWindowTold && (isSlow || ReadsRows(kind, node, file)))
        {
            file.IsWindowTold = true;
            found.Add(RuleBook.Window.At($"line {window.Line} has locked {window.Table}"));
        }

        if (kind is "TransactionStmt")
            return found;

        foreach (var part in Part.Of(kind, node, isRun: true))
            Learning.Lock(part, file, line);

        return found;
    }

    /// <summary>Adds what the rules find in a statement and in whatever it contains; true where its work grows with the rows.</summary>
    private bool Judge(
        string kind,
        Node node,
        ReadOnlyMemory<byte> text,
        bool isRun,
        bool surely,
        int depth,
        List<Hazard> found,
        FileFacts file
    )
    {
        var isSlow = false;
        var parts = Part.Of(kind, node, isRun);
        // In one ALTER TABLE PostgreSQL drops first: a column that it also adds is not the one that goes.
        if (parts.Count > 1)
            parts = [.. parts.OrderBy(part => !part.Kind.EndsWith("AT_DropColumn", StringComparison.Ordinal))];

        parts.AddRange(Nested(kind, node, isRun, file));
        foreach (var part in parts)
        {
            if (!RuleBook.Knows(part.Kind))
                found.Add(RuleBook.Unjudged.At(part.Kind));

            foreach (var rule in RuleBook.For(part.Kind))
            {
                if (rule.Finds(part, file) is not { } subject || !isRun && rule.Level is not Level.Danger)
                    continue;

                found.Add(rule.At(subject));
                isSlow |= rule.IsSlow;
            }

            Learning.From(part, file, surely && isRun);
        }

        if (kind is not ("DoStmt" or "CreateFunctionStmt"))
            return isSlow;

        foreach (var piece in Bodies.Of(parts[0], text.Span, parser))
        {
            switch (piece)
            {
                case BodyPiece.Opaque opaque:
                    found.Add(RuleBook.Opaque.At(opaque.What));
                    break;
                case BodyPiece.Sql sql:
                    isSlow |= JudgeBody(sql.Text, isRun && kind is "DoStmt", depth + 1, found, file);
                    break;
            }
        }

        return isSlow;
    }

    private bool JudgeBody(string sql, bool isRun, int depth, List<Hazard> found, FileFacts file)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        if (
            depth > DeepestBody
            || IsBrokenTooOften
            || SqlText.WhyUnreadable(bytes) is not null
            || parser.Parse(bytes) is not Parsed.Tree tree
        )
        {
            found.Add(RuleBook.Opaque.At("a body that cannot be read"));
            return false;
        }

        using (tree)
        {
            var isSlow = false;
            foreach (var one in Tree.StatementsOf(tree))
            {
                var text = bytes.AsMemory(one.Start, one.Length > 0 ? one.Length : bytes.Length - one.Start);
                isSlow |= Judge(one.Kind, one.Node, text, isRun, surely: false, depth, found, file);
            }

            return isSlow;
        }
    }

    private static IEnumerable<Part> Nested(string kind, Node node, bool isRun, FileFacts file)
    {
        if (!RuleBook.MayNest(node, file))
            return [];

        // EXPLAIN alone runs nothing.
        var isShown = kind is "ExplainStmt" && !new Part(kind, node, default).IsOn("analyze", "options");
        return isShown
            ? []
            : node.Below()
                .Where(below => RuleBook.IsNested(below.Kind))
                .Select(below => new Part(
                    below.Kind,
                    below.Node,
                    Within(node.Text("schemaname"), Name.Of(below.Node["relation"])),
                    isRun
                ));
    }

    // What CREATE SCHEMA makes lies in that schema.
    private static Name Within(string schema, Name name) =>
        schema.Length > 0 && name.Schema.Length == 0 ? name with { Schema = schema } : name;

    private static bool ReadsRows(string kind, Node node, FileFacts file) =>
        kind switch
        {
            "SelectStmt" => node.Kinds("fromClause")
                .Any(source => source.Kind is not "RangeVar" || !file.IsNew(Name.Of(source.Node))),
            "InsertStmt" => node.Inside("selectStmt").Node.Kinds("fromClause").Any(),
            "CreateTableAsStmt" => node.Inside("query").Node.Kinds("fromClause").Any(),
            _ => false,
        };

    private readonly record struct Statement(string Kind, Node Node, int Start, int Length, string? WhyUnreadable);
}
