using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Sandbox.People;
using MicroBima.ChatOps.Sandbox.Wire;
using static MicroBima.ChatOps.Benchmarks.Report;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>How long a person waits: from the event on the gateway to the answer that the sandbox took, beside a bare POST to the same server.</summary>
internal static class ClicksBenchmark
{
    private const int Warm = 2000;
    private const int Rounds = 4;
    private const int PerRound = 1000;
    private const int Burst = 200;

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeProvider Time = TimeProvider.System;

    public static async Task RunAsync(Report report, string program, CancellationToken cancellationToken)
    {
        await using var bot = await BotUnderTest.PrepareAsync(program, cancellationToken);
        using var http = Client(bot);
        var card = await PostCardAsync(bot, http, cancellationToken);
        var desk = bot.Sandbox.Desk;
        Outcome<Interaction> Click() => desk.Components.Click("cara", card, "Abort");
        Outcome<Interaction> Status() => desk.Commands.Send("cara", "status", [], null);

        bot.Start();
        await bot.WaitUntilRegisteredAsync(cancellationToken);
        await Task.Delay(Settled, Time, cancellationToken);
        var first = await MeasureAsync(bot, Click, cancellationToken);
        var firstStatus = await MeasureAsync(bot, Status, cancellationToken);

        var (click, status, bare) = (new Load(), new Load(), new Load());
        await WarmUpAsync(bot, http, [Click, Status], cancellationToken);
        for (var round = 0; round < Rounds; round++)
        {
            await RoundAsync(bot, bare, () => PostAsync(http, cancellationToken), cancellationToken);
            await RoundAsync(bot, click, () => MeasureAsync(bot, Click, cancellationToken), cancellationToken);
            await RoundAsync(bot, status, () => MeasureAsync(bot, Status, cancellationToken), cancellationToken);
        }

        var others = await OthersAsync(program, cancellationToken);
        var clicks = await BurstAsync(bot, Click, cancellationToken);
        var commands = await BurstAsync(bot, Status, cancellationToken);

        report.Say(
            $"{Rounds * PerRound} of each in {Rounds} turns of {PerRound}, one after the other, after {Warm} of each for warming up. "
                + "From the moment the sandbox begins to write the event to the moment it has read, checked and taken the answer. "
                + "The click is refused (no role) and changes nothing; its refusal is on record since the first one."
        );
        report.Table(
            ["", "p50 µs", "p90 µs", "p99 µs", "ratio of p50", "bot's processor time each, µs", "target p50"],
            [
                Row("bare POST to the same route, whole round trip", bare, bare, "–"),
                Row("click on a button", click, bare, "250"),
                Row("/status", status, bare, "–"),
                .. others is null
                    ? Array.Empty<string[]>()
                    : [Row("/status of a bot of discord.js that answers a fixed line", others, bare, "–")],
            ]
        );
        report.Table(
            ["first after the start", "ms"],
            [
                ["click", Show(first / 1000)],
                ["/status after it", Show(firstStatus / 1000)],
            ]
        );
        report.Table(
            [$"{Burst} at once", "median ms", "worst ms", "later than 3 s", "target"],
            [Row("clicks on one card (handled in order)", clicks), Row("/status", commands)]
        );
    }

    /// <summary>The same number of commands, answered by discord.js; null where it is not there.</summary>
    private static async Task<Load?> OthersAsync(string program, CancellationToken cancellationToken)
    {
        if (DiscordJs.TryFind() is not { } other)
            return null;

        await using var bot = await BotUnderTest.PrepareAsync(program, cancellationToken);
        bot.StartBaseline(other);
        await bot.WaitUntilRegisteredAsync(cancellationToken);
        Outcome<Interaction> Status() => bot.Sandbox.Desk.Commands.Send("cara", "status", [], null);
        for (var one = 0; one < Warm; one++)
            await MeasureAsync(bot, Status, cancellationToken);

        var load = new Load();
        for (var round = 0; round < Rounds; round++)
            await RoundAsync(bot, load, () => MeasureAsync(bot, Status, cancellationToken), cancellationToken);

        return load;
    }

