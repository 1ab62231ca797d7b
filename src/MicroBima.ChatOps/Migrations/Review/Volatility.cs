using System.Collections.Frozen;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>Which functions give every row the same value: a default of such a call needs no rewrite. One that nobody knows is volatile, as it is for PostgreSQL.</summary>
internal static class Volatility
{
    // provolatile i or s in pg_proc; what people put into defaults.
    private static readonly FrozenSet<string> Steady = FrozenSet.Create(
        StringComparer.Ordinal,
        "now",
        "transaction_timestamp",
        "statement_timestamp",
        "current_setting",
        "current_database",
        "current_schema",
        "current_schemas",
        "current_user",
        "session_user",
        "user",
        "version",
        "timezone",
        "date_trunc",
        "date_part",
        "extract",
        "age",
        "to_char",
        "to_date",
        "to_timestamp",
        "to_number",
        "make_date",
        "make_time",
        "make_timestamp",
        "make_timestamptz",
        "make_interval",
        "justify_days",
        "justify_hours",
        "lower",
        "upper",
        "initcap",
        "concat",
        "concat_ws",
        "format",
        "md5",
        "sha256",
        "sha512",
        "encode",
        "decode",
        "length",
        "char_length",
        "left",
        "right",
        "lpad",
        "rpad",
        "btrim",
        "ltrim",
        "rtrim",
        "repeat",
        "replace",
        "reverse",
        "split_part",
        "substring",
        "substr",
        "translate",
        "regexp_replace",
        "quote_literal",
        "quote_ident",
        "abs",
        "ceil",
        "ceiling",
        "floor",
        "round",
        "trunc",
        "power",
        "sqrt",
        "mod",
        "greatest",
        "least",
        "coalesce",
        "nullif",
        "array_fill",
        "array_append",
        "array_cat",
        "string_to_array",
        "array_to_string",
        "json_build_object",
        "json_build_array",
        "json_object",
        "jsonb_build_object",
        "jsonb_build_array",
        "jsonb_object",
        "to_json",
        "to_jsonb",
        "hstore",
        "to_tsvector",
        "to_tsquery",
        "plainto_tsquery",
        "int4range",
        "int8range",
        "numrange",
        "tsrange",
        "tstzrange",
        "daterange",
        "point",
        "inet",
        "box",
        "uuid_nil",
        "st_makepoint",
        "st_setsrid",
        "st_geomfromtext"
    );

    // What people call in migrations for its effect or its answer, beside those that give every row the same value.
    private static readonly FrozenSet<string> OfServer = FrozenSet.Create(
        StringComparer.Ordinal,
        "setval",
        "nextval",
        "currval",
        "lastval",
        "set_config",
        "random",
        "clock_timestamp",
        "timeofday",
        "gen_random_uuid",
        "txid_current",
        "to_regclass",
        "to_regtype",
        "array_length",
        "cardinality",
        "count",
        "max",
        "min",
        "sum",
        "row_to_json",
        "generate_series",
        "unnest",
        "json_agg",
        "array_agg",
        "string_agg",
        "has_table_privilege",
        "has_schema_privilege",
        "obj_description",
        "col_description"
    );

    /// <summary>True for a call whose function is known to be PostgreSQL's own, or that is asked about a row or a variable.</summary>
    public static bool IsOfServer(Node call) =>
        Name.Of(call.Words("funcname")) is var name
        && (
            name.Schema is "pg_catalog"
            || name.Schema.Length == 0
                && (
                    OfServer.Contains(name.Local)
                    || Steady.Contains(name.Local)
                    || name.Local.StartsWith("pg_", StringComparison.Ordinal)
                    || name.Local.StartsWith("lo_", StringComparison.Ordinal)
                )
            || call.Below().Any(below => below.Kind is "ColumnRef")
        );

    /// <summary>The functions that an expression calls.</summary>
    public static IEnumerable<string> CallsIn(Node expression) =>
        expression
            .Below()
            .Where(below => below.Kind is "FuncCall")
            .Select(below => Name.Of(below.Node.Words("funcname")).Local);

    public static bool IsVolatile(string function, FileFacts file) =>
        file.IsVolatile(function) ?? !Steady.Contains(function);
}
