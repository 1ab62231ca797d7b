using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What people type comes over the wire, and does exactly what it says or nothing.</summary>
public sealed class SlashCommandsTests : IAsyncLifetime
{
    private readonly ChatOnLine _talk = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _talk.DisposeAsync();

    [Theory]
    [InlineData("Production")]
    [InlineData("production ")]
    [InlineData("prod")]
    [InlineData("produсtion")]
    [InlineData("production\u200b")]
    [InlineData("")]
    public async Task B17_no_other_writing_of_a_name_is_an_environment(string name)
    {
        await _talk.StartAsync();

        var answer = await _talk.TypeAsync("lock", ("environment", name), ("reason", "it moves"));

        Assert.Contains("Write it exactly: production", answer, StringComparison.Ordinal);
        Assert.Empty(_talk.Desk.Ledger.Locks);
    }

    [Fact]
    public async Task G08_a_secret_in_place_of_a_name_is_not_shown_and_its_writer_is_warned()
    {
        const string Secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
        await _talk.StartAsync();

        var answer = await _talk.TypeAsync("lock", ("environment", Secret), ("reason", "it moves"));

        Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        Assert.Contains("change it", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../production-20261127T131637365-232454", false)]
    [InlineData("production-20261127T131637365-232454", false)]
    [InlineData("", true)]
    public async Task A_restore_of_a_backup_that_there_is_not_opens_no_session(string backup, bool opens)
    {
        await _talk.StartAsync();

        var answer = await _talk.TypeAsync(
            "restore",
            ("environment", "production"),
            ("reason", "rows are gone"),
            ("backup", backup)
        );

        Assert.Equal(opens, !answer.Contains("no such backup of production", StringComparison.Ordinal));
        Assert.Equal(opens, _talk.Desk.Ledger.Sessions.Count == 1);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("90m", 90 * 60)]
    [InlineData("2h", 2 * 3600)]
    [InlineData("7d", 7 * 86_400)]
    public async Task A_freeze_lasts_as_long_as_it_says(string until, int seconds)
    {
        await _talk.StartAsync();

        await FreezeAsync(until);

        Assert.Equal(Sample.Now.AddSeconds(seconds), _talk.Desk.Ledger.Freezes["production"].Until);
    }

    [Theory]
    [InlineData("2999-12-01T06:00Z", "2999-12-01T06:00:00Z")]
    [InlineData("2999-12-01T06:00+03:00", "2999-12-01T03:00:00Z")]
    [InlineData("2999-12-01T06:00:30-05:00", "2999-12-01T11:00:30Z")]
    [InlineData("", null)]
    public async Task N01_a_freeze_ends_at_the_moment_that_it_names_in_any_zone(string until, string? end)
    {
        await _talk.StartAsync();

        await FreezeAsync(until);

        Assert.Equal(
            end is null ? null : DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture),
            _talk.Desk.Ledger.Freezes["production"].Until
        );
    }

    [Theory]
    [InlineData("0m", "no length of time")]
    [InlineData("m", "no length of time")]
    [InlineData("-5m", "no length of time")]
    [InlineData("1.5h", "no length of time")]
    [InlineData("8d", "no length of time")]
    [InlineData("604801s", "no length of time")]
    [InlineData("99999999999d", "no length of time")]
    [InlineData("5w", "no length of time")]
    [InlineData("tomorrow", "no length of time")]
    [InlineData("2999-12-01T06:00", "no length of time")]
    [InlineData("2999-12-01", "no length of time")]
    [InlineData("2020-01-01T06:00Z", "over already")]
    public async Task N04_an_end_that_is_none_freezes_nothing(string until, string why)
    {
        await _talk.StartAsync();

        Assert.Contains(why, await FreezeAsync(until), StringComparison.Ordinal);
        Assert.Empty(_talk.Desk.Ledger.Freezes);
    }

    [Fact]
    public async Task A_freeze_is_told_with_its_end_and_whoever_ends_it()
    {
        await _talk.StartAsync();

        Assert.Contains("is frozen; the channel is told", await FreezeAsync("2h"), StringComparison.Ordinal);
        var again = await FreezeAsync("3d");
        var thawed = await _talk.TypeAsync("unfreeze", ("environment", "production"), ("reason", "it is over"));

        Assert.Contains("/unfreeze environment:production", again, StringComparison.Ordinal);
        Assert.Contains("not frozen any more", thawed, StringComparison.Ordinal);
        var told = await _talk.PostedAsync("is frozen by asha (40)");
        Assert.Contains(
            $" until <t:{Sample.Now.AddHours(2).ToUnixTimeSeconds()}:f>: “audit”",
            ChatOnLine.Words(told.Text)
        );
        await _talk.PostedAsync("is not frozen any more, says asha (40): “it is over”");
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.0")]
    [InlineData("99999999999")]
    [InlineData("")]
    public async Task Only_a_number_is_the_number_of_a_session(string number)
    {
        await _talk.StartAsync([.. Sample.Proposed(Sample.Plan, Sample.Complete)]);

        Assert.Contains(
            "A session has a number",
            await _talk.TypeAsync("abort", ("session", number)),
            StringComparison.Ordinal
        );
        Assert.False(_talk.Desk.Ledger.Find(Sample.Number)!.IsOver);
    }

    [Theory]
    [InlineData(false, "is aborted.")]
    [InlineData(true, "is being aborted.")]
    public async Task A_session_is_aborted_by_its_number_at_once_or_after_its_step(bool isRunning, string said)
    {
        ImmutableArray<Fact> facts = isRunning
            ? [.. Sample.Started(Sample.Plan), new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1)]
            : Sample.Proposed(Sample.Plan, Sample.Complete);
        await _talk.StartAsync([.. facts]);

        Assert.Contains(said, await _talk.TypeAsync("abort", ("session", "1")), StringComparison.Ordinal);
        Assert.Equal(!isRunning, _talk.Desk.Ledger.Find(Sample.Number)!.IsOver);
    }

    [Theory]
    [InlineData("15", false)]
    [InlineData("0h", false)]
    [InlineData("8d", false)]
    [InlineData("7d", true)]
    [InlineData(null, true)]
    public async Task Logs_are_looked_at_for_a_length_of_time_that_is_one(string? since, bool isLook)
    {
        await _talk.StartAsync();
        (string, string)[] length = since is null ? [] : [("since", since)];

        var answer = await _talk.TypeAsync("logs", [("environment", "production"), .. length]);

        Assert.Equal(isLook, answer.Contains("The logs could not be read", StringComparison.Ordinal));
        Assert.Equal(!isLook, answer.Contains("not a length of time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task H5_a_rollback_takes_back_the_newest_release_of_its_own_environment()
    {
        foreach (var (number, environment) in new[] { (2, "production"), (3, "staging") })
        {
            var released = Sample.Released(Sample.Plan with { Environment = environment });
            await _talk.Store.AppendAsync($"session-{number}", 0, released, "", CancellationToken.None);
        }

        await _talk.StartAsync([.. Sample.Released(Sample.Plan)]);

        await RollBackAsync();

        Assert.Equal(new SessionNumber(2), _talk.Desk.Ledger.Holder("production")!.Returns);
    }

    [Fact]
    public async Task H5_where_nobody_knows_whether_the_last_push_happened_no_release_is_named()
    {
        await _talk.StartAsync([
            .. Sample.Started(Sample.Plan),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
            new SessionEvent.Finished(Sample.Now, Ending.Failed, "the power went"),
        ]);

        await RollBackAsync();

        Assert.Equal((SessionKind.Rollback, null), Opened(_talk.Desk.Ledger.Holder("production")!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rollback_takes_over_from_a_run_that_can_be_left_and_from_no_other(bool isPaused)
    {
        ImmutableArray<Fact> pushed =
        [
            .. Sample.Started(Sample.Plan),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
        ];
        await _talk.StartAsync([
            .. pushed,
            .. isPaused
                ?
                [
                    new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed"),
                    new SessionEvent.StepIntended(Sample.Now, StepKind.Health, 1),
                    new SessionEvent.StepStopped(
                        Sample.Now,
                        StepKind.Health,
                        1,
                        new Problem("it is down", "", "look", ProblemNature.Failed)
                    ),
                ]
                : Array.Empty<Fact>(),
        ]);

        await RollBackAsync();

        Assert.Equal(
            isPaused ? SessionKind.Rollback : SessionKind.Deploy,
            _talk.Desk.Ledger.Holder("production")!.Kind
        );
    }

    [Fact]
    public async Task Status_and_history_tell_who_holds_what_since_when_and_why_it_is_closed()
    {
        await _talk.StartAsync([.. Sample.Started(Sample.Plan)]);
        Assert.Contains(
            "Nothing",
            await _talk.TypeAsync("mutes", ("environment", "production")),
            StringComparison.Ordinal
        );
        await FreezeAsync("");
        await _talk.TypeAsync("lock", ("environment", "production"), ("reason", "it moves"));

        var status = await _talk.TypeAsync("status");
        var history = await _talk.TypeAsync("history");
        var open = await _talk.TypeAsync("unlock", ("environment", "production"));

        Assert.Contains("production is open again.", open, StringComparison.Ordinal);
        Assert.Contains("deploy #1 by Ana, running, for 0 s", status, StringComparison.Ordinal);
        Assert.Contains("frozen by asha (40) until somebody ends it: audit", status, StringComparison.Ordinal);
        Assert.Contains("locked by asha (40): it moves", status, StringComparison.Ordinal);
        Assert.Contains(
            $"deploy production · running · Ana · `{Sample.Plan.Head.Short}`",
            history,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("status", "production**: free")]
    [InlineData("history", "Nothing was deployed yet.")]
    [InlineData("stats", "Nothing was deployed in the last 12 weeks.")]
    [InlineData("contacts", "No contacts are configured.")]
    [InlineData("mutes", "Nothing.")]
    [InlineData("unlock", "is not locked.")]
    [InlineData("nonsense", "There is no command /nonsense.")]
    public async Task Where_there_is_nothing_it_is_said(string command, string said)
    {
        await _talk.StartAsync();

        Assert.Contains(said, await _talk.TypeAsync(command, ("environment", "production")), StringComparison.Ordinal);
    }

    private static (SessionKind Kind, SessionNumber? Returns) Opened(Session session) =>
        (session.Kind, session.Returns);

    private Task<string> FreezeAsync(string until) =>
        _talk.TypeAsync("freeze", ("environment", "production"), ("reason", "audit"), ("until", until));

    private Task<string> RollBackAsync() =>
        _talk.TypeAsync("rollback", ("environment", "production"), ("reason", "it is slow"));
}
