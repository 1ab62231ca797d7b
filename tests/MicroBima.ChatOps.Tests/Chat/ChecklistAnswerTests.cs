using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>The private answer to Checklist stays true while the bot still checks.</summary>
public sealed class ChecklistAnswerTests
{
    [Fact]
    public async Task What_is_still_being_checked_when_it_is_shown_is_shown_again_when_it_is_known()
    {
        using var around = new Surroundings("/nonexistent");
        using var desk = await DeskAsync(Sample.Complete.With(ChecklistItem.Backup, new Standing.Checking()));
        var work = Assert.IsType<Reply.Work>(await PressAsync(desk, around));

        var shown = new List<Card>();
        var doing = work.Do(shown.Add, CancellationToken.None);
        await desk.AskAsync(
            Sample.Number,
            new SessionRequest.Check(
                Sample.Plan.Digest,
                ChecklistItem.Backup,
                new Standing.Open("made, not restored. Prove that it restores")
            ),
            "",
            CancellationToken.None
        );
        var last = await doing;

        Assert.Contains("checking…", Text(work.First), StringComparison.Ordinal);
        Assert.DoesNotContain("checking…", Text(last), StringComparison.Ordinal);
        Assert.Contains("Sign: ", string.Concat(last.Buttons.Select(button => button.Label)), StringComparison.Ordinal);
        Assert.Equal(Text(last), Text(Assert.Single(shown)));
    }

    [Fact]
    public async Task While_nothing_changes_nothing_is_sent_again()
    {
        using var around = new Surroundings("/nonexistent");
        using var desk = await DeskAsync(Sample.Complete.With(ChecklistItem.Backup, new Standing.Checking()));
        var work = Assert.IsType<Reply.Work>(await PressAsync(desk, around, new FastTime(50)));
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        var shown = new List<Card>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.Do(shown.Add, stop.Token));

        Assert.Empty(shown);
    }

    [Fact]
    public async Task A_complete_list_is_shown_once()
    {
        using var around = new Surroundings("/nonexistent");
        using var desk = await DeskAsync(Sample.Complete);

        Assert.IsType<Reply.Say>(await PressAsync(desk, around));
    }

    [Fact]
    public async Task The_answer_to_a_signature_stays_true_too()
    {
        using var around = new Surroundings("/nonexistent");
        var list = Sample
            .Complete.With(ChecklistItem.Backup, new Standing.Checking())
            .With(ChecklistItem.Team, new Standing.Open("say it in the channel"));
        using var desk = await DeskAsync(list);

        var reply = await PressAsync(desk, around, verb: ButtonVerb.Sign, detail: nameof(ChecklistItem.Team));

        var work = Assert.IsType<Reply.Work>(reply);
        Assert.Contains("checking…", Text(work.First), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Sign: ",
            string.Concat(work.First.Buttons.Select(one => one.Label)),
            StringComparison.Ordinal
        );
    }

    private static async Task<Desk> DeskAsync(Checklist list)
    {
        var store = new KeptStore(Sample.Proposed(Sample.Plan, list));
        var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        return desk;
    }

    private static Task<Reply> PressAsync(
        Desk desk,
        Surroundings around,
        TimeProvider? clock = null,
        ButtonVerb verb = ButtonVerb.Checklist,
        string detail = ""
    )
    {
        var time = clock ?? TimeProvider.System;
        var clicks = around.Clicks(
            desk,
            (_, _) => throw new InvalidOperationException("nothing is approved here"),
            time
        );
        var session = desk.Ledger.Find(Sample.Number)!;
        var target = new ButtonTarget(session.Number, session.Revision, verb, detail);
        return clicks.PressAsync(target, Sample.Ana, "discord:1", CancellationToken.None);
    }

    private static string Text(Card card) => Markdown.Join("\n", card.Blocks).Source;
}
