using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>What a migration made of a database.</summary>
/// <param name="Against">Rows, where the copy has none, that will make it fail.</param>
internal sealed record Found(
    ImmutableArray<string> Rewrites,
    ImmutableArray<string> Losses,
    ImmutableArray<string> Cautions,
    ImmutableArray<string> Against
)
{
    /// <summary>Nothing changed.</summary>
    public static Found Nothing { get; } = new([], [], [], []);
}

/// <summary>Compares a database after a migration with the one before: what was written anew, what is gone, and how much of it.</summary>
/// <param name="production">Where the rows are that the copies do not have, or null.</param>
internal sealed class Changes(Postgres? production, SimpleQuery before, SimpleQuery after)
{
    private readonly Asked _data = production is null ? new Asked(before) : new Asked(production);

    /// <summary>Finds everything.</summary>
    /// <param name="deleted">Tables from which the file deleted rows.</param>
    public async Task<Found> FindAsync(
        ImmutableArray<ExplainedStatement> explained,
        Dictionary<string, long> deleted,
        CancellationToken cancellationToken
    )
    {
        var (was, now) = (
            await Shape.ReadAsync(before, cancellationToken),
            await Shape.ReadAsync(after, cancellationToken)
        );
        var losses = ImmutableArray.CreateBuilder<string>();
        foreach (var question in Questions.Losses(was, now))
            losses.Add(await SayAsync(question, cancellationToken));

        var cleared = explained
            .Where(one => new Statement(one.Sql, one.Line).Word is "TRUNCATE")
            .SelectMany(one => one.Rewrites)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var (id, table) in was.Tables.OrderBy(one => one.Value.Name, StringComparer.Ordinal))
        {
            if (!now.Tables.TryGetValue(id, out var left))
                continue;

            if (cleared.Contains(table.Name))
                losses.Add(await SayAsync(Rows(table, "TRUNCATE"), cancellationToken));
            else if (deleted.ContainsKey(table.Name))
                losses.AddRange(await DeletedAsync(table, left, cancellationToken));
        }

        var (cautions, against) = production is null
            ? ([], [])
            : await AskedAsync(was, now, explained, cancellationToken);
        return new Found(
            [.. was.Rewritten(now).Select(id => was.Tables[id].Name).Where(name => !cleared.Contains(name))],
            losses.ToImmutable(),
            cautions,
            against
        );
    }

    /// <summary>What stands against the changes in rows that the copy does not have. Where the file changes rows first, it may be in order by then.</summary>
    private async Task<(ImmutableArray<string> Cautions, ImmutableArray<string> Against)> AskedAsync(
        Shape was,
        Shape now,
        ImmutableArray<ExplainedStatement> explained,
        CancellationToken cancellationToken
    )
    {
        var (cautions, against) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        foreach (var question in Questions.Violations(was, now))
        {
            if (await _data.CountAsync(question, cancellationToken) is not var (one, other))
                cautions.Add($"not answered in time: {question.Sql.Trim().ReplaceLineEndings(" ")}");
            else if (one > 0)
                against.Add(question.Say(one, other));
        }

        cautions.AddRange(
            Questions
                .Retyped(was, now)
                .Select(one =>
                    $"whether every value of {one.Table.Name}.{one.Column.Name} can become {one.Type} is not known"
                )
        );
        var changesRows = explained.Any(one =>
            new Statement(one.Sql, one.Line).Word is "INSERT" or "DELETE" or "UPDATE" or "MERGE" or "WITH" or "DO"
        );
        if (!changesRows)
            return (cautions.ToImmutable(), against.ToImmutable());

        cautions.Add("it changes rows, and how many is not known: there are none on the copy");
        cautions.AddRange(against);
        return (cautions.ToImmutable(), []);
    }

    private async Task<string> SayAsync(Question question, CancellationToken cancellationToken) =>
        await _data.CountAsync(question, cancellationToken) is var (one, other)
            ? question.Say(one, other)
            : $"{question.Say(0, 0)} (not counted)".Replace(": 0", ":", StringComparison.Ordinal);

    private async Task<ImmutableArray<string>> DeletedAsync(
        ShapeTable was,
        ShapeTable now,
        CancellationToken cancellationToken
    )
    {
        var had = Number(await before.DemandAsync($"select count(*) from {was.Sql}", cancellationToken));
        var has = Number(await after.DemandAsync($"select count(*) from {now.Sql}", cancellationToken));
        return had > has ? [$"DELETE FROM {was.Name}: {Thousands.Of(had - has)} of {Thousands.Of(had)} rows"] : [];
    }

    private static Question Rows(ShapeTable table, string what) =>
        new($"select count(*), 0 from {table.Sql}", (rows, _) => $"{what} {table.Name}: {Thousands.Of(rows)} rows");

    private static long Number(SqlAnswer answer) => long.Parse(answer.Value!, CultureInfo.InvariantCulture);
}
