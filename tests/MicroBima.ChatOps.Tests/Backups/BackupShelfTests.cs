using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Backups;

/// <summary>The shelf by itself: files that were exchanged, are old, lost or somebody else's.</summary>
public sealed class BackupShelfTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BackupShelf _shelf;

    public BackupShelfTests()
    {
        _shelf = new BackupShelf(_folder.In("shelf"), TimeProvider.System);
        _shelf.Prepare();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task J03_the_newest_is_the_one_that_was_begun_last_of_those_that_are_still_as_they_were_written()
    {
        var old = await KeepAsync("production-9", TimeSpan.FromHours(2));
        var fresh = await KeepAsync("production-1", TimeSpan.FromHours(1));

        Assert.Equal(fresh.Id, await NewestAsync());
        await File.AppendAllTextAsync(fresh.Path, "x");
        Assert.Equal(old.Id, await NewestAsync());
        await File.WriteAllTextAsync(old.Path, new string('x', old.Id.Length));
        Assert.Null(await NewestAsync());
    }

    [Fact]
    public async Task N02_one_that_a_wrong_clock_dated_ahead_is_not_the_newest_until_then()
    {
        var ahead = await KeepAsync("production-9", -TimeSpan.FromDays(1));
        var old = await KeepAsync("production-1", TimeSpan.FromHours(2));
        var fresh = await KeepAsync("production-2", TimeSpan.FromHours(1));

        Assert.Equal([fresh.Id, old.Id, ahead.Id], (await AllAsync()).Select(one => one.Id));
    }

    [Fact]
    public async Task J01_a_file_is_held_against_the_manifest_beside_it_whatever_its_ending()
    {
        var kept = await KeepAsync("production-1", TimeSpan.Zero);
        await File.WriteAllTextAsync(In("production-1.bak"), "cut");

        Assert.Equal(In("production-1.bak"), await BesideAsync(".bak"));
        Assert.Equal(kept.Path, await BesideAsync(".dump"));
        Assert.Equal(kept.Path, await BesideAsync(".json"));
        Assert.Null(await BackupShelf.TryReadBesideAsync(In("other.dump"), CancellationToken.None));
    }

    private async Task<string?> BesideAsync(string ending) =>
        (await BackupShelf.TryReadBesideAsync(In($"production-1{ending}"), CancellationToken.None))?.Path;

    [Fact]
    public async Task J18_a_proof_counts_for_its_own_manifest_only_and_a_manifest_under_another_name_for_nothing()
    {
        var kept = await KeepAsync("production-1", TimeSpan.FromHours(1));
        var manifest = Path.ChangeExtension(kept.Path, ".json");
        await _shelf.ProveAsync(
            kept,
            new ProofRecord(kept.Manifest, SampleBackups.Now, TimeSpan.FromSeconds(1), 2, 9),
            CancellationToken.None
        );
        File.Copy(manifest, Path.Combine(_shelf.Folder, "production-2.json"));
        File.Copy(kept.Path, Path.Combine(_shelf.Folder, "production-2.dump"));

        Assert.NotNull(Assert.Single(await AllAsync()).Proof);
        Assert.Null(await _shelf.FindAsync("production-2", CancellationToken.None));
        await File.AppendAllTextAsync(manifest, "\n");
        Assert.Null(Assert.Single(await AllAsync()).Proof);
    }

    [Fact]
    public async Task J16_what_a_rule_lets_go_goes_with_all_its_files_and_nothing_else_does()
    {
        string[] stay = ["new", "pinned", "chosen", "staging"];
        await KeepAsync("old", TimeSpan.FromDays(50));
        await KeepAsync("new", TimeSpan.FromDays(1));
        await KeepAsync("pinned", TimeSpan.FromDays(51));
        await KeepAsync("chosen", TimeSpan.FromDays(52));
        await KeepAsync("staging", TimeSpan.FromDays(60), "staging");
        await File.WriteAllTextAsync(Path.Combine(_shelf.Folder, "pinned.pin"), "");
        await File.WriteAllTextAsync(Path.Combine(_shelf.Folder, "old.proof"), "{}");

        var gone = await _shelf.PruneAsync(
            "production",
            new Retention(1, TimeSpan.FromDays(30)),
            ImmutableHashSet.Create("chosen"),
            CancellationToken.None
        );

        Assert.Equal(["old"], gone.AsEnumerable());
        Assert.Empty(Directory.EnumerateFiles(_shelf.Folder, "old.*"));
        Assert.All(stay, id => Assert.Equal(2, Directory.EnumerateFiles(_shelf.Folder, $"{id}.*").Count(IsOfBackup)));
    }

    [Fact]
    public async Task J16_an_old_one_that_cannot_be_deleted_stays_on_record_and_hinders_nothing()
    {
        var stuck = await KeepAsync("stuck", TimeSpan.FromDays(60));
        await KeepAsync("old", TimeSpan.FromDays(50));
        File.Delete(stuck.Path);
        Directory.CreateDirectory(stuck.Path);

        var gone = await _shelf.PruneAsync(
            "production",
            new Retention(0, TimeSpan.FromDays(30)),
            ImmutableHashSet<string>.Empty,
            CancellationToken.None
        );

        Assert.Equal(["old"], gone.AsEnumerable());
        Assert.Equal("stuck", Assert.Single(await AllAsync()).Id);
    }

    [Fact]
    public async Task J10_J13_what_an_attempt_left_goes_once_it_is_old_or_at_the_next_start_and_what_counts_stays()
    {
        const string Lost = "production-20260910T120000000-abcdef.dump";
        var kept = await KeepAsync("production-20260910T120000000-fedcba", TimeSpan.FromHours(1));
        string[] left = ["x.part", ".pgpass-x", Lost];
        string[] others = ["by-hand.dump", Path.GetFileName(kept.Path)];
        var work = _shelf.NewWorkFolder();
        foreach (var name in left.Append(others[0]))
            await File.WriteAllTextAsync(In(name), "x");

        _shelf.Prepare();
        Assert.All(left.Concat(others), name => Assert.True(File.Exists(In(name)), name));
        Assert.True(Directory.Exists(work));

        File.SetLastWriteTimeUtc(In(Lost), DateTime.UnixEpoch);
        _shelf.Prepare();
        Assert.False(File.Exists(In(Lost)));

        _shelf.Sweep();
        Assert.All(left, name => Assert.False(File.Exists(In(name)), name));
        Assert.All(others, name => Assert.True(File.Exists(In(name)), name));
        Assert.False(Directory.Exists(work));
    }

    [Fact]
    public async Task J13_a_dump_that_cannot_be_put_on_record_does_not_stay()
    {
        Directory.CreateDirectory(In("production-1.json"));

        await Assert.ThrowsAnyAsync<Exception>(() => KeepAsync("production-1", TimeSpan.Zero));

        Assert.Empty(Directory.EnumerateFiles(_shelf.Folder));
    }

    [Fact]
    public async Task E06_only_a_name_that_is_on_the_shelf_is_found_and_only_in_its_environment()
    {
        await KeepAsync("production-1", TimeSpan.Zero);
        await KeepAsync("production-2", TimeSpan.FromHours(1));

        Assert.Equal("production-2", (await FindAsync("production", "production-2"))?.Id);
        Assert.Null(await FindAsync("staging", "production-2"));
        Assert.Null(await FindAsync("production", "../shelf/production-2"));
        Assert.Equal("production-2", (await _shelf.FindAsync("production-2", CancellationToken.None))?.Id);
        Assert.Null(await _shelf.FindAsync("../shelf/production-2", CancellationToken.None));
    }

    private async Task<ShelvedBackup> KeepAsync(string id, TimeSpan age, string environment = "production")
    {
        await File.WriteAllTextAsync(_shelf.PartOf(id), id);
        var at = TimeProvider.System.GetUtcNow() - age;
        return await _shelf.KeepAsync(
            _shelf.PartOf(id),
            SampleBackups.Backup with
            {
                Id = id,
                Environment = environment,
                Size = id.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id))),
                StartedAt = at,
                FinishedAt = at,
            },
            CancellationToken.None
        );
    }

    private Task<ImmutableArray<ShelvedBackup>> AllAsync() => _shelf.AllAsync("production", CancellationToken.None);

    private async Task<string?> NewestAsync() => (await _shelf.NewestAsync("production", CancellationToken.None))?.Id;

    private Task<ShelvedBackup?> FindAsync(string environment, string id) =>
        _shelf.FindAsync(environment, id, CancellationToken.None);

    private string In(string name) => Path.Combine(_shelf.Folder, name);

    private static bool IsOfBackup(string path) => Path.GetExtension(path) is ".dump" or ".json";
}
