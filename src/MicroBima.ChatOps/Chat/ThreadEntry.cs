using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Chat;

/// <summary>What is written into the thread of a card.</summary>
public static class ThreadEntry
{
    private const int LongOutput = 1200;

    /// <summary>The entry in the thread for an event, or null where the card says it all.</summary>
    public static Card? Of(Session session, SessionEvent happened) =>
        happened switch
        {
            SessionEvent.Proposed { Plan: var plan } => WithPlan(
                session,
                plan,
                Markdown.Ours("📄 Plan ")
                    + Markdown.Code(plan.Digest.Short)
                    + $": {Words.Count(plan.Commits.Length, "commit")}, {Words.Count(plan.Migrations.Length, "migration")}, {Words.Count(plan.Steps.Length, "step")}"
            ),
            SessionEvent.Superseded { Why: var why } => Card.Of(
                CardTone.Warning,
                Markdown.Ours("♻️ The plan does not hold any more: ")
                    + Markdown.Text(why)
                    + ". Approvals are void; a new plan is being made."
            ),
            SessionEvent.Signed signed => By("✍️", signed.By.Person, $"signed “{signed.Item.TitleFor(session.Kind)}”."),
            SessionEvent.Rehearsed when session.Proposal is { Plan: var plan } => WithPlan(
                session,
                plan,
                Markdown.Ours("🎭 Rehearsed; the plan to approve is now ") + Markdown.Code(plan.Digest.Short) + "."
            ),
            SessionEvent.PlanRead read => Card.Of(
                CardTone.Calm,
                Markdown.Ours("👓 ")
                    + Markdown.Text(read.By.Person.Value)
                    + " has read plan "
                    + Markdown.Code(read.Digest.Short)
                    + "."
            ),
            SessionEvent.Approved approved => Card.Of(
                CardTone.Calm,
                Markdown.Ours("✅ ")
                    + Markdown.Text(approved.By.Person.Value)
                    + " approved plan "
                    + Markdown.Code(approved.Digest.Short)
                    + "."
            ),
            SessionEvent.ApprovalVoided voided => Card.Of(
                CardTone.Warning,
                Markdown.Ours("⚠️ The approval of ")
                    + Markdown.Text(voided.Person.Value)
                    + " is void: "
                    + Markdown.Text(voided.Why)
                    + "."
            ),
            SessionEvent.StepConfirmed confirmed => By("▶", confirmed.By.Person, $"set off: {confirmed.Step.Title()}."),
            SessionEvent.StepDone done => Card.Of(
                SessionCard.SignOfDone(session, done.Fact) is "✅" ? CardTone.Good : SessionCard.ToneOf(session),
                Markdown.Ours($"{SessionCard.SignOfDone(session, done.Fact)} **{done.Step.Title()}** · ")
                    + Markdown.Text(done.Fact, 1500)
            ),
            SessionEvent.StepStopped stopped => Stopped(stopped),
            SessionEvent.StepRetried retried => By("🔁", retried.By.Person, $"retries: {retried.Step.Title()}."),
            SessionEvent.StepRemedied remedied => Remedies.Entry(remedied),
            SessionEvent.StepCleared cleared => Card.Of(
                CardTone.Warning,
                Markdown.Ours($"🔎 {cleared.Step.Title()} was looked at: ") + Markdown.Text(cleared.Fact) + "."
            ),
            SessionEvent.SafetyWaived waived => SafetyWords.Entry(session, waived),
            SessionEvent.StepSkipped skipped => By(
                "⏭",
                skipped.By.Person,
                $"skipped: {skipped.Step.Title()}.",
                CardTone.Warning
            ),
            SessionEvent.Assigned assigned => By("🙋", assigned.By, "looks after it."),
            SessionEvent.Nudged nudged => By("🔔", nudged.By, "had the approvers called."),
            SessionEvent.TurnedBack back => By(
                "↩️",
                back.By,
                "stops the restore: the app is brought back on the database as it was.",
                CardTone.Warning
            ),
            SessionEvent.AbortAsked asked => By("🛑", asked.By.Person, "aborts.", CardTone.Warning),
            SessionEvent.Opened
            or SessionEvent.CardPosted
            or SessionEvent.Checked
            or SessionEvent.CodeAccepted
            or SessionEvent.Rehearsed
            or SessionEvent.Denied
            or SessionEvent.Started
            or SessionEvent.StepOffered
            or SessionEvent.StepIntended
            or SessionEvent.Kept
            or SessionEvent.Announced
            or SessionEvent.Finished => null,
        };

    private static Card WithPlan(Session session, Plan plan, Markdown words) =>
        new(
            CardTone.Calm,
            [words],
            [],
            [new CardFile($"plan-{session.Number.Value}-{plan.Digest.Short}.txt", PlanText.Whole(plan))]
        );

    /// <summary>What the channel is told when an emergency begins, or null: a deployment's card says enough.</summary>
    public static Card? Beginning(Session session) =>
        session.Kind is SessionKind.Deploy || session.Proposal is not { Plan: var plan }
            ? null
            : Card.Of(
                CardTone.Busy,
                Markdown.Ours(
                    $"{SessionCard.SignOf(session.Kind)} **{session.Kind.Title()} {session.Number} begins** · "
                ) + Markdown.Text(session.Environment),
                plan.Restore is null
                    ? Markdown.Ours("Code goes back from ")
                        + Markdown.Code(plan.Base.Short)
                        + " to "
                        + Markdown.Code(plan.Head.Short)
                        + ". The database is not touched."
                    : RestoreWords.Beginning(session),
                Markdown.Ours("asked by ")
                    + Markdown.Text(session.Requester.Person.Value)
                    + (
                        session.Reason.Length > 0
                            ? Markdown.Ours(": “") + Markdown.Text(session.Reason, 200) + "”"
                            : default
                    )
                    + Markdown.Ours("; approved by ")
                    + Markdown.Text(
                        string.Join(", ", session.CountedApprovals.Select(approval => approval.Person.Value))
                    )
            );

    /// <summary>What the channel is told when somebody keeps a release that did not do well.</summary>
    public static Card Kept(Session session, SessionEvent.Kept kept) =>
        By(
            "👀",
            kept.By.Person,
            $"keeps {session.Number} and looks. Nothing is taken back unless somebody asks for it."
        );

    /// <summary>What somebody did, in a line.</summary>
    private static Card By(string sign, PersonName who, string did, CardTone tone = CardTone.Calm) =>
        Card.Of(tone, Markdown.Ours($"{sign} ") + Markdown.Text(who.Value) + $" {did}");

    private static Card Stopped(SessionEvent.StepStopped stopped)
    {
        var problem = stopped.Problem;
        var isLong = problem.Detail.Length > LongOutput;
        return new Card(
            CardTone.Bad,
            [
                Markdown.Ours($"⛔ **{stopped.Step.Title()}** · attempt {stopped.Attempt} · ")
                    + Markdown.Text(problem.What, 900),
                Markdown.Block(problem.Detail, LongOutput),
                Markdown.Ours("👉 ") + Markdown.Text(problem.Next, 600),
            ],
            [],
            isLong ? [new CardFile("output.txt", PlainText.Of(problem.Detail))] : []
        );
    }
}
