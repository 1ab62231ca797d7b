using System.Collections.Immutable;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>What is known of a file at one of its statements: what it made, took and promised before. What a file made itself nobody uses yet.</summary>
internal sealed class FileFacts(PgVersion pg, FileOutline outline)
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly HashSet<string> _surelyMade = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NewColumn> _columns = new(StringComparer.Ordinal);
    private readonly HashSet<string> _notNull = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _unvalidated = new(StringComparer.Ordinal);
    private readonly HashSet<string> _settled = new(StringComparer.Ordinal);
    private readonly List<string> _labels = [];
    private readonly Dictionary<string, bool> _functions = new(StringComparer.Ordinal);
    private string _schema = "public";
    private int _paths;

    public PgVersion Pg => pg;

    public FileOutline Outline => outline;

    /// <summary>True once a wait for locks is bounded.</summary>
    public bool HasLockTimeout { get; set; }

    /// <summary>The line and table of the first strong lock that is still held, or null.</summary>
    public (int Line, string Table)? Held { get; set; }

    /// <summary>True once a reader was told that a lock is held for long.</summary>
    public bool IsWindowTold { get; set; }

    /// <summary>Columns that lead an index made here, with their tables.</summary>
    public HashSet<string> IndexedColumns { get; } = new(StringComparer.Ordinal);

    /// <summary>Labels that were added to an enum which existed before.</summary>
    public IReadOnlyList<string> AddedLabels => _labels;

    /// <summary>Views that were made here, with the tables and columns they name.</summary>
    public List<(string View, ImmutableHashSet<string> Words)> Views { get; } = [];

    /// <summary>Conditions on existing tables that were added here: the table and the columns they name.</summary>
    public List<(string Table, ImmutableHashSet<string> Columns)> Checks { get; } = [];

    /// <summary>True where the file made it, or made it if it was not there.</summary>
    public bool IsNew(Name name) => _made.Contains(Loose(name));

    /// <summary>True where the file made it beyond doubt: nothing of anybody's can be in it.</summary>
    public bool IsSurelyNew(Name name) => _surelyMade.Contains(Strict(name));

    public NewColumn? ColumnOf(Name table, string column) => _columns.GetValueOrDefault(Column(table, column));

    /// <summary>True where a condition that holds for all rows already says that the column is not null.</summary>
    public bool IsProvenNotNull(Name table, string column) => _notNull.Contains(Column(table, column));

    /// <summary>True for a constraint that was added without looking at the rows, in this file.</summary>
    public bool IsUnvalidated(Name table, string constraint) => _unvalidated.ContainsKey(Column(table, constraint));

    /// <summary>True for a constraint that this file added or validated: to drop it again changes nothing that anybody relied on.</summary>
    public bool IsSettled(Name table, string constraint) => _settled.Contains(Column(table, constraint));

    /// <summary>True, false, or null for a function that the file did not make: does its result change by itself?</summary>
    public bool? IsVolatile(string function) =>
        _functions.TryGetValue(function, out var isVolatile) ? isVolatile : null;

    public void Made(Name name, bool surely)
    {
        _made.Add(Loose(name));
        if (surely)
            _surelyMade.Add(Strict(name));
    }

    /// <summary>It has another name now, and what this file said of that name before is not true of it.</summary>
    public void Renamed(Name old, Name target)
    {
        if (_made.Remove(Loose(old)))
            _made.Add(Loose(target));
        else
            _made.Remove(Loose(target));

        if (_surelyMade.Remove(Strict(old)))
            _surelyMade.Add(Strict(target));
        else
            Share(target);

        var (before, after) = (Column(old, ""), Column(target, ""));
        foreach (var stale in _columns.Keys.Where(key => key.StartsWith(after, StringComparison.Ordinal)).ToList())
            _columns.Remove(stale);
        foreach (var key in _columns.Keys.Where(key => key.StartsWith(before, StringComparison.Ordinal)).ToList())
        {
            _columns[after + key[before.Length..]] = _columns[key];
            _columns.Remove(key);
        }
    }

    /// <summary>It is gone, or holds what was there before: what has the name from here on is not this file's alone.</summary>
    public void Forget(Name name)
    {
        _made.Remove(Loose(name));
        Share(name);
    }

    /// <summary>It is of this file, and something that was there before hangs on it; whatever its schema, to be on the safe side.</summary>
    public void Share(Name name) =>
        _surelyMade.RemoveWhere(key => key.EndsWith($"\0{name.Local}", StringComparison.Ordinal));

    /// <summary>Others see it from here on, and what was made for a time may be gone.</summary>
    public void ShareAll() => _surelyMade.Clear();

    /// <summary>Whatever was made may have been taken back.</summary>
    public void ForgetAll()
    {
        _made.Clear();
        _surelyMade.Clear();
        _columns.Clear();
        _paths++;
    }

    public void Added(Name table, string column, NewColumn facts) => _columns[Column(table, column)] = facts;

    public void ColumnRenamed(Name table, string old, string to)
    {
        if (_columns.Remove(Column(table, old), out var facts))
            _columns[Column(table, to)] = facts;
        else
            _columns.Remove(Column(table, to));
    }

    public void ColumnDropped(Name table, string column) => _columns.Remove(Column(table, column));

    public void Unvalidated(Name table, string constraint, string? notNullColumn)
    {
        _unvalidated[Column(table, constraint)] = notNullColumn;
        _settled.Add(Column(table, constraint));
    }

    /// <summary>Added in one go, with a look at all rows.</summary>
    public void Settled(Name table, string constraint, string? notNullColumn)
    {
        _settled.Add(Column(table, constraint));
        if (notNullColumn is not null)
            _notNull.Add(Column(table, notNullColumn));
    }

    public void Validated(Name table, string constraint)
    {
        _settled.Add(Column(table, constraint));
        if (_unvalidated.TryGetValue(Column(table, constraint), out var column))
        {
            if (column is not null)
                _notNull.Add(Column(table, column));

            return;
        }

        // Added by an earlier migration: what it says can only be read from its name.
        ValidatedBefore.Add((table, constraint));
    }

    /// <summary>Constraints of earlier migrations that this file validated.</summary>
    public List<(Name Table, string Constraint)> ValidatedBefore { get; } = [];

    public void Labelled(string label) => _labels.Add(label);

    public void Defined(string function, bool isVolatile) => _functions[function] = isVolatile;

    /// <summary>True once names without a schema may mean something else than at the beginning: even before a temporary table of that name.</summary>
    public bool HasOtherPath => _paths > 0;

    /// <summary>From here on, names without a schema mean another one.</summary>
    public void SearchesIn(string schema)
    {
        _schema = schema;
        _paths++;
    }

    public bool IsSameTable(Name one, Name other) => string.Equals(Loose(one), Loose(other), StringComparison.Ordinal);

    private string Column(Name table, string column) => $"{Loose(table)}\0{column}";

    private string Loose(Name name)
    {
        var schema = name.Schema.Length == 0 ? _schema : name.Schema;
        return schema is "public" ? name.Local : $"{schema}\0{name.Local}";
    }

    private string Strict(Name name) =>
        name.Schema.Length == 0 ? $"{_paths}\0{name.Local}" : $"{name.Schema}\0\0{name.Local}";
}

