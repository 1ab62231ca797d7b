using System.Text;
using CsCheck;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Infra;
using Progress = MicroBima.ChatOps.Deployments.Progress;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>The card in every state, as approved text, and what holds for every card.</summary>
public sealed class SessionCardTests
{
    private static Dictionary<string, Func<Story>> Stories =>
        new(StringComparer.Ordinal)
        {
            ["preparing"] = () => new Story(),
            ["checklist"] = Checking,
            ["awaiting-approval"] = () => new Story(Team.Policy(people: 3)).Proposed().Approved(Team.Ben),
            ["awaiting-approval-of-danger"] = () =>
                new Story(Team.Policy() with { PeopleForDanger = 3 }).Proposed(SamplePlans.Reviewed()),
            ["making-a-new-plan"] = () => new Story().Proposed().Does(new SessionRequest.Retry(Team.Ana)),
            ["running"] = () => new Story().Started().RunUpTo(StepKind.Push).BeginStep(),
            ["waits-for-start"] = WaitsForStart,
            ["waits-for-done"] = WaitsForDone,
            ["watching"] = () => new Story().Started().RunUpTo(StepKind.Watch).BeginStep(),
            ["paused"] = () =>
                new Story()
                    .Started()
                    .RunUpTo(StepKind.Migrate)
                    .BeginStep()
                    .Reports(Story.Failure(ProblemNature.Failed)),
            ["paused-unknown"] = () =>
                new Story().Started().RunUpTo(StepKind.Push).BeginStep().Reports(Story.Failure(ProblemNature.Unknown)),
            ["paused-not-allowed"] = NotAllowed,
            ["aborting"] = () => new Story().Started().BeginStep().Does(new SessionRequest.Abort(Team.Ben)),
            ["healthy"] = () => new Story().Started().RunToEnd(),
            ["failed"] = () =>
                new Story()
                    .Started()
                    .RunUpTo(StepKind.Watch)
                    .BeginStep()
                    .Reports(new StepOutcome.Judged(Ending.Failed, "Slower and failing since +7 min.")),
            ["aborted"] = () => new Story().Proposed().Does(new SessionRequest.Abort(Team.Ana)),
            ["rejected"] = () =>
                new Story().Proposed().Does(new SessionRequest.Reject(Team.Cara, "Not before the audit.")),
            ["expired"] = () => new Story().Proposed().After(TimeSpan.FromMinutes(31)).Does(new SessionRequest.Tick()),
            ["rolled-back"] = () =>
                new Story(kind: SessionKind.Rollback)
                    .Started(SamplePlans.Release(migrations: 0).Only(StepKind.Push, StepKind.Actions, StepKind.Health))
                    .RunToEnd(),
        };

