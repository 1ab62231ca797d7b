using System.Collections.Immutable;
using MicroBima.ChatOps.Audit;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;
using static MicroBima.ChatOps.Tests.Deployments.DeskTalk;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>The channel remembers the newest record of the journal; a desk over another journal changes nothing.</summary>
public sealed class TrustTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_is_answered_before_the_journal_is_proven_and_everything_afterwards()
    {
        using var journal = Journal.Open(_folder.In("journal"));
        using var desk = new Desk(journal, _time);
        desk.AwaitProof();

        var opening = OpenAsync(desk, "open");
        Assert.Null(desk.Anchor);
        Assert.Equal(0, journal.Sequence);
        Assert.Equal(default, desk.Prove(told: null, accepted: null));

        Assert.IsType<Answer.Done>(await opening);
        Assert.Equal(journal.Newest, desk.Anchor);
    }

    [Fact]
    public async Task Where_the_channel_may_not_be_read_nothing_is_done_and_whoever_asks_reads_why()
    {
        using var journal = Journal.Open(_folder.In("journal"));
        using var desk = new Desk(journal, _time);
        desk.AwaitProof();
        var opening = OpenAsync(desk, "open");

        desk.Distrust(new Refusal.Unknown("The history may not be read.", "Allow it."));

        Assert.Equal("Allow it.", Assert.IsType<Answer.Refused>(await opening).Refusal.Next);
        Assert.False(await desk.IsTrustedAsync(CancellationToken.None));
        Assert.Equal(0, journal.Sequence);
    }

    [Fact]
    public async Task A_journal_that_went_on_since_the_channel_was_told_is_believed()
    {
        using var journal = Journal.Open(_folder.In("journal"));
        await FillAsync(journal, "a", "b");
        var told = journal.Newest;
        await FillAsync(journal, "c");

        Assert.Null(Proven(journal, told).Doubt);
        Assert.Null(Proven(journal, new Anchor(0, new string('0', Anchor.Digits))).Doubt);
    }

    [Fact]
    public async Task L02_L06_An_older_copy_and_one_that_lost_its_end_are_not_believed()
    {
        Anchor told;
        using (var journal = Journal.Open(_folder.In("journal")))
        {
            await FillAsync(journal, "a", "b");
            File.Copy(Segment("journal"), _folder.In("older"));
            await FillAsync(journal, "c");
            told = journal.Newest;
        }

        File.Copy(_folder.In("older"), Segment("journal"), overwrite: true);
        using var older = Journal.Open(_folder.In("journal"));
        using var desk = new Desk(older, _time);
        desk.AwaitProof();
        var proof = desk.Prove(told, accepted: null);

        Assert.Contains("it has 2 records, and this channel was told of 3", proof.Doubt!.Why, StringComparison.Ordinal);
        Assert.Contains($"Storage:Accept to {older.Newest.Text}", proof.Doubt.Next, StringComparison.Ordinal);
        Assert.Same(proof.Doubt, Assert.IsType<Answer.Refused>(await OpenAsync(desk, "open")).Refusal);
        Assert.Equal(2, older.Sequence);
        Assert.Null(desk.Anchor); // or the channel would forget
    }

    [Fact]
    public async Task L06_A_chain_that_was_written_anew_is_whole_and_not_believed()
    {
        using var journal = Journal.Open(_folder.In("journal"));
        await FillAsync(journal, "a", "b");
        using var forged = Journal.Open(_folder.In("forged"));
        await FillAsync(forged, "a", "another", "c");

        var proof = Proven(forged, journal.Newest);

        Assert.IsType<AuditResult.Whole>(AuditTrail.Verify(_folder.In("forged")));
        Assert.Contains("record 2 is not the one", proof.Doubt!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_whoever_runs_the_bot_accepts_is_believed_and_nothing_but_that()
    {
        using var journal = Journal.Open(_folder.In("journal"));
        await FillAsync(journal, "a");
        var told = new Anchor(9, "0123456789abcdef");

        Assert.Equal(new Proof(null, IsAccepted: true), Proven(journal, told, journal.Newest));
        Assert.NotNull(Proven(journal, told, journal.Newest with { Sequence = 2 }).Doubt);
        Assert.Equal(default, Proven(journal, journal.Newest, journal.Newest)); // nothing had to be accepted
    }

    [Theory]
    [InlineData("1234:0123456789abcdef", true)]
    [InlineData("1234:0123456789abcde", false)]
    [InlineData("1234:0123456789ABCDEF", false)]
    [InlineData("1234:0123456789abcdef\n", false)]
    [InlineData(" 1234:0123456789abcdef", false)]
    [InlineData("-1:0123456789abcdef", false)]
    [InlineData("99999999999999999999:0123456789abcdef", false)]
    [InlineData("", false)]
    public void An_anchor_is_read_from_a_text_that_is_nothing_else(string text, bool isOne) =>
        Assert.Equal(isOne ? text : null, Anchor.TryParse(text)?.Text);

    private Proof Proven(Journal journal, Anchor told, Anchor? accepted = null)
    {
        using var desk = new Desk(journal, _time);
        desk.AwaitProof();
        return desk.Prove(told, accepted);
    }

    private string Segment(string folder) => _folder.In($"{folder}/000001.journal");

    private static async Task FillAsync(Journal journal, params string[] reasons)
    {
        foreach (var reason in reasons)
            Assert.IsType<AppendResult.Appended>(
                await journal.AppendAsync(
                    $"environment-{reason}",
                    0,
                    ImmutableArray.Create<Fact>(
                        new EnvironmentEvent.Locked(DateTimeOffset.UnixEpoch, Team.Ana.Person, reason)
                    ),
                    "",
                    CancellationToken.None
                )
            );
    }
}
