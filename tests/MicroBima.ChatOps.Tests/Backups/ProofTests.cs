using System.Globalization;
using System.Text.Json;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Backups;

/// <summary>
/// Real dumps, restored on a real scratch server: eight kinds of bad ones all block, a good one never does. Three of each kind by default;
/// CHATOPS_BAD_DUMPS=25 makes it twenty-five.
/// </summary>
[Collection(WithPostgres.Name)]
public sealed class ProofTests(PostgresServer server, ScratchFixture scratch)
    : IClassFixture<ScratchFixture>,
        IDisposable
{
    private static readonly int OfEach = int.Parse(
        Environment.GetEnvironmentVariable("CHATOPS_BAD_DUMPS") ?? "3",
        CultureInfo.InvariantCulture
    );

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_good_dump_is_always_proven()
    {
        var database = await server.NewAsync();
        await database.RunAsync(
            """
            create schema "Odd ""one"; create type mood as enum ('a', 'b''c');
            create table "Odd ""one"."T" (r int, n numeric, f float8, d timestamptz, j jsonb, b bytea, m mood, a text[], i interval);
            insert into "Odd ""one"."T" select n, n / 7.0, n / 3.0, now() - n * interval '1 min', jsonb_build_object('k', n),
                decode(md5(n::text), 'hex'), 'b''c', array['x', null, n::text], n * interval '1 s' from generate_series(1, 500) n;
            create sequence s; select nextval('s'); create sequence never; create table none ();
            create table parts (id int, at date) partition by range (at); create table parts_1 partition of parts for values from ('2026-01-01') to ('2027-01-01');
            insert into parts values (1, '2026-05-05'); create materialized view mv as select count(*) from customers; create view v as select * from customers;
            alter table customers enable row level security; create policy p on customers to public using (true);
            """
        );
        var vaults = Vaults();

        for (var i = 0; i < OfEach; i++)
        {
            var made = await vaults.MadeAsync(new Postgres(database.Url));
            var proven = Assert.IsType<ProofResult.Proven>(await RestoreAsync(vaults, made));
            Assert.Equal(5, proven.Proof.Tables);
            Assert.Equal(3501, proven.Proof.Rows);
        }
    }

    [SkippableFact]
    public async Task A_dump_that_holds_other_than_what_was_dumped_is_none()
    {
        var database = await server.NewAsync();
        var vaults = Vaults();
        var made = await vaults.MadeAsync(new Postgres(database.Url));
        var other = made with { Backup = made.Backup with { Entries = made.Backup.Entries + 1 } };

        Assert.Null(await vaults.Prover.ReadAsync(made, CancellationToken.None));
        var refuted = await vaults.Prover.ReadAsync(other, CancellationToken.None);

        Assert.Equal(
            $"{made.Id} holds {made.Backup.Entries} objects instead of {other.Backup.Entries}.",
            refuted!.What
        );
    }

    [SkippableFact]
    public async Task Rows_that_are_written_while_it_is_dumped_do_not_refute_it()
    {
        var database = await server.NewAsync();
        await database.RunAsync("create sequence s");
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(database, stop.Token);

        for (var i = 0; i < OfEach; i++)
        {
            var vaults = Vaults();
            var made = await vaults.MadeAsync(new Postgres(database.Url));
            Assert.IsType<ProofResult.Proven>(await RestoreAsync(vaults, made));
        }

        await stop.CancelAsync();
        await writing;
    }

    [SkippableFact]
    public async Task J12_an_encrypted_dump_is_proven_holds_no_plain_row_and_needs_its_key()
    {
        await File.WriteAllBytesAsync(_folder.In("key"), new byte[32]);
        await File.WriteAllBytesAsync(_folder.In("other"), [.. new byte[31], 1]);
        var vaults = Vaults(keyFile: _folder.In("key"));
        var made = await vaults.MadeAsync(new Postgres((await server.NewAsync()).Url));

        var proven = await RestoreAsync(vaults, made);
        var unsealed = await Vaults().Prover.ReadAsync(made, CancellationToken.None);
        var otherKey = await Vaults(keyFile: _folder.In("other")).Prover.ReadAsync(made, CancellationToken.None);

        Assert.IsType<ProofResult.Proven>(proven);
        Assert.True(made.Backup.IsSealed);
        Assert.DoesNotContain("PGDMP", await File.ReadAllTextAsync(made.Path), StringComparison.Ordinal);
        Assert.Contains("Backup:KeyFile is not set", unsealed!.What, StringComparison.Ordinal);
        Assert.Contains("another key", otherKey!.What, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFileSystemEntries(_folder.In("backups")),
            path => path.Contains(".work-", StringComparison.Ordinal)
        );
    }

    [SkippableFact]
    public async Task J12_a_missing_key_is_refused_before_the_database_is_touched()
    {
        var vaults = Vaults(keyFile: _folder.In("absent"));

        var result = await vaults.Room.MakeAsync(
            "production",
            new Postgres("postgresql://a:b@127.0.0.1:9/nobody"),
            "",
            null,
            CancellationToken.None
        );

        Assert.Contains(
            "key of the backups",
            Assert.IsType<BackupResult.Failed>(result).What,
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task D9_J01_cut_dumps_are_refuted_also_where_their_manifest_was_written_for_them() =>
        await ForgedAsync((bytes, i) => bytes[..(bytes.Length * (i + 1) / (OfEach + 1))]);

    [SkippableFact]
    public async Task J03_dumps_with_flipped_bits_are_refuted_also_where_their_manifest_was_written_for_them() =>
        await ForgedAsync(
            (bytes, i) =>
            {
                bytes[bytes.Length / 2 + i * 37] ^= 0x10;
                return bytes;
            }
        );

    [SkippableFact]
    public async Task Empty_dumps_are_refuted() => await ForgedAsync((_, i) => new byte[i]);

    [SkippableFact]
    public async Task Dumps_that_nobody_can_read_are_refuted()
    {
        var (vaults, made) = await OneAsync();
        string[] ways = ["gone", "folder", "text"];
        foreach (var way in ways)
        {
            File.Delete(made.Path);
            if (way is "folder")
                Directory.CreateDirectory(made.Path);
            else if (way is "text")
                await File.WriteAllTextAsync(made.Path, "not a dump");

            Assert.NotNull(await vaults.Prover.ReadAsync(made, CancellationToken.None));
            if (way is "folder")
                Directory.Delete(made.Path);
        }
    }

    [SkippableFact]
    public async Task D10_dumps_of_another_database_are_refuted()
    {
        for (var i = 0; i < OfEach; i++)
        {
            var (vaults, made) = await OneAsync();
            var other = await server.NewAsync("other");
            await other.RunAsync($"delete from customers where id > {100 + i}");
            var foreign = await vaults.MadeAsync(new Postgres(other.Url));

            await RefutedAsync(vaults, await ExchangeAsync(made, await File.ReadAllBytesAsync(foreign.Path)));
        }
    }

    [SkippableFact]
    public async Task Dumps_without_one_of_the_tables_are_refuted()
    {
        var dump = _folder.Script(
            "pg_dump",
            $"[ \"$1\" = --version ] && exec {PostgresServer.Dump} --version; exec {PostgresServer.Dump} \"$@\" --exclude-table=\"customers\""
        );
        for (var i = 0; i < OfEach; i++)
        {
            var vaults = Vaults(dump);
            var made = await vaults.MadeAsync(new Postgres((await server.NewAsync()).Url));

            var refuted = await RefutedAsync(vaults, made);

            Assert.Contains("table public.customers is missing", refuted.What, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task Dumps_of_an_earlier_state_are_refuted_by_rows_and_checksums()
    {
        for (var i = 0; i < OfEach; i++)
        {
            var vaults = Vaults();
            var database = await server.NewAsync();
            var stale = await vaults.MadeAsync(new Postgres(database.Url));
            await database.RunAsync($"update customers set name = 'somebody else' where id = {i + 1}");
            var fresh = await vaults.MadeAsync(new Postgres(database.Url));

            var forged = await ExchangeAsync(fresh, await File.ReadAllBytesAsync(stale.Path));

            Assert.Contains(
                "the rows of table public.customers are not what they were",
                (await RefutedAsync(vaults, forged)).What,
                StringComparison.Ordinal
            );
        }
    }

    [SkippableFact]
    public async Task J06_a_dump_of_another_environment_is_not_on_this_ones_shelf()
    {
        var vaults = Vaults();
        await vaults.MadeAsync(new Postgres((await server.NewAsync()).Url), "staging");

        Assert.Null(await vaults.Shelf.NewestAsync("production", CancellationToken.None));
        Assert.Empty(await vaults.Shelf.AllAsync("production", CancellationToken.None));
    }

    [SkippableTheory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("production-1/..")]
    [InlineData("%2e%2e")]
    [InlineData("")]
    [InlineData("x\0y")]
    public async Task E06_a_name_that_is_not_on_the_shelf_finds_nothing(string id)
    {
        var vaults = Vaults();
        await vaults.MadeAsync(new Postgres((await server.NewAsync()).Url));

        Assert.Null(await vaults.Shelf.FindAsync("production", id, CancellationToken.None));
    }

    [SkippableFact]
    public async Task J20_on_a_disk_that_goes_away_there_is_no_backup_where_the_settings_say_so()
    {
        Skip.IfNot(Directory.Exists("/dev/shm"), "There is no tmpfs here.");
        var folder = Path.Combine("/dev/shm", Path.GetFileName(_folder.Path));
        var order = new BackupOrder("production", new Postgres((await server.NewAsync()).Url), "", [], null);
        var refusing = new Vaults(scratch.Shell, TimeProvider.System, folder, ownDisk: OwnDisk.Refuse);

        var result = await refusing.Vault.MakeAsync(
            order,
            _ => Task.FromResult<ScratchResult>(new ScratchResult.None("none")),
            _ => Task.CompletedTask,
            CancellationToken.None
        );

        Assert.Contains("own disk (tmpfs)", Assert.IsType<VaultResult.Failed>(result).What, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    private static async Task WriteAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        for (var id = 10_000; !cancellationToken.IsCancellationRequested; id++)
            await database.RunAsync($"insert into customers values ({id}, 'new'); select nextval('s')");
    }

    private Vaults Vaults(string? dump = null, string? keyFile = null) =>
        new(scratch.Shell, TimeProvider.System, _folder.In("backups"), dump, keyFile: keyFile);

    private async Task<(Vaults Vaults, ShelvedBackup Made)> OneAsync()
    {
        var vaults = Vaults();
        return (vaults, await vaults.MadeAsync(new Postgres((await server.NewAsync()).Url)));
    }

    private Task<ProofResult> RestoreAsync(Vaults vaults, ShelvedBackup backup) =>
        vaults.Prover.RestoreAsync(backup, scratch.Server, null, CancellationToken.None);

    /// <summary>Spoils a good dump in some ways, each with the old manifest and with one that fits the spoilt file.</summary>
    private async Task ForgedAsync(Func<byte[], int, byte[]> spoil)
    {
        var (vaults, made) = await OneAsync();
        var whole = await File.ReadAllBytesAsync(made.Path);
        for (var i = 0; i < OfEach; i++)
        {
            await File.WriteAllBytesAsync(made.Path, spoil(whole.ToArray(), i));
            Assert.NotNull(await vaults.Prover.ReadAsync(made, CancellationToken.None));
            await RefutedAsync(vaults, await ExchangeAsync(made, await File.ReadAllBytesAsync(made.Path)));
        }
    }

    /// <summary>Puts other bytes under a backup's name, with a manifest that fits them.</summary>
    private static async Task<ShelvedBackup> ExchangeAsync(ShelvedBackup backup, byte[] bytes)
    {
        await File.WriteAllBytesAsync(backup.Path, bytes);
        var forged = backup.Backup with
        {
            Size = bytes.Length,
            Sha256 = await BackupShelf.HashAsync(backup.Path, CancellationToken.None),
        };
        await File.WriteAllBytesAsync(
            Path.ChangeExtension(backup.Path, ".json"),
            JsonSerializer.SerializeToUtf8Bytes(forged, BackupFormat.Default.Backup)
        );
        var found = await BackupShelf.TryReadBesideAsync(backup.Path, CancellationToken.None);
        Assert.NotEqual(backup.Manifest, found!.Manifest);
        return found;
    }

    private async Task<ProofResult.Refuted> RefutedAsync(Vaults vaults, ShelvedBackup backup) =>
        await vaults.Prover.ReadAsync(backup, CancellationToken.None)
        ?? Assert.IsType<ProofResult.Refuted>(await RestoreAsync(vaults, backup));
}
