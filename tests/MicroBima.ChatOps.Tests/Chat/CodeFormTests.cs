using System.Text;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Approve where the policy asks for a code: a form, and what comes of it.</summary>
public sealed class CodeFormTests : IDisposable
{
    // Appendix B of RFC 6238.
    private const string CodeOfNow = "005924";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1234567890);

    private static readonly Actor Cara = Sample.Ben with
    {
        Account = new AccountId(13),
        Person = new PersonName("Cara"),
    };

    private readonly Surroundings _around = new("/nonexistent");
    private readonly MemoryStore _store = new();
    private readonly Desk _desk;
    private int _causes;

    public CodeFormTests() => _desk = new Desk(_store, new FakeTimeProvider(Now));

    [Fact]
    public async Task A16_Approve_asks_for_the_code_and_counts_with_a_right_one()
    {
        var target = await ProposedAsync();

        Assert.Equal(new Reply.AskCode(target, "Approve #1"), await PressAsync(target, Sample.Ben));
        Assert.Empty(_store.Facts.OfType<SessionEvent.Approved>());

        Assert.Contains("not your code", Said(await TypeAsync(target, "000000")), StringComparison.Ordinal);
        Assert.Contains("Counted", Said(await TypeAsync(target, CodeOfNow)), StringComparison.Ordinal);
        Assert.Equal(Sample.Ben, Assert.Single(_store.Facts.OfType<SessionEvent.Approved>()).By);
    }

    [Fact]
    public async Task A16_Whoever_cannot_approve_or_has_no_code_is_told_so_instead_of_asked()
    {
        var target = await ProposedAsync();

        Assert.Contains(
            "somebody else",
            Said(await PressAsync(target, Sample.Ana)),
            StringComparison.OrdinalIgnoreCase
        );
        Assert.Contains(
            "authenticator",
            Said(await PressAsync(target, Sample.Ben, codes: null)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A16_A_code_for_another_button_or_an_older_card_approves_nothing()
    {
        var target = await ProposedAsync();

        Assert.Contains(
            "belongs to nothing",
            Said(await TypeAsync(target with { Verb = ButtonVerb.Abort }, CodeOfNow)),
            StringComparison.Ordinal
        );
        await TypeAsync(target with { Revision = target.Revision + 1 }, CodeOfNow);
        Assert.Empty(_store.Facts.OfType<SessionEvent.Approved>());
    }

    [Fact]
    public async Task A16_J07_a_word_about_a_missing_safety_backup_asks_for_the_code_and_counts_with_a_right_one()
    {
        var opened = await OpenAsync(SessionKind.Restore);
        var number = opened.Number;
        Task<Answer> AskAsync(SessionRequest request) => _desk.AskAsync(number, request, "", CancellationToken.None);
        await AskAsync(new SessionRequest.Propose(SamplePlans.Restore(), new Story(at: Now).Complete()));
        foreach (var (by, step) in new[] { (Sample.Ben, 1), (Cara, 2) })
            await AskAsync(
                new SessionRequest.Approve(by, _desk.Ledger.Find(number)!.Proposal!.Plan.Digest, []) { CodeStep = step }
            );
        await AskAsync(new SessionRequest.Begin(StepKind.Safety, Recheck.Clear));
        await AskAsync(new SessionRequest.Report(StepKind.Safety, 1, Story.NoBackup()));
        var target = new ButtonTarget(number, 1, ButtonVerb.GoWithoutNow, Restoring.SubjectOf(1));

        Assert.Equal(new Reply.AskCode(target, "Go on without it #1"), await PressAsync(target, Sample.Ben));
        Assert.Contains("not your code", Said(await TypeAsync(target, "000000")), StringComparison.Ordinal);
        Assert.Empty(_desk.Ledger.Find(number)!.Waivers);

        Assert.Contains("who else", Said(await TypeAsync(target, CodeOfNow)), StringComparison.Ordinal);
        Assert.Equal(Sample.Ben.Person, Assert.Single(_desk.Ledger.Find(number)!.Waivers).Person);
    }

    public void Dispose()
    {
        _desk.Dispose();
        _around.Dispose();
    }

    private static ApprovalCodes Bens =>
        new(
            new Dictionary<PersonName, byte[]> { [Sample.Ben.Person] = Encoding.ASCII.GetBytes("12345678901234567890") }
        );

    private async Task<Session> OpenAsync(SessionKind kind)
    {
        var opened = await _desk.OpenAsync(
            new OpenRequest(
                kind,
                "production",
                Sample.Ana,
                "gone wrong",
                "",
                null,
                null,
                Surroundings.Policy with
                {
                    AsksForCode = true,
                    People = 3,
                },
                "seal"
            ),
            "open",
            CancellationToken.None
        );
        return Assert.IsType<Answer.Done>(opened).Session;
    }

    private async Task<ButtonTarget> ProposedAsync()
    {
        var number = (await OpenAsync(SessionKind.Deploy)).Number;
        await _desk.AskAsync(
            number,
            new SessionRequest.Propose(Sample.Plan, new Story(at: Now).Complete()),
            "",
            CancellationToken.None
        );
        return new ButtonTarget(number, _desk.Ledger.Find(number)!.Revision, ButtonVerb.Approve, "");
    }

    private Clicks Clicks(ApprovalCodes? codes) =>
        _around.Clicks(
            _desk,
            (_, _) => Task.FromResult<System.Collections.Immutable.ImmutableArray<string>>([]),
            new FakeTimeProvider(Now),
            codes
        );

    private Task<Reply> PressAsync(ButtonTarget target, Actor by) => PressAsync(target, by, Bens);

    private Task<Reply> PressAsync(ButtonTarget target, Actor by, ApprovalCodes? codes) =>
        Clicks(codes).PressAsync(target, by, $"discord:{++_causes}", CancellationToken.None);

    private Task<Reply> TypeAsync(ButtonTarget target, string code) =>
        Clicks(Bens).WithCodeAsync(target, code, Sample.Ben, $"discord:{++_causes}", CancellationToken.None);

    private static string Said(Reply reply) => Markdown.Join("\n", Assert.IsType<Reply.Say>(reply).Card.Blocks).Source;
}