    /// <summary>A card of a session that is over, as an earlier bot left it: the message in the channel and the facts in the journal.</summary>
    private static async Task<string> PostCardAsync(
        BotUnderTest bot,
        HttpClient http,
        CancellationToken cancellationToken
    )
    {
        var (number, seal) = (new SessionNumber(1), OpenRequest.NewSeal());
        var button = ButtonSeal.IdOf(new ButtonTarget(number, 0, ButtonVerb.Abort, ""), seal);
        var body = $$"""
            {"content":"#1","components":[{"type":1,"components":[{"type":2,"style":2,"label":"Abort","custom_id":"{{button}}"}]}]}
            """;
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var posted = await http.PostAsync(
            $"channels/{Roster.DeploymentsId}/messages",
            content,
            cancellationToken
        );
        posted.EnsureSuccessStatusCode();
        var id = JsonNode.Parse(await posted.Content.ReadAsStringAsync(cancellationToken))!["id"]!.GetValue<string>();

        var now = Time.GetUtcNow();
        var ana = bot.Sandbox.Twin.Roster.People.Single(person => person.Name == "ana");
        var by = new Actor(new AccountId(ana.Id.Value), new PersonName("ana"), [bot.Role("deployer")], IsHuman: true);
        var (halfHour, runs) = (TimeSpan.FromMinutes(30), TimeSpan.FromHours(4));
        var policy = new ApprovalPolicy(2, [bot.Role("deployer")], [bot.Role("approver")], [], halfHour, runs, true);
        var place = new CardPlace(AccountId.Parse(id, null).Value, Roster.DeploymentsId.Value);
        Fact[] facts =
        [
            new SessionEvent.Opened(now, SessionKind.Deploy, "production", by, "An old one", "", policy, seal, null),
            new SessionEvent.CardPosted(now, place),
            new SessionEvent.Finished(now, Ending.Aborted, "Nothing was changed."),
        ];
        using var journal = bot.OpenJournal();
        await journal.AppendAsync(Batch.StreamOf(number), 0, [.. facts], "", cancellationToken);
        return id;
    }

    private static async Task WarmUpAsync(
        BotUnderTest bot,
        HttpClient http,
        IReadOnlyList<Func<Outcome<Interaction>>> acts,
        CancellationToken cancellationToken
    )
    {
        for (var one = 0; one < Warm; one++)
        {
            await PostAsync(http, cancellationToken);
            foreach (var act in acts)
                await MeasureAsync(bot, act, cancellationToken);
        }
    }

    private static async Task RoundAsync(
        BotUnderTest bot,
        Load load,
        Func<Task<double>> measure,
        CancellationToken cancellationToken
    )
    {
        await Task.Delay(Pause, Time, cancellationToken);
        var before = bot.ProcessorTime;
        for (var one = 0; one < PerRound; one++)
            load.Latency.Add(await measure());

        load.Processor += bot.ProcessorTime - before;
    }

    private static async Task<double> MeasureAsync(
        BotUnderTest bot,
        Func<Outcome<Interaction>> act,
        CancellationToken cancellationToken
    ) =>
        (await AnswerAsync(bot, Begin(act), cancellationToken))?.TotalMicroseconds
        ?? throw new TimeoutException("The bot did not answer in 3 s.");

    private static Interaction Begin(Func<Outcome<Interaction>> act) =>
        act() is Outcome<Interaction>.Done(var interaction)
            ? interaction
            : throw new InvalidOperationException("The sandbox refused what a person did.");

    private static async Task<TimeSpan?> AnswerAsync(
        BotUnderTest bot,
        Interaction interaction,
        CancellationToken cancellationToken
    )
    {
        var answered = await bot.Sandbox.Twin.Interactions.WaitForAnswerAsync(interaction.Id, cancellationToken);
        return answered.State is InteractionState.Acknowledged { After: var after } ? after : null;
    }

    private static async Task<Series> BurstAsync(
        BotUnderTest bot,
        Func<Outcome<Interaction>> act,
        CancellationToken cancellationToken
    )
    {
        await Task.Delay(Pause, Time, cancellationToken);
        var begun = Enumerable.Range(0, Burst).Select(_ => Begin(act)).ToArray();
        var series = new Series();
        foreach (var interaction in begun)
            series.Add(
                (await AnswerAsync(bot, interaction, cancellationToken))?.TotalMilliseconds ?? double.PositiveInfinity
            );

        return series;
    }

    /// <summary>The same route with a body of the same size; the sandbox reads it and knows no such interaction.</summary>
    private static async Task<double> PostAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var content = new StringContent(
            """{"type":4,"data":{"content":"⛔ Your roles do not allow this here. Ask somebody who may.","flags":64}}""",
            Encoding.UTF8,
            "application/json"
        );
        var began = Time.GetTimestamp();
        using var answer = await http.PostAsync($"interactions/1/{began}/callback", content, cancellationToken);
        return Time.GetElapsedTime(began).TotalMicroseconds;
    }

    private static HttpClient Client(BotUnderTest bot)
    {
        var http = new HttpClient { BaseAddress = new Uri(bot.Sandbox.BaseAddress, "api/v10/") };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "DiscordBot (https://example.invalid, 1)");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", bot.Sandbox.Twin.Token);
        return http;
    }

    private static string[] Row(string what, Load load, Load bare, string target) =>
        [
            what,
            Show(load.Latency.Median),
            Show(load.Latency.Percentile(90)),
            Show(load.Latency.Percentile(99)),
            Show(load.Latency.Median / bare.Latency.Median),
            Show(load.Processor.TotalMicroseconds / load.Latency.Count),
            target,
        ];

    private static string[] Row(string what, Series burst) =>
        [
            what,
            Show(burst.Median),
            Show(burst.Worst),
            burst.CountOver(3000).ToString(CultureInfo.InvariantCulture),
            "0",
        ];

    /// <summary>What one kind of interaction took: each one's latency, and all of the bot's processor time.</summary>
    private sealed class Load
    {
        public Series Latency { get; } = new();

        public TimeSpan Processor { get; set; }
    }
}
