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
                Markdown.Join("\n", plan.Notes.Take(8).Select(note => Markdown.Ours("• ") + Markdown.Text(note.Text))),
            ],
            withButton ? [CardButtons.HaveRead(session)] : [],
            [new CardFile($"plan-{session.Number.Value}-{plan.Digest.Short}.txt", Whole(plan))]
        );
    }

    /// <summary>The plan as a text file: first the fields that the digest covers, then what they stand for.</summary>
    public static string Whole(Plan plan)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"PLAN {plan.Digest}\n\nWhat the approval is bound to\n");
        foreach (var field in plan.Fields)
            text.Append(CultureInfo.InvariantCulture, $"  {field.Name}: {field.Value}\n");

        text.Append("\nCommits\n");
        foreach (var commit in plan.Commits)
            text.Append(CultureInfo.InvariantCulture, $"  {commit.Sha} {commit.Author}: {commit.Subject}\n");

        text.Append("\nNotes\n");
        foreach (var note in plan.Notes)
            text.Append(CultureInfo.InvariantCulture, $"  {note.Level}: {note.Text}\n");

        RehearsalText.Append(text, plan);
        foreach (var migration in plan.Migrations)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nMigration {migration.Name} (SHA-256 {migration.Checksum})\n");
            foreach (var line in MigrationWords.Review(migration))
                text.Append(line).Append('\n');

            text.Append(CultureInfo.InvariantCulture, $"{migration.Sql}\n");
        }

        return PlainText.Of(text.ToString());
    }
}
