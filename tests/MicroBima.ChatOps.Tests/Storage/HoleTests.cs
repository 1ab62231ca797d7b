using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Storage;

/// <summary>What a power cut leaves of a record that nobody was told of: sectors that never reached the disk are zeros, wherever they lie in it.</summary>
public sealed class HoleTests : IAsyncLifetime
{
    private const int Sector = 512;

    private readonly TemporaryFolder _folder = new();
    private byte[] _bytes = [];
    private int _last;

    private string File => JournalReader.Segments(_folder.In("journal"))[0];

    public async Task InitializeAsync()
    {
        using (var journal = Journal.Open(_folder.In("journal")))
        {
            await AppendAsync(journal, "short");
            _last = (int)new FileInfo(File).Length;
            await AppendAsync(journal, new string('x', 5 * Sector));
        }

        _bytes = await System.IO.File.ReadAllBytesAsync(File);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Whatever_sectors_of_the_last_record_are_missing_it_is_cut_off_and_that_is_told()
    {
        var sectors = Enumerable.Range(0, (_bytes.Length + Sector - 1) / Sector).Where(IsInLast).ToList();
        Assert.InRange(sectors.Count, 6, 8);
        for (var missing = 1; missing < 1 << sectors.Count; missing++)
        {
            var torn = (byte[])_bytes.Clone();
            foreach (var (sector, index) in sectors.Select((sector, index) => (sector, index)))
            {
                if ((missing & (1 << index)) != 0)
                    Clear(torn, Math.Max(_last, sector * Sector), (sector + 1) * Sector);
            }

            await System.IO.File.WriteAllBytesAsync(File, torn);
            using var journal = Journal.Open(_folder.In("journal"));

            Assert.Equal(1, journal.Sequence);
            Assert.Equal(_bytes.Length - _last, journal.Cut);
        }

        bool IsInLast(int sector) => (sector + 1) * Sector > _last;
    }

    [Fact]
    public async Task Zeros_that_are_no_whole_sector_are_damage_and_are_refused()
    {
        foreach (var (from, to) in new[] { (1100, 1101), (1025, 1536), (1024, 1535), (1300, 1800) })
        {
            var damaged = (byte[])_bytes.Clone();
            Clear(damaged, from, to);
            await System.IO.File.WriteAllBytesAsync(File, damaged);

            Assert.Throws<InvalidDataException>(() => Journal.Open(_folder.In("journal")).Dispose());
        }
    }

    [Fact]
    public async Task A_sector_that_is_missing_beside_other_damage_is_refused()
    {
        var damaged = (byte[])_bytes.Clone();
        Clear(damaged, 1024, 1536);
        damaged[1600] = 0;
        await System.IO.File.WriteAllBytesAsync(File, damaged);

        Assert.Throws<InvalidDataException>(() => Journal.Open(_folder.In("journal")).Dispose());
    }

    [Fact]
    public async Task A_sector_that_is_missing_in_a_record_before_the_last_is_refused()
    {
        using (var journal = Journal.Open(_folder.In("journal")))
            await AppendAsync(journal, "after it");

        var damaged = await System.IO.File.ReadAllBytesAsync(File);
        Clear(damaged, 1024, 1536);
        await System.IO.File.WriteAllBytesAsync(File, damaged);

        Assert.Throws<InvalidDataException>(() => Journal.Open(_folder.In("journal")).Dispose());
    }

    [Fact]
    public async Task A_record_before_the_last_whose_beginning_is_missing_is_refused_also_where_the_last_is_torn()
    {
        using (var journal = Journal.Open(_folder.In("journal")))
            await AppendAsync(journal, new string('y', 3 * Sector));

        var damaged = await System.IO.File.ReadAllBytesAsync(File);
        Clear(damaged, _last, Sector);
        Clear(damaged, damaged.Length - Sector, damaged.Length);
        await System.IO.File.WriteAllBytesAsync(File, damaged);

        Assert.Throws<InvalidDataException>(() => Journal.Open(_folder.In("journal")).Dispose());
    }

    [Fact]
    public async Task Whole_blocks_of_zeros_behind_the_last_record_lose_nothing()
    {
        await System.IO.File.WriteAllBytesAsync(File, [.. _bytes, .. new byte[4096]]);

        using var journal = Journal.Open(_folder.In("journal"));

        Assert.Equal((2, 4096), (journal.Sequence, journal.Cut));
    }

    private static void Clear(byte[] bytes, int from, int to) =>
        bytes.AsSpan(from, Math.Min(to, bytes.Length) - from).Clear();

    private static Task<AppendResult> AppendAsync(Journal journal, string reason)
    {
        ImmutableArray<Fact> fact =
        [
            new EnvironmentEvent.Locked(DateTimeOffset.UnixEpoch, new PersonName("ben"), reason),
        ];
        return journal.AppendAsync("environment-production", journal.Sequence, fact, "cause", CancellationToken.None);
    }
}
