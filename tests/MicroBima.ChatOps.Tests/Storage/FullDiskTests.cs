using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Storage;

/// <summary>A disk that is full in the middle of a write, and has room again later.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task L05_A_journal_that_was_full_refuses_and_goes_on_where_it_was_once_there_is_room()
    {
        Skip.If(FullDisk.WhyNot is not null, FullDisk.WhyNot);

        var said = await FullDisk.TryAsync("journal", _folder.In("journal"));

        Assert.Equal("stored\nrefused\nrefused\nstored\n", said);
        Assert.Equal(
            ["the first", "the second"],
            new JournalReader(_folder.In("journal"))
                .Read()
                .SelectMany(entry => entry.Batch.Facts)
                .Select(fact => ((EnvironmentEvent.Locked)fact).Reason)
        );
    }

    [SkippableFact]
    public async Task L05_A_file_system_without_room_is_waited_for_like_a_limit()
    {
        await using var disk = await SmallDisk.MountAsync(_folder.In("disk"), "size=128k");
        using var journal = Journal.Open(_folder.In("disk/journal"));
        await AppendAsync(journal, "the first");
        var segment = JournalReader.Segments(_folder.In("disk/journal"))[0];
        var length = new FileInfo(segment).Length;
        await Assert.ThrowsAsync<IOException>(() =>
            File.WriteAllBytesAsync(_folder.In("disk/other"), new byte[1024 * 1024])
        );
        var refused = await Assert.ThrowsAsync<IOException>(() => AppendAsync(journal, new string('x', 16 * 1024)));
        var lengthAfter = new FileInfo(segment).Length;
        File.Delete(_folder.In("disk/other"));
        await AppendAsync(journal, "the second");

        Assert.Equal(length, lengthAfter);
        Assert.StartsWith("The journal cannot be written. No space left", refused.Message, StringComparison.Ordinal);
        Assert.Equal(
            ["the first", "the second"],
            new JournalReader(_folder.In("disk/journal"))
                .Read()
                .SelectMany(entry => entry.Batch.Facts)
                .Select(fact => ((EnvironmentEvent.Locked)fact).Reason)
        );
    }

    [SkippableFact]
    public async Task L09_A_folder_in_which_no_file_can_be_made_is_not_called_held_by_another()
    {
        await using var disk = await SmallDisk.MountAsync(_folder.In("disk"), "nr_inodes=1");

        var refused = Assert.Throws<IOException>(() => StorageFolder.Take(_folder.In("disk")));

        Assert.Contains("No space left", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another chatops", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task L05_A_store_beside_the_journal_that_is_full_tells_and_does_not_end_the_bot()
    {
        Skip.If(FullDisk.WhyNot is not null, FullDisk.WhyNot);

        Assert.Equal("told\n", await FullDisk.TryAsync("index", _folder.Path));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(30)]
    public void A_sample_that_a_full_disk_cut_anywhere_is_left_out_and_the_next_ones_are_there(int missing)
    {
        var whole = SampleFile.Line(new ChatOps.Health.Sample(Infra.Sample.Now, "/health", 41.5, 200));
        Directory.CreateDirectory(_folder.In("probes"));
        File.WriteAllText(_folder.In("probes/production.csv"), $"{whole}\n{whole[..^missing]}");

        var file = new ProbeFile(_folder.Path, "production");
        var before = file.Read();
        file.Append([new ChatOps.Health.Sample(Infra.Sample.Now, "/health", 42, 200)]);

        Assert.Equal([41.5], before.Select(sample => sample.Milliseconds));
        Assert.Equal(
            [(41.5, 200), (42.0, 200)],
            new ProbeFile(_folder.Path, "production")
                .Read()
                .Select(sample => (sample.Milliseconds, sample.Status!.Value))
        );
    }

    private static Task<AppendResult> AppendAsync(Journal journal, string reason)
    {
        ImmutableArray<Fact> fact =
        [
            new EnvironmentEvent.Locked(DateTimeOffset.UnixEpoch, new PersonName("ben"), reason),
        ];
        return journal.AppendAsync("environment-production", journal.Sequence, fact, "", CancellationToken.None);
    }
}
