using System.Text.Json;
using MicroBima.ChatOps.Migrations.Grammar;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>A statement of a parsed text, with the bytes it takes up there; a length of 0 means up to the end.</summary>
internal readonly record struct TreeStatement(string Kind, Node Node, int Start, int Length);

/// <summary>The statements of a tree.</summary>
internal static class Tree
{
    public static IEnumerable<TreeStatement> StatementsOf(Parsed.Tree tree)
    {
        var list = new Node(tree.Document.RootElement)["stmts"].Json;
        return list.ValueKind is JsonValueKind.Array ? list.EnumerateArray().Select(Of) : [];
    }

    private static TreeStatement Of(JsonElement item)
    {
        var raw = new Node(item);
        var (kind, node) = raw.Inside("stmt");
        return new TreeStatement(kind, node, raw.Number("stmt_location"), raw.Number("stmt_len"));
    }
}
