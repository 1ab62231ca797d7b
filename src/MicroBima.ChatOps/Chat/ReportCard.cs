using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Chat;

/// <summary>What the channel reads when a session is over, and what people can do about it.</summary>
public static class ReportCard
{
    private const int LongestReason = 420;

    private static readonly TimeSpan LatestWayBack = TimeSpan.FromHours(2);

    /// <summary>The report for the channel, or null where nothing had begun and the card is enough.</summary>
    /// <param name="before">The release before, as people call it: <c>#56</c>, or its commit.</param>
    /// <param name="undone">For a rollback, the deployment that it took back, or null.</param>
    public static Card? Of(Session session, SessionEvent.Finished finished, string before, Session? undone)
    {
        if (!session.HasStarted)
            return null;

        var rolledBack =
            finished.How is Ending.RolledBack && session.Proposal is { Plan: var plan }
                ? Markdown.Ours("Code is back at ")
                    + Markdown.Code(plan.Head.Short)
                    + ". **The database was NOT rolled back.**"
                    + RestorePoint(undone)
                    + " Deployments are locked: fix it, then `/unlock`."
                : default;
        return new Card(
            finished.How is Ending.Healthy or Ending.RolledBack or Ending.Restored ? CardTone.Good
                : finished.How is Ending.Failed ? CardTone.Bad
                : CardTone.Warning,
            [
                Head(session, finished.How),
                rolledBack,
                RestoreWords.Report(session),
                Why(finished),
                finished.Report is { } numbers ? Markdown.Block(numbers.Numbers, 1800) : default,
                Markdown.Text(finished.Report?.RollbackWhy ?? "", 600),
                SelfRollback.DueAt(session) is { } due
                    ? Markdown.Ours(
                        $"🤖 The bot takes it back by itself <t:{due.ToUnixTimeSeconds()}:R>, as agreed in the settings, unless somebody presses **Keep, I'll look**."
                    )
                    : default,
            ],
            [.. WayBack(session, finished, before), .. Looking(session, finished)],
            []
        )
        {
            Pictures = finished.Report is { } report ? [new CardPicture(report.Picture, default, report.AltText)] : [],
        };
    }

    /// <summary>Everything that is on record about the end of a session, for one reader.</summary>
    public static Card Details(Session session)
    {
        var steps = session.Steps.Select(step =>
            step.State switch
            {
                StepState.Done done => Markdown.Ours($"✅ **{step.Kind.Title()}** · {Words.For(done.Took)} · ")
                    + Markdown.Text(done.Fact, 400),
                StepState.Skipped skipped => Markdown.Ours($"⏭ **{step.Kind.Title()}** · skipped by ")
                    + Markdown.Text(skipped.By.Value),
                StepState.Stopped stopped => Markdown.Ours($"⛔ **{step.Kind.Title()}** · ")
                    + Markdown.Text(stopped.Problem.What, 400),
                _ => Markdown.Ours($"▫️ {step.Kind.Title()}"),
            }
        );
        var people =
            Markdown.Ours("requested by ")
            + Markdown.Text(session.Requester.Person.Value)
            + Markdown.Ours(" · approved by ")
            + Markdown.Text(
                session.CountedApprovals.IsEmpty
                    ? "nobody"
                    : string.Join(", ", session.CountedApprovals.Select(approval => approval.Person.Value))
            )
            + (session.Keeper is { } keeper ? Markdown.Ours(" · kept by ") + Markdown.Text(keeper.Value) : default);
        return new Card(
            CardTone.Calm,
            [
                Head(session, session.Phase is Phase.Ended { How: var how } ? how : Ending.Inconclusive),
                people,
                Markdown.Join("\n", steps),
                Markdown.Block(session.Report?.Numbers ?? "", 1500),
            ],
            [],
            session.Proposal is { Plan: var plan }
                ? [new CardFile($"plan-{session.Number.Value}-{plan.Digest.Short}.txt", PlanText.Whole(plan))]
                : []
        );
    }

    private static Markdown Head(Session session, Ending how) =>
        Markdown.Ours($"{SessionCard.SignOf(how)} **{session.Kind.Title()} {session.Number} · {how.Word()}** · ")
        + Markdown.Text(session.Environment);

    /// <summary>What to do, and a line for each reason; one line where the verdict has no reasons of its own.</summary>
    private static Markdown Why(SessionEvent.Finished finished) =>
        finished.Report is { Reasons: { IsDefaultOrEmpty: false } reasons } report
            ? Markdown.Join(
                "\n",
                [
                    Markdown.Ours($"**{Advice(finished.How, report.Rollback)}**"),
                    .. reasons.Select(reason => Markdown.Ours("• ") + Markdown.Text(reason, LongestReason)),
                ]
            )
            : Markdown.Text(finished.Why, 1500);

    private static string Advice(Ending how, string rollback) =>
        (how, rollback) switch
        {
            (Ending.Failed, "SAFE" or "LOSS") => "Rollback recommended.",
            (Ending.Failed, "REFUSE") => "It fails, and the code alone cannot go back.",
            (Ending.Failed, _) => "It fails.",
            (Ending.Inconclusive, _) => "Could not judge.",
            _ => "Somebody should look.",
        };

    /// <summary>The backup that the undone deployment was proven with: its name begins with environment and time.</summary>
    private static Markdown RestorePoint(Session? undone) =>
        undone?.StateOf(StepKind.Backup) is StepState.Done { Fact: var fact, At: var at }
            ? Markdown.Ours(" Restore point: backup ")
                + Markdown.Code(fact.Split(',')[0])
                + $", proven <t:{at.ToUnixTimeSeconds()}:R>."
            : default;

    /// <summary>The button that brings the release before back, where the code can go back. A late alarm has none: by then others may rely on the release.</summary>
    private static IEnumerable<CardButton> WayBack(Session session, SessionEvent.Finished finished, string before)
    {
        var isWanted =
            finished is { Report.Rollback: "SAFE" or "LOSS" }
            && finished.How.IsDoubtful()
            && session.Kind is SessionKind.Deploy
            && session.ReleasedAt is { } released
            && finished.At - released <= LatestWayBack;
        if (isWanted)
            yield return CardButtons.Make(
                session,
                ButtonVerb.GoBack,
                "⏪",
                $"Roll back to {before}: {finished.Report!.Rollback}",
                ButtonLook.No
            );
    }

    /// <summary>The buttons for people who look first, where there is something to look at.</summary>
    private static IEnumerable<CardButton> Looking(Session session, SessionEvent.Finished finished)
    {
        if (!finished.How.IsDoubtful() || finished.Report is null || session.Kind is not SessionKind.Deploy)
            yield break;

        yield return CardButtons.Make(session, ButtonVerb.Keep, "👀", "Keep, I'll look", ButtonLook.Plain);
        yield return CardButtons.Make(session, ButtonVerb.Logs, "📋", "Logs", ButtonLook.Plain);
        yield return CardButtons.Make(session, ButtonVerb.Details, "🔎", "Details", ButtonLook.Plain);
    }
}
