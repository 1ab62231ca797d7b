namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>The name of a table or of another thing in a schema; the schema is empty where the file leaves it to the search path.</summary>
internal readonly record struct Name(string Schema, string Local)
{
    public static Name Of(Node range) => new(range.Text("schemaname"), range.Text("relname"));

    public static Name Of(IReadOnlyList<string> words) =>
        words switch
        {
            [] => new Name("", ""),
            [var only] => new Name("", only),
            [.., var schema, var local] => new Name(schema, local),
        };

    /// <summary>A schema among other names: a table may be called like one.</summary>
    public static Name OfSchema(string schema) => new("\0", schema);

    public override string ToString() => Schema.Length == 0 ? Local : $"{Schema}.{Local}";
}

/// <summary>What one rule looks at: a statement, one command of an ALTER TABLE, or something inside a statement such as a call.</summary>
/// <param name="Kind">The kind of node, for a command of ALTER TABLE its subtype.</param>
/// <param name="Node">The node itself.</param>
/// <param name="Table">The table that an ALTER TABLE is about; elsewhere the relation of the statement.</param>
/// <param name="IsRun">False inside the body of a function that is only defined.</param>
internal sealed record Part(string Kind, Node Node, Name Table, bool IsRun = true)
{
    private Node? _inner;
    private List<(string Type, Node Node)>? _constraints;

    /// <summary>What ALTER TABLE may alter as if it were a table.</summary>
    private static readonly string[] TableLike = ["OBJECT_TABLE", "OBJECT_FOREIGN_TABLE", "OBJECT_MATVIEW"];

    public Node Definition => Node["def"];

    /// <summary>The definition inside its kind: ColumnDef, Constraint.</summary>
    public Node Inner => _inner ??= Node.Inside("def").Node;

    public string Column => Node.Text("name");

    public bool IsCascade => Node.Text("behavior") is "DROP_CASCADE";

    /// <summary>The statement itself, or the commands of an ALTER TABLE.</summary>
    public static List<Part> Of(string kind, Node node, bool isRun)
    {
        if (kind is not "AlterTableStmt")
            return [new Part(kind, node, Name.Of(node["relation"]), isRun)];

        var what = node.Text("objtype");
        var prefix = TableLike.Contains(what, StringComparer.Ordinal) ? "" : $"{what}/";
        var table = Name.Of(node["relation"]);
        return
        [
            .. node.List("cmds").Select(command => new Part(prefix + command.Text("subtype"), command, table, isRun)),
        ];
    }

    /// <summary>The constraints that an added column brings, by type.</summary>
    public IEnumerable<Node> ColumnConstraints(string type) =>
        (_constraints ??= [.. Inner.List("constraints").Select(constraint => (constraint.Text("contype"), constraint))])
            .Where(constraint => string.Equals(constraint.Type, type, StringComparison.Ordinal))
            .Select(constraint => constraint.Node);

    public bool Has(string constraintType) => ColumnConstraints(constraintType).Any();

    /// <summary>True for a constraint of a type that is checked against the rows that are there.</summary>
    public bool AddsValid(string type) =>
        string.Equals(Inner.Text("contype"), type, StringComparison.Ordinal)
        && !Inner.Flag("skip_validation")
        && Inner.Flag("is_enforced");

    /// <summary>The option of a CREATE FUNCTION, VACUUM or similar, or nothing.</summary>
    public Node? Option(string name, string field = "options")
    {
        foreach (var option in Node.List(field))
        {
            if (string.Equals(option.Text("defname"), name, StringComparison.Ordinal))
                return option;
        }

        return null;
    }

    /// <summary>True where an option is given and not switched off.</summary>
    public bool IsOn(string option, string field)
    {
        if (Option(option, field) is not { } given)
            return false;

        var (kind, argument) = given.Inside("arg");
        return kind switch
        {
            "String" => argument.Text("sval").ToLowerInvariant() is not ("off" or "false" or "0"),
            "Boolean" => argument.Flag("boolval"),
            "Integer" => argument.Number("ival") != 0,
            _ => true,
        };
    }

    /// <summary>The names of what a DROP takes away, or another statement changes.</summary>
    public IEnumerable<Name> Dropped() =>
        Node.Kinds("objects")
            .Select(thing =>
                Name.Of(
                    thing.Kind switch
                    {
                        "List" => thing.Node.Words("items"),
                        "TypeName" => thing.Node.Words("names"),
                        "ObjectWithArgs" => thing.Node.Words("objname"),
                        _ => [thing.Node.Text("sval")],
                    }
                )
            );
}
