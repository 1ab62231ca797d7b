using MicroBima.ChatOps.Deployments;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Storage;

/// <summary>Keeps the queryable store beside the journal: what happens is put there too.</summary>
public sealed partial class Librarian(Desk desk, Journal journal, StorageFolder folder, ILogger<Librarian> logger)
    : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (journal.Cut > 0)
            Log.WasCut(logger, journal.Cut, journal.Sequence);

        var feed = desk.Listen();
        using var index = SessionIndex.Open(
            folder.Database,
            desk.Ledger,
            journal.Sequence,
            broken => Log.IndexBroke(logger, broken, folder.Database)
        );
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

    private static partial class Log
    {
        [LoggerMessage(
            400,
            LogLevel.Warning,
            "{File} cannot be written; it is built anew from the journal at the next start"
        )]
        public static partial void IndexBroke(ILogger logger, Exception exception, string file);

        [LoggerMessage(
            401,
            LogLevel.Warning,
            "The last write to the journal was interrupted: its {Bytes} bytes were cut off, and nobody was told that it was stored. The last record is {Sequence}"
        )]
        public static partial void WasCut(ILogger logger, long bytes, long sequence);
    }
}
