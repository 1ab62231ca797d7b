using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Chat;

/// <summary>The card of a session: a pure function from the session, the moment and the step's progress.</summary>
public static class SessionCard
{
    private const int CommitLines = 6;
    private const int MostNotes = 6;

    /// <summary>The card as it looks at a moment.</summary>
    /// <param name="isOvertaken">True where a later session may have changed the branch.</param>
    public static Card Render(Session session, DateTimeOffset now, Progress? progress, bool isOvertaken = false) =>
        new(
            ToneOf(session),
            [
                .. new[]
                {
                    Head(session),
                    PlanBlock(session, now),
                    ChecklistBlock(session, progress),
                    StepsBlock(session, now, progress),
                    Trouble(session),
                    SafetyWords.Standing(session),
                    Leaving(session),
                    Markdown.Ours($"session {session.Number.Value} · {session.State}"),
                }.Where(block => block.Source.Length > 0),
            ],
            CardButtons.Of(session, isOvertaken),
            []
        );

    internal static CardTone ToneOf(Session session) =>
        session.Phase switch
        {
            Phase.Preparing or Phase.Running => CardTone.Busy,
            Phase.Checking or Phase.AwaitingApproval => CardTone.Calm,
            Phase.Paused => CardTone.Bad,
            Phase.Ended { How: var how } => how switch
            {
                Ending.Healthy or Ending.RolledBack or Ending.Restored => CardTone.Good,
                Ending.Warn or Ending.Inconclusive => CardTone.Warning,
                Ending.Failed => CardTone.Bad,
                Ending.Aborted or Ending.Rejected or Ending.Expired => CardTone.Calm,
            },
        };

    private static Markdown Head(Session session)
    {
        var head =
            Markdown.Ours($"{SignOf(session.Kind)} **{session.Kind.Title()} {session.Number}** · ")
            + Markdown.Text(session.Environment);
        if (session.Proposal is { } proposal)
            head += Markdown.Ours(" · ") + Markdown.Text(proposal.Plan.Targets.App);

        var asked = Markdown.Ours("\nrequested by ") + Markdown.Text("@" + session.Requester.Person);
        if (session.Reason.Length > 0)
            asked += ": “" + Markdown.Text(session.Reason, 200) + "”";

        if (session.Override.Length > 0)
            asked += "\n⚠️ **freeze overridden**: “" + Markdown.Text(session.Override, 200) + "”";

        return head + asked + Quorum(session);
    }

    private static Markdown Quorum(Session session)
    {
        var isByBot = !session.Requester.IsHuman;
        if (isByBot && (session.Needed == 0 || session.Proposal is not { Checklist.IsChecking: false }))
            return Markdown.Ours($"\n🤖 agreed to with {session.Returns}: it needs no approval of its own");

        var approvals = session.CountedApprovals;
        var people = string.Join(
            ", ",
            approvals.Select(approval =>
                $"{Markdown.Text("@" + approval.Person)} <t:{approval.At.ToUnixTimeSeconds()}:t>"
            )
        );
        var count = string.Create(
            CultureInfo.InvariantCulture,
            $"\n{(approvals.Length >= session.Needed ? "✅ " : session.IsOver ? "" : "⏳ ")}{approvals.Length} of {session.Needed} approvals{(people.Length > 0 ? $": {people}" : "")}"
        );
        if (session.Needed > session.Policy.Needed)
            count +=
                $" ({session.Needed - session.Policy.Needed} more than usual: {(isByBot ? "not everything is proven, and the bot counts as nobody" : session.Kind is SessionKind.Restore ? "a restore is dangerous" : "a migration is dangerous")})";

        return Markdown.Ours(
            session.HasStarted || session.IsOver
                ? count
                : $"{count} · expires <t:{session.ExpiresAt.ToUnixTimeSeconds()}:t>"
        );
    }

