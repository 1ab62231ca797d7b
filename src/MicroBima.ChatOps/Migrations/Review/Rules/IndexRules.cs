namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>Indexes, and what else is built or rewritten as a whole.</summary>
internal static class IndexRules
{
    private static readonly Rule CreateIndex = new(
        "create-index-blocking",
        Level.Caution,
        Locks.Share,
        ["IndexStmt"],
        (part, file) =>
            !part.Node.Flag("concurrent") && !part.Node.Flag("unique") && !file.IsNew(part.Table)
                ? $"index on {part.Table}"
                : null,
        "nobody can write to the table while it is built",
        "CREATE INDEX CONCURRENTLY, alone in its migration."
    )
    {
        IsSlow = true,
    };

    private static readonly Rule DropIndex = new(
        "drop-index-blocking",
        Level.Caution,
        Locks.AccessExclusive,
        ["DropStmt"],
        (part, file) =>
            part.Node.Text("removeType") is "OBJECT_INDEX"
            && !part.Node.Flag("concurrent")
            && part.Dropped().Where(name => !file.IsNew(name)).ToList() is { Count: > 0 } indexes
                ? $"DROP INDEX {string.Join(", ", indexes)}"
                : null,
        "its table is locked for readers and writers, and queries that relied on it get slow",
        "DROP INDEX CONCURRENTLY, alone in its migration."
    );

    private static readonly Rule Reindex = new(
        "reindex-blocking",
        Level.Caution,
        Locks.AccessExclusive,
        ["ReindexStmt"],
        (part, file) =>
            part.IsOn("concurrently", "params") || part.Table.Local.Length > 0 && file.IsNew(part.Table)
                ? null
                : $"REINDEX {part.Table}",
        "nobody can write to the table, nor read by the index, while it is built anew",
        "REINDEX CONCURRENTLY (PostgreSQL 12 and later), alone in its migration."
    )
    {
        Rewrites = true,
        IsSlow = true,
    };

    private static readonly Rule Together = new(
        "concurrently-in-transaction",
        Level.Caution,
        Locks.ShareUpdateExclusive,
        ["IndexStmt", "DropStmt", "ReindexStmt", "AT_DetachPartition"],
        (part, file) =>
            IsConcurrent(part) && file.Outline.Statements > 1 ? "CONCURRENTLY beside other statements" : null,
        "a file of several statements is one transaction, and in one it is refused (25001): the migration fails",
        "One statement, alone in its migration."
    );

    private static readonly Rule Corrupts = new(
        "cic-corruption",
        Level.Danger,
        Locks.ShareUpdateExclusive,
        ["IndexStmt", "ReindexStmt"],
        (part, file) => IsConcurrent(part) && file.Pg is { Major: 14, Minor: <= 3 } ? $"PostgreSQL {file.Pg}" : null,
        "this server builds such an index wrongly and says nothing: queries miss rows",
        "Upgrade the server to 14.4 or later first."
    )
    {
        Data = DataLoss.Possible,
    };

    private static readonly Rule VacuumFull = new(
        "vacuum-full",
        Level.Caution,
        Locks.AccessExclusive,
        ["VacuumStmt"],
        (part, _) => part.Node.Flag("is_vacuumcmd") && part.IsOn("full", "options") ? "VACUUM FULL" : null,
        "the table is written anew while nobody can use it, and it cannot run inside a file",
        "pg_repack, or a maintenance window."
    )
    {
        Rewrites = true,
        IsSlow = true,
    };

    private static readonly Rule Cluster = new(
        "cluster",
        Level.Caution,
        Locks.AccessExclusive,
        ["ClusterStmt"],
        (part, file) => part.Table.Local.Length > 0 && file.IsNew(part.Table) ? null : $"CLUSTER {part.Table}",
        "the table is written anew while nobody can use it",
        "pg_repack, or a maintenance window."
    )
    {
        Rewrites = true,
        IsSlow = true,
    };

    private static readonly Rule SetStorage = new(
        "set-storage-rewrite",
        Level.Caution,
        Locks.AccessExclusive,
        [
            "AT_SetUnLogged",
            "AT_SetLogged",
            "AT_SetTableSpace",
            "AT_SetAccessMethod",
            "OBJECT_INDEX/AT_SetTableSpace",
            "OBJECT_SEQUENCE/AT_SetUnLogged",
            "AlterTableMoveAllStmt",
        ],
        (part, file) =>
            part.Kind is "AlterTableMoveAllStmt" ? $"everything in {part.Node.Text("orig_tablespacename")}"
            : file.IsNew(part.Table) ? null
            : $"{part.Table}",
        "it is written anew while nobody can use it; an unlogged table is empty after a crash",
        "Plan a maintenance window."
    )
    {
        Rewrites = true,
        IsSlow = true,
    };

    private static readonly Rule Refresh = new(
        "refresh-matview-blocking",
        Level.Caution,
        Locks.AccessExclusive,
        ["RefreshMatViewStmt"],
        (part, file) => part.Node.Flag("concurrent") || file.IsNew(part.Table) ? null : $"{part.Table}",
        "nobody can read it while it is computed",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY: it needs a unique index."
    )
    {
        Rewrites = true,
        IsSlow = true,
    };

    private static readonly Rule RefreshCollation = new(
        "refresh-collation-version",
        Level.Caution,
        Locks.None,
        ["AlterCollationStmt", "AlterDatabaseRefreshCollStmt"],
        (part, _) =>
            part.Kind is "AlterCollationStmt"
                ? $"{Name.Of(part.Node.Words("collname"))}"
                : "the collation of the database",
        "the server warns no longer that texts have another order than when their indexes were built: these miss rows, and unique ones take the same value twice",
        "REINDEX what uses it first."
    );

    public static readonly Rule[] All =
    [
        CreateIndex,
        DropIndex,
        Reindex,
        Together,
        Corrupts,
        VacuumFull,
        Cluster,
        SetStorage,
        Refresh,
        RefreshCollation,
    ];

    private static bool IsConcurrent(Part part) =>
        part.Kind switch
        {
            "ReindexStmt" => part.IsOn("concurrently", "params"),
            "AT_DetachPartition" => part.Inner.Flag("concurrent"),
            _ => part.Node.Flag("concurrent"),
        };
}
