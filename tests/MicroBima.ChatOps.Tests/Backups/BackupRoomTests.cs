using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Backups;

/// <summary>Real dumps of a real database, and everything that may go wrong with them.</summary>
[Collection(WithPostgres.Name)]
public sealed class BackupRoomTests(PostgresServer server) : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Backups => _folder.In("backups");

    [SkippableFact]
    public async Task A_backup_is_proven_named_and_found_again()
    {
        var database = new Postgres((await server.NewAsync()).Url);
        var room = Room();

        var made = await MadeAsync(room, database);

        Assert.Equal((await database.IdentityAsync(CancellationToken.None)).ToString(), made.Backup.Source);
        Assert.True(made.Backup.Size > 1000);
        Assert.True(made.Backup.Entries > 3);
        Assert.Equal(64, made.Backup.Sha256.Length);
        Assert.Equal(made.Manifest, (await room.Shelf.NewestAsync("production", CancellationToken.None))?.Manifest);
    }

    [SkippableFact]
    public async Task J11_folder_dump_and_manifest_are_for_the_bot_alone_even_where_the_folder_was_open()
    {
        Directory.CreateDirectory(Backups);
        File.SetUnixFileMode(
            Backups,
            OwnerFile
                | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead
                | UnixFileMode.OtherRead
                | UnixFileMode.OtherExecute
        );

        var made = await MadeAsync(Room(), new Postgres((await server.NewAsync()).Url));

        Assert.Equal(OwnerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(Backups));
        Assert.Equal(OwnerFile, File.GetUnixFileMode(made.Path));
        Assert.Equal(OwnerFile, File.GetUnixFileMode(Path.ChangeExtension(made.Path, ".json")));
    }

    [SkippableFact]
    public async Task G10_the_password_is_neither_in_arguments_nor_in_variables_and_its_file_goes_away()
    {
        var database = await server.NewAsync();
        var recorder = _folder.Script(
            "pg_dump",
            $"[ \"$1\" = --version ] || {{ echo \"$@\"; env; stat -c %a \"$PGPASSFILE\"; }} >> {_folder.In("seen")}; exec {PostgresServer.Dump} \"$@\""
        );

        await MadeAsync(Room(recorder), new Postgres(database.Url));

        var seen = await File.ReadAllTextAsync(_folder.In("seen"));
        Assert.DoesNotContain(database.Password, seen, StringComparison.Ordinal);
        Assert.EndsWith("\n600\n", seen, StringComparison.Ordinal);
        Assert.Contains("PGSSLMODE=prefer", seen, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Backups, ".pgpass-*"));
    }

    [SkippableFact]
    public async Task J01_D9_a_dump_that_is_cut_anywhere_is_refused()
    {
        var whole = await DumpAsync();

        foreach (var percent in new[] { 1, 5, 10, 25, 50, 75, 90, 95, 99 })
            await RefusedAsync(whole[..(whole.Length * percent / 100)], $"cut at {percent} %");

        await RefusedAsync(whole[..^1], "cut by one byte");
        await RefusedAsync([], "empty");
    }

    [SkippableFact]
    public async Task J03_bits_that_flip_in_the_data_are_found_by_the_full_read()
    {
        var whole = await DumpAsync();
        var data = whole.Length / 2;

        for (var i = 0; i < 12; i++)
        {
            var flipped = whole.ToArray();
            flipped[data + i * 31] ^= 0x10;
            await RefusedAsync(flipped, $"flipped at {data + i * 31}");
        }
    }

    [SkippableFact]
    public async Task J03_a_file_that_changed_after_it_was_proven_is_not_found()
    {
        var room = Room();
        var made = await MadeAsync(room, new Postgres((await server.NewAsync()).Url));
        var bytes = await File.ReadAllBytesAsync(made.Path);
        bytes[^1] ^= 1;

        await File.WriteAllBytesAsync(made.Path, bytes);

        Assert.Null(await room.Shelf.NewestAsync("production", CancellationToken.None));
    }

    [SkippableFact]
    public async Task J06_a_backup_of_an_environment_whose_name_begins_alike_is_not_ours()
    {
        var room = Room();
        var database = new Postgres((await server.NewAsync()).Url);

        await MadeAsync(room, database, "production-eu");

        Assert.Null(await room.Shelf.NewestAsync("production", CancellationToken.None));
        Assert.NotNull(await room.Shelf.NewestAsync("production-eu", CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_manifest_that_cannot_be_read_does_not_hide_the_others()
    {
        var room = Room();
        var made = await MadeAsync(room, new Postgres((await server.NewAsync()).Url));
        await File.WriteAllTextAsync(Path.Combine(Backups, "production-99991231T000000-ffffff.json"), "{ torn");

        Assert.Equal(made.Manifest, (await room.Shelf.NewestAsync("production", CancellationToken.None))?.Manifest);
    }

    [SkippableTheory]
    [InlineData("exit 3", "exit code 3")]
    [InlineData("echo half > \"${4#--file=}\"; exit 1", "exit code 1")]
    [InlineData("exit 0", "cannot be read back")]
    public async Task J04_what_pg_dump_itself_says_counts_and_nothing_is_left(string body, string why)
    {
        var stub = _folder.Script("pg_dump", $"[ \"$1\" = --version ] && exec {PostgresServer.Dump} --version; {body}");

        var failed = await FailedAsync(Room(stub));

        Assert.Contains(why, failed.What, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Backups));
    }

    [SkippableFact]
    public async Task J13_a_disk_that_is_full_leaves_nothing_and_says_so()
    {
        var small = _folder.Script(
            "pg_dump",
            $"[ \"$1\" = --version ] || ulimit -f 4; exec {PostgresServer.Dump} \"$@\""
        );

        var failed = await FailedAsync(Room(small));

        Assert.Contains("pg_dump failed", failed.What, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Backups));
    }

    [SkippableFact]
    public async Task J14_an_older_client_is_refused_with_both_versions()
    {
        var old = _folder.Script(
            "pg_dump",
            $"[ \"$1\" = --version ] && echo 'pg_dump (PostgreSQL) 9.6.24' && exit; touch {_folder.In("effect")}"
        );

        var failed = await FailedAsync(Room(old));

        Assert.Matches("^pg_dump is version 9, the server is [0-9]+\\.$", failed.What);
        Assert.False(File.Exists(_folder.In("effect")));
    }

    [SkippableFact]
    public async Task A_dump_that_is_stopped_leaves_nothing()
    {
        using var stop = new CancellationTokenSource();
        var slow = _folder.Script(
            "pg_dump",
            $"[ \"$1\" = --version ] && exec {PostgresServer.Dump} --version; echo half > \"${{7#--file=}}\"; echo started; sleep 300"
        );
        var database = new Postgres((await server.NewAsync()).Url);

        var result = await Room(slow).MakeAsync("production", database, "", _ => stop.Cancel(), stop.Token);

        Assert.Contains(
            "stopped on request",
            Assert.IsType<BackupResult.Failed>(result).What,
            StringComparison.Ordinal
        );
        Assert.Empty(Directory.EnumerateFiles(Backups));
    }

    [SkippableFact]
    public async Task What_a_killed_bot_left_behind_is_removed_once_it_is_old()
    {
        Directory.CreateDirectory(Backups);
        var (old, young) = (Path.Combine(Backups, ".pgpass-old"), Path.Combine(Backups, "x.part"));
        await File.WriteAllTextAsync(old, "x");
        await File.WriteAllTextAsync(young, "x");
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1));

        await MadeAsync(Room(), new Postgres((await server.NewAsync()).Url));

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    [SkippableFact]
    public async Task J10_a_dump_whose_manifest_a_killed_bot_did_not_write_is_removed_and_nobody_elses_file_is()
    {
        var database = new Postgres((await server.NewAsync()).Url);
        var kept = await MadeAsync(Room(), database);
        var lost = await MadeAsync(Room(), database);
        var foreign = Path.Combine(Backups, "by-hand.dump");
        await File.WriteAllTextAsync(foreign, "x");
        File.Delete(Path.ChangeExtension(lost.Path, ".json"));
        foreach (var path in new[] { kept.Path, lost.Path, foreign })
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromDays(1));

        await MadeAsync(Room(), database);

        Assert.False(File.Exists(lost.Path));
        Assert.True(File.Exists(kept.Path));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public async Task Without_the_programs_there_is_no_backup_and_the_reason()
    {
        var shell = new Shell(TimeProvider.System, _folder.Path);
        var tools = new BackupTools(null, null, null, new ReadingLimits(0, TimeSpan.FromSeconds(1)));
        var room = new BackupRoom(shell, TimeProvider.System, new BackupShelf(Backups, TimeProvider.System), tools);

        var failed = Assert.IsType<BackupResult.Failed>(
            await room.MakeAsync(
                "production",
                new Postgres("postgresql://a:b@127.0.0.1:9/x"),
                "",
                null,
                CancellationToken.None
            )
        );

        Assert.Contains("not installed", failed.What, StringComparison.Ordinal);
        Assert.Null(await room.Shelf.NewestAsync("production", CancellationToken.None));
    }

    private async Task<byte[]> DumpAsync() =>
        await File.ReadAllBytesAsync((await MadeAsync(Room(), new Postgres((await server.NewAsync()).Url))).Path);

    /// <summary>A pg_dump that writes these bytes and says that all is well.</summary>
    private async Task RefusedAsync(byte[] dump, string how)
    {
        await File.WriteAllBytesAsync(_folder.In("dump"), dump);
        var stub = _folder.Script(
            "pg_dump",
            $"[ \"$1\" = --version ] && exec {PostgresServer.Dump} --version; exec cat {_folder.In("dump")} > \"${{7#--file=}}\""
        );
        var before = Directory.GetFiles(Backups).Length;

        var result = await Room(stub)
            .MakeAsync("production", new Postgres((await server.NewAsync()).Url), "", null, CancellationToken.None);

        Assert.True(result is BackupResult.Failed, how);
        Assert.Equal(before, Directory.GetFiles(Backups).Length);
    }

    private async Task<BackupResult.Failed> FailedAsync(BackupRoom room) =>
        Assert.IsType<BackupResult.Failed>(
            await room.MakeAsync(
                "production",
                new Postgres((await server.NewAsync()).Url),
                "",
                null,
                CancellationToken.None
            )
        );

    private static async Task<ShelvedBackup> MadeAsync(
        BackupRoom room,
        Postgres database,
        string environment = "production"
    )
    {
        var result = await room.MakeAsync(environment, database, "", null, CancellationToken.None);
        return result is BackupResult.Made made ? made.Backup : throw new InvalidOperationException($"{result}");
    }

    private BackupRoom Room(string? dump = null) =>
        new Vaults(new Shell(TimeProvider.System, _folder.Path), TimeProvider.System, Backups, dump).Room;
}
