using System.Text.Json.Nodes;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What Discord sends is heard only where it comes from the right place, from a member, and from a message of the bot's own.</summary>
public sealed class DiscordChatTests : IAsyncLifetime
{
    private const string Secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    private const string Unknown = "unknown or has expired";

    private readonly ChatOnLine _talk = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _talk.DisposeAsync();

    [Theory]
    [InlineData("guild_id", "30", true)]
    [InlineData("guild_id", "31", false)]
    [InlineData("guild_id", null, false)]
    [InlineData("channel_id", "51", false)]
    [InlineData("application_id", "9", false)]
    [InlineData("member", null, false)]
    public async Task A14_B06_B08_B19_who_speaks_from_elsewhere_or_is_no_member_changes_nothing(
        string field,
        string? value,
        bool isHeard
    )
    {
        await _talk.StartAsync();
        var lockIt = _talk.Command("lock", ("environment", "production"), ("reason", "it moves"));
        lockIt["user"] = lockIt["member"]!["user"]!.DeepClone();
        lockIt[field] = value;

        var answer = await _talk.SayAsync(lockIt);

        Assert.Equal(!isHeard, answer.Contains("does not listen here", StringComparison.Ordinal));
        Assert.Equal(isHeard, _talk.Desk.Ledger.Locks.ContainsKey("production"));
    }

    [Theory]
    [InlineData("60", "8", true)]
    [InlineData("60", "7", true)]
    [InlineData("61", "8", false)]
    [InlineData("60", "9", false)]
    [InlineData(null, null, false)]
    public async Task A02_B02_a_button_of_a_card_works_on_that_card_and_where_the_bot_wrote_it(
        string? message,
        string? author,
        bool isPressed
    )
    {
        await _talk.StartAsync(WithCard());

        var answer = await _talk.SayAsync(_talk.Button(Id(ButtonVerb.Abort), message, author));

        Assert.Equal(!isPressed, answer.Contains(Unknown, StringComparison.Ordinal));
        Assert.Equal(isPressed, Session.IsOver);
    }

    [Theory]
    [InlineData("8", true)]
    [InlineData("9", false)]
    public async Task B19_an_order_is_confirmed_on_a_message_of_the_bots_own_only(string author, bool isBegun)
    {
        await _talk.StartAsync();
        var question = await _talk.SayAsync(
            _talk.Command("app stop", ("environment", "production"), ("reason", "it writes rubbish"))
        );
        var order = _talk.Desk.Ledger.Orders["production"];

        await _talk.SayAsync(_talk.Button(OrderSeal.IdOf(order), "70", author));

        Assert.Contains(OrderSeal.IdOf(order), question, StringComparison.Ordinal);
        Assert.Equal(isBegun, _talk.Store.Facts.OfType<EnvironmentEvent.AppBegun>().Any());
    }

