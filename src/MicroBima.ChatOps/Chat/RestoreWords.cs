using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Chat;

/// <summary>The words of a restore: what comes back, what is lost, what is still there. Written for somebody who is tired.</summary>
internal static class RestoreWords
{
    private const int GapLines = 8;

    /// <summary>What the card says of the plan.</summary>
    public static Markdown Block(Plan plan, DateTimeOffset now)
    {
        var restore = plan.Restore!;
        return Markdown.Join(
            "\n",
            [
                Markdown.Ours("plan ") + Markdown.Code(plan.Digest.Short),
                Markdown.Ours("💾 **Comes back**: ") + Backup(restore, now),
                Markdown.Ours("🗄 **Into**: ") + Markdown.Text(plan.Targets.Database ?? ""),
                Names(restore),
                .. Losses(restore),
                .. plan.Notes.Select(note => Markdown.Ours("⚠️ ") + Markdown.Text(note.Text, 300)),
            ]
        );
    }

    /// <summary>What stopping would do now.</summary>
    public static Markdown Leaving(Session session) =>
        Restoring.MustTurnBack(session)
            ? Markdown.Ours("**Abort now**: the copy is thrown away and the app is started again on ")
                + Live(session)
                + " as it was."
            : Markdown.Ours($"**Abort now leaves**: code {Leaves.Now(session).Code}, database ")
                + Markdown.Text(Leaves.Now(session).Database)
                + ".";

    /// <summary>Said in the channel when it begins.</summary>
    public static Markdown Beginning(Session session) =>
        session.Proposal?.Plan.Restore is { } restore
            ? Markdown.Ours("The database goes back to the state of ")
                + $"<t:{restore.MadeAt.ToUnixTimeSeconds()}:f>"
                + ". The app is stopped meanwhile. The present database is kept as "
                + Markdown.Code(restore.Kept)
                + "."
            : default;

    /// <summary>The report of a restore that went through.</summary>
    public static Markdown Report(Session session) =>
        session.Proposal?.Plan.Restore is { } restore && Restoring.IsSwapped(session)
            ? Markdown.Join(
                "\n",
                [
                    Markdown.Ours("Database ")
                        + Markdown.Code(restore.Live)
                        + $" is that of <t:{restore.MadeAt.ToUnixTimeSeconds()}:f> (backup "
                        + Markdown.Code(restore.Backup)
                        + ").",
                    Markdown.Ours("**Nothing was deleted**: the database of before is ")
                        + Markdown.Code(restore.Kept)
                        + " on the same server. What was written since the backup is there"
                        + (
                            Safety(session) is { Length: > 0 } made
                                ? Markdown.Ours(" and in ") + Markdown.Text(made, 160)
                                : Markdown.Ours("")
                        )
                        + ".",
                    Migrations(restore, "are pending again"),
                    (
                        Restoring.IsUnsecured(session)
                            ? SafetyWords.OnlyCopy(session, restore)
                            : Markdown.Ours("When nobody needs it any more: ")
                                + Markdown.Code($"drop database {Quoted.Name(restore.Kept)}")
                                + "."
                    ) + " Deployments are locked until `/unlock`.",
                ]
            )
            : default;

    private static Markdown Backup(PlannedRestore restore, DateTimeOffset now) =>
        Markdown.Code(restore.Backup)
        + string.Create(
            CultureInfo.InvariantCulture,
            $" of <t:{restore.MadeAt.ToUnixTimeSeconds()}:f>, {Words.For(now - restore.MadeAt)} old: {restore.Tables} tables, {Thousands.Of(restore.Rows)} rows"
        )
        + (
            CommitSha.TryParse(restore.Commit) is { } commit
                ? Markdown.Ours(", when the code was ") + Markdown.Code(commit.Short)
                : default
        );

    private static Markdown Names(PlannedRestore restore) =>
        Markdown.Ours("🔁 **Names**: ")
        + Markdown.Code(restore.Live)
        + " → kept as "
        + Markdown.Code(restore.Kept)
        + "; "
        + Markdown.Code(restore.Fresh)
        + " → "
        + Markdown.Code(restore.Live);

    private static IEnumerable<Markdown> Losses(PlannedRestore restore)
    {
        yield return Markdown.Ours(
            $"⚠️ **Will not be there any more**: everything written since <t:{restore.MadeAt.ToUnixTimeSeconds()}:t>, {Written(restore.Writes)}. It stays in "
        )
            + Markdown.Code(restore.Kept)
            + ".";
        foreach (var gap in restore.Gaps.Take(GapLines))
            yield return Markdown.Ours("　• ") + Markdown.Text(gap.Table, 80) + Markdown.Ours(": " + Sentence(gap));

        if (restore.Gaps.Length > GapLines)
            yield return Markdown.Ours($"　• and {restore.Gaps.Length - GapLines} more tables (Read plan)");

        yield return Markdown.Ours(
            restore.Gaps.IsEmpty
                ? "　Every table has as many rows as in the backup. Rows that were changed cannot be seen by counting."
                : "　Counted just now; rows that were changed cannot be seen by counting."
        );
        yield return Migrations(restore, "will be pending again, and the code that runs may need them");
    }

    /// <summary>A table's difference as people say it.</summary>
    public static string Sentence(TableGap gap) =>
        gap switch
        {
            { InBackup: null, Now: { } now } => $"{Thousands.Of(now)} rows now, not counted or not there in the backup",
            { InBackup: { } before, Now: null } =>
                $"{Thousands.Of(before)} rows in the backup, not counted or not there now",
            { InBackup: { } before, Now: { } now } when now > before =>
                $"{Thousands.Of(now)} rows now, {Thousands.Of(before)} in the backup: {Thousands.Of(now - before)} fewer after it",
            { InBackup: { } before, Now: { } now } =>
                $"{Thousands.Of(now)} rows now, {Thousands.Of(before)} in the backup: {Thousands.Of(before - now)} come back",
            _ => "nobody could count",
        };

    private static Markdown Migrations(PlannedRestore restore, string become) =>
        restore.Migrations.IsEmpty
            ? default
            : Markdown.Ours($"🧬 {Words.Count(restore.Migrations.Length, "migration")} applied since {become}: ")
                + Markdown.Text(Words.Some(restore.Migrations, 5), 300);

    private static string Written(long? writes) =>
        writes is { } some
            ? $"about {Thousands.Of(some)} rows by the server's counters, which lag a little"
            : "nobody knows how much (the server's counters began anew)";

    private static Markdown Live(Session session) => Markdown.Code(session.Proposal?.Plan.Restore?.Live ?? "");

    private static string Safety(Session session) =>
        session.StateOf(StepKind.Safety) is StepState.Done { Fact: var fact }
            ? $"the safety backup {fact.Split(',')[0]}"
            : "";
}
