using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Commands;

/// <summary>What the verbs need that restore or rehearse without the bot: the installed programs, and a folder that goes away.</summary>
internal sealed class Workshop : IAsyncDisposable
{
    private static readonly DatabaseIdentity Nobody = new("", 0, "", "", 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("chatops-").FullName;
    private readonly Shell _shell;

    public Workshop(string? keyFile)
    {
        _shell = new Shell(TimeProvider.System, _folder);
        var programs = ServerPrograms.All(null).LastOrDefault();
        var tools = new BackupTools(
            Find(programs, "pg_dump"),
            Find(programs, "pg_restore"),
            keyFile,
            new ReadingLimits(512L * 1024 * 1024, TimeSpan.FromMinutes(5))
        );
        var shelf = new BackupShelf(_folder, TimeProvider.System);
        Prover = new Prover(
            new BackupRoom(_shell, TimeProvider.System, shelf, tools),
            _shell,
            tools,
            TimeProvider.System
        );
        Copies = new Copies(_shell, tools, shelf);
    }

    /// <summary>Proves backups.</summary>
    public Prover Prover { get; }

    /// <summary>Copies databases.</summary>
    public Copies Copies { get; }

    /// <summary>A server by its address, or a private one for the word <c>scratch</c>.</summary>
    public async Task<ScratchServer> ServerAsync(string where, CancellationToken cancellationToken)
    {
        var room = new ScratchRoom(_shell, TimeProvider.System, new ScratchSettings(_folder, null, null));
        if (where is not "scratch")
            return await room.OnAsync(Postgres.Parse(where), cancellationToken);

        return await room.TakeAsync(Nobody, cancellationToken) switch
        {
            ScratchResult.Ready { Server: var server } => server,
            ScratchResult.None { Why: var why } => throw new InvalidOperationException(why),
        };
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _shell.SweepAsync(CancellationToken.None); // Nothing outlives the command.
        Directory.Delete(_folder, recursive: true);
    }

    private static string? Find(ServerPrograms? programs, string name) =>
        new[]
        {
            programs is null ? "" : Path.Combine(programs.Folder, name),
            $"/usr/bin/{name}",
            $"/usr/local/bin/{name}",
        }.FirstOrDefault(File.Exists);
}
