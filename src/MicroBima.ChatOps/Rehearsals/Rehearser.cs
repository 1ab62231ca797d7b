using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>What is rehearsed on.</summary>
/// <param name="Database">A scratch database to which nobody is connected; it is handed to the rehearsing role, and stays as it is otherwise.</param>
/// <param name="Owner">The name of the role that migrates in production, or null.</param>
/// <param name="On">What it is, in words: <c>the restored backup</c>.</param>
/// <param name="Data">Where the rows are that the database does not have; they are asked, never changed. Null where it has its own.</param>
public sealed record Stage(string Database, string? Owner, string On, Postgres? Data)
{
    /// <summary>The schemas in which Prisma's connection looks and makes, or null for the server's own answer.</summary>
    public string? SearchPath { get; init; }
}

/// <summary>
/// Rehearses migrations in their order, each on top of the ones before: the whole file exactly as Prisma sends it for the verdict, and once statement by
/// statement, taken back, to explain it.
/// </summary>
public sealed class Rehearser(ScratchServer server, TimeProvider time)
{
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    /// <summary>Rights, extensions and programs that a scratch server may lack: they say nothing about the migration.</summary>
    private static readonly string[] Ours = ["42501", "58P01", "0LP01", "28000", "53100", "57014", "57P01"];

    /// <summary>Runs the files until one fails. Where all pass, somebody may look at the database that they leave before it goes away.</summary>
    public async Task<ImmutableArray<RehearsalResult>> RunAsync(
        Stage stage,
        ImmutableArray<MigrationFile> files,
        Action<string>? say,
        Func<Postgres, Task>? afterwards,
        CancellationToken cancellationToken
    )
    {
        var runner = await server.RunnerAsync(stage.Database, stage.Owner, cancellationToken);
        runner.SearchPath = stage.SearchPath;
        var results = ImmutableArray.CreateBuilder<RehearsalResult>();
        var before = stage.Database;
        foreach (var (index, file) in files.Index())
        {
            say?.Invoke(
                string.Create(CultureInfo.InvariantCulture, $"rehearsing {file.Name} ({index + 1} of {files.Length})")
            );
            var after = await server.CopyAsync(before, cancellationToken);
            var result = await OneAsync(stage, file, To(runner, before), To(runner, after), cancellationToken);
            results.Add(result);
            if (!string.Equals(before, stage.Database, StringComparison.Ordinal))
                await server.DropAsync(before, cancellationToken);

            before = after;
            if (result is not RehearsalResult.Passed)
                break;
        }

        if (afterwards is not null && results is [.., RehearsalResult.Passed])
            await afterwards(new Postgres(To(runner, before).ConnectionString));

        return results.ToImmutable();
    }

