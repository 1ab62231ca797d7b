using System.Collections.Immutable;
using System.Security.Cryptography;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Backups;

/// <summary>Which backups may be brought back, by whose word, and in which format.</summary>
[Collection(WithPostgres.Name)]
public sealed class RestorableTests(PostgresServer server) : IDisposable
{
    private const string Source = "db:5432/app (system 1)";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("staging", Source, true, "is a backup of production, not of staging")]
    [InlineData("production", "db:5432/app (system 2)", true, "and this is db:5432/app (system 2)")]
    [InlineData("production", "db:5432/other (system 1)", true, "and this is db:5432/other")]
    [InlineData("production", "other:5432/app (system 1)", true, "and this is other:5432/app")]
    [InlineData("production", Source, false, "somebody exchanged it, manifest and all")]
    [InlineData("production", Source, null, "not on record")]
    public void J05_J06_J18_only_a_backup_of_this_very_database_that_is_on_record_may(
        string environment,
        string source,
        bool? isSame,
        string why
    )
    {
        var backup = SampleBackups.Shelved("production-1", TimeSpan.FromHours(1), isProven: true);
        var recorded = isSame is { } same
            ? same
                ? backup.Manifest
                : new string('0', 64)
            : null;

        var objection = Assert.Single(new Restorable(environment, source).Objections(backup, recorded));

        Assert.Contains(why, objection, StringComparison.Ordinal);
        Assert.Empty(new Restorable("production", Source).Objections(backup, backup.Manifest));
    }

    [Fact]
    public void J05_owners_stand_at_the_end_of_an_object_and_rights_and_comments_have_none() =>
        Assert.Equal(
            ["ana", "two words"],
            Restorable
                .Owners(
                    [
                        "; Archive created at 2026-09-10 ana",
                        "215; 1259 16386 TABLE public a ana",
                        "216; 1259 16387 VIEW public postgres internal_api",
                        "4; 2615 2200 SCHEMA - x two words\r",
                        "3301; 0 0 ACL - SCHEMA public admin",
                        "3302; 0 0 COMMENT - SCHEMA public admin",
                        "3303; 0 0 SECURITY LABEL - SCHEMA public admin",
                        "3304; 6100 16401 SUBSCRIPTION - s admin",
                        "2; 3079 16399 EXTENSION - hstore ",
                        "217; 1259 16388 TABLE public b diana",
                    ],
                    ["admin", "ana", "nobody", "postgres", "two words"]
                )
                .AsEnumerable()
        );

    [Fact]
    public async Task A_backup_that_is_read_for_a_restore_is_listed_once_and_the_owners_are_of_that_list()
    {
        var (asked, part) = (_folder.In("asked"), _folder.In("part"));
        var restore = _folder.Script(
            "pg_restore",
            $"echo \"$1\" >> {asked}; [ \"$1\" != --list ] || echo '217; 1259 16388 TABLE public b diana'"
        );
        var shell = new Shell(TimeProvider.System, _folder.Path);
        var vaults = new Vaults(shell, TimeProvider.System, _folder.In("backups"), restore: restore);
        Directory.CreateDirectory(_folder.In("backups"));
        await File.WriteAllTextAsync(part, "PGDMP");
        var backup = SampleBackups.Backup with
        {
            Size = 5,
            Sha256 = await BackupShelf.HashAsync(part, CancellationToken.None),
            Entries = 1,
        };
        var shelved = await vaults.Shelf.KeepAsync(part, backup, CancellationToken.None);

        var (refuted, owners) = await vaults.Prover.ReadAsync(shelved, ["ana", "diana"], CancellationToken.None);

        Assert.Null(refuted);
        Assert.Equal(["diana"], owners.AsEnumerable());
        Assert.Equal(["--file=/dev/null", "--list"], await File.ReadAllLinesAsync(asked));
    }

    [SkippableTheory]
    [InlineData("plain", true)]
    [InlineData("plain", false)]
    [InlineData("tar", false)]
    public async Task J02_J17_a_dump_of_pg_dump_that_is_not_in_custom_format_is_never_restored(
        string format,
        bool hasCommands
    )
    {
        var database = await server.NewAsync();
        var (address, dump, marker) = (
            new ChatOps.Tools.Postgres(database.Url),
            _folder.In("odd"),
            _folder.In("obeyed")
        );
        var shell = new Shell(TimeProvider.System, _folder.Path);
        var made = await new PostgresClient(shell, _folder.Path).RunAsync(
            PostgresServer.Dump!,
            [$"--format={format}", $"--file={dump}"],
            address,
            null,
            CancellationToken.None
        );
        Assert.True(made.IsSuccess);
        if (hasCommands)
            await File.AppendAllTextAsync(dump, $"\n\\! touch {marker}\n");

        var vaults = new Vaults(shell, TimeProvider.System, _folder.In("backups"));
        var shelved = await ExchangedAsync(vaults, await vaults.MadeAsync(address), dump);

        var refuted = await vaults.Prover.ReadAsync(shelved, CancellationToken.None);

        Assert.Contains("no dump in pg_dump's custom format", refuted?.What, StringComparison.Ordinal);
        Assert.Contains("never restored", refuted?.Detail, StringComparison.Ordinal);
        Assert.False(File.Exists(marker));
    }

    [SkippableFact]
    public async Task J17_commands_for_psql_that_hide_in_names_are_names_and_nothing_obeys_them()
    {
        var database = await server.NewAsync();
        var marker = _folder.In("obeyed");
        await database.RunAsync(
            $"create table \"x\n\\! touch {marker}\n\" (id int); insert into \"x\n\\! touch {marker}\n\" values (1)"
        );
        var (shell, address) = (new Shell(TimeProvider.System, _folder.Path), new ChatOps.Tools.Postgres(database.Url));
        var vaults = new Vaults(shell, TimeProvider.System, _folder.In("backups"));
        var backup = await vaults.MadeAsync(address);
        var keeper = new DatabaseKeeper(address);
        var fresh = $"{address.Parts.Database}_restore_1";
        await keeper.CreateAsync(fresh, "ours", CancellationToken.None);

        var restorer = new Restorer(vaults.Room, shell, vaults.Tools);
        var failed = await restorer.IntoAsync(
            backup,
            address.At(fresh),
            _ => Task.FromResult(ImmutableArray<string>.Empty),
            null,
            CancellationToken.None
        );
        var (_, wrong) = await restorer.CompareAsync(backup, address.At(fresh), CancellationToken.None);

        Assert.Null(failed);
        Assert.Null(wrong);
        Assert.False(File.Exists(marker));
    }

    /// <summary>The backup with another file in its place, and a manifest that fits it: as somebody would who can write there.</summary>
    private static async Task<ShelvedBackup> ExchangedAsync(Vaults vaults, ShelvedBackup backup, string file)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        var part = vaults.Shelf.PartOf("production-odd");
        await File.WriteAllBytesAsync(part, bytes);
        return await vaults.Shelf.KeepAsync(
            part,
            backup.Backup with
            {
                Id = "production-odd",
                Size = bytes.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            },
            CancellationToken.None
        );
    }
}
