using System.Collections.Immutable;
using MicroBima.ChatOps.Migrations.Review;

namespace MicroBima.ChatOps.Doctor;

/// <summary>What DROP leaves behind: nothing, and no SQL brings it back.</summary>
internal static class Drops
{
    public static (ImmutableArray<Mark> Marks, string Blind) Of(Node node)
    {
        TraceKind? kind = node.Text("removeType") switch
        {
            "OBJECT_TABLE" or "OBJECT_FOREIGN_TABLE" => TraceKind.Table,
            "OBJECT_VIEW" or "OBJECT_MATVIEW" => TraceKind.View,
            "OBJECT_INDEX" => TraceKind.Index,
            "OBJECT_SEQUENCE" => TraceKind.Sequence,
            "OBJECT_TYPE" or "OBJECT_DOMAIN" => TraceKind.Type,
            "OBJECT_SCHEMA" => TraceKind.Schema,
            "OBJECT_EXTENSION" => TraceKind.Extension,
            "OBJECT_TRIGGER" => TraceKind.Trigger,
            _ => null,
        };
        if (kind is not { } found)
            return ([], "the catalogue does not tell whether it ran");

        var strength = StatementMarks.If(node, "missing_ok");
        return (
            [
                .. new Part("DropStmt", node, default)
                    .Dropped()
                    .Zip(node.Kinds("objects"))
                    .Select(one => new Mark(
                        found is TraceKind.Trigger
                            ? TriggerOf(one.Second.Node.Words("items"))
                            : new Trace(found, one.First.Schema, one.First.Local),
                        IsExpected: false,
                        strength,
                        Undo: null,
                        IsExact: true
                    )),
            ],
            ""
        );
    }

    // Its table stands before its name.
    private static Trace TriggerOf(List<string> words) =>
        new(TraceKind.Trigger, words.Count > 2 ? words[^3] : "", words.Count > 1 ? words[^2] : "", words[^1]);
}
