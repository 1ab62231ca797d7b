using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>An order about the app that the bot was ended in the middle of.</summary>
public sealed class UnfinishedOrderTests
{
    [Theory]
    [InlineData(1, false, "no flyctl")]
    [InlineData(180, false, "The bot was away for 3 h")]
    [InlineData(1, true, "#1 has the app now")]
    public async Task It_is_carried_out_after_a_restart_unless_it_is_old_or_a_restore_has_the_app(
        int minutes,
        bool isRestoring,
        string outcome
    )
    {
        using var around = new Surroundings("/nonexistent");
        var begun = Sample.Now - TimeSpan.FromMinutes(minutes);
        var store = new MemoryStore();
        await store.AppendAsync(
            "environment-production",
            0,
            [
                new EnvironmentEvent.AppAsked(begun, Sample.Ana.Person, AppAct.Stop, "it writes rubbish", "seal"),
                new EnvironmentEvent.AppBegun(begun, Sample.Ana.Person),
            ],
            "",
            CancellationToken.None
        );
        if (isRestoring)
            await store.AppendAsync(
                "session-1",
                0,
                Sample.Started(SamplePlans.Restore(), SessionKind.Restore),
                "",
                CancellationToken.None
            );

        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        using var apps = new AppDesk(
            desk,
            around.List,
            new Machines(around.Tools, TimeProvider.System),
            around.Redactor,
            TimeProvider.System
        );

        await apps.StartAsync(CancellationToken.None);
        await apps.ExecuteTask!;

        var ended = Assert.Single(store.Facts.OfType<EnvironmentEvent.AppEnded>());
        Assert.False(ended.IsDone);
        Assert.Contains(outcome, ended.Outcome, StringComparison.Ordinal);
    }
}
