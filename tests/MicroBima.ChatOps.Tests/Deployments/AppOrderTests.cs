using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Orders about the app: asked, confirmed by the same person with a fresh button, once.</summary>
public sealed class AppOrderTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 9, 10, 12, 0, 0, TimeSpan.Zero));
    private readonly Desk _desk;

    public AppOrderTests() => _desk = new Desk(new MemoryStore(), _time);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task It_begins_once_with_the_button_of_the_person_who_asked()
    {
        var order = await AskAsync();

        Assert.IsType<Answer.Changed>(await BeginAsync(order, Team.Ben, "1"));
        Assert.IsType<Answer.Refused>(await BeginAsync(order, Team.Ben, "2"));
        await _desk.EndOrderAsync("production", isDone: true, "1 machine stopped", CancellationToken.None);
        Assert.IsType<Answer.Refused>(await BeginAsync(order, Team.Ben, "3"));
        Assert.Equal(OrderStage.Ended, _desk.Ledger.Orders["production"].Stage);
    }

    [Fact]
    public async Task A_button_of_somebody_else_of_before_or_of_an_earlier_order_does_nothing()
    {
        var first = await AskAsync("first");
        var second = await AskAsync("second");

        Assert.IsType<Answer.Refused>(await BeginAsync(first, Team.Ben, "1"));
        Assert.IsType<Answer.Refused>(await BeginAsync(second, Team.Cara, "2"));
        Assert.Null(OrderSeal.TryOpen(OrderSeal.IdOf(first), _desk.Ledger));
        Assert.Equal(second.Seal, OrderSeal.TryOpen(OrderSeal.IdOf(second), _desk.Ledger)?.Seal);
        _time.Advance(AppOrder.Patience + TimeSpan.FromSeconds(1));
        Assert.IsType<Answer.Refused>(await BeginAsync(second, Team.Ben, "3"));
    }

    [Fact]
    public async Task A_role_that_is_gone_by_the_click_is_no_role()
    {
        var order = await AskAsync();

        var answer = await BeginAsync(order, Team.Ben with { Roles = [] }, "1");

        Assert.IsType<Refusal.NotPermitted>(Assert.IsType<Answer.Refused>(answer).Refusal);
    }

    [Theory]
    [InlineData("o.")]
    [InlineData("o.AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("")]
    public async Task A12_a_made_up_id_opens_nothing(string id)
    {
        await AskAsync();

        Assert.Null(OrderSeal.TryOpen(id, _desk.Ledger));
    }

    [Fact]
    public async Task While_a_restore_runs_the_app_is_its_own()
    {
        var session = Assert.IsType<Answer.Done>(await DeskTalk.OpenAsync(_desk, "open", SessionKind.Restore)).Session;
        await DeskTalk.AskAsync(_desk, session.Number, new SessionRequest.Propose(SamplePlans.Restore(), Signed()), "");
        var digest = _desk.Ledger.Find(session.Number)!.Proposal!.Plan.Digest;
        await DeskTalk.AskAsync(_desk, session.Number, new SessionRequest.Approve(Team.Ben, digest, []), "yes");

        var answer = await _desk.OrderAsync(New("x"), Team.Ben, Team.Policy(), "a", CancellationToken.None);

        Assert.IsType<Refusal.Held>(Assert.IsType<Answer.Refused>(answer).Refusal);
    }

    [Fact]
    public async Task An_order_without_a_reason_is_not_taken()
    {
        var order = New("x") with { Reason = " " };

        var answer = await _desk.OrderAsync(order, Team.Ben, Team.Policy(), "a", CancellationToken.None);

        Assert.IsType<Refusal.ReasonTooShort>(Assert.IsType<Answer.Refused>(answer).Refusal);
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(15, false)]
    public void An_order_that_is_being_carried_out_stands_in_the_way_for_a_quarter_of_an_hour(int minutes, bool stands)
    {
        var begun = New("x") with { Stage = OrderStage.Begun };
        var later = begun.At + TimeSpan.FromMinutes(minutes);

        Assert.Equal(stands, begun.WhyNotGoOn(null, later) is null);
        Assert.Equal(
            stands,
            AppOrder.WhyNotAsk("production", Team.Cara, Team.Policy(), AppAct.Stop, "why", begun, null, later)
                is not null
        );
    }

    [Fact]
    public void N02_A_button_from_a_time_that_has_not_come_is_too_old()
    {
        var order = New("x") with { At = DateTimeOffset.UnixEpoch };

        Assert.NotNull(order.WhyNotBegin(Team.Ben, Team.Policy(), null, order.At - TimeSpan.FromSeconds(1)));
        Assert.Null(order.WhyNotBegin(Team.Ben, Team.Policy(), null, order.At + AppOrder.Patience));
    }

    private static Checklists.Checklist Signed() =>
        Enum.GetValues<Checklists.ChecklistItem>()
            .Aggregate(
                Checklists.Checklist.Unchecked,
                (list, item) =>
                    list.With(item, new Checklists.Standing.Signed(Team.Cara.Person, DateTimeOffset.UnixEpoch, ""))
            );

    private async Task<AppOrder> AskAsync(string seal = "seal")
    {
        Assert.IsType<Answer.Changed>(
            await _desk.OrderAsync(New(seal), Team.Ben, Team.Policy(), seal, CancellationToken.None)
        );
        return _desk.Ledger.Orders["production"];
    }

    private static AppOrder New(string seal) =>
        new("production", Team.Ben.Person, AppAct.Stop, "it writes rubbish", seal, default, OrderStage.Asked);

    private Task<Answer> BeginAsync(AppOrder order, Actor by, string cause) =>
        _desk.BeginOrderAsync(order, by, Team.Policy(), cause, CancellationToken.None);
}
