using System.Collections.Immutable;
using System.Text;
using MicroBima.ChatOps.Migrations.Grammar;
using MicroBima.ChatOps.Migrations.Review;

namespace MicroBima.ChatOps.Doctor;

/// <summary>A migration as the doctor reads it: its statements, and what each leaves behind in the catalogue.</summary>
/// <param name="Unreadable">Why nothing can be said of it, or empty.</param>
public sealed record TracedFile(ImmutableArray<Traced> Statements, string Unreadable)
{
    private const int LongestText = 120;

    /// <summary>True where PostgreSQL does all of it or nothing: Prisma sends the file as one message.</summary>
    public bool IsAtomic => Unreadable.Length == 0 && !Statements.Any(statement => statement.IsOutside);

    /// <summary>Everything that has to be looked up.</summary>
    public IEnumerable<Trace> Traces =>
        Statements
            .SelectMany(statement => statement.Marks)
            .SelectMany(mark => mark.Details.Select(detail => detail.Trace).Prepend(mark.Trace))
            .Distinct();

    /// <summary>Reads a file with PostgreSQL's own grammar.</summary>
    /// <param name="mask">Makes a statement fit to be shown; it is cut after that.</param>
    public static TracedFile Of(string sql, PgParser parser, Func<string, string> mask)
    {
        var bytes = Encoding.UTF8.GetBytes(sql);
        if (SqlText.WhyUnreadable(bytes) is { } why)
            return new TracedFile([], why);

        switch (parser.Parse(bytes))
        {
            case Parsed.Nonsense nonsense:
                return new TracedFile([], $"PostgreSQL's grammar refuses it: {nonsense.Message}");
            case Parsed.Tree tree:
                using (tree)
                {
                    var lines = new LineCounter(bytes);
                    var statements = Tree.StatementsOf(tree)
                        .Select(one => Traced(one, bytes, lines, mask))
                        .ToImmutableArray();
                    return new TracedFile(WithoutReturning(statements, ChangesPath(tree)), "");
                }
            default:
                throw new InvalidOperationException("The parser answered neither a tree nor an error.");
        }
    }

    private static Traced Traced(TreeStatement one, byte[] file, LineCounter lines, Func<string, string> mask)
    {
        var end = one.Length > 0 ? one.Start + one.Length : file.Length;
        var text = string.Join(
            ' ',
            Encoding
                .UTF8.GetString(file, one.Start, end - one.Start)
                .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        );
        var (marks, blind) = StatementMarks.Of(one.Kind, one.Node);
        return new Traced(
            lines.LineOf(one.Start),
            Excerpt.Of(mask(text), LongestText),
            marks,
            blind,
            StatementMarks.IsOutside(one.Kind, one.Node)
        );
    }

    /// <summary>Where the file itself changes what names mean, none of them is looked up.</summary>
    private static bool ChangesPath(Parsed.Tree tree) =>
        Tree.StatementsOf(tree)
            .Any(one => one.Kind is "VariableSetStmt" && one.Node.Text("name") is "search_path" or "role");

    /// <summary>
    /// A thing that the file makes and takes away again, or the other way round, cannot be told by looking at what is there in the end. One statement can do
    /// that too: Prisma writes <c>DROP COLUMN x, ADD COLUMN x</c> where a type changes.
    /// </summary>
    private static ImmutableArray<Traced> WithoutReturning(ImmutableArray<Traced> statements, bool changesPath)
    {
        bool Returns(Traced statement) =>
            statement.Marks.Any(mark =>
                statements.Any(other =>
                    other.Marks.Any(theirs =>
                        theirs.Trace.Touches(mark.Trace)
                        && theirs.IsExpected != mark.IsExpected
                        && (
                            !theirs.IsExpected && theirs.Trace.Name.Length == 0
                            || !mark.IsExpected && mark.Trace.Name.Length == 0
                            || theirs.Trace == mark.Trace
                        )
                    )
                )
            );

        return
        [
            .. statements.Select(statement =>
                changesPath && statement.Marks.Length > 0
                    ? statement with
                    {
                        Marks = [],
                        Blind = "the file changes the search path or the role",
                    }
                : Returns(statement) ? statement with { Marks = [], Blind = "the file changes the same thing again" }
                : statement
            ),
        ];
    }
}
