using System.Globalization;
using System.Text;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Chat;

/// <summary>The whole plan for reading: a short card, and everything in a file.</summary>
public static class PlanText
{
    /// <summary>The answer to Read plan.</summary>
    public static Card Answer(Session session, bool withButton)
    {
        var plan = session.Proposal!.Plan;
        var steps = Markdown.Join(
            "\n",
            plan.Steps.Select(
                (step, index) =>
                    Markdown.Ours(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{index + 1}. {step.Kind.Title()} · {step.Mode.ToString().ToLowerInvariant()}"
                        )
                    )
            )
        );
        var migrations = plan
            .Migrations.Take(3)
            .Select(migration =>
                Markdown.Join(
                    "\n",
                    [
                        Markdown.Code(migration.Name),
                        Markdown.Block(migration.Sql, 350, "sql"),
                        MigrationWords.Hazards(migration, 2),
                    ]
                )
            );
        return new Card(
            CardTone.Calm,
            [
                Markdown.Ours(
                    $"📄 **Plan** {Markdown.Code(plan.Digest.Short)} of session {session.Number} · everything is in the file"
                ),
                Markdown.Join(
                    "\n",
                    plan.Fields.Take(8).Select(field => Markdown.Text(field.Name) + ": " + Markdown.Code(field.Value))
                ),
                steps,
                Markdown.Join("\n", migrations),
                Markdown.Join(
                    "\n",
                    plan.NotesByWeight().Take(8).Select(note => Markdown.Ours("• ") + Markdown.Text(note.Text))
                ),
            ],
            withButton ? [CardButtons.HaveRead(session)] : [],
            [new CardFile($"plan-{session.Number.Value}-{plan.Digest.Short}.txt", Whole(plan))]
        );
    }

    /// <summary>The plan as a text file: first the fields that the digest covers, then what they stand for. SQL is set in, and all else has one line whatever it holds: nothing that somebody pushed passes for a line of the bot's.</summary>
    public static string Whole(Plan plan)
    {
        var text = new StringBuilder();
        Add(
            text,
            [
                $"PLAN {plan.Digest}",
                "",
                "What the approval is bound to",
                .. plan.Fields.Select(field => $"  {field.Name}: {field.Value}"),
                "",
                "Commits",
                .. plan.Commits.Select(commit => $"  {commit.Sha} {commit.Author}: {commit.Subject}"),
                "",
                "Notes",
                .. plan.Notes.Select(note => $"  {note.Level}: {note.Text}"),
                .. RehearsalText.Lines(plan),
            ]
        );
        foreach (var migration in plan.Migrations)
        {
            Add(
                text,
                ["", $"Migration {migration.Name} (SHA-256 {migration.Checksum})", .. MigrationWords.Review(migration)]
            );
            foreach (var line in PlainText.Of(migration.Sql).TrimEnd('\n').Split('\n'))
                text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines)
            text.Append(' ', line.Length - line.TrimStart(' ').Length).Append(PlainText.Line(line)).Append('\n');
    }
}
