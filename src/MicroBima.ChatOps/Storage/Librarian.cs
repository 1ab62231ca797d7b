using MicroBima.ChatOps.Deployments;
using Microsoft.Extensions.Hosting;

namespace MicroBima.ChatOps.Storage;

/// <summary>Keeps the queryable store beside the journal: what happens is put there too.</summary>
public sealed class Librarian(Desk desk, Journal journal, StorageFolder folder) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var feed = desk.Listen();
        using var index = SessionIndex.Open(folder.Database, desk.Ledger, journal.Sequence);
        try
        {
            await foreach (var notice in feed.ReadAllAsync(stoppingToken))
            {
                if (notice is Notice.Changed { After: var session })
                    index.Put(journal.Sequence, session);
            }
        }
        catch (OperationCanceledException)
        {
            // Going down: what is not in the index yet is in the journal, and is put there at the next start.
        }
    }
}
