using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>
/// Counts the rows against which a statement failed. What the statement would have changed is seen on a copy without rows, where nothing stands against it; the
/// questions that follow from it are put to the data as it was right before.
/// </summary>
/// <param name="data">A transaction that stands right before the statement.</param>
/// <param name="spare">A copy on which the whole file has failed: nobody needs its rows any more.</param>
internal sealed class Violations(SimpleQuery data, NpgsqlConnectionStringBuilder spare)
{
    /// <summary>The rows, one sentence a reason.</summary>
    /// <param name="count">How many statements ran, the one that failed among them.</param>
    public async Task<ImmutableArray<string>> CountAsync(
        ImmutableArray<Statement> statements,
        int count,
        CancellationToken cancellationToken
    )
    {
        var shapes = await ShapesAsync(statements, count, cancellationToken);
        if (shapes is not var (was, now))
            return [];

        var sentences = ImmutableArray.CreateBuilder<string>();
        var asked = new Asked(data);
        foreach (var question in Questions.Violations(was, now))
        {
            await data.DemandAsync("savepoint question", cancellationToken);
            if (await asked.CountAsync(question, cancellationToken) is not var (one, other))
                await data.DemandAsync("rollback to savepoint question", cancellationToken);
            else if (one > 0)
                sentences.Add(question.Say(one, other));
        }

        foreach (var (table, column, type) in Questions.Retyped(was, now))
            sentences.AddRange(await CastsAsync(table, column, type, cancellationToken));

        return sentences.ToImmutable();
    }

    /// <summary>What the failing statement would have changed, or null where it fails without rows too.</summary>
    private async Task<(Shape Was, Shape Now)?> ShapesAsync(
        ImmutableArray<Statement> statements,
        int count,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await SimpleQuery.OpenAsync(spare, cancellationToken);
        var tables = (await Shape.ReadAsync(connection, cancellationToken))
            .Tables.Values.Where(table => !table.IsView)
            .Select(table => table.Sql);
        foreach (var table in tables)
            await connection.SendAsync($"truncate {table} cascade", cancellationToken); // One that is not the runner's keeps its rows.

        await connection.DemandAsync("begin", cancellationToken);
        foreach (var statement in statements[..(count - 1)])
        {
            if ((await connection.SendAsync(statement.Sql, cancellationToken)).Error is not null)
                return null;
        }

        var was = await Shape.ReadAsync(connection, cancellationToken);
        return (await connection.SendAsync(statements[count - 1].Sql, cancellationToken)).Error is null
            ? (was, await Shape.ReadAsync(connection, cancellationToken))
            : null;
    }

    /// <summary>Each value is tried by itself, with whatever error it makes counted.</summary>
    private async Task<ImmutableArray<string>> CastsAsync(
        ShapeTable table,
        ShapeColumn column,
        string type,
        CancellationToken cancellationToken
    )
    {
        await data.DemandAsync("savepoint casts", cancellationToken);
        var answer = await data.SendAsync(
            $"""
            create function pg_temp.chatops_failing() returns bigint language plpgsql as $chatops$
            declare one text; failing bigint := 0;
            begin
                for one in select {column.Sql}::text from {table.Sql} where {column.Sql} is not null loop
                    begin
                        perform one::{type};
                    exception when others then failing := failing + 1;
                    end;
                end loop;
                return failing;
            end $chatops$;
            select pg_temp.chatops_failing();
            """,
            cancellationToken
        );
        await data.DemandAsync("rollback to savepoint casts", cancellationToken);
        var failing = answer.Error is null ? long.Parse(answer.Value ?? "0", CultureInfo.InvariantCulture) : 0;
        return failing > 0 ? [$"{table.Name}.{column.Name}: {Thousands.Of(failing)} rows cannot become {type}"] : [];
    }
}
