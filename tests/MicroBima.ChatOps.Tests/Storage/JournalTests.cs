using System.Collections.Immutable;
using System.Text.Json.Serialization;
using CsCheck;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Storage;

/// <summary>What was acknowledged is there; what is damaged is refused.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => _folder.In("journal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_kind_of_fact_comes_back_as_it_was_stored()
    {
        var facts = SampleFacts.All();
        using (var journal = Journal.Open(Folder))
            Assert.IsType<AppendResult.Appended>(await AppendAsync(journal, "session-1", 0, facts));

        using var reopened = Journal.Open(Folder);
        var batch = Assert.Single(await ReadAsync(reopened));

        Assert.Equal(facts.Select(Json), batch.Facts.Select(Json));
        Assert.Equal(("session-1", facts.Length, "cause"), (batch.Stream, (int)batch.Version, batch.Cause));
    }

    [Fact]
    public void Every_kind_of_fact_has_a_name_in_the_journal_and_a_sample_here()
    {
        var kinds = typeof(Fact)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(Fact)) && !type.IsAbstract)
            .ToList();
        var named = typeof(Fact)
            .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Cast<JsonDerivedTypeAttribute>()
            .ToList();

        Assert.Equal(kinds.OrderBy(Name), named.Select(name => name.DerivedType).OrderBy(Name));
        Assert.Equal(named.Count, named.Select(name => name.TypeDiscriminator).Distinct().Count());
        Assert.Empty(kinds.Except(SampleFacts.All().Select(fact => fact.GetType())));

        static string Name(Type type) => type.FullName!;
    }

    [Fact]
    public async Task An_append_that_was_decided_on_an_older_version_is_a_conflict_and_changes_nothing()
    {
        using var journal = Journal.Open(Folder);
        await AppendAsync(journal, "session-1", 0, Note(1));

        Assert.Equal(
            1,
            Assert.IsType<AppendResult.Conflict>(await AppendAsync(journal, "session-1", 0, Note(2))).ActualVersion
        );
        Assert.Equal(
            0,
            Assert.IsType<AppendResult.Conflict>(await AppendAsync(journal, "session-2", 4, Note(2))).ActualVersion
        );
        Assert.Equal(1, journal.Sequence);
    }

    [Fact]
    public async Task The_chain_goes_on_after_a_restart()
    {
        for (var number = 0; number < 5; number++)
        {
            using var journal = Journal.Open(Folder);
            await AppendAsync(journal, "session-1", number, Note(number));
        }

        using var last = Journal.Open(Folder);

        Assert.Equal([0, 1, 2, 3, 4], Numbers(await ReadAsync(last)));
        Assert.Equal(5, last.Sequence);
    }

    [Fact]
    public async Task A_journal_goes_over_many_files_as_if_it_were_one()
    {
        using (var journal = Journal.Open(Folder, segmentSize: 500))
        {
            for (var number = 0; number < 30; number++)
                await AppendAsync(journal, "session-1", number, Note(number));
        }

        using var reopened = Journal.Open(Folder, segmentSize: 500);
        await AppendAsync(reopened, "session-1", 30, Note(30));

        Assert.True(JournalReader.Segments(Folder).Length > 5);
        Assert.Equal(Enumerable.Range(0, 31), Numbers(await ReadAsync(reopened)));
    }

    [Fact]
    public async Task A_crash_right_after_a_new_file_was_begun_loses_nothing()
    {
        using (var journal = Journal.Open(Folder))
            await AppendAsync(journal, "session-1", 0, Note(0));
        await File.WriteAllBytesAsync(Path.Combine(Folder, "000002.journal"), []);

        using (var journal = Journal.Open(Folder))
            await AppendAsync(journal, "session-1", 1, Note(1));
        using var reopened = Journal.Open(Folder);

        Assert.Equal([0, 1], Numbers(await ReadAsync(reopened)));
    }

    [Fact]
    public async Task A_missing_file_in_the_middle_is_refused()
    {
        using (var journal = Journal.Open(Folder, segmentSize: 200))
        {
            for (var number = 0; number < 10; number++)
                await AppendAsync(journal, "session-1", number, Note(number));
        }

        File.Delete(JournalReader.Segments(Folder)[1]);

        Assert.Throws<InvalidDataException>(() => Journal.Open(Folder));
    }

    [Fact]
    public async Task A_record_that_was_cut_at_any_byte_is_gone_and_all_others_are_there()
    {
        using (var journal = Journal.Open(Folder))
        {
            await AppendAsync(journal, "session-1", 0, Note(0));
            await AppendAsync(journal, "session-1", 1, Note(1));
        }

        var file = JournalReader.Segments(Folder)[0];
        var whole = await File.ReadAllBytesAsync(file);
        var start = FirstRecordLength(whole);
        for (var length = start; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(file, whole[..length]);

            using (var journal = Journal.Open(Folder))
            {
                Assert.Equal([0], Numbers(await ReadAsync(journal)));
                await AppendAsync(journal, "session-1", 1, Note(7));
            }

            using var again = Journal.Open(Folder);
            Assert.Equal([0, 7], Numbers(await ReadAsync(again)));
        }
    }

    [Fact]
    public async Task A_record_of_which_only_the_length_reached_the_disk_is_gone()
    {
        using (var journal = Journal.Open(Folder))
        {
            await AppendAsync(journal, "session-1", 0, Note(0));
            await AppendAsync(journal, "session-1", 1, Note(1));
        }

        var file = JournalReader.Segments(Folder)[0];
        var bytes = await File.ReadAllBytesAsync(file);
        for (var kept = FirstRecordLength(bytes); kept < bytes.Length - 1; kept += 7)
        {
            var torn = (byte[])bytes.Clone();
            torn.AsSpan(kept).Clear();
            await File.WriteAllBytesAsync(file, torn);

            using var journal = Journal.Open(Folder);
            Assert.Equal([0], Numbers(await ReadAsync(journal)));
        }
    }

    [Fact]
    public async Task L06_B4_A_bit_that_flips_anywhere_is_noticed_and_no_acknowledged_fact_is_lost_in_silence()
    {
        using (var journal = Journal.Open(Folder))
        {
            for (var number = 0; number < 12; number++)
                await AppendAsync(journal, "session-1", number, Note(number));
        }

        var file = JournalReader.Segments(Folder)[0];
        var whole = await File.ReadAllBytesAsync(file);

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 7])
            .Sample(
                (at, bit) =>
                {
                    var damaged = (byte[])whole.Clone();
                    damaged[at] ^= (byte)(1 << bit);
                    File.WriteAllBytes(file, damaged);

                    Assert.Throws<InvalidDataException>(() => Journal.Open(Folder).Dispose());
                },
                iter: 1000,
                threads: 1
            );
    }

    [Fact]
    public async Task A_record_of_a_newer_version_is_refused_with_a_sentence()
    {
        var body =
            "{\"stream\":\"session-1\",\"version\":1,\"cause\":\"\",\"facts\":[{\"event\":\"teleported\"}]}"u8.ToArray();
        System.IO.Directory.CreateDirectory(Folder);
        await File.WriteAllBytesAsync(
            Path.Combine(Folder, "000001.journal"),
            JournalRecord.Encode(JournalRecord.Genesis, body)
        );

        var refused = Assert.Throws<InvalidDataException>(() => Journal.Open(Folder));

        Assert.Contains("Record 1", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"stream\":\"s\",\"version\":1,\"cause\":\"\",\"facts\":[],\"more\":1}")]
    [InlineData("{\"stream\":\"s\",\"stream\":\"t\",\"version\":1,\"cause\":\"\",\"facts\":[]}")]
    [InlineData("{\"version\":1,\"cause\":\"\",\"facts\":[]}")]
    [InlineData("{\"stream\":null,\"version\":1,\"cause\":\"\",\"facts\":[]}")]
    [InlineData("{\"stream\":\"s\",\"version\":1,\"cause\":\"\",\"facts\":[{\"event\":\"started\"}]}")]
    [InlineData("null")]
    public void A_record_that_is_not_exactly_ours_is_refused(string body) =>
        Assert.Throws<System.Text.Json.JsonException>(() =>
            JournalFormat.Read(System.Text.Encoding.UTF8.GetBytes(body))
        );

    [Fact]
    public async Task L11_Only_the_bot_can_read_its_files()
    {
        using var folder = StorageFolder.Take(_folder.In("data"));
        using var journal = Journal.Open(folder.Journal);
        await AppendAsync(journal, "session-1", 0, Note(0));
        using (SessionIndex.Open(folder.Database, Ledger.Empty, 0, _ => { })) { }

        foreach (var file in System.IO.Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        foreach (var path in new[] { folder.Path, folder.Journal })
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(path)
            );
    }

    [Fact]
    public void L09_A_second_bot_on_the_same_folder_ends_with_one_clear_line()
    {
        using var first = StorageFolder.Take(_folder.In("data"));

        var refused = Assert.Throws<IOException>(() => StorageFolder.Take(_folder.In("data")));

        Assert.Contains("is held by another chatops", refused.Message, StringComparison.Ordinal);
        first.Dispose();
        StorageFolder.Take(_folder.In("data")).Dispose();
    }

    private static string Json(Fact fact) =>
        System.Text.Encoding.UTF8.GetString(JournalFormat.Write(new Batch("s", 1, "", [fact])));

    private static int FirstRecordLength(byte[] bytes) => JournalRecord.HeaderLength + BitConverter.ToInt32(bytes);

    private static ImmutableArray<Fact> Note(int number) =>
        [new EnvironmentEvent.Locked(DateTimeOffset.UnixEpoch, new PersonName("ben"), $"{number}")];

    private static IEnumerable<int> Numbers(IEnumerable<Batch> batches) =>
        batches
            .SelectMany(batch => batch.Facts)
            .Cast<EnvironmentEvent.Locked>()
            .Select(fact => int.Parse(fact.Reason, null));

    private static Task<AppendResult> AppendAsync(
        Journal journal,
        string stream,
        long version,
        ImmutableArray<Fact> facts
    ) => journal.AppendAsync(stream, version, facts, "cause", CancellationToken.None);

    private static async Task<List<Batch>> ReadAsync(Journal journal)
    {
        var batches = new List<Batch>();
        await foreach (var batch in journal.ReadAllAsync(CancellationToken.None))
            batches.Add(batch);

        return batches;
    }
}
