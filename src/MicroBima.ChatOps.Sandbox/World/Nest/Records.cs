using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World.Prisma;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Nest;

/// <summary>The app's data: in PostgreSQL, or in memory where there is no server.</summary>
internal interface IRecords : IAsyncDisposable
{
    Task PingAsync(CancellationToken cancellationToken);

    Task<JsonArray> CustomersAsync(int page, CancellationToken cancellationToken);

    Task<JsonArray> PoliciesAsync(int page, CancellationToken cancellationToken);
}

/// <summary>Records of a real database, through a pool as small as the app's own.</summary>
internal sealed class PostgresRecords : IRecords
{
    private const int PerPage = 50;

    private readonly NpgsqlDataSource _database;
    private readonly string _customers;

    public PostgresRecords(string url, bool readsOldPhone)
    {
        var settings = PrismaUrl.Parse(url).Settings;
        settings.MaxPoolSize = 5;
        settings.Timeout = 10;
        settings.CommandTimeout = 15;
        settings.ApplicationName = "internal-api";
        _database = NpgsqlDataSource.Create(settings);
        // The client of a version asks for the columns that the version's schema names, whether they are there or not.
        _customers = readsOldPhone
            ? """SELECT "id", "full_name", "phone", "email", "status", "old_phone" FROM "customers" ORDER BY "id" LIMIT $1 OFFSET $2"""
            : """SELECT "id", "full_name", "phone", "email", "status" FROM "customers" ORDER BY "id" LIMIT $1 OFFSET $2""";
    }

    public Task PingAsync(CancellationToken cancellationToken) =>
        OnceMoreAsync(async () =>
        {
            await using var command = _database.CreateCommand("SELECT 1");
            return await command.ExecuteScalarAsync(cancellationToken);
        });

    public Task<JsonArray> CustomersAsync(int page, CancellationToken cancellationToken) =>
        OnceMoreAsync(() => ReadAsync(_customers, page, cancellationToken));

    public Task<JsonArray> PoliciesAsync(int page, CancellationToken cancellationToken) =>
        OnceMoreAsync(() =>
            ReadAsync(
                """
                SELECT p."id", p."number", p."product_code", p."premium_cents"::bigint AS "premium_cents", p."status", c."full_name"
                FROM "policies" p JOIN "customers" c ON c."id" = p."customer_id" ORDER BY p."id" LIMIT $1 OFFSET $2
                """,
                page,
                cancellationToken
            )
        );

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    /// <summary>A connection that died in the pool, as after a restart of the server, is no failure: all are replaced and the query is sent again.</summary>
    private async Task<T> OnceMoreAsync<T>(Func<Task<T>> query)
    {
        try
        {
            return await query();
        }
        catch (NpgsqlException error)
            when (error.InnerException is IOException || error.SqlState == PostgresErrorCodes.AdminShutdown)
        {
            _database.Clear();
            return await query();
        }
    }

    private async Task<JsonArray> ReadAsync(string sql, int page, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PerPage });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (page - 1) * PerPage });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new JsonArray();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new JsonObject();
            for (var column = 0; column < reader.FieldCount; column++)
                row[reader.GetName(column)] = reader.GetValue(column) switch
                {
                    DBNull => null,
                    int number => number,
                    long number => number,
                    var other => other.ToString(),
                };
            rows.Add((JsonNode)row);
        }

        return rows;
    }
}

/// <summary>A handful of records without a database.</summary>
internal sealed class MemoryRecords : IRecords
{
    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<JsonArray> CustomersAsync(int page, CancellationToken cancellationToken) =>
        Task.FromResult(
            Rows(id => new JsonObject
            {
                ["id"] = id,
                ["full_name"] = $"Customer {id}",
                ["phone"] = null,
                ["email"] = $"customer{id}@mail.example",
                ["status"] = "active",
            })
        );

    public Task<JsonArray> PoliciesAsync(int page, CancellationToken cancellationToken) =>
        Task.FromResult(
            Rows(id => new JsonObject
            {
                ["id"] = id,
                ["number"] = $"MB-{id:000000}",
                ["product_code"] = "HEALTH",
                ["premium_cents"] = 45_000,
                ["status"] = "active",
            })
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static JsonArray Rows(Func<int, JsonObject> row) =>
        new([.. Enumerable.Range(1, 50).Select(id => (JsonNode)row(id))]);
}
