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

        Assert.Equal(label, report.Buttons.SingleOrDefault()?.Label);
        Assert.Contains(report.Blocks, block => block.Source.Contains("why it is so", StringComparison.Ordinal));
    }

    [Fact]
    public void H9_A_late_alarm_has_no_way_back_on_it()
    {
        Assert.Empty(Reported(Ending.Failed, "SAFE", TimeSpan.FromHours(2.1)).Buttons);
    }

    [Fact]
    public void A_healthy_release_has_its_numbers_and_picture_and_no_button()
    {
        var report = Reported(Ending.Healthy, "SAFE", TimeSpan.FromMinutes(15));

        Assert.Empty(report.Buttons);
        Assert.Contains(report.Blocks, block => block.Source.Contains("p50 84 → 86 ms", StringComparison.Ordinal));
        Assert.Equal(("watch-57.png", "a picture"), (report.Pictures[0].Name, report.Pictures[0].AltText));
    }

    private static Card Reported(Ending how, string verdict, TimeSpan after)
    {
        var story = new Story().Started().RunUpTo(StepKind.Watch).BeginStep();
        story.After(after);
        story.Reports(
            new StepOutcome.Judged(
                how,
                "judged",
                new WatchReport("p50 84 → 86 ms", "watch-57.png", "a picture", verdict, "why it is so")
            )
        );
        return ThreadEntry.Report(story.Session, story.Events.OfType<SessionEvent.Finished>().Single(), "#56")!;
    }
}
