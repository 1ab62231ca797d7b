using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>Runs the statements of a file one by one in a transaction that is taken back, and looks after each at what it holds, rewrites and reads.</summary>
internal sealed class Explainer(SimpleQuery connection, TimeProvider time)
{
    /// <summary>From weak to strong (https://www.postgresql.org/docs/current/explicit-locking.html); reading and plain writing are not worth a word.</summary>
    private static readonly string[] Modes =
    [
        "ShareUpdateExclusiveLock",
        "ShareLock",
        "ShareRowExclusiveLock",
        "ExclusiveLock",
        "AccessExclusiveLock",
    ];

    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);

    /// <summary>The tables and views that were there before, by the numbers under which locks are held: names change, and what is dropped has none any more.</summary>
    private Dictionary<string, string> _before = [];

    /// <summary>The strongest lock on each table that was there before, over the whole file.</summary>
    public ImmutableArray<string> Locks =>
        [
            .. _held
                .OrderByDescending(one => one.Value)
                .ThenBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => $"{Words(one.Value)} lock on {one.Key}"),
        ];

    /// <summary>Rows that the file deleted, by table.</summary>
    public Dictionary<string, long> Deleted { get; } = new(StringComparer.Ordinal);

    /// <summary>Begins the transaction and runs statements until one fails. What failed is undone up to the statement before; the transaction stays open.</summary>
    public async Task<ImmutableArray<ExplainedStatement>> RunAsync(
        ImmutableArray<Statement> statements,
        CancellationToken cancellationToken
    )
    {
        await connection.DemandAsync("begin", cancellationToken);
        var shape = await Shape.ReadAsync(connection, cancellationToken);
        _before = await NamesAsync(cancellationToken);
        var explained = ImmutableArray.CreateBuilder<ExplainedStatement>();
        foreach (var statement in statements)
        {
            await connection.DemandAsync("savepoint one", cancellationToken);
            var counts = await CountsAsync(cancellationToken);
            var began = time.GetTimestamp();
            var answer = await connection.SendAsync(statement.Sql, cancellationToken);
            var took = time.GetElapsedTime(began);
            if (answer.Error is { } error)
            {
                await connection.DemandAsync("rollback to savepoint one", cancellationToken);
                explained.Add(
                    new ExplainedStatement(statement.Line, statement.Sql, took, [], [], [], 0, error.Message)
                );
                break;
            }

            var after = await Shape.ReadAsync(connection, cancellationToken);
            var now = await CountsAsync(cancellationToken);
            explained.Add(
                new ExplainedStatement(
                    statement.Line,
                    statement.Sql,
                    took,
                    await TakenAsync(cancellationToken),
                    [.. shape.Rewritten(after).Select(id => shape.Tables[id].Name)],
                    [
                        .. now.Where(one =>
                                one.Value.Scans > Of(counts, one.Key).Scans && _before.ContainsValue(one.Key)
                            )
                            .Select(one => one.Key),
                    ],
                    now.Sum(one => one.Value.Touched) - counts.Sum(one => one.Value.Touched),
                    ""
                )
            );
            foreach (var (table, count) in now.Where(one => one.Value.Deleted > 0))
                Deleted[table] = count.Deleted;

            shape = after;
        }

        return explained.ToImmutable();
    }

    private async Task<ImmutableArray<string>> TakenAsync(CancellationToken cancellationToken)
    {
        var answer = await connection.DemandAsync(
            """
            select l.relation, l.mode from pg_locks l
            where l.pid = pg_backend_pid() and l.locktype = 'relation' and l.granted
            """,
            cancellationToken
        );
        var taken = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in answer.Rows)
        {
            var mode = Array.IndexOf(Modes, row[1]);
            if (mode >= 0 && _before.TryGetValue(row[0]!, out var table) && _held.GetValueOrDefault(table, -1) < mode)
                taken[table] = Math.Max(mode, taken.GetValueOrDefault(table, -1));
        }

        foreach (var (table, mode) in taken)
            _held[table] = mode;

        return
        [
            .. taken
                .OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => $"{Words(one.Value)} lock on {one.Key}"),
        ];
    }

    private async Task<Dictionary<string, Counts>> CountsAsync(CancellationToken cancellationToken)
    {
        var answer = await connection.DemandAsync(
            """
            select case schemaname when 'public' then '' else schemaname || '.' end || relname, coalesce(seq_scan, 0),
                   n_tup_ins + n_tup_upd + n_tup_del, n_tup_del
            from pg_stat_xact_all_tables where schemaname !~ '^pg_' and schemaname <> 'information_schema'
            """,
            cancellationToken
        );
        return answer.Rows.ToDictionary(
            row => row[0]!,
            row => new Counts(Number(row[1]), Number(row[2]), Number(row[3])),
            StringComparer.Ordinal
        );
    }

    private async Task<Dictionary<string, string>> NamesAsync(CancellationToken cancellationToken) =>
        (
            await connection.DemandAsync(
                """
                select c.oid, case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'm', 'v')
                """,
                cancellationToken
            )
        ).Rows.ToDictionary(row => row[0]!, row => row[1]!, StringComparer.Ordinal);

    private static Counts Of(Dictionary<string, Counts> counts, string table) =>
        counts.GetValueOrDefault(table) ?? new Counts(0, 0, 0);

    private static long Number(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);

    // AccessExclusiveLock is ACCESS EXCLUSIVE, as SQL writes it.
    private static string Words(int mode) =>
        string.Concat(
                Modes[mode]
                    [..^"Lock".Length]
                    .Select((letter, at) => at > 0 && char.IsUpper(letter) ? $" {letter}" : $"{letter}")
            )
            .ToUpperInvariant();

    private sealed record Counts(long Scans, long Touched, long Deleted);
}
