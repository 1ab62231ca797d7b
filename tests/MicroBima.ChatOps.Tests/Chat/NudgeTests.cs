using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Somebody waits for an environment: they see who holds it, and may have those called who could approve it.</summary>
public sealed class NudgeTests : IDisposable
{
    private static readonly Actor Cara = new(
        new AccountId(13),
        new PersonName("Cara"),
        [Surroundings.Role],
        IsHuman: true
    );

    private readonly FakeTimeProvider _time = new(Sample.Now);
    private readonly Surroundings _around = new("/nonexistent");
    private readonly Members _members = new()
    {
        Find = account =>
            Task.FromResult(new[] { Sample.Ana, Sample.Ben, Cara }.FirstOrDefault(one => one.Account == account)),
    };

    private readonly Desk _desk;
    private int _causes;

    public NudgeTests() => _desk = new Desk(new MemoryStore(), _time);

    [Fact]
    public async Task Whoever_finds_production_held_gets_the_way_to_its_card_and_calls_its_approvers_once()
    {
        await HeldAsync();
        var refused = Assert.IsType<Reply.Say>(await OpenAsync(Sample.Ben)).Card;
        var payload = new Payloads(new Redactor(), _desk, Sample.Channel, "/nonexistent").Of(refused);
        var nudge = Assert.Single(refused.Buttons);

        Assert.Contains("is held by #1 (Ana", Said(refused), StringComparison.Ordinal);
        Assert.Contains(
            "https://discord.com/channels/1/50/77",
            Assert
                .IsType<ChatOps.Discord.MessagePayload.Layout>(payload)
                .Components.SelectMany(DiscordButtons)
                .Select(button => button.Url?.AbsoluteUri)
        );
        Assert.Equal("Nudge its approvers", nudge.Label);
        Assert.False(nudge.Target.IsOnCard);
        Assert.Contains("They are called", Said(await PressAsync(nudge.Target, Sample.Ben)), StringComparison.Ordinal);
        Assert.Contains("Not called again", Said(await PressAsync(nudge.Target, Sample.Ben)), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Contains("They are called", Said(await PressAsync(nudge.Target, Cara)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_called_by_a_stranger_and_nobody_for_a_session_that_waits_for_no_approval()
    {
        var session = await HeldAsync();
        var nudge = new ButtonTarget(session.Number, session.Revision, ButtonVerb.Nudge, "");
        var stranger = Cara with { Roles = [] };

        Assert.Contains("roles do not allow", Said(await PressAsync(nudge, stranger)), StringComparison.Ordinal);
        await PressAsync(nudge with { Verb = ButtonVerb.Approve }, Sample.Ben);
        Assert.True(_desk.Ledger.Find(session.Number)!.HasStarted);
        Assert.Contains("Nudge its approvers", Said(await PressAsync(nudge, Cara)), StringComparison.Ordinal);
        Assert.Null(_desk.Ledger.Find(session.Number)!.NudgedAt);
        Assert.Empty(Assert.IsType<Reply.Say>(await OpenAsync(Sample.Ben)).Card.Buttons);
    }

    [Fact]
    public async Task A01_whoever_approves_what_they_asked_for_reads_who_could_instead()
    {
        var session = await HeldAsync();
        var approve = new ButtonTarget(session.Number, session.Revision, ButtonVerb.Approve, "");

        var answer = Said(await PressAsync(approve, Sample.Ana));

        Assert.Contains("Still needed: 1 of Ben, Cara.", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_is_who_has_the_role_now_and_has_not_approved_yet()
    {
        var session = await HeldAsync();
        Assert.Equal(["Ben", "Cara"], await NamesAsync(session));

        _members.Find = account => Task.FromResult(account == Cara.Account ? Cara : null);
        Assert.Equal(["Cara"], await NamesAsync(session));
        _members.Find = account => Task.FromResult<Actor?>(Cara with { Account = account, Roles = [] });
        Assert.Empty(await NamesAsync(session));
    }

    [Fact]
    public async Task O01_where_Discord_does_not_say_in_time_nobody_is_named_and_the_answer_is_not_late()
    {
        var session = await HeldAsync();
        _members.Find = _ => throw new MembersAwayException("away", new TimeoutException());
        Assert.Empty(await NamesAsync(session));

        _members.Find = _ => new TaskCompletionSource<Actor?>().Task;
        var names = NamesAsync(session);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(await names);
    }

    [Fact]
    public async Task The_call_pings_those_who_could_approve_or_the_roles_where_nobody_is_known()
    {
        var session = await HeldAsync();
        var pings = new Pings(Approvers());

        var (call, pinged) = await pings.CallAsync(session, Cara.Person, CancellationToken.None);
        Assert.Contains(
            "#1 for **production** waits: 0 of 1 approvals. Cara asks",
            Said(call),
            StringComparison.Ordinal
        );
        Assert.Contains("<@12> <@13>", Said(call), StringComparison.Ordinal);
        Assert.Equal([12UL, 13UL], pinged.Users.Select(user => user.Value));
        Assert.Empty(pinged.Roles);

        _members.Find = _ => Task.FromResult<Actor?>(null);
        (call, pinged) = await pings.CallAsync(session, Cara.Person, CancellationToken.None);
        Assert.Contains($"<@&{Surroundings.Role}>", Said(call), StringComparison.Ordinal);
        Assert.Equal([Surroundings.Role.Value], pinged.Roles.Select(role => role.Value));
        Assert.Empty(pinged.Users);
    }

    public void Dispose()
    {
        _desk.Dispose();
        _around.Dispose();
    }

    private async Task<Session> HeldAsync()
    {
        await OpenAsync(Sample.Ana);
        await _desk.AskAsync(Sample.Number, new SessionRequest.Place(new CardPlace(77, 78)), "", default);
        await _desk.AskAsync(Sample.Number, new SessionRequest.Propose(Sample.Plan, Sample.Complete), "", default);
        return _desk.Ledger.Find(Sample.Number)!;
    }

    private PossibleApprovers Approvers() =>
        new(
            new ChatOps.Approvals.Directory(
                new[] { Sample.Ana, Sample.Ben, Cara }.Select(one => new Person(one.Person, [one.Account], null, []))
            ),
            _members,
            _time
        );

    private async Task<IEnumerable<string>> NamesAsync(Session session) =>
        (await Approvers().OfAsync(session, CancellationToken.None)).Select(one => one.Person.Value);

    private Clicks Clicks() =>
        _around.Clicks(_desk, (_, _) => Task.FromResult<ImmutableArray<string>>([]), _time, approvers: Approvers());

    private Task<Reply> OpenAsync(Actor by) =>
        Clicks().OpenAsync(SessionKind.Deploy, "production", by, "", "", $"discord:{++_causes}", null, "", default);

    private Task<Reply> PressAsync(ButtonTarget target, Actor by) =>
        Clicks().PressAsync(target, by, $"discord:{++_causes}", CancellationToken.None);

    private static IEnumerable<ChatOps.Discord.Component.Button> DiscordButtons(ChatOps.Discord.Component component) =>
        component is ChatOps.Discord.Component.ActionRow row
            ? row.Items.OfType<ChatOps.Discord.Component.Button>()
            : [];

    private static string Said(Reply reply) => Said(Assert.IsType<Reply.Say>(reply).Card);

    private static string Said(Card card) => Markdown.Join("\n", card.Blocks).Source;
}