    public static TheoryData<string> Names => [.. Stories.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_card_reads_as_it_was_approved(string name)
    {
        var story = Stories[name]();
        var card = SessionCard.Render(
            story.Session,
            story.Now + TimeSpan.FromSeconds(12),
            new Progress(story.Session.Number, StepKind.Push, "pushing 1111111 to master")
        );

        var approved = Path.Combine(Places.Tests, "Chat", "Approved", $"{name}.txt");
        if (Environment.GetEnvironmentVariable("MICROBIMA_APPROVE") is "1")
            File.WriteAllText(approved, Text(card));

        Assert.Equal(File.ReadAllText(approved), Text(card));
    }

    [Fact]
    public Task Every_card_of_every_session_fits_into_a_message() =>
        SessionMoves.Any.Array[0, 40].SampleAsync(moves => AssertFitsAsync(Play(moves)), iter: 1000);

    [Fact]
    public async Task A_card_of_a_release_without_end_fits_into_a_message()
    {
        var hostile = string.Concat(Enumerable.Repeat("```@everyone **_~|`[]<@1> https://x \n", 200));
        var reviewed = SamplePlans.Release(migrations: 9);
        var hazards = Enumerable.Repeat(
            new PlannedHazard("drop-column", Risk.Danger, 1, "ACCESS EXCLUSIVE", true, true, hostile, hostile),
            40
        );
        var plan = reviewed with
        {
            Migrations =
            [
                .. reviewed.Migrations.Select(migration =>
                    migration with
                    {
                        Name = hostile,
                        Sql = hostile,
                        Verdict = new MigrationVerdict(Risk.Danger, hostile, [.. hazards]),
                    }
                ),
            ],
            Commits =
            [
                .. Enumerable
                    .Range(0, 300)
                    .Select(number => new PlannedCommit(SamplePlans.Sha(number), hostile, hostile, number)),
            ],
            Notes = [.. Enumerable.Range(0, 50).Select(_ => new PlanNote(NoteLevel.Warning, hostile))],
        };
        var story = new Story();
        var list = Enum.GetValues<ChecklistItem>()
            .Aggregate(Checklist.Unchecked, (all, item) => all.With(item, new Standing.Open(hostile)));

        await AssertFitsAsync(story.Proposed(plan, list).Session);
        Assert.Empty(
            PayloadValidator.Check(await PayloadAsync(story.Session, PlanText.Answer(story.Session, withButton: true)))
        );
        await AssertFitsAsync(
            new Story()
                .Started(plan)
                .RunUpTo(StepKind.Watch)
                .BeginStep()
                .Reports(new StepOutcome.Failed(new Problem(hostile, hostile, hostile, ProblemNature.Failed)))
                .Session
        );
    }

    [Fact]
    public void F07_C11_No_note_of_less_weight_crowds_out_what_must_be_read_and_what_is_left_out_is_counted()
    {
        PlanNote[] tags = [.. Enumerable.Range(1, 7).Select(number => new PlanNote(NoteLevel.Info, $"tag {number}"))];
        var plan = SamplePlans.Release() with { Notes = [.. tags, new(NoteLevel.Warning, "another database")] };

        var text = Text(
            SessionCard.Render(new Story().Proposed(plan, Checklist.Unchecked).Session, DateTimeOffset.UnixEpoch, null)
        );

        Assert.Contains(
            "⚠️ another database\nℹ️ tag 1\nℹ️ tag 2\nℹ️ tag 3\nℹ️ tag 4\nℹ️ tag 5\n… and 2 more notes (Read plan)",
            text,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("0 of 1 approvals", 2)]
    [InlineData("0 of 2 approvals", 3)]
    public void A9_The_card_counts_approvals(string words, int people)
    {
        var card = SessionCard.Render(
            new Story(Team.Policy(people)).Proposed().Session,
            DateTimeOffset.UnixEpoch,
            null
        );

        Assert.Contains(words, Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public void H5_The_report_of_a_rollback_says_that_the_database_was_not_rolled_back()
    {
        var story = Stories["rolled-back"]();

        var report = ReportCard.Of(story.Session, story.Events.OfType<SessionEvent.Finished>().Single(), "#56", null)!;

        Assert.Contains("The database was NOT rolled back", Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Output_that_hangs_on_an_entry_is_harmless_too()
    {
        var problem = new Problem(
            "It failed.",
            new string('x', 2000) + "\u001b[31m\u202e",
            "Look.",
            ProblemNature.Failed
        );

        var entry = ThreadEntry.Of(
            new Story().Session,
            new SessionEvent.StepStopped(DateTimeOffset.UnixEpoch, StepKind.Push, 1, problem)
        )!;

        Assert.Equal(new string('x', 2000), Assert.Single(entry.Files).Text);
    }

    [Theory]
    [InlineData(Ending.Healthy, "✅", CardTone.Good)]
    [InlineData(Ending.Warn, "🟠", CardTone.Warning)]
    [InlineData(Ending.Failed, "🔴", CardTone.Bad)]
    [InlineData(Ending.Inconclusive, "⚪", CardTone.Warning)]
    public void The_thread_says_of_a_watch_how_it_ended_and_of_the_steps_before_that_they_are_done(
        Ending how,
        string sign,
        CardTone tone
    )
    {
        var story = new Story().Started().RunUpTo(StepKind.Watch).BeginStep();

        story.Reports(new StepOutcome.Judged(how, "what was seen"));

        var entries = story
            .Events.OfType<SessionEvent.StepDone>()
            .Select(done => ThreadEntry.Of(story.Session, done)!)
            .ToList();
        Assert.Equal((tone, $"{sign} **watch** · what was seen"), (entries[^1].Tone, entries[^1].Blocks[0].Source));
        Assert.All(entries[..^1], entry => Assert.StartsWith("✅ ", entry.Blocks[0].Source, StringComparison.Ordinal));
    }

    [Fact]
    public void L7_A_freeze_that_was_overridden_stands_on_the_card_with_its_reason()
    {
        var session = new Story().Proposed().Session with { Override = "claims cannot be paid" };

        var text = Text(SessionCard.Render(session, session.OpenedAt, null));

        Assert.Contains("**freeze overridden**: “claims cannot be paid”", text, StringComparison.Ordinal);
    }

    private static Session Play(IEnumerable<Move> moves)
    {
        var story = new Story();
        foreach (var move in moves)
            story.After(move.Time).Ask(move.Request(story.Session));

        return story.Session;
    }

    private static async Task<MessagePayload> PayloadAsync(Session session, Card card)
    {
        using var desk = new Desk(await StoreOfAsync(session), TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        return new Payloads(new Redactor(), desk, Sample.Channel, "/nonexistent").Of(card);
    }

    private static async Task AssertFitsAsync(Session session)
    {
        var card = SessionCard.Render(session, DateTimeOffset.UnixEpoch, null);
        var payload = await PayloadAsync(session, card);

        Assert.Empty(PayloadValidator.Check(payload));
        Assert.Equal($"session {session.Number.Value} · {session.State}", card.Blocks[^1].Source);
        var components = Assert.IsType<MessagePayload.Layout>(payload).Components;
        var texts = components
            .OfType<Component.Container>()
            .SelectMany(container => container.Items)
            .OfType<Component.TextDisplay>()
            .ToList();
        Assert.Equal(card.Blocks[^1].Source, texts[^1].Content);
        Assert.True(texts.Sum(text => text.Content.Length) <= 4000);
        Assert.All(components.OfType<Component.ActionRow>(), row => Assert.InRange(row.Items.Count, 1, 5));
        Assert.All(
            card.Buttons,
            button =>
                Assert.True(button.Label.Length <= 80 && ButtonSeal.IdOf(button.Target, session.Seal).Length <= 100)
        );
        Assert.Equal(card.Buttons.Length, card.Buttons.Select(button => button.Target).Distinct().Count());
    }

    private static async Task<MemoryStore> StoreOfAsync(Session session)
    {
        var store = new MemoryStore();
        var opened = new SessionEvent.Opened(
            session.OpenedAt,
            session.Kind,
            session.Environment,
            session.Requester,
            "",
            "",
            session.Policy,
            session.Seal,
            null
        );
        await store.AppendAsync(Batch.StreamOf(session.Number), 0, [opened], "", CancellationToken.None);
        return store;
    }

    private static string Text(Card card)
    {
        var text = new StringBuilder($"[{card.Tone}]\n");
        foreach (var block in card.Blocks)
            text.Append(block.Source).Append("\n\n");

        return text.AppendJoin(
                ' ',
                card.Buttons.Select(button => $"[{button.Emoji} {button.Label}{(button.IsEnabled ? "" : " (off)")}]")
            )
            .Append('\n')
            .ToString();
    }

    private static Story Checking()
    {
        var story = new Story();
        var list = story
            .Complete()
            .With(ChecklistItem.Staging, new Standing.Checking())
            .With(ChecklistItem.Migrations, new Standing.Open("1 pending: read the SQL (Read plan)."))
            .With(
                ChecklistItem.Backup,
                new Standing.Failed(new Evidence("pg_dump: connection refused", story.Now, story.Now))
            )
            .With(ChecklistItem.Team, new Standing.Signed(Team.Ben.Person, story.Now, ""));
        return story.Proposed(list: list);
    }

    private static Story WaitsForStart()
    {
        var story = new Story().Started().RunUpTo(StepKind.Migrate);
        story.Begin();
        return story;
    }

    private static Story WaitsForDone()
    {
        var story = new Story().Started().RunUpTo(StepKind.Seed);
        story.Begin();
        return story;
    }

    private static Story NotAllowed()
    {
        var story = new Story().Started().RunUpTo(StepKind.Push);
        story.Begin(Story.Lost(Team.Ben));
        return story;
    }
}
