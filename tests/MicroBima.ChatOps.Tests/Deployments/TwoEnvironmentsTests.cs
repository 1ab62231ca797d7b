using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Two environments beside each other: what happens in one changes nothing in the other.</summary>
public sealed class TwoEnvironmentsTests : IDisposable
{
    private const string Production = "production";
    private const string Training = "training";
    private static readonly TimeSpan StepTime = TimeSpan.FromMinutes(1);

    private readonly TestTime _time = new();
    private readonly Desk _desk;

    public TwoEnvironmentsTests() => _desk = new Desk(new MemoryStore(), _time);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task A_session_holds_its_own_environment_only()
    {
        var first = await OpenAsync(Production);

        var second = await OpenAsync(Training);

        Assert.Equal((first, second), (_desk.Ledger.Holder(Production)!.Number, _desk.Ledger.Holder(Training)!.Number));
        Assert.Equal((first, second), (_desk.Ledger.Last(Production)!.Number, _desk.Ledger.Last(Training)!.Number));
    }

    [Fact]
    public async Task The_numbers_of_sessions_go_up_over_all_environments()
    {
        var first = await OpenAsync(Production);
        var second = await OpenAsync(Training);

        Assert.Equal((1, 2), (first.Value, second.Value));
    }

    [Fact]
    public async Task L1_A_place_in_one_queue_is_none_in_another_and_is_kept_when_the_other_is_reached()
    {
        await OpenAsync(Production, Team.Dan);
        await OpenAsync(Training, Team.Dan);
        Assert.IsType<Answer.Refused>(await AskToOpenAsync(Production));
        Assert.Empty(_desk.Ledger.QueueOf(Training, _time.GetUtcNow()));

        Assert.IsType<Answer.Refused>(await AskToOpenAsync(Training));
        await AbortAsync(Training);
        await OpenAsync(Training);

        Assert.Empty(_desk.Ledger.QueueOf(Training, _time.GetUtcNow()));
        Assert.Equal(Team.Ana.Person, Assert.Single(_desk.Ledger.QueueOf(Production, _time.GetUtcNow())).Person);
    }

    [Fact]
    public async Task A_release_is_one_of_its_own_environment_only()
    {
        var number = await OpenAsync(Production);
        await RunAsync(number);

        Assert.NotNull(_desk.Ledger.LastRelease(Production));
        Assert.Null(_desk.Ledger.LastRelease(Training));
        var now = _time.GetUtcNow();
        Assert.Equal(1, DeliveryStats.Of(_desk.Ledger.Sessions.Values, Production, now, 4).Deployments);
        Assert.Equal(0, DeliveryStats.Of(_desk.Ledger.Sessions.Values, Training, now, 4).Deployments);
    }

    [Fact]
    public async Task The_last_release_is_the_newest_of_all_and_begins_with_its_code_on_the_branch()
    {
        await RunAsync(await OpenAsync(Production));
        var began = _time.GetUtcNow();
        await RunAsync(await OpenAsync(Production));

        Assert.Equal(began + StepTime, _desk.Ledger.LastRelease(Production));
    }

    [Fact]
    public async Task C18_A_rollback_names_the_release_of_its_own_environment()
    {
        await RunAsync(await OpenAsync(Production));
        await RunAsync(await OpenAsync(Training));
        var back = await OpenAsync(Production, kind: SessionKind.Rollback);

        await ProposeAsync(back, SamplePlans.Release() with { Base = SamplePlans.Release().Result });

        Assert.Equal(new SessionNumber(1), _desk.Ledger.Find(back)!.Returns);
    }

    [Fact]
    public async Task A_pattern_that_is_muted_in_one_is_heard_in_the_other_and_one_alone_is_unmuted()
    {
        await MuteAsync(Production, "first", silence: true);
        await MuteAsync(Production, "second", silence: true);
        Assert.Empty(_desk.Ledger.MutedIn(Training));

        await MuteAsync(Training, "first", silence: true);
        await MuteAsync(Production, "first", silence: false);

        Assert.Equal(["second"], _desk.Ledger.MutedIn(Production).Select(mute => mute.Pattern));
        Assert.Equal(["first"], _desk.Ledger.MutedIn(Training).Select(mute => mute.Pattern));
    }

    private async Task MuteAsync(string environment, string pattern, bool silence) =>
        Assert.IsType<Answer.Changed>(
            await _desk.MuteAsync(environment, Team.Ben, Team.Policy(), pattern, "", silence, "known", "", default)
        );

    private async Task<SessionNumber> OpenAsync(
        string environment,
        Actor? by = null,
        SessionKind kind = SessionKind.Deploy
    ) => Assert.IsType<Answer.Done>(await AskToOpenAsync(environment, by, kind)).Session.Number;

    private async Task<Answer> AskToOpenAsync(
        string environment,
        Actor? by = null,
        SessionKind kind = SessionKind.Deploy
    ) =>
        await _desk.OpenAsync(
            new OpenRequest(kind, environment, by ?? Team.Ana, "why", "", null, null, Team.Policy(), "seal"),
            "",
            CancellationToken.None
        );

    private Task<Answer> AbortAsync(string environment) =>
        AskAsync(_desk.Ledger.Holder(environment)!.Number, new SessionRequest.Abort(Team.Ben));

    private Task<Answer> AskAsync(SessionNumber number, SessionRequest request) =>
        _desk.AskAsync(number, request, "", CancellationToken.None);

    private Task<Answer> ProposeAsync(SessionNumber number, Plan plan)
    {
        var signed = new Story().Complete();
        foreach (var item in signed.Items.Keys)
            signed = signed.With(item, new Checklists.Standing.Signed(Team.Cara.Person, DateTimeOffset.UnixEpoch, ""));

        return AskAsync(number, new SessionRequest.Propose(plan, signed));
    }

    private async Task RunAsync(SessionNumber number)
    {
        await ProposeAsync(number, SamplePlans.Release(migrations: 0).Only(StepKind.Push, StepKind.Health));
        await AskAsync(
            number,
            new SessionRequest.Approve(Team.Ben, _desk.Ledger.Find(number)!.Proposal!.Plan.Digest, [])
        );
        while (_desk.Ledger.Find(number) is { IsOver: false, Current: { } step })
        {
            await AskAsync(number, new SessionRequest.Begin(step.Kind, Recheck.Clear));
            _time.Advance(StepTime);
            await AskAsync(number, new SessionRequest.Report(step.Kind, 1, new StepOutcome.Succeeded("seen")));
        }
    }
}
