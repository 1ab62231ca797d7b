using System.Collections.Frozen;
using MicroBima.ChatOps.Migrations.Review;

namespace MicroBima.ChatOps.Doctor;

/// <summary>A type of the grammar as PostgreSQL's format_type writes it.</summary>
internal static class TypeText
{
    // https://www.postgresql.org/docs/current/datatype.html: the names that differ from those of the grammar. Serials are no types of columns.
    private static readonly FrozenDictionary<string, string> Names = new Dictionary<string, string>(
        StringComparer.Ordinal
    )
    {
        ["int2"] = "smallint",
        ["int4"] = "integer",
        ["int8"] = "bigint",
        ["float4"] = "real",
        ["float8"] = "double precision",
        ["bool"] = "boolean",
        ["varchar"] = "character varying",
        ["bpchar"] = "character",
        ["numeric"] = "numeric",
        ["text"] = "text",
        ["bytea"] = "bytea",
        ["date"] = "date",
        ["json"] = "json",
        ["jsonb"] = "jsonb",
        ["uuid"] = "uuid",
        ["inet"] = "inet",
        ["timestamp"] = "timestamp{0} without time zone",
        ["timestamptz"] = "timestamp{0} with time zone",
        ["time"] = "time{0} without time zone",
        ["timetz"] = "time{0} with time zone",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The text, or null where it is not certain: types of the team may live in any schema.</summary>
    public static string? Of(Node type)
    {
        var words = type.Words("names");
        if (words is not ([_] or ["pg_catalog", _]) || !Names.TryGetValue(words[^1].ToLowerInvariant(), out var name))
            return null;

        var numbers = type.List("typmods").Select(one => one["ival"].Number("ival")).ToList();
        if (numbers.Exists(number => number < 0) || words[^1] is "bpchar" && numbers.Count == 0)
            return null;

        if (words[^1] is "numeric" && numbers.Count == 1)
            numbers.Add(0);

        var modifier = numbers.Count == 0 ? "" : $"({string.Join(',', numbers)})";
        var text = name.Contains("{0}", StringComparison.Ordinal)
            ? name.Replace("{0}", modifier, StringComparison.Ordinal)
            : name + modifier;
        return type.List("arrayBounds").Any() ? text + "[]" : text;
    }
}
