using System.Text.Json.Nodes;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Who is told what, and where: the thread, the channel, and the people who are called.</summary>
public sealed class ToldInTheChannelTests : IAsyncLifetime
{
    private readonly ChatOnLine _talk = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _talk.DisposeAsync();

    [Fact]
    public async Task H3_an_emergency_is_told_in_the_channel_when_it_begins_and_by_whom_it_was_approved()
    {
        await _talk.StartAsync([
            .. Sample.Proposed(Sample.Plan, Sample.Complete, SessionKind.Rollback),
            new SessionEvent.CardPosted(Sample.Now, new CardPlace(60, 61)),
        ]);

        await AskAsync(new SessionRequest.Read(Sample.Ben));
        await AskAsync(new SessionRequest.Approve(Sample.Ben, Sample.Plan.Digest, []));
        var read = await _talk.PostedAsync("👓 Ben has read plan");
        var begins = await _talk.PostedAsync("**Rollback #1 begins** · production");

        Assert.Equal("POST /channels/61/messages", read.Line);
        Assert.Equal("POST /channels/50/messages", begins.Line);
        Assert.Contains("The database is not touched.", _talk.Told[^1], StringComparison.Ordinal);
        Assert.Contains("asked by Ana: “release”; approved by Ben", _talk.Told[^1], StringComparison.Ordinal);
        Assert.Empty(Called(begins));
    }

    [Fact]
    public async Task H3_a_release_that_failed_calls_who_asked_and_who_approved_and_nobody_else()
    {
        await _talk.StartAsync([
            .. Sample.Started(Sample.Plan),
            new SessionEvent.CardPosted(Sample.Now, new CardPlace(60, 61)),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
            new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed"),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Health, 1),
            new SessionEvent.StepStopped(
                Sample.Now,
                StepKind.Health,
                1,
                new Problem("it is down", "", "look", ProblemNature.Failed)
            ),
        ]);

        await _talk.TypeAsync("rollback", ("environment", "production"), ("reason", "@everyone look"));
        var report = await _talk.PostedAsync("chose to roll back");

        Assert.Equal("POST /channels/50/messages", report.Line);
        Assert.Contains("<@11> <@12>", _talk.Told[^1], StringComparison.Ordinal);
        Assert.Equal(["11", "12"], Called(report));
    }

    [Fact]
    public async Task L2_whoever_waits_is_called_when_the_last_of_what_closed_the_environment_is_gone_and_once()
    {
        await _talk.Store.AppendAsync(
            "environment-production",
            0,
            [
                new EnvironmentEvent.Locked(Sample.Now, Sample.Ana.Person, "it moves"),
                new EnvironmentEvent.Frozen(Sample.Now, Sample.Ana.Person, "audit", null),
                new EnvironmentEvent.Queued(Sample.Now, Sample.Ben.Person, Sample.Ben.Account),
            ],
            "",
            CancellationToken.None
        );
        await _talk.StartAsync();
        var gate = new TaskCompletionSource();
        _talk.Gate = gate.Task;

        await _talk.TypeAsync("unlock", ("environment", "production"), ("reason", "it has moved"));
        await _talk.TypeAsync("unfreeze", ("environment", "production"));
        gate.SetResult();
        await _talk.PostedAsync("is not frozen any more");
        var before = _talk.Told.Count(words => words.Contains("your turn", StringComparison.Ordinal));
        var call = await _talk.PostedAsync("it is your turn: `/deploy`");

        Assert.Equal(0, before);
        Assert.Equal(["12"], Called(call));
    }

    [Fact]
    public async Task What_is_done_to_the_app_by_hand_is_told_with_its_reason_and_with_what_came_of_it()
    {
        await _talk.StartAsync();
        await _talk.TypeAsync("app restart", ("environment", "production"), ("reason", "it hangs"));

        await _talk.SayAsync(_talk.Button(OrderSeal.IdOf(_talk.Desk.Ledger.Orders["production"]), "70", "8"));

        await _talk.PostedAsync("🔄 asha (40) restarts the app of **production**: “it hangs”");
        await _talk.PostedAsync("🔴 **production** is not restarted · There is no flyctl here.");
        Assert.Contains(
            "There is no flyctl here.",
            ChatOnLine.Words(await _talk.EditAsync()),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(AppAct.Stop, true, CardTone.Good, "✅ **production** stopped · fine|Nobody reaches it now.")]
    [InlineData(AppAct.Restart, true, CardTone.Good, "✅ **production** restarted · fine")]
    [InlineData(AppAct.Stop, false, CardTone.Bad, "🔴 **production** is not stopped · fine")]
    public void What_came_of_an_order_is_called_what_it_is(AppAct act, bool isDone, CardTone tone, string said)
    {
        var order = new AppOrder("production", Sample.Ana.Person, act, "", "seal", Sample.Now, OrderStage.Ended);
        var after = Ledger.Empty with { Orders = Ledger.Empty.Orders.Add("production", order) };

        var card = EnvironmentEntry.Of("production", after, new EnvironmentEvent.AppEnded(Sample.Now, isDone, "fine"))!;

        var words = card.Blocks.Select(block => block.Source).Where(text => text.Length > 0).ToList();
        Assert.Equal(tone, card.Tone);
        Assert.Equal(said.Split('|').Length, words.Count);
        Assert.All(
            said.Split('|').Zip(words),
            pair => Assert.StartsWith(pair.First, pair.Second, StringComparison.Ordinal)
        );
    }

    private async Task AskAsync(SessionRequest request) =>
        Assert.IsType<Answer.Done>(
            await _talk.Desk.AskAsync(Sample.Number, request, $"{request}", CancellationToken.None)
        );

    /// <summary>The accounts that a message may call.</summary>
    private static string[] Called(HttpCall call)
    {
        var mentions = JsonNode.Parse(call.Text)!["allowed_mentions"]!;
        Assert.Empty(mentions["parse"]?.AsArray() ?? []);
        return [.. (mentions["users"]?.AsArray() ?? []).Select(user => (string)user!)];
    }
}
