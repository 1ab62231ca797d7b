using System.Collections.Frozen;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>Functions of the server that reach beyond the data of the database.</summary>
internal static class Outside
{
    /// <summary>They read or write files of the server, or run text as SQL.</summary>
    public static FrozenSet<string> Files { get; } =
        FrozenSet.Create(
            StringComparer.Ordinal,
            "lo_import",
            "lo_export",
            "pg_read_file",
            "pg_read_binary_file",
            "pg_stat_file",
            "pg_ls_dir",
            "pg_ls_logdir",
            "pg_ls_waldir",
            "pg_ls_tmpdir",
            "pg_ls_archive_statusdir",
            "pg_file_write",
            "pg_file_sync",
            "pg_file_rename",
            "pg_file_unlink",
            "pg_current_logfile"
        );

    /// <summary>They talk to other machines.</summary>
    public static FrozenSet<string> Network { get; } =
        FrozenSet.Create(
            StringComparer.Ordinal,
            "http",
            "http_get",
            "http_post",
            "http_put",
            "http_delete",
            "net_http_get",
            "net_http_post",
            "postgres_fdw_handler"
        );

    /// <summary>They act on other sessions or on the server.</summary>
    public static FrozenSet<string> Control { get; } =
        FrozenSet.Create(
            StringComparer.Ordinal,
            "pg_terminate_backend",
            "pg_cancel_backend",
            "pg_reload_conf",
            "pg_rotate_logfile",
            "pg_promote",
            "pg_switch_wal",
            "pg_wal_replay_pause",
            "pg_create_physical_replication_slot",
            "pg_create_logical_replication_slot",
            "pg_drop_replication_slot",
            "pg_logical_emit_message"
        );

    /// <summary>True for a function that a rule of its own speaks of.</summary>
    public static bool IsKnown(string function) =>
        function.StartsWith("dblink", StringComparison.Ordinal)
        || new[] { Files, Network, Control, RunText }.Any(names => names.Contains(function));

    /// <summary>They run a text as SQL.</summary>
    public static FrozenSet<string> RunText { get; } =
        FrozenSet.Create(
            StringComparer.Ordinal,
            "query_to_xml",
            "query_to_xmlschema",
            "query_to_xml_and_xmlschema",
            "cursor_to_xml",
            "ts_stat",
            "crosstab",
            "connectby"
        );
}