    [Theory]
    [InlineData("reason", "s1.AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("reason", "mute.production")]
    [InlineData("reason", "")]
    [InlineData("other", "s1.AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("code", "s1.AAAAAAAAAAAAAAAAAAAA")]
    [InlineData("code", "override.production")]
    public async Task B01_B15_a_form_that_the_bot_never_opened_belongs_to_nothing(string field, string id)
    {
        await _talk.StartAsync(WithCard());
        var before = _talk.Store.Facts.Count();

        var answer = await _talk.SayAsync(_talk.Form(id, field, "123456"));

        Assert.Contains(Unknown, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("change it", answer, StringComparison.Ordinal);
        Assert.Equal(before, _talk.Store.Facts.Count());
    }

    [Theory]
    [InlineData("60", "8", true)]
    [InlineData("61", "8", false)]
    [InlineData("60", "9", false)]
    public async Task G08_a_rejection_counts_from_its_own_card_and_a_secret_in_its_reason_is_masked_and_warned_of(
        string message,
        string author,
        bool isRejected
    )
    {
        await _talk.StartAsync(WithCard());

        var answer = await _talk.SayAsync(
            _talk.Form(Id(ButtonVerb.Reject), "reason", $"use {Secret}", message, author)
        );

        Assert.Equal(isRejected, Session.IsOver);
        Assert.Equal(isRejected, answer.Contains("Rejected", StringComparison.Ordinal));
        Assert.Contains("change it", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(_talk.Store.Facts, fact => fact.ToString()!.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("30", "501", "production")]
    [InlineData("30", "999", null)]
    [InlineData("31", "501", null)]
    public async Task B18_what_is_offered_while_typing_is_offered_to_who_may_act_here_only(
        string guild,
        string role,
        string? offered
    )
    {
        await _talk.StartAsync();
        var typing = _talk.Command("deploy", ("environment", "prod"));
        typing["type"] = 4;
        typing["guild_id"] = guild;
        typing["member"]!["roles"] = new JsonArray(role);
        typing["data"]!["options"]![0]!["focused"] = true;

        var choices = JsonNode.Parse(await _talk.SayAsync(typing))!["data"]!["choices"]!.AsArray();

        Assert.Equal(offered is null ? [] : [offered], choices.Select(choice => (string)choice!["value"]!));
    }

    [Theory]
    [InlineData("8", false, 9)]
    [InlineData("9", false, 4)]
    [InlineData("8", true, 4)]
    public async Task B16_one_pattern_is_picked_from_a_list_of_the_bots_own_or_nothing_is_asked(
        string author,
        bool isTwice,
        int kindOfAnswer
    )
    {
        await _talk.StartAsync();
        var picked = _talk.Button("mute.production", "70", author);
        JsonArray values = isTwice ? ["0123456789ab", "0123456789ac"] : ["0123456789ab"];
        picked["data"] = new JsonObject
        {
            ["component_type"] = 3,
            ["custom_id"] = "mute.production",
            ["values"] = values,
        };

        var answer = JsonNode.Parse(await _talk.SayAsync(picked))!;

        Assert.Equal(kindOfAnswer, (int)answer["type"]!);
    }

    [Fact]
    public async Task L05_what_could_not_be_stored_is_answered_with_that_and_the_next_click_is_heard()
    {
        await _talk.StartAsync(WithCard());
        _talk.Store.BeforeAppend = () => throw new IOException("The disk is full.");

        var full = await _talk.SayAsync(_talk.Button(Id(ButtonVerb.Abort), "60", "8"));
        _talk.Store.BeforeAppend = () => { };
        await _talk.SayAsync(_talk.Button(Id(ButtonVerb.Abort), "60", "8"));

        Assert.Contains("The disk is full.", full, StringComparison.Ordinal);
        Assert.True(Session.IsOver);
    }

    [Fact]
    public async Task Work_that_breaks_off_leaves_nobody_waiting_and_tells_no_details()
    {
        await _talk.StartAsync();
        await _talk.SayAsync(_talk.Command("app stop", ("environment", "production"), ("reason", "it hurts")));
        var order = _talk.Desk.Ledger.Orders["production"];
        _talk.Store.BeforeAppend = () =>
        {
            if (_talk.Store.Facts.OfType<EnvironmentEvent.AppBegun>().Any())
                throw new IOException($"{Secret} is full");
        };

        await _talk.SayAsync(_talk.Button(OrderSeal.IdOf(order), "70", "8"));
        var last = await _talk.EditAsync();

        Assert.Contains("That broke off", last, StringComparison.Ordinal);
        Assert.DoesNotContain("is full", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_right_to_register_commands_the_bot_hears_all_the_same()
    {
        _talk.OnRegister = RestFixture.Error(403, 50001);
        await _talk.StartAsync();

        Assert.Contains("production", await _talk.SayAsync(_talk.Command("status")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_registered_asks_for_the_compulsory_first_and_offers_environments_and_backups()
    {
        await _talk.StartAsync();

        var commands = JsonNode.Parse(_talk.Registered)!.AsArray().Select(one => one!).ToList();
        var parts = commands.SelectMany(one => Options(one).Where(part => (int)part["type"]! == 1)).ToList();
        var options = commands.Concat(parts).Select(one => Options(one).Where(part => (int)part["type"]! > 1).ToList());

        Assert.Equal(SlashCatalogue.All.Select(one => one.Name), commands.Select(one => (string)one["name"]!));
        Assert.Equal(["create", "list", "verify", "cancel", "stop", "restart"], parts.Select(Name));
        Assert.All(
            options,
            list =>
            {
                var isRequired = list.Select(one => (bool?)one["required"] ?? false).ToList();
                Assert.Equal(isRequired.OrderDescending(), isRequired);
                Assert.Equal(
                    list.Where(one => (bool?)one["autocomplete"] ?? false).Select(Name),
                    list.Select(Name).Where(name => name is "environment" or "backup")
                );
            }
        );
    }

    [Fact]
    public async Task A_bot_that_Discord_does_not_want_any_more_ends_with_an_error()
    {
        await _talk.StartAsync();

        await _talk.Peer.CloseAsync(4004);
        await _talk.StoppingAsync();
        var code = Environment.ExitCode;
        Environment.ExitCode = 0;

        Assert.Equal(1, code);
    }

    private static string Name(JsonNode one) => (string)one["name"]!;

    private static IEnumerable<JsonNode> Options(JsonNode one) => (one["options"]?.AsArray() ?? []).Select(o => o!);

    private Session Session => _talk.Desk.Ledger.Find(Sample.Number)!;

    private string Id(ButtonVerb verb) =>
        ButtonSeal.IdOf(new ButtonTarget(Sample.Number, Session.Revision, verb, ""), Session.Seal);

    /// <summary>A session that waits for approval, with its card at 60.</summary>
    private static Fact[] WithCard() =>
        [
            .. Sample.Proposed(Sample.Plan, Sample.Complete),
            new SessionEvent.CardPosted(Sample.Now, new CardPlace(60, 61)),
        ];
}
