using System.Collections.Frozen;
using MicroBima.ChatOps.Migrations.Review.Rules;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>All rules, by what they look at; and the statements that need none.</summary>
internal static class RuleBook
{
    /// <summary>Kinds inside other statements that rules look at: calls, and the statements of WITH, EXPLAIN ANALYZE, PREPARE and CREATE SCHEMA.</summary>
    private static readonly FrozenSet<string> Nested = FrozenSet.Create(
        StringComparer.Ordinal,
        "FuncCall",
        "A_Const",
        "DeleteStmt",
        "UpdateStmt",
        "InsertStmt",
        "MergeStmt",
        "CreateStmt",
        "IndexStmt",
        "CreateTrigStmt",
        "GrantStmt"
    );

    /// <summary>Statements that take nothing away, open nothing and hold up nobody, apart from what a rule finds in them.</summary>
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        "SelectStmt",
        "InsertStmt",
        "CreateTableAsStmt",
        "ViewStmt",
        "CreateEnumStmt",
        "CreateRangeStmt",
        "CompositeTypeStmt",
        "CreateDomainStmt",
        "DefineStmt",
        "CreateSchemaStmt",
        "CreateSeqStmt",
        "AlterSeqStmt",
        "CreateStatsStmt",
        "AlterStatsStmt",
        "CreateCastStmt",
        "CreateConversionStmt",
        "CreateOpClassStmt",
        "CreateOpFamilyStmt",
        "AlterOpFamilyStmt",
        "AlterOperatorStmt",
        "AlterTypeStmt",
        "AlterTSDictionaryStmt",
        "AlterTSConfigurationStmt",
        "AlterObjectDependsStmt",
        "CommentStmt",
        "SecLabelStmt",
        "VariableShowStmt",
        "ConstraintsSetStmt",
        "DiscardStmt",
        "ExplainStmt",
        "PrepareStmt",
        "DeallocateStmt",
        "NotifyStmt",
        "ListenStmt",
        "UnlistenStmt",
        "DeclareCursorStmt",
        "FetchStmt",
        "ClosePortalStmt",
        "CreatePublicationStmt",
        "AlterPublicationStmt",
        "CreateAmStmt",
        "CreateTransformStmt",
        // Commands of ALTER TABLE that change only what the catalog says.
        "AT_CookedColumnDefault",
        "AT_SetStatistics",
        "AT_SetOptions",
        "AT_ResetOptions",
        "AT_SetStorage",
        "AT_SetCompression",
        "AT_AddIdentity",
        "AT_SetIdentity",
        "AT_DropExpression",
        "AT_AlterConstraint",
        "AT_ClusterOn",
        "AT_DropCluster",
        "AT_SetRelOptions",
        "AT_ResetRelOptions",
        "AT_ReplaceRelOptions",
        "AT_ReplicaIdentity",
        "AT_DropOids",
        "AT_AddInherit",
        "AT_DropInherit",
        "AT_AddOf",
        "AT_DropOf",
        "AT_GenericOptions",
        "AT_AlterColumnGenericOptions",
        "AT_DetachPartitionFinalize"
    );

    private static readonly Rule[] All =
    [
        .. DropRules.All,
        .. DataRules.All,
        .. ColumnRules.All,
        .. ConstraintRules.All,
        .. IndexRules.All,
        .. RenameRules.All,
        .. PartitionRules.All,
        .. AccessRules.All,
        .. TransactionRules.All,
        .. TasteRules.All,
    ];

    private static readonly FrozenDictionary<string, Rule[]> ByKind = All.SelectMany(rule =>
            rule.On.Select(kind => (kind, rule))
        )
        .GroupBy(pair => pair.kind, pair => pair.rule, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>The codes of all rules.</summary>
    public static IEnumerable<string> Codes =>
        All.Concat([Unjudged, Unparseable, Opaque, Window]).Select(rule => rule.Code).Distinct(StringComparer.Ordinal);

    public static Rule Unjudged { get; } =
        new(
            "unjudged",
            Level.Caution,
            Locks.None,
            [],
            (_, _) => null,
            "no rule knows this kind of statement",
            "Rehearse it on a copy, and look at its locks."
        );

    public static Rule Unparseable { get; } =
        new(
            "unparseable",
            Level.Danger,
            Locks.None,
            [],
            (_, _) => null,
            "what it would do cannot be known",
            "Correct it until PostgreSQL's own grammar reads it; it is not applied before."
        )
        {
            Data = DataLoss.Possible,
        };

    public static Rule Opaque { get; } =
        new(
            "dynamic-sql",
            Level.Danger,
            Locks.None,
            [],
            (_, _) => null,
            "what it runs is not in the file",
            "Write out the statements, or rehearse it on a copy and read what it did."
        )
        {
            Data = DataLoss.Possible,
        };

    public static Rule Window { get; } =
        new(
            "multi-lock-window",
            Level.Caution,
            Locks.AccessExclusive,
            [],
            (_, _) => null,
            "until this long statement is over, nobody gets past the lock",
            "Split the file: the quick change in one migration, the long work in another."
        );

    public static IReadOnlyList<Rule> For(string kind) => ByKind.TryGetValue(kind, out var rules) ? rules : [];

    /// <summary>True where it is known that nothing but the rules can be wrong with it.</summary>
    public static bool Knows(string kind) =>
        ByKind.ContainsKey(kind) || Known.Contains(kind) || kind.StartsWith("OBJECT_", StringComparison.Ordinal);

    /// <summary>False where nothing inside is of interest, which is so for most statements.</summary>
    public static bool MayNest(Node node, FileFacts file) =>
        node.Mentions("FuncCall", "DeleteStmt", "UpdateStmt", "InsertStmt", "MergeStmt", "schemaElts")
        || file.AddedLabels.Count > 0;

    public static bool IsNested(string kind) => Nested.Contains(kind);
}
