using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>A message as one person sees it.</summary>
internal sealed partial record Seen(JsonNode Message)
{
    public string Id => Message["id"]!.GetValue<string>();

    public string? Interaction =>
        Message["interaction"] switch
        {
            JsonObject named => named["id"]?.GetValue<string>(),
            JsonValue id => id.GetValue<string>(),
            _ => null,
        };

    public string Text =>
        string.Join(
                '\n',
                new[] { Message["content"]?.GetValue<string>() ?? "" }.Concat(
                    Walk(Message).Where(part => Type(part) == 10).Select(part => part["content"]!.GetValue<string>())
                )
            )
            .Trim();

    public IEnumerable<string> Buttons =>
        Walk(Message).Where(part => Type(part) == 2).Select(part => part["label"]!.GetValue<string>());

    public (int Number, string State)? Card
    {
        get
        {
            var match = LastLine().Match(Text.Split('\n')[^1]);
            return match.Success ? (int.Parse(match.Groups["number"].Value, null), match.Groups["state"].Value) : null;
        }
    }

    private static int Type(JsonNode part) => part["type"]?.GetValue<int>() ?? 0;

    private static IEnumerable<JsonNode> Walk(JsonNode node) =>
        from part in node["components"]?.AsArray() ?? []
        where part is not null
        from inner in Walk(part).Prepend(part)
        select inner;

