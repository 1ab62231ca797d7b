namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>Partitions, triggers and policies: what no other linter knows the locks of.</summary>
internal static class PartitionRules
{
    private static readonly Rule Attach = new(
        "attach-partition",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AttachPartition"],
        (part, file) =>
            file.IsNew(Child(part))
            || file.Checks.Any(check => string.Equals(check.Table, Child(part).Local, StringComparison.Ordinal))
                ? null
                : $"{Child(part)} into {part.Table}",
        "the rows of the new partition are read while nobody can use it",
        "Give it a CHECK that says the same as the bounds, NOT VALID and validated before: then nothing is read."
    )
    {
        IsSlow = true,
    };

    private static readonly Rule Detach = new(
        "detach-partition-blocking",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_DetachPartition", "AT_DropInherit"],
        (part, file) =>
            part.Inner.Flag("concurrent") || file.IsNew(part.Table) ? null
            : part.Kind is "AT_DropInherit" ? $"{part.Table} out of {Name.Of(part.Inner)}"
            : $"{Child(part)} out of {part.Table}",
        "the partitioned table and the partition are locked for readers and writers",
        "DETACH PARTITION … CONCURRENTLY (PostgreSQL 14 and later), alone in its migration."
    );

    private static readonly Rule CreateOf = new(
        "create-partition-of",
        Level.Caution,
        Locks.AccessExclusive,
        ["CreateStmt"],
        (part, file) =>
            part.Node["partbound"].IsThere
            && part.Node.List("inhRelations").Select(Name.Of).FirstOrDefault() is var parent
            && !file.IsNew(parent)
                ? $"partition of {parent}"
                : null,
        "the partitioned table is locked for readers and writers",
        "Create the table on its own, then attach it: that lets others go on."
    );

    private static readonly Rule CreateTrigger = new(
        "create-trigger",
        Level.Caution,
        Locks.ShareRowExclusive,
        ["CreateTrigStmt"],
        (part, file) => file.IsNew(part.Table) ? null : $"trigger {part.Node.Text("trigname")} on {part.Table}",
        "writers wait for the lock, and from now on each of them pays for the trigger",
        "Set lock_timeout."
    );

    private static readonly Rule CreateRule = new(
        "create-trigger",
        Level.Caution,
        Locks.AccessExclusive,
        ["RuleStmt", "CreateEventTrigStmt"],
        (part, file) =>
            file.IsNew(part.Table) ? null
            : part.Kind is "RuleStmt" ? $"rule on {part.Table}"
            : "event trigger",
        "from now on other statements do something else than they say",
        "Say it in the app, or in an ordinary trigger."
    );

    private static readonly Rule DiscardRows = new(
        "rule-discards-rows",
        Level.Danger,
        Locks.AccessExclusive,
        ["RuleStmt"],
        (part, file) =>
            part.Node.Flag("instead") && !part.Node.List("actions").Any() && !file.IsSurelyNew(part.Table)
                ? $"rule on {part.Table}"
                : null,
        "what the app writes is thrown away from now on, and PostgreSQL says that it succeeded",
        "Let the app stop writing, or take the right to write away: that is an error which people see."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
    };

    private static readonly Rule DisableTrigger = new(
        "disable-trigger",
        Level.Caution,
        Locks.ShareRowExclusive,
        [
            "AT_EnableTrig",
            "AT_EnableAlwaysTrig",
            "AT_EnableReplicaTrig",
            "AT_DisableTrig",
            "AT_EnableTrigAll",
            "AT_DisableTrigAll",
            "AT_EnableTrigUser",
            "AT_DisableTrigUser",
            "AT_EnableRule",
            "AT_EnableAlwaysRule",
            "AT_EnableReplicaRule",
            "AT_DisableRule",
            "DropStmt",
            "VariableSetStmt",
            "FuncCall",
        ],
        (part, file) =>
            part.Kind switch
            {
                "FuncCall" => Name.Of(part.Node.Words("funcname")).Local is "set_config"
                && part.Node.List("args").Select(argument => argument["sval"].Text("sval")).ToList()
                    is ["session_replication_role", not "origin", ..]
                    ? "session_replication_role"
                    : null,
                "DropStmt" => part.Node.Text("removeType") is "OBJECT_TRIGGER" or "OBJECT_RULE" && !IsOnNew(part, file)
                    ? $"DROP of {string.Join(", ", part.Dropped())}"
                    : null,
                "VariableSetStmt" => part.Node.Text("name") is "session_replication_role"
                && part.Node.List("args").Any(value => value["sval"].Text("sval") is not "origin")
                    ? "session_replication_role"
                    : null,
                _ => file.IsNew(part.Table) ? null : $"triggers of {part.Table}",
            },
        "what the trigger kept right is not kept right any more, foreign keys included",
        "Set lock_timeout, and say in the pull request who keeps it right from now on."
    )
    {
        Data = DataLoss.Possible,
    };

    private static readonly Rule EnableRls = new(
        "rls",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_EnableRowSecurity", "AT_ForceRowSecurity"],
        (part, file) => file.IsNew(part.Table) ? null : $"row level security of {part.Table}",
        "without a policy that fits, the app sees no rows any more",
        "Make the policies first, and test as the role of the app."
    );

    private static readonly Rule DisableRls = new(
        "rls",
        Level.Danger,
        Locks.AccessExclusive,
        ["AT_DisableRowSecurity", "AT_NoForceRowSecurity"],
        (part, file) => file.IsSurelyNew(part.Table) ? null : $"row level security of {part.Table} is switched off",
        "every role that may read the table reads all rows of everybody",
        "Change the policies instead of switching them off."
    );

    private static readonly Rule Policy = new(
        "policy",
        Level.Caution,
        Locks.AccessExclusive,
        ["CreatePolicyStmt", "AlterPolicyStmt", "DropStmt"],
        (part, file) =>
            part.Kind is "DropStmt"
                ? part.Node.Text("removeType") is "OBJECT_POLICY" && !IsOnNew(part, file)
                    ? $"DROP POLICY on {string.Join(", ", part.Dropped())}"
                    : null
                : file.IsNew(Name.Of(part.Node["table"]))
                    ? null
                    : $"policy {part.Node.Text("policy_name")} on {Name.Of(part.Node["table"])}",
        "other rows are seen or hidden than before",
        "Test as the role of the app."
    );

    public static readonly Rule[] All =
    [
        Attach,
        Detach,
        CreateOf,
        CreateTrigger,
        CreateRule,
        DiscardRows,
        DisableTrigger,
        EnableRls,
        DisableRls,
        Policy,
    ];

    private static Name Child(Part part) => Name.Of(part.Inner["name"]);

    // A trigger or policy is named schema, table, itself.
    private static bool IsOnNew(Part part, FileFacts file) =>
        part.Node.Kinds("objects").All(thing => file.IsNew(Name.Of(thing.Node.Words("items")[..^1])));
}
