using System.Collections.Immutable;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Buttons and forms of yesterday, of another release, or of somebody who may not: nothing happens, and it is said why.</summary>
public sealed class ClicksTests : IDisposable
{
    private const string Secret = "postgres://app:hunterhunter@db.internal/prod";

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _store = new();
    private readonly Surroundings _around;
    private readonly Desk _desk;

    public ClicksTests()
    {
        var flyctl = _folder.Script("flyctl", $"echo 'Error: {Secret} is away' >&2; exit 1");
        _around = new Surroundings("/nonexistent", flyctl: flyctl);
        _around.Environment = _around.Environment with { RollbackPolicy = Surroundings.Policy with { People = 1 } };
        _desk = new Desk(_store, TimeProvider.System);
    }

    public void Dispose()
    {
        _desk.Dispose();
        _around.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_button_or_a_form_of_an_earlier_plan_does_nothing()
    {
        await LoadAsync(Sample.Proposed(Sample.Plan, Sample.Complete));
        var (approve, reject) = (Target(ButtonVerb.Approve, before: 1), Target(ButtonVerb.Reject, before: 1));

        Assert.Contains("an earlier plan", await PressAsync(approve), StringComparison.Ordinal);
        Assert.Contains("an earlier plan", await ReasonAsync(reject), StringComparison.Ordinal);
        Assert.Equal("awaiting-approval", Session.State);
    }

    [Fact]
    public async Task Only_the_form_of_a_rejection_rejects()
    {
        await LoadAsync(Sample.Proposed(Sample.Plan, Sample.Complete));

        Assert.Contains("belongs to nothing", await ReasonAsync(Target(ButtonVerb.Approve)), StringComparison.Ordinal);
        Assert.Contains(
            "belongs to nothing",
            await ReasonAsync(Target(ButtonVerb.Reject) with { Session = new SessionNumber(99) }),
            StringComparison.Ordinal
        );
        Assert.False(Session.IsOver);
        Assert.Contains("Rejected", await ReasonAsync(Target(ButtonVerb.Reject)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_reject_is_not_asked_for_a_reason()
    {
        await LoadAsync(Sample.Proposed(Sample.Plan, Sample.Complete));

        var stranger = await Clicks()
            .PressAsync(Target(ButtonVerb.Reject), Sample.Ben with { Roles = [] }, "click", CancellationToken.None);
        var ben = await Clicks().PressAsync(Target(ButtonVerb.Reject), Sample.Ben, "click", CancellationToken.None);

        Assert.IsType<Reply.Say>(stranger);
        Assert.IsType<Reply.AskReason>(ben);
    }

    [Fact]
    public async Task A_way_back_has_its_own_rules_of_approval_and_a_deployment_has_the_usual_ones()
    {
        await OpenAsync(SessionKind.Rollback);
        Assert.Equal(1, Session.Policy.People);
        await _desk.AskAsync(Sample.Number, new SessionRequest.Abort(Sample.Ana), "", CancellationToken.None);

        await OpenAsync(SessionKind.Deploy);

        Assert.Equal(2, _desk.Ledger.Find(new SessionNumber(2))!.Policy.People);
    }

    [Fact]
    public async Task A_run_that_cannot_be_left_keeps_its_environment_and_no_way_back_is_opened()
    {
        await LoadAsync([.. Sample.Started(Sample.Plan), new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1)]);

        var text = await PressAsync(Target(ButtonVerb.RollBack));

        Assert.StartsWith("⚠️", text, StringComparison.Ordinal);
        Assert.Single(_desk.Ledger.Sessions);
        Assert.Equal("running", Session.State);
    }

    [Fact]
    public async Task The_button_of_a_report_takes_back_its_own_release_only()
    {
        await LoadAsync(Sample.Released(Sample.Plan));
        Assert.Contains("Session #2 is open", await PressAsync(Target(ButtonVerb.GoBack)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Ending.Failed, "it fails · /a is down", "it fails · /a is down")]
    [InlineData(Ending.Healthy, "healthy for 15 min", "")]
    public async Task H4_a_way_back_by_a_button_says_why_the_release_goes_back_and_not_why_it_was_made(
        Ending how,
        string why,
        string expected
    )
    {
        await LoadAsync([.. Sample.Released(Sample.Plan)[..^1], new SessionEvent.Finished(Sample.Now, how, why)]);
        Assert.NotEmpty(Session.Reason);

        await PressAsync(Target(ButtonVerb.RollBack));

        Assert.Equal(expected, _desk.Ledger.Find(new SessionNumber(2))!.Reason);
    }

    [Theory]
    [InlineData("production", true)]
    [InlineData("staging", false)]
    public async Task After_a_later_release_of_the_environment_the_button_of_a_report_takes_nothing_back(
        string environment,
        bool isRefused
    )
    {
        await _store.AppendAsync(
            "session-2",
            0,
            Sample.Released(Sample.Plan with { Environment = environment }),
            "",
            CancellationToken.None
        );
        await LoadAsync(Sample.Released(Sample.Plan));

        var text = await PressAsync(Target(ButtonVerb.GoBack));

        Assert.Equal(isRefused, text.Contains("this button would take back another one", StringComparison.Ordinal));
        Assert.Equal(isRefused ? 2 : 3, _desk.Ledger.Sessions.Count);
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_is_not_called_free_of_errors_and_shows_no_secret()
    {
        await LoadAsync(Sample.Released(Sample.Plan));

        var text = await PressAsync(Target(ButtonVerb.Logs));

        Assert.Contains("could not be read", text, StringComparison.Ordinal);
        Assert.DoesNotContain("No errors", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G05_what_the_machines_answered_is_masked_in_the_answer_and_on_record()
    {
        var flyctl = _folder.Script(
            "other",
            $"[ \"$1\" = status ] && echo '{{\"Machines\":[{{\"id\":\"a\",\"state\":\"started\"}}]}}' && exit; echo {Secret} >&2; exit 1"
        );
        using var around = new Surroundings("/nonexistent", flyctl: flyctl);
        using var apps = new AppDesk(
            _desk,
            around.List,
            new ChatOps.Tools.Machines(around.Tools, TimeProvider.System),
            around.Redactor,
            TimeProvider.System
        );
        await apps.AskAsync(around.Environment, AppAct.Stop, "it hurts", Sample.Ana, "1", CancellationToken.None);
        var order = _desk.Ledger.Orders["production"];

        var work = Assert.IsType<Reply.Work>(await apps.ConfirmAsync(order, Sample.Ana, "2", CancellationToken.None));
        var card = await work.Do(_ => { }, CancellationToken.None);

        var ended = Assert.Single(_store.Facts.OfType<EnvironmentEvent.AppEnded>());
        Assert.Equal((CardTone.Bad, false), (card.Tone, ended.IsDone));
        Assert.Contains("are not stopped", ended.Outcome, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", ended.Outcome + Text(card), StringComparison.Ordinal);
    }

    private Session Session => _desk.Ledger.Find(Sample.Number)!;

    private async Task LoadAsync(ImmutableArray<Fact> facts)
    {
        await _store.AppendAsync("session-1", 0, facts, "", CancellationToken.None);
        await _desk.LoadAsync(CancellationToken.None);
    }

    private ButtonTarget Target(ButtonVerb verb, int before = 0) =>
        new(Sample.Number, Session.Revision - before, verb, "");

    private async Task<string> PressAsync(ButtonTarget target) =>
        Text(await Clicks().PressAsync(target, Sample.Ben, "click", CancellationToken.None));

    private async Task<string> ReasonAsync(ButtonTarget target) =>
        Text(await Clicks().WithReasonAsync(target, "no", Sample.Ben, "form", CancellationToken.None));

    private Task<Reply> OpenAsync(SessionKind kind) =>
        Clicks()
            .OpenAsync(kind, "production", Sample.Ana, "why", "because", $"{kind}", null, "", CancellationToken.None);

    private Clicks Clicks() =>
        _around.Clicks(_desk, (_, _) => throw new InvalidOperationException("Nothing is looked up here."));

    private static string Text(Reply reply) => Text(Assert.IsType<Reply.Say>(reply).Card);

    private static string Text(Card card) => Markdown.Join("\n", card.Blocks).Source;
}
