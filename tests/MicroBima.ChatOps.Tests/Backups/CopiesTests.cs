using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Backups;

/// <summary>A copy for a rehearsal is whole, or there is none: a program that failed is believed, whatever it wrote.</summary>
[Collection(WithPostgres.Name)]
public sealed class CopiesTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("pg_dump", "--format")]
    [InlineData("pg_restore", "--list")]
    [InlineData("pg_restore", "--use-list")]
    public async Task J04_a_program_that_wrote_everything_and_failed_all_the_same_makes_no_copy(
        string program,
        string when
    )
    {
        var real = program is "pg_dump" ? PostgresServer.Dump : PostgresServer.Restore;
        var stub = _folder.Script(program, $"{real} \"$@\"; case \"$*\" in *{when}*) exit 3;; esac");
        var vaults = program is "pg_dump" ? Vaults(dump: stub) : Vaults(restore: stub);

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => CopyAsync(vaults));

        Assert.StartsWith($"{program} failed: exit code 3.", failed.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.In("backups")));
    }

    [SkippableFact]
    public async Task A_copy_leaves_no_file_behind()
    {
        Assert.StartsWith("chatops_scratch_", await CopyAsync(Vaults()), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.In("backups")));
    }

    private async Task<string> CopyAsync(Vaults vaults)
    {
        var database = await server.NewAsync();
        await using var scratch = await vaults.Scratch.OnAsync(
            ChatOps.Tools.Postgres.Parse(database.Url),
            CancellationToken.None
        );
        return await vaults.Copies.WholeAsync(
            new ChatOps.Tools.Postgres(database.Url),
            scratch,
            CancellationToken.None
        );
    }

    private Vaults Vaults(string? dump = null, string? restore = null) =>
        new(new Shell(TimeProvider.System, _folder.Path), TimeProvider.System, _folder.In("backups"), dump, restore);
}