    private async Task<RehearsalResult> OneAsync(
        Stage stage,
        MigrationFile file,
        NpgsqlConnectionStringBuilder before,
        NpgsqlConnectionStringBuilder after,
        CancellationToken cancellationToken
    )
    {
        var statements = Statements.Of(file.Sql);
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var verdict = VerdictAsync(after, file.Sql, together.Token);
        try
        {
            // A long one is explained while it runs; a short one afterwards, so that its log can be told from the other's.
            var isAlone = await Task.WhenAny(verdict, Task.Delay(Apart, time, cancellationToken)) == verdict;
            await using var aside = await SimpleQuery.OpenAsync(before, cancellationToken);
            await server.CheckAsync(aside, cancellationToken);
            await aside.DemandAsync(Limit(), cancellationToken);
            var explainer = new Explainer(aside, time);
            ImmutableArray<ExplainedStatement> explained = [];
            if (!statements.Any(statement => statement.IsTransaction || statement.IsLoner))
                explained = await explainer.RunAsync(statements, cancellationToken);

            var (answer, took, wal) = await verdict;
            var isExplained = !explained.IsEmpty && (answer.Error is not null || explained[^1].Error.Length == 0);
            ImmutableArray<string> violations =
                isExplained && answer.Error is not null
                    ? await new Violations(aside, after).CountAsync(statements, explained.Length, cancellationToken)
                    : [];
            if (!explained.IsEmpty)
                await aside.DemandAsync("rollback", cancellationToken);

            await using var changed = await SimpleQuery.OpenAsync(after, cancellationToken);
            var changes = answer.Error is null
                ? await new Changes(stage.Data, aside, changed).FindAsync(
                    explained,
                    explainer.Deleted,
                    cancellationToken
                )
                : Found.Nothing;
            var found = new Rehearsal(
                file.Name,
                stage.On,
                took,
                explainer.Locks,
                changes.Rewrites,
                changes.Losses,
                isExplained || statements.IsEmpty
                    ? changes.Cautions
                    : changes.Cautions.Insert(
                        0,
                        "its locks are not known: the file cannot be run statement by statement"
                    )
            );
            var result =
                answer.Error is null && !changes.Against.IsEmpty
                    ? new RehearsalResult.Failed(found, "it will fail on production's rows", changes.Against)
                    : Judge(found, answer.Error, violations);
            return result with { Statements = explained, Wal = isAlone ? wal : null };
        }
        catch
        {
            // What still runs is stopped before anything else happens to its database.
            await together.CancelAsync();
            await ((Task)verdict).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
            );
            throw;
        }
    }

    private static RehearsalResult Judge(Rehearsal found, SqlError? error, ImmutableArray<string> violations) =>
        error switch
        {
            null => new RehearsalResult.Passed(found),
            { SqlState: var state } when Ours.Contains(state, StringComparer.Ordinal) || IsOfTheMachine(error) =>
                new RehearsalResult.Unknown(found, $"{error.Message} ({state})"),
            _ => new RehearsalResult.Failed(found, Sentence(error), violations),
        };

    /// <summary>True of a tablespace or a collation that is not there: production's machine may have disks and locales that this one has not.</summary>
    private static bool IsOfTheMachine(SqlError error) =>
        error.SqlState is PostgresErrorCodes.UndefinedObject
        && (
            error.Message.StartsWith("tablespace ", StringComparison.Ordinal)
            || error.Message.StartsWith("collation ", StringComparison.Ordinal)
        );

    /// <summary>The whole file in one message, as Prisma sends it.</summary>
    private async Task<(SqlAnswer Answer, TimeSpan Took, long Wal)> VerdictAsync(
        NpgsqlConnectionStringBuilder address,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await SimpleQuery.OpenAsync(address, cancellationToken);
        await server.CheckAsync(connection, cancellationToken);
        await connection.DemandAsync(Limit(), cancellationToken);
        var start = await WalAsync(connection, cancellationToken);
        var began = time.GetTimestamp();
        var answer = await connection.SendAsync(sql, cancellationToken);
        var took = time.GetElapsedTime(began);

        // A file with its own BEGIN may leave a transaction open.
        await connection.SendAsync("rollback", cancellationToken);
        return (answer, took, await WalAsync(connection, cancellationToken) - start);
    }

    private static string Sentence(SqlError error)
    {
        // Details of failing rows hold people's data; those of dependencies hold names.
        var isAboutNames = error.SqlState is "2BP01" or "0A000";
        return isAboutNames && error.Detail.Length > 0
            ? $"{error.Message}: {error.Detail.Split('\n')[0]} ({error.SqlState})"
            : $"{Names(error.Message)} ({error.SqlState})";
    }

    // "invalid input syntax for type integer: "0712…"" quotes what stands in a row.
    private static string Names(string message) =>
        message.StartsWith("invalid input syntax", StringComparison.Ordinal)
        && message.IndexOf(": ", StringComparison.Ordinal) is var colon and > 0
            ? message[..colon]
            : message;

    private static async Task<long> WalAsync(SimpleQuery connection, CancellationToken cancellationToken) =>
        Number(await connection.DemandAsync("select (pg_current_wal_insert_lsn() - '0/0')::bigint", cancellationToken));

    private static long Number(SqlAnswer answer) => long.Parse(answer.Value!, CultureInfo.InvariantCulture);

    private static string Limit() =>
        string.Create(CultureInfo.InvariantCulture, $"set statement_timeout = {(long)Longest.TotalMilliseconds}");

    private static NpgsqlConnectionStringBuilder To(NpgsqlConnectionStringBuilder runner, string database) =>
        new(runner.ConnectionString) { Database = database };
}
