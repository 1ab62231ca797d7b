using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;
using static MicroBima.ChatOps.Tests.Deployments.DeskTalk;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Who asks for a held environment waits in a queue, and is called.</summary>
public sealed class QueueTests
{
    private static readonly Actor Ben = Team.Ben with { Roles = [Team.Requesting, Team.Approving] };

    private readonly TestTime _time = new();
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task L1_A_second_deployment_is_told_its_place_in_the_queue_also_after_a_restart_and_when_it_asks_again()
    {
        using (var before = new Desk(_store, _time))
        {
            await ProposedAsync(before);
            Assert.Equal(1, await PlaceAsync(before, Ben));
            Assert.Equal(0, await PlaceAsync(before, Team.Ana));
        }

        using var desk = new Desk(_store, _time);
        await desk.LoadAsync(CancellationToken.None);

        Assert.Equal(2, await PlaceAsync(desk, Team.Dan));
        Assert.Equal(1, await PlaceAsync(desk, Ben));
        Assert.Equal(2, _store.Facts.OfType<EnvironmentEvent.Queued>().Count());
    }

    [Fact]
    public async Task L1_The_refusal_says_the_place_and_that_somebody_calls()
    {
        using var desk = new Desk(_store, _time);
        await ProposedAsync(desk);

        var refusal = Assert.IsType<Answer.Refused>(await AskForItAsync(desk, Ben)).Refusal;

        Assert.EndsWith("You are number 1 in the queue.", refusal.Why, StringComparison.Ordinal);
        Assert.Contains("calls you when it is your turn", refusal.Next, StringComparison.Ordinal);
        Assert.Contains("/abort session:1", refusal.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task L2_The_first_of_the_queue_is_called_when_the_environment_is_open_to_them_and_leaves_it_with_a_session()
    {
        using var desk = new Desk(_store, _time);
        var holder = await ProposedAsync(desk);
        await AskForItAsync(desk, Ben);
        await AskForItAsync(desk, Team.Dan);

        var whileHeld = Called(desk);
        await AskAsync(desk, holder.Number, new SessionRequest.Abort(Team.Ana), "abort");
        var whenFree = Called(desk);
        await LockAsync(desk, close: true);
        var whileLocked = Called(desk);
        await LockAsync(desk, close: false);
        var opened = await AskForItAsync(desk, Ben);
        await AskAsync(
            desk,
            Assert.IsType<Answer.Done>(opened).Session.Number,
            new SessionRequest.Abort(Ben),
            "abort again"
        );
        var afterwards = Called(desk);

        Assert.Null(whileHeld);
        Assert.Equal(Ben.Person, whenFree);
        Assert.Null(whileLocked);
        Assert.Equal(Team.Dan.Person, afterwards);
    }

    [Fact]
    public async Task L2_Who_asked_a_day_ago_is_not_called_any_more()
    {
        using var desk = new Desk(_store, _time);
        var holder = await ProposedAsync(desk);
        await AskForItAsync(desk, Ben);
        await AskAsync(desk, holder.Number, new SessionRequest.Abort(Team.Ana), "abort");

        _time.Advance(TimeSpan.FromHours(24));

        Assert.Null(Called(desk));
    }

    private PersonName? Called(Desk desk) =>
        EnvironmentEntry.Call(desk.Ledger, "production", _time.GetUtcNow(), out var next) is { } card
        && card.Blocks[0].Source.Contains($"<@{next!.Account}>", StringComparison.Ordinal)
            ? next.Person
            : null;

    private static async Task<int> PlaceAsync(Desk desk, Actor by) =>
        Assert.IsType<Refusal.Held>(Assert.IsType<Answer.Refused>(await AskForItAsync(desk, by)).Refusal).Place;

    private static Task<Answer> AskForItAsync(Desk desk, Actor by) =>
        desk.OpenAsync(
            new OpenRequest(SessionKind.Deploy, "production", by, "mine", "", null, null, Team.Policy(), "seal"),
            "",
            CancellationToken.None
        );

    private static Task<Answer> LockAsync(Desk desk, bool close) =>
        desk.LockAsync("production", Team.Cara, Team.Policy(), close, "audit", "", CancellationToken.None);
}
