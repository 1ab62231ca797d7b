using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Prisma;

/// <summary>One row of <c>_prisma_migrations</c>.</summary>
internal sealed record MigrationRow(string Id, string Name, DateTime StartedAt, bool IsFinished, bool IsRolledBack)
{
    public bool IsApplied => IsFinished && !IsRolledBack;

    public bool IsFailed => !IsFinished && !IsRolledBack;
}

/// <summary>The table in which Prisma keeps what it applied, and the lock that one deploy holds at a time.</summary>
internal sealed class MigrationTable(NpgsqlConnection connection)
{
    private const int LockKey = 72707369;
    private const int LockPatience = 10;

    /// <summary>Takes the lock for as long as the connection lives; ten seconds without it is P1002.</summary>
    public async Task LockAsync(PrismaUrl url, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({LockKey})", connection)
            {
                CommandTimeout = LockPatience,
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (NpgsqlException error) when (error.InnerException is TimeoutException)
        {
            throw new PrismaException(
                "P1002",
                $"""
                The database server at `{url.Server}` was reached but timed out.

                Please try again.

                Please make sure your database server is running at `{url.Server}`.

                Context: Timed out trying to acquire a postgres advisory lock (SELECT pg_advisory_lock({LockKey})). Timeout: 10000ms. See https://pris.ly/d/migrate-advisory-locking for details.
                """
            );
        }
    }

    public async Task<bool> ExistsAsync(CancellationToken cancellationToken) =>
        await ScalarAsync("SELECT to_regclass('_prisma_migrations') IS NOT NULL", cancellationToken) is true;

    /// <summary>Whether the schema holds tables of somebody else.</summary>
    public async Task<bool> IsSchemaEmptyAsync(string schema, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm')",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
        return await command.ExecuteScalarAsync(cancellationToken) is 0L;
    }

    public Task CreateAsync(CancellationToken cancellationToken) =>
        ScalarAsync(
            """
            CREATE TABLE "_prisma_migrations" (
                "id"                    VARCHAR(36) PRIMARY KEY NOT NULL,
                "checksum"              VARCHAR(64) NOT NULL,
                "finished_at"           TIMESTAMPTZ,
                "migration_name"        VARCHAR(255) NOT NULL,
                "logs"                  TEXT,
                "rolled_back_at"        TIMESTAMPTZ,
                "started_at"            TIMESTAMPTZ NOT NULL DEFAULT now(),
                "applied_steps_count"   INTEGER NOT NULL DEFAULT 0
            )
            """,
            cancellationToken
        );

    public async Task<IReadOnlyList<MigrationRow>> RowsAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT "id", "migration_name", "started_at", "finished_at" IS NOT NULL, "rolled_back_at" IS NOT NULL
            FROM "_prisma_migrations" ORDER BY "started_at", "migration_name"
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<MigrationRow>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(
                new MigrationRow(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetDateTime(2),
                    reader.GetBoolean(3),
                    reader.GetBoolean(4)
                )
            );

        return rows;
    }

    public Task BeginAsync(string id, string name, string checksum, CancellationToken cancellationToken) =>
        ChangeAsync(
            """INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at") VALUES ($1, $2, $3, now())""",
            [id, checksum, name],
            cancellationToken
        );

    public Task FinishAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(
            """UPDATE "_prisma_migrations" SET "finished_at" = now(), "applied_steps_count" = "applied_steps_count" + 1 WHERE "id" = $1""",
            [id],
            cancellationToken
        );

    public Task FailAsync(string id, string logs, CancellationToken cancellationToken) =>
        ChangeAsync("""UPDATE "_prisma_migrations" SET "logs" = $2 WHERE "id" = $1""", [id, logs], cancellationToken);

    public Task RollBackAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(
            """UPDATE "_prisma_migrations" SET "rolled_back_at" = now() WHERE "migration_name" = $1 AND "finished_at" IS NULL AND "rolled_back_at" IS NULL""",
            [name],
            cancellationToken
        );

    /// <summary>A row that a person asserts: finished, but with no step that ever ran.</summary>
    public Task AssertAppliedAsync(string id, string name, string checksum, CancellationToken cancellationToken) =>
        ChangeAsync(
            """INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at") VALUES ($1, $2, $3, now(), now())""",
            [id, checksum, name],
            cancellationToken
        );

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task ChangeAsync(string sql, string[] values, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });

        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
