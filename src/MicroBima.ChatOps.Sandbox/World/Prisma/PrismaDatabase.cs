using System.Net.Sockets;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Prisma;

/// <summary>Opens the database as Prisma does, with its errors for what can be in the way.</summary>
internal static class PrismaDatabase
{
    public static async Task<NpgsqlConnection> OpenAsync(PrismaUrl url, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(url.Settings.ConnectionString) { Pooling = false };
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (PostgresException error)
        {
            await connection.DisposeAsync();
            throw error.SqlState switch
            {
                PostgresErrorCodes.InvalidCatalogName => new PrismaException(
                    "P1003",
                    $"Database `{url.Database}` does not exist on the database server at `{url.Server}`."
                ),
                PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                    new PrismaException(
                        "P1000",
                        $"Authentication failed against database server, the provided database credentials for `{url.Settings.Username}` are not valid."
                    ),
                _ => Unreachable(url),
            };
        }
        catch (Exception error) when (error is NpgsqlException or SocketException or TimeoutException)
        {
            await connection.DisposeAsync();
            throw Unreachable(url);
        }
    }

    /// <summary>Creates the database where it does not exist; answers whether it did.</summary>
    public static async Task<bool> EnsureAsync(PrismaUrl url, CancellationToken cancellationToken)
    {
        try
        {
            await using var existing = await OpenAsync(url, cancellationToken);
            return false;
        }
        catch (PrismaException missing) when (missing.Code == "P1003")
        {
            var settings = new NpgsqlConnectionStringBuilder(url.Settings.ConnectionString) { Database = "postgres" };
            await using var server = await OpenAsync(url with { Settings = settings }, cancellationToken);
            var name = url.Database.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var command = new NpgsqlCommand($"CREATE DATABASE \"{name}\"", server);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
    }

    private static PrismaException Unreachable(PrismaUrl url) =>
        new(
            "P1001",
            $"Can't reach database server at `{url.Server}`\n\nPlease make sure your database server is running at `{url.Server}`."
        );
}
