using MicroBima.ChatOps.Audit;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Audit;

/// <summary>What a check of the journal says to people.</summary>
public sealed class AuditTrailTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task B4_A_byte_that_was_changed_is_found_in_its_entry(int damaged)
    {
        var ends = new List<long>();
        using (var journal = Journal.Open(_scratch["journal"]))
        {
            for (var number = 0; number < 10; number++)
            {
                Fact fact = new EnvironmentEvent.Unlocked(DateTimeOffset.UnixEpoch, new PersonName("ben"), $"{number}");
                await journal.AppendAsync("environment-production", number, [fact], "", CancellationToken.None);
                ends.Add(new FileInfo(JournalReader.Segments(_scratch["journal"])[0]).Length);
            }
        }

        var file = JournalReader.Segments(_scratch["journal"])[0];
        var bytes = await File.ReadAllBytesAsync(file);
        Assert.IsType<AuditResult.Whole>(AuditTrail.Verify(_scratch["journal"]));
        bytes[ends[damaged - 1] - 3] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);

        var broken = Assert.IsType<AuditResult.Broken>(AuditTrail.Verify(_scratch["journal"]));

        Assert.StartsWith($"Record {damaged} of the journal is damaged", broken.What, StringComparison.Ordinal);
    }
}