/// <summary>A column that the file added to a table.</summary>
internal sealed record NewColumn(bool HasDefault, bool IsRequired, bool Surely);

/// <summary>What a look over the whole file says before its statements are judged one by one.</summary>
/// <param name="Statements">How many there are.</param>
/// <param name="HasDdl">True where the file changes the schema, not only rows.</param>
/// <param name="SwappedTypes">Enums that take part in Prisma's way of removing a label: a new type, everything cast to it, two renames, the old type dropped.</param>
/// <param name="SwappedColumns">Columns that are cast to such a type.</param>
/// <param name="RekeyedTables">Tables that get a primary key here.</param>
/// <param name="ResetsSettings">True where it puts back what it set for names.</param>
internal sealed record FileOutline(
    int Statements,
    bool HasDdl,
    ImmutableHashSet<string> SwappedTypes,
    ImmutableHashSet<string> SwappedColumns,
    ImmutableHashSet<string> RekeyedTables,
    bool ResetsSettings
)
{
    private static readonly string[] NotDdl =
    [
        "SelectStmt",
        "InsertStmt",
        "UpdateStmt",
        "DeleteStmt",
        "MergeStmt",
        "VariableSetStmt",
        "TransactionStmt",
        "VacuumStmt",
        "ExplainStmt",
        "VariableShowStmt",
    ];

    public static FileOutline Of(IReadOnlyList<(string Kind, Node Node)> statements)
    {
        var enums = statements
            .Where(statement => statement.Kind is "CreateEnumStmt")
            .Select(statement => Name.Of(statement.Node.Words("typeName")).Local)
            .ToHashSet(StringComparer.Ordinal);
        var renames = statements
            .Where(statement =>
                statement is { Kind: "RenameStmt" } && statement.Node.Text("renameType") is "OBJECT_TYPE"
            )
            .Select(statement =>
                (
                    From: Name.Of(statement.Node.Inside("object").Node.Words("items")).Local,
                    To: statement.Node.Text("newname")
                )
            )
            .ToList();
        var swapped = renames
            .Where(rename => enums.Contains(rename.From))
            .SelectMany(rename =>
                renames
                    .Where(old => string.Equals(old.From, rename.To, StringComparison.Ordinal))
                    .SelectMany(old => new[] { rename.From, old.From, old.To })
            )
            .ToImmutableHashSet(StringComparer.Ordinal);
        var commands = statements
            .Where(statement => statement.Kind is "AlterTableStmt")
            .SelectMany(statement => Part.Of(statement.Kind, statement.Node, isRun: true))
            .ToList();
        return new FileOutline(
            statements.Count,
            statements.Any(statement => !NotDdl.Contains(statement.Kind, StringComparer.Ordinal)),
            swapped,
            commands
                .Where(part =>
                    part.Kind is "AT_AlterColumnType"
                    && swapped.Contains(Name.Of(part.Inner["typeName"].Words("names")).Local)
                )
                .Select(part => $"{part.Table.Local}.{part.Column}")
                .ToImmutableHashSet(StringComparer.Ordinal),
            commands
                .Where(part => part.Kind is "AT_AddConstraint" && part.Inner.Text("contype") is "CONSTR_PRIMARY")
                .Select(part => part.Table.Local)
                .ToImmutableHashSet(StringComparer.Ordinal),
            statements.Any(statement =>
                statement.Kind is "VariableSetStmt"
                && (
                    statement.Node.Text("kind") is "VAR_RESET_ALL"
                    || statement.Node.Text("name") is "search_path"
                        && statement.Node.Text("kind") is "VAR_RESET" or "VAR_SET_DEFAULT"
                )
            )
        );
    }
}