    private static Markdown PlanBlock(Session session, DateTimeOffset now)
    {
        if (session.Proposal is not { Plan: var plan })
            return Markdown.Ours(
                session.Phase is Phase.Preparing
                    ? session.Kind is SessionKind.Restore
                        ? "Reading backup and database…"
                        : "Reading repository and database…"
                    : ""
            );

        if (session.Phase is Phase.Preparing)
            return Markdown.Ours($"Plan {plan.Digest.Short} does not hold any more; making a new one…");

        if (plan.Restore is not null)
            return RestoreWords.Block(plan, now);

        var range =
            session.Kind is SessionKind.Deploy
                ? Markdown.Ours("plan ")
                    + Markdown.Code(plan.Digest.Short)
                    + "   "
                    + Markdown.Text(plan.Targets.HeadBranch)
                    + " "
                    + Markdown.Code(plan.Head.Short)
                    + " → "
                    + Markdown.Text(plan.Targets.BaseBranch)
                    + " "
                    + Markdown.Code(plan.Base.Short)
                    + " = "
                    + Markdown.Code(plan.Result.Short)
                : Markdown.Ours("plan ")
                    + Markdown.Code(plan.Digest.Short)
                    + "   "
                    + Markdown.Text(plan.Targets.BaseBranch)
                    + " "
                    + Markdown.Code(plan.Base.Short)
                    + " back to "
                    + Markdown.Code(plan.Head.Short);
        var commits = plan.Commits.Take(CommitLines).Select(CommitLine);
        var more =
            plan.Commits.Length > CommitLines
                ? Markdown.Ours($"… and {plan.Commits.Length - CommitLines} more (Read plan)")
                : default;
        var count = plan.Commits.IsEmpty
            ? default
            : Markdown.Ours(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"**{Words.Count(plan.Commits.Length, "commit")}** by {Words.Count(plan.Commits.Select(commit => commit.Author).Distinct(StringComparer.Ordinal).Count(), "author")}"
                )
            );
        return Markdown.Join("\n", [range, count, .. commits, more, MigrationWords.Block(plan), .. NoteLines(plan)]);
    }

    // What must be read comes first: whoever pushes tags and files makes notes too, and must not crowd it out.
    private static IEnumerable<Markdown> NoteLines(Plan plan)
    {
        foreach (var note in plan.NotesByWeight().Take(MostNotes))
            yield return Markdown.Ours(SignOf(note.Level)) + Markdown.Text(note.Text);

        if (plan.Notes.Length > MostNotes)
            yield return Markdown.Ours($"… and {Words.Count(plan.Notes.Length - MostNotes, "more note")} (Read plan)");
    }

    private static Markdown CommitLine(PlannedCommit commit)
    {
        var pull = commit.PullRequest is { } number ? $" (#{number.ToString(CultureInfo.InvariantCulture)})" : "";
        return Markdown.Code(commit.Sha.Short)
            + " "
            + Markdown.Text(commit.Subject, 90)
            + pull
            + " · "
            + Markdown.Text(commit.Author, 40);
    }

    private static Markdown ChecklistBlock(Session session, Progress? progress)
    {
        if (session.Proposal is not { Checklist: var list } || session.Phase is Phase.Preparing)
            return default;

        // Once it runs, the list has done its work.
        if (session.HasStarted)
            return Markdown.Ours($"**Checklist {list.Done}/{list.Items.Count}**");

        return Markdown.Join(
            "\n",
            [
                Markdown.Ours($"**Checklist {list.Done}/{list.Items.Count}**"),
                .. list.Items.Select(item =>
                    ItemLine(session.Kind, item.Key, item.Value) + Doing(session, item.Key, item.Value, progress)
                ),
            ]
        );
    }

    /// <summary>What a check is doing now.</summary>
    private static Markdown Doing(Session session, ChecklistItem item, Standing standing, Progress? progress)
    {
        ChecklistItem? about = progress?.Step switch
        {
            StepKind.Actions => ChecklistItem.Staging,
            StepKind.Backup => ChecklistItem.Backup,
            StepKind.Migrate => ChecklistItem.Migrations,
            _ => null,
        };
        return standing is Standing.Checking && about == item && progress!.Session == session.Number
            ? Markdown.Ours(" ") + Markdown.Text(progress.Line, 120)
            : default;
    }

    /// <summary>One item with its sign, its evidence and who signed.</summary>
    public static Markdown ItemLine(SessionKind kind, ChecklistItem item, Standing standing) =>
        standing switch
        {
            Standing.Checking => Markdown.Ours($"⏳ {item.TitleFor(kind)}: checking…"),
            Standing.Proven { Evidence: var evidence } => Markdown.Ours($"✅ {item.TitleFor(kind)} (auto): ")
                + Markdown.Text(evidence.Fact, 220),
            Standing.Failed { Evidence: var evidence } => Markdown.Ours($"❌ **{item.TitleFor(kind)}**: ")
                + Markdown.Text(evidence.Fact, 300),
            Standing.Open { Ask: var ask } => Markdown.Ours($"⬜ {item.TitleFor(kind)}: ") + Markdown.Text(ask, 220),
            Standing.Signed signed => Markdown.Ours($"✅ {item.TitleFor(kind)}: ")
                + Markdown.Text("@" + signed.Signer)
                + $" <t:{signed.At.ToUnixTimeSeconds()}:t>",
        };

    private static Markdown StepsBlock(Session session, DateTimeOffset now, Progress? progress)
    {
        if (session.Steps.IsEmpty || session.Phase is Phase.Preparing)
            return default;

        if (!session.HasStarted)
            return Markdown.Ours(
                "Steps: "
                    + string.Join(
                        " → ",
                        session.Steps.Select(step =>
                            step.Mode is StepMode.Auto
                                ? step.Kind.Title()
                                : $"{step.Kind.Title()} ({step.Mode.ToString().ToLowerInvariant()})"
                        )
                    )
            );

        var total = session.Steps.Length;
        return Markdown.Join(
            "\n",
            session.Steps.Select(
                (step, index) =>
                    StepLine(
                        session,
                        step,
                        string.Create(CultureInfo.InvariantCulture, $"{index + 1}/{total} {step.Kind.Title()}"),
                        now,
                        progress
                    )
            )
        );
    }

    private static Markdown StepLine(
        Session session,
        StepRecord step,
        string title,
        DateTimeOffset now,
        Progress? progress
    ) =>
        step.State switch
        {
            StepState.Waiting => Markdown.Ours($"▫️ {title}"),
            StepState.Offered { Instructions: var how } => step.Mode is StepMode.Manual
                ? Markdown.Ours($"✋ **{title}** · waits for a person to do it and press Done\n")
                    + Markdown.Block(how, 600)
                : Markdown.Ours($"✋ **{title}** · waits for Start"),
            StepState.Confirmed => Markdown.Ours($"▶ **{title}** · checking once more"),
            StepState.Intended { At: var at } => Markdown.Ours($"▶ **{title}** · {Words.For(now - at)}")
                + Line(session, step, progress),
            // What the last step found is why the session ended; the line below says it.
            StepState.Done { Fact: var fact } done when session.Phase is Phase.Ended { Why: var why } && fact == why =>
                Markdown.Ours($"{SignOfDone(session, fact)} {title} · {Words.For(done.Took)}"),
            StepState.Done done => Markdown.Ours($"✅ {title} · {Words.For(done.Took)} · ")
                + Markdown.Text(done.Fact, 260),
            StepState.Skipped skipped => Markdown.Ours($"⏭ {title} · skipped by ") + Markdown.Text("@" + skipped.By),
            StepState.Stopped => Markdown.Ours($"⛔ **{title}**"),
        };

    private static Markdown Line(Session session, StepRecord step, Progress? progress) =>
        progress is not null
        && progress.Step == step.Kind
        && progress.Session == session.Number
        && progress.Line.Length > 0
            ? Markdown.Ours("\n> ") + Markdown.Text(progress.Line, 160)
            : default;

    private static Markdown Trouble(Session session) =>
        session.Phase switch
        {
            Phase.Paused { Problem: var problem } => Markdown.Ours("⛔ **")
                + Markdown.Text(problem.What)
                + "**\n"
                + Markdown.Block(problem.Detail, 700)
                + "\n👉 "
                + Markdown.Text(problem.Next, 400)
                + "\n🙋 "
                + (
                    session.Owner is { } person
                        ? Markdown.Text("@" + person) + " looks after it."
                        : Markdown.Ours("Nobody looks after it yet.")
                ),
            Phase.Ended { How: var how, Why: var why } => Markdown.Ours($"{SignOf(how)} ")
                + Markdown.Text(why, 900)
                + (
                    // What the button below would come to.
                    session.Report
                        is { RollbackWhy: { Length: > 0 } wayBack }
                        ? Markdown.Ours("\n⏪ ") + Markdown.Text(wayBack, 400)
                        : default
                ),
            Phase.Running { Aborting: { Length: > 0 } by } => Markdown.Ours("🛑 ")
                + Markdown.Text($"{by} aborts: the step at work is finished first."),
            _ => default,
        };

    private static Markdown Leaving(Session session)
    {
        var leaves = Leaves.Now(session);
        return session.IsOver ? default
            : session.Kind is SessionKind.Restore ? RestoreWords.Leaving(session)
            : Markdown.Ours($"**Abort now leaves**: code {leaves.Code}, database {leaves.Database}.")
                + (
                    session is { Kind: SessionKind.Deploy, Policy.RollsBackAfter: { } after }
                        ? Markdown.Ours(
                            $"\n🤖 If its watch fails and the way back is SAFE, the bot takes it back after {Words.For(after)} by itself."
                        )
                        : default
                );
    }

    /// <summary>A step that was done is well, but not one whose finding ended the session badly: the watch.</summary>
    internal static string SignOfDone(Session session, string fact) =>
        session.Phase is Phase.Ended { How: var how, Why: var why } && why == fact && how.IsDoubtful()
            ? SignOf(how)
            : "✅";

    private static string SignOf(NoteLevel level) =>
        level switch
        {
            NoteLevel.Info => "ℹ️ ",
            NoteLevel.Warning => "⚠️ ",
            NoteLevel.Blocker => "⛔ ",
        };

    /// <summary>The sign of a kind of session.</summary>
    public static string SignOf(SessionKind kind) =>
        kind switch
        {
            SessionKind.Deploy => "🚀",
            SessionKind.Rollback => "⏪",
            SessionKind.Restore => "🛟",
        };

    /// <summary>The sign of an ending.</summary>
    public static string SignOf(Ending ending) =>
        ending switch
        {
            Ending.Healthy => "🟢",
            Ending.Warn => "🟠",
            Ending.Failed => "🔴",
            Ending.Inconclusive => "⚪",
            Ending.RolledBack => "⏪",
            Ending.Restored => "🛟",
            Ending.Aborted or Ending.Rejected or Ending.Expired => "🛑",
        };
}
