using MicroBima.ChatOps.Audit;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Audit;

/// <summary>What a check of the journal says to people.</summary>
public sealed class AuditTrailTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task B4_A_byte_that_was_changed_is_found_in_its_entry(int damaged)
    {
        var ends = await TenRecordsAsync();

        var file = JournalReader.Segments(_folder.In("journal"))[0];
        var bytes = await File.ReadAllBytesAsync(file);
        Assert.IsType<AuditResult.Whole>(AuditTrail.Verify(_folder.In("journal")));
        bytes[ends[damaged] - 3] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        var broken = Assert.IsType<AuditResult.Broken>(AuditTrail.Verify(_folder.In("journal")));

        Assert.StartsWith($"Record {damaged} of the journal is damaged", broken.What, StringComparison.Ordinal);
        var page = string.Join('\n', AuditPage.Lines(_folder.In("journal")));
        Assert.Contains($"Record {damaged} of the journal is damaged", page, StringComparison.Ordinal);
        Assert.Equal(damaged - 1, page.Split("<details>").Length - 1);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task L06_A_journal_that_lost_its_end_is_shorter_than_the_store_beside_it_has_seen(int left)
    {
        var ends = await TenRecordsAsync();

        using (SessionIndex.Open(_folder.In("chatops.db"), Ledger.Empty, 10, broken => Assert.Fail(broken.ToString())))
        { }

        var file = JournalReader.Segments(_folder.In("journal"))[0];
        Assert.Equal(10, Assert.IsType<AuditResult.Whole>(AuditTrail.Verify(_folder.In("journal"))).Records);
        using (var cut = File.OpenWrite(file))
            cut.SetLength(ends[left]);

        var broken = Assert.IsType<AuditResult.Broken>(AuditTrail.Verify(_folder.In("journal")));

        Assert.StartsWith($"Record {left + 1} of the journal is missing", broken.What, StringComparison.Ordinal);
        Assert.Contains(
            broken.What,
            string.Join('\n', AuditPage.Lines(_folder.In("journal"))),
            StringComparison.Ordinal
        );
        await File.WriteAllTextAsync(_folder.In("chatops.db"), "not a store");
        Assert.Equal(left, Assert.IsType<AuditResult.Whole>(AuditTrail.Verify(_folder.In("journal"))).Records);
    }

    [Fact]
    public async Task B5_The_page_shows_the_records_that_were_checked_whatever_happens_to_the_journal_meanwhile()
    {
        using (var journal = Journal.Open(_folder.In("journal")))
        {
            Fact locked = new EnvironmentEvent.Locked(DateTimeOffset.UnixEpoch, new PersonName("ben"), "audit");
            await journal.AppendAsync("environment-production", 0, [locked], "", CancellationToken.None);
        }

        var page = new List<string>();
        foreach (var line in AuditPage.Lines(_folder.In("journal")))
        {
            page.Add(line);
            if (line.Contains("The chain holds: 1 record,", StringComparison.Ordinal))
                System.IO.Directory.Delete(_folder.In("journal"), recursive: true);
        }

        Assert.Single(page, line => line.Contains("<details>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task B5_The_page_shows_who_read_what_needs_no_network_and_runs_nothing_that_people_wrote()
    {
        var story = new Story().Proposed().Does(new SessionRequest.Read(Team.Cara)).Approved(Team.Ben);
        using (var journal = Journal.Open(_folder.In("journal")))
        {
            await journal.AppendAsync("session-57", 0, [.. story.Events], "", CancellationToken.None);
            Fact locked = new EnvironmentEvent.Locked(
                DateTimeOffset.UnixEpoch,
                new PersonName("<b>ben</b>"),
                "<script src=https://example.com/x.js></script>"
            );
            await journal.AppendAsync("environment-production", 0, [locked], "", CancellationToken.None);
        }

        var page = string.Join('\n', AuditPage.Lines(_folder.In("journal")));

        var whole = Assert.IsType<AuditResult.Whole>(AuditTrail.Verify(_folder.In("journal")));
        Assert.Contains($"The chain holds: 2 records, head <code>{whole.Head}</code>", page, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{64}$", whole.Head);
        Assert.EndsWith("</table></body></html>", page, StringComparison.Ordinal);
        Assert.Contains($"<td>cara</td><td>read the plan</td><td>{story.Digest}</td>", page, StringComparison.Ordinal);
        Assert.Contains($"<td>ben</td><td>approved</td><td>{story.Digest}</td>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>ben", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    /// <summary>A journal of ten records; where it begins, and where each of them ends.</summary>
    private async Task<List<long>> TenRecordsAsync()
    {
        var ends = new List<long> { 0 };
        using (var journal = Journal.Open(_folder.In("journal")))
        {
            for (var number = 0; number < 10; number++)
            {
                Fact fact = new EnvironmentEvent.Unlocked(DateTimeOffset.UnixEpoch, new PersonName("ben"), $"{number}");
                await journal.AppendAsync("environment-production", number, [fact], "", CancellationToken.None);
                ends.Add(new FileInfo(JournalReader.Segments(_folder.In("journal"))[0]).Length);
            }
        }

        return ends;
    }
}
