using System.Collections.Immutable;
using Npgsql;

namespace MicroBima.ChatOps.Tools;

/// <content>What only a superuser may make.</content>
public sealed partial class DatabaseKeeper
{
    /// <summary>Those of these extensions that the bot's role may not make in a database; each is tried, and taken back.</summary>
    public async Task<ImmutableArray<string>> ForbiddenAsync(
        string name,
        ImmutableArray<string> extensions,
        CancellationToken cancellationToken
    )
    {
        var forbidden = ImmutableArray.CreateBuilder<string>();
        await using var connection = await OpenAsync(database.At(name), cancellationToken);
        foreach (var extension in extensions)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            try
            {
                await RunAsync(
                    connection,
                    $"create extension if not exists {Quoted.Name(extension)} cascade",
                    cancellationToken
                );
            }
            catch (PostgresException right) when (right.SqlState is PostgresErrorCodes.InsufficientPrivilege)
            {
                forbidden.Add(extension);
            }

            await transaction.RollbackAsync(cancellationToken);
        }

        return forbidden.ToImmutable();
    }
}
