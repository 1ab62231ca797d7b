using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What a step came to is masked before it is stored, whatever kind of outcome it is.</summary>
public sealed class OutcomesTests
{
    private const string Said = "pass postgres://app:hunter2x9@db";
    private const string Masked = "pass postgres://app:[redacted]@db";

    public static TheoryData<StepOutcome, SessionEvent> Stored
    {
        get
        {
            var report = new WatchReport(Said, "watch.png", Said, "SAFE", Said, [Said]);
            return new()
            {
                { new StepOutcome.Succeeded(Said), new SessionEvent.StepDone(default, StepKind.Watch, 1, Masked) },
                { new StepOutcome.NotStarted(Said), new SessionEvent.StepCleared(default, StepKind.Watch, 1, Masked) },
                {
                    new StepOutcome.Judged(Ending.Failed, Said) { Report = report },
                    new SessionEvent.Finished(default, Ending.Failed, Masked)
                },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Stored))]
    public async Task G01_an_outcome_is_stored_without_its_secret(StepOutcome outcome, SessionEvent expected)
    {
        var story = new Story().Started().RunUpTo(StepKind.Watch).BeginStep();
        var (store, time) = (new MemoryStore(), new TestTime());
        time.SetUtcNow(story.Now);
        await store.AppendAsync("session-57", 0, [.. story.Events], "", CancellationToken.None);
        using var desk = new Desk(store, time);
        await desk.LoadAsync(CancellationToken.None);

        await new Outcomes(desk, new Redactor(), time, NullLogger.Instance).StoreAsync(
            new SessionNumber(57),
            StepKind.Watch,
            1,
            outcome,
            CancellationToken.None
        );

        var facts = store.Facts.Skip(story.Events.Count).Cast<SessionEvent>().ToList();
        Assert.DoesNotContain(facts, fact => $"{fact}".Contains("hunter2x9", StringComparison.Ordinal));
        var stored = Assert.Single(facts, fact => fact.GetType() == expected.GetType());
        var report = (stored as SessionEvent.Finished)?.Report;
        if (outcome is StepOutcome.Judged)
        {
            Assert.Equal((Masked, Masked, Masked), (report!.Numbers, report.AltText, report.RollbackWhy));
            Assert.Equal([Masked], report.Reasons!.Value.AsEnumerable());
        }

        Assert.Equal(
            expected,
            stored switch
            {
                SessionEvent.StepDone done => done with { At = default },
                SessionEvent.StepCleared cleared => cleared with { At = default },
                SessionEvent.Finished finished when outcome is StepOutcome.Judged => finished with
                {
                    At = default,
                    Report = null,
                },
                _ => stored,
            }
        );
    }
}
