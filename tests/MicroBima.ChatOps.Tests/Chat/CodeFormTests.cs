using System.Text;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Approve where the policy asks for a code: a form, and what comes of it.</summary>
public sealed class CodeFormTests : IDisposable
{
    // Appendix B of RFC 6238.
    private const string CodeOfNow = "005924";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1234567890);

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

    public void Dispose()
    {
        _desk.Dispose();
        _around.Dispose();
    }

    private static ApprovalCodes Bens =>
        new(
            new Dictionary<PersonName, byte[]> { [Sample.Ben.Person] = Encoding.ASCII.GetBytes("12345678901234567890") }
        );

    private async Task<ButtonTarget> ProposedAsync()
    {
        var opened = await _desk.OpenAsync(
            new OpenRequest(
                SessionKind.Deploy,
                "production",
                Sample.Ana,
                "",
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
        var number = Assert.IsType<Answer.Done>(opened).Session.Number;
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
