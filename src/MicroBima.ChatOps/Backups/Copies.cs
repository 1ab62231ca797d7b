using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Backups;

/// <summary>Copies databases onto scratch servers by dump and restore, with their rows or without.</summary>
public sealed class Copies(Shell shell, BackupTools tools, BackupShelf shelf)
{
    /// <summary>The schema of a database, and not a row of it.</summary>
    public Task<string> SchemaAsync(Postgres from, ScratchServer to, CancellationToken cancellationToken) =>
        CopyAsync(from, to, ["--schema-only"], cancellationToken);

    /// <summary>All of a database.</summary>
    public Task<string> WholeAsync(Postgres from, ScratchServer to, CancellationToken cancellationToken) =>
        CopyAsync(from, to, [], cancellationToken);

    private async Task<string> CopyAsync(
        Postgres from,
        ScratchServer to,
        string[] how,
        CancellationToken cancellationToken
    )
    {
        if (tools is not { PgDump: { } pgDump, PgRestore: { } pgRestore })
            throw new InvalidOperationException(
                "pg_dump and pg_restore are not installed: set Tools:PgDump and Tools:PgRestore."
            );

        Contents about;
        await using (var reader = await ContentsReader.BeginAsync(from, tools.Limits, cancellationToken))
            about = await reader.OutlineAsync(cancellationToken);

        var folder = shelf.NewWorkFolder();
        try
        {
            var client = new PostgresClient(shell, folder);
            var file = Path.Combine(folder, "dump");
            var dump = await client.RunAsync(
                pgDump,
                ["--format=custom", "--no-owner", "--no-acl", .. how, $"--file={file}"],
                from,
                null,
                cancellationToken
            );
            Demand(dump, "pg_dump", cancellationToken);
            await to.AddRolesAsync(about.Roles, cancellationToken);
            var database = await to.CreateAsync(about.Encoding, cancellationToken);
            var restore = await new ScratchRestore(shell, pgRestore, folder).IntoAsync(
                file,
                to,
                database,
                cancellationToken
            );
            Demand(restore, "pg_restore", cancellationToken);
            return database;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Demand(ProgramResult result, string program, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!result.IsSuccess)
            throw new InvalidOperationException($"{program} failed: {result.Ending}. {result.LastLines(3)}");
    }
}