    [GeneratedRegex(@"^session (?<number>\d+) · (?<state>[\w-]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LastLine();
}

/// <summary>Somebody in the channel: types commands, presses buttons, reads what they can see.</summary>
internal sealed partial class Teammate(string name, SandboxApi api)
{
    /// <summary>A release that stays. On a machine whose processors other tests hold, slow answers are true, and so is a warning about them.</summary>
    public static readonly string[] Stays = ["healthy", "warn"];

    public Task<Seen> TypesAsync(string command, params (string Name, string Value)[] options) =>
        TypesInAsync("deployments", command, options);

    public async Task<Seen> TypesInAsync(string channel, string command, params (string Name, string Value)[] options)
    {
        var values = options.ToDictionary(option => option.Name, option => option.Value, StringComparer.Ordinal);
        var done = await api.PostAsync(
            $"/api/people/{name}/commands",
            new
            {
                command,
                options = values,
                channel,
            }
        );
        var place = (await api.WorldAsync())["channels"]!
            .AsArray()
            .Single(one => string.Equals(one!["name"]!.GetValue<string>(), channel, StringComparison.Ordinal))!["id"]!;
        return await AnswerAsync(done["interaction"]!.GetValue<string>(), place.GetValue<string>());
    }

    public async Task<Seen> PressesAsync(Seen message, string button)
    {
        var done = await api.PostAsync($"/api/people/{name}/clicks", new { message = message.Id, button });
        return await AnswerAsync(done["interaction"]!.GetValue<string>());
    }

    public async Task<Seen> FillsInAsync(Seen message, string button, string value, string field = "reason")
    {
        await api.PostAsync($"/api/people/{name}/clicks", new { message = message.Id, button });
        using var http = new HttpClient { BaseAddress = api.Address };
        var modal = await PollAsync(async () =>
        {
            using var open = await http.GetAsync($"/api/people/{name}/modal");
            return open.IsSuccessStatusCode ? JsonNode.Parse(await open.Content.ReadAsStringAsync()) : null;
        });
        var id = (modal["custom_id"] ?? modal["modal"])!.GetValue<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { [field] = value };
        var done = await api.PostAsync($"/api/people/{name}/modals", new { modal = id, values });
        return await AnswerAsync(done["interaction"]!.GetValue<string>());
    }

    /// <summary>The newest card of a session, as soon as it is in one of these states.</summary>
    public Task<Seen> SeesAsync(int? session, params string[] states) =>
        PollAsync(async () =>
            (await MessagesAsync()).LastOrDefault(seen =>
                seen.Card is { } card
                && (session is null || card.Number == session)
                && states.Contains(card.State, StringComparer.Ordinal)
            )
        );

    /// <summary>The card of a session, as soon as it says this.</summary>
    public Task<Seen> SeesTextAsync(int session, string text) =>
        PollAsync(async () =>
            (await MessagesAsync()).LastOrDefault(seen =>
                seen.Card?.Number == session && seen.Text.Contains(text, StringComparison.Ordinal)
            )
        );

    /// <summary>A message that is being edited, as soon as it says this.</summary>
    public Task<Seen> SeesChangedAsync(Seen message, string text) =>
        PollAsync(async () =>
            (await MessagesAsync()).FirstOrDefault(seen =>
                string.Equals(seen.Id, message.Id, StringComparison.Ordinal)
                && seen.Text.Contains(text, StringComparison.Ordinal)
            )
        );

    /// <summary>A message of the channel, as soon as there is one that says this: a report follows its card, and may take a moment.</summary>
    public Task<Seen> HearsAsync(string text) =>
        PollAsync(async () =>
            (await MessagesAsync()).LastOrDefault(seen => seen.Text.Contains(text, StringComparison.Ordinal))
        );

    /// <summary>What the person sees in the channel of deployments, or in another place.</summary>
    public async Task<IReadOnlyList<Seen>> MessagesAsync(string? place = null) =>
        [
            .. (await api.GetAsync($"/api/people/{name}/messages{(place is null ? "" : $"?thread={place}")}")).Select(
                message => new Seen(message!)
            ),
        ];

    /// <summary>Opens a session and gives its number; an answer that tells of somebody else's session is none.</summary>
    public async Task<int> OpensAsync(string command, params (string Name, string Value)[] options)
    {
        var opened = await TypesAsync(command, [("environment", "production"), .. options]);
        Assert.Contains(" is open; ", opened.Text, StringComparison.Ordinal);
        return int.Parse(opened.Text.Split('#')[1].Split(' ')[0], null);
    }

    /// <summary>Asks for a deployment and signs everything that a person has to sign.</summary>
    public async Task<Seen> PreparesADeploymentAsync()
    {
        var number = await OpensAsync("deploy");
        var card = await SeesAsync(number, "checklist", "awaiting-approval", "failed", "aborted");
        Assert.True(card.Card!.Value.State is "checklist" or "awaiting-approval", card.Text);
        return await SignsAsync(card);
    }

    /// <summary>Signs everything on a card that a person has to sign, and waits until the card waits for others.</summary>
    public async Task<Seen> SignsAsync(Seen card)
    {
        if (card.Card!.Value.State is "checklist")
        {
            var list = await PressesAsync(card, "Checklist");
            foreach (var button in list.Buttons.Where(label => label.StartsWith("Sign:", StringComparison.Ordinal)))
                await PressesAsync(list, button);
        }

        return await SeesAsync(card.Card.Value.Number, "awaiting-approval");
    }

    /// <summary>Asks for a deployment, has it approved, and waits for its end.</summary>
    public async Task<Seen> DeploysWithAsync(Teammate other, params string[] endings)
    {
        var card = await PreparesADeploymentAsync();
        await other.PressesAsync(card, "Approve");
        return await SeesAsync(card.Card!.Value.Number, endings);
    }

    /// <summary>Stops what is open in production and opens what is closed, until it is free.</summary>
    public Task FreesProductionAsync() =>
        PollAsync(async () =>
        {
            var status = await TypesAsync("status");
            var open = HeldBy().Match(status.Text);
            if (open.Success)
                await TypesAsync("abort", ("session", open.Groups["number"].Value));

            var closed = new[] { ("🔒", "unlock"), ("🧊", "unfreeze") }
                .Where(one => status.Text.Contains(one.Item1, StringComparison.Ordinal))
                .Select(one => one.Item2)
                .ToList();
            foreach (var command in closed)
                await TypesAsync(command, ("environment", "production"));

            return open.Success || closed.Count > 0 ? null : status;
        });

    private Task<Seen> AnswerAsync(string interaction, string? place = null) =>
        PollAsync(async () =>
            (await MessagesAsync(place)).FirstOrDefault(seen =>
                string.Equals(seen.Interaction, interaction, StringComparison.Ordinal) && seen.Text.Length > 0
            )
        );

    private async Task<T> PollAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        var most = api.Patience;
        using var patience = new CancellationTokenSource(most);
        while (!patience.IsCancellationRequested)
        {
            if (await look() is { } found)
                return found;

            await Task.Delay(100, CancellationToken.None);
        }

        api.WearOut();
        throw new TimeoutException(
            $"{name} waited {most.TotalSeconds:0} s. Last cards: {string.Join(" | ", (await MessagesAsync()).TakeLast(3).Select(seen => seen.Text))}"
        );
    }

    [GeneratedRegex(@"production\*\*: \w+ #(?<number>\d+) by ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HeldBy();
}
