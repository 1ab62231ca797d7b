using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What stands under a release that was watched.</summary>
public sealed class WatchReportTests
{
    [Theory]
    [InlineData("SAFE", "Roll back to #56: SAFE")]
    [InlineData("LOSS", "Roll back to #56: LOSS")]
    [InlineData("REFUSE", null)]
    [InlineData("unknown", null)]
    [InlineData("", null)]
    public void H1_The_way_back_is_offered_with_its_verdict_and_only_where_there_is_one(string verdict, string? label)
    {
        var report = Reported(Ending.Failed, verdict, TimeSpan.FromMinutes(7));

        Assert.Equal(label, report.Buttons.SingleOrDefault(button => button.Target.Verb is ButtonVerb.GoBack)?.Label);
        Assert.Contains(report.Blocks, block => block.Source.Contains("why it is so", StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_way_back_would_come_to_stands_on_the_card_over_its_button()
    {
        var card = SessionCard.Render(
            Told(Ending.Failed, "REFUSE", TimeSpan.FromMinutes(7), null).Session,
            DateTimeOffset.UnixEpoch,
            null
        );

        Assert.Contains(
            "\n⏪ why it is so",
            string.Join('\n', card.Blocks.Select(block => block.Source)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void H9_A_late_alarm_has_no_way_back_on_it()
    {
        Assert.DoesNotContain(
            Reported(Ending.Failed, "SAFE", TimeSpan.FromHours(2.1)).Buttons,
            button => button.Target.Verb is ButtonVerb.GoBack
        );
    }

    [Theory]
    [InlineData(Ending.Failed)]
    [InlineData(Ending.Warn)]
    [InlineData(Ending.Inconclusive)]
    public void Whoever_wants_to_look_first_finds_the_log_the_details_and_a_way_to_say_so(Ending how)
    {
        var report = Reported(how, "LOSS", TimeSpan.FromMinutes(7));

        Assert.Equal(
            ["Roll back to #56: LOSS", "Keep, I'll look", "Logs", "Details"],
            report.Buttons.Select(button => button.Label)
        );
    }

    [Fact]
    public void What_the_bot_will_do_by_itself_is_said_with_its_time_and_how_to_stop_it()
    {
        var report = Reported(
            Ending.Failed,
            "SAFE",
            TimeSpan.FromMinutes(7),
            Team.Policy() with
            {
                RollsBackAfter = TimeSpan.FromMinutes(1),
            }
        );

        Assert.Contains(
            report.Blocks,
            block =>
                block.Source.Contains("takes it back by itself <t:", StringComparison.Ordinal)
                && block.Source.Contains("Keep, I'll look", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_details_name_the_people_the_steps_and_the_numbers()
    {
        var story = Told(Ending.Failed, "LOSS", TimeSpan.FromMinutes(7), null);

        var card = ReportCard.Details(story.Session);

        var text = string.Join('\n', card.Blocks.Select(block => block.Source));
        Assert.Contains("requested by ana · approved by ben", text, StringComparison.Ordinal);
        Assert.Contains("✅ **merge and push**", text, StringComparison.Ordinal);
        Assert.Contains("p50 84 → 86 ms", text, StringComparison.Ordinal);
        Assert.StartsWith("plan-57-", Assert.Single(card.Files).Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Ending.Failed, "SAFE", "**Rollback recommended.**")]
    [InlineData(Ending.Failed, "REFUSE", "**It fails, and the code alone cannot go back.**")]
    [InlineData(Ending.Failed, "", "**It fails.**")]
    [InlineData(Ending.Warn, "SAFE", "**Somebody should look.**")]
    [InlineData(Ending.Inconclusive, "SAFE", "**Could not judge.**")]
    public void A_report_says_what_to_do_and_why_a_line_for_each_reason(Ending how, string verdict, string advice)
    {
        var report = Reported(
            how,
            verdict,
            TimeSpan.FromMinutes(7),
            reasons: ["/a is down", "5 errors of `x` @everyone"]
        );

        Assert.Contains(
            report.Blocks,
            block => block.Source == $"{advice}\n• /a is down\n• 5 errors of \\`x\\` \\@everyone"
        );
        Assert.DoesNotContain(report.Blocks, block => block.Source.Contains("judged", StringComparison.Ordinal));
    }

    [Fact]
    public void A_healthy_release_has_its_numbers_and_picture_and_no_button()
    {
        var report = Reported(Ending.Healthy, "SAFE", TimeSpan.FromMinutes(15));

        Assert.Empty(report.Buttons);
        Assert.Contains(report.Blocks, block => block.Source.Contains("p50 84 → 86 ms", StringComparison.Ordinal));
        Assert.Equal(("watch-57.png", "a picture"), (report.Pictures[0].Name, report.Pictures[0].AltText));
    }

    private static Card Reported(
        Ending how,
        string verdict,
        TimeSpan after,
        ApprovalPolicy? policy = null,
        ImmutableArray<string>? reasons = null
    )
    {
        var story = Told(how, verdict, after, policy, reasons);
        return ReportCard.Of(story.Session, story.Events.OfType<SessionEvent.Finished>().Single(), "#56", null)!;
    }

    private static Story Told(
        Ending how,
        string verdict,
        TimeSpan after,
        ApprovalPolicy? policy,
        ImmutableArray<string>? reasons = null
    )
    {
        var story = new Story(policy).Started().RunUpTo(StepKind.Watch).BeginStep();
        story.After(after);
        return story.Reports(
            new StepOutcome.Judged(
                how,
                "judged",
                new WatchReport("p50 84 → 86 ms", "watch-57.png", "a picture", verdict, "why it is so", reasons)
            )
        );
    }
}
