using System.Text.RegularExpressions;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Prisma;

/// <summary>Runs the file of a migration as one implicit transaction: what the file does not commit itself is undone by an error.</summary>
internal static partial class MigrationScript
{
    public static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Together(sql), connection) { CommandTimeout = 0 };
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException)
        {
            // A file with its own BEGIN leaves its transaction open; otherwise this is a warning without effect.
            await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
            await rollback.ExecuteNonQueryAsync(cancellationToken);
            throw;
        }
    }

    /// <summary>The statements travel one after another here, so the server would let the first of them be one that allows no company.</summary>
    private static string Together(string sql)
    {
        var plain = Comments().Replace(sql, " ");
        var statements = plain.Split(';').Count(statement => !string.IsNullOrWhiteSpace(statement));
        return statements > 1 && Loners().IsMatch(plain) ? "SELECT 1;\n" + sql : sql;
    }

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comments();

    [GeneratedRegex(
        @"\A\s*(create\s+(unique\s+)?index\s+concurrently|drop\s+index\s+concurrently|reindex\b.*\bconcurrently|vacuum|create\s+database|drop\s+database|alter\s+system)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Loners();
}
