using System.Collections.Concurrent;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>One private scratch server for all tests of a class.</summary>
public sealed class ScratchFixture : IAsyncLifetime
{
    private static readonly DatabaseIdentity Production = new("db.internal", 5432, "app", "77", 90000);

    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentDictionary<string, Task<string>> _shared = new(StringComparer.Ordinal);
    private ScratchResult? _result;

    internal Shell Shell { get; private set; } = null!;

    internal ScratchServer Server
    {
        get
        {
            Skip.If(_result is ScratchResult.None, (_result as ScratchResult.None)?.Why);
            return ((ScratchResult.Ready)_result!).Server;
        }
    }

    public async Task InitializeAsync()
    {
        Shell = new Shell(TimeProvider.System, _folder.Path);
        var room = new ScratchRoom(Shell, TimeProvider.System, new ScratchSettings(_folder.Path, null, null));
        _result = await room.TakeAsync(Production, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_result is ScratchResult.Ready { Server: var server })
            await server.DisposeAsync();

        _folder.Dispose();
    }

    /// <summary>A database with a schema and rows; tests that leave it as it is share it.</summary>
    internal Task<string> WithAsync(string sql) => _shared.GetOrAdd(sql, NewAsync);

    private async Task<string> NewAsync(string sql)
    {
        var database = await Server.CreateAsync("UTF8", CancellationToken.None);
        await using var connection = await SimpleQuery.OpenAsync(Server.To(database), CancellationToken.None);
        await connection.DemandAsync(sql, CancellationToken.None);
        return database;
    }
}
