using System.Globalization;
using MicroBima.ChatOps.Charts;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;

namespace MicroBima.ChatOps.Chat;

/// <summary>Answers that stand in the ledger: what is going on, what was, how well it goes.</summary>
public sealed class LedgerCards(Desk desk, EnvironmentList environments, TimeProvider time)
{
    private const int Weeks = 12;

    /// <summary>What is going on in each environment.</summary>
    public Card Status()
    {
        var now = time.GetUtcNow();
        var lines = environments.All.Select(environment =>
        {
            var holder = desk.Ledger.Holder(environment.Name);
            var locked = desk.Ledger.Locks.GetValueOrDefault(environment.Name);
            var line = Markdown.Ours("**") + Markdown.Text(environment.Name) + "**: ";
            line += holder is null
                ? Markdown.Ours("free")
                : Markdown.Ours($"{holder.Kind.ToString().ToLowerInvariant()} {holder.Number} by ")
                    + Markdown.Text(holder.Requester.Person.Value)
                    + $", {holder.State}, for {Words.For(now - holder.OpenedAt)}";
            if (desk.Ledger.FreezeOf(environment.Name, now) is { } frozen)
                line +=
                    Markdown.Ours("\n🧊 frozen by ")
                    + Markdown.Text(frozen.By.Value)
                    + $" {frozen.End}: "
                    + Markdown.Text(frozen.Reason);

            var queue = desk.Ledger.QueueOf(environment.Name, now);
            if (!queue.IsEmpty)
                line +=
                    Markdown.Ours("\n🚦 waiting: ")
                    + Markdown.Text(string.Join(", ", queue.Select(one => one.Person.Value)));

            return locked is null
                ? line
                : line + "\n🔒 locked by " + Markdown.Text(locked.By.Value) + ": " + Markdown.Text(locked.Reason);
        });
        return Card.Of(CardTone.Calm, Markdown.Join("\n", lines));
    }

    /// <summary>The last sessions.</summary>
    public Card History()
    {
        var lines = desk
            .Ledger.Sessions.Values.Reverse()
            .Take(10)
            .Select(session =>
                Markdown.Ours(
                    $"{session.Number} <t:{session.OpenedAt.ToUnixTimeSeconds()}:f> {session.Kind.ToString().ToLowerInvariant()} "
                )
                + Markdown.Text(session.Environment)
                + $" · {session.State} · "
                + Markdown.Text(session.Requester.Person.Value)
                + (
                    session.Proposal is { Plan: var plan }
                        ? Markdown.Ours(" · ") + Markdown.Code(plan.Restore?.Backup ?? plan.Head.Short)
                        : default
                )
            )
            .ToList();
        return Card.Of(
            CardTone.Calm,
            lines.Count == 0 ? Markdown.Ours("Nothing was deployed yet.") : Markdown.Join("\n", lines)
        );
    }

    /// <summary>Whom to call.</summary>
    public static Card Contacts(DeploymentEnvironment environment) =>
        Card.Of(
            CardTone.Calm,
            environment.Contacts.IsEmpty
                ? Markdown.Ours("No contacts are configured.")
                : Markdown.Join(
                    "\n",
                    environment.Contacts.Select(contact =>
                        Markdown.Text(contact.Role) + ": " + Markdown.Text(contact.Name)
                    )
                )
        );

    /// <summary>The four keys of delivery, with the weeks as a picture.</summary>
    public Card Stats(DeploymentEnvironment environment)
    {
        var stats = DeliveryStats.Of(desk.Ledger.Sessions.Values, environment.Name, time.GetUtcNow(), Weeks);
        if (stats.Deployments == 0)
            return Card.Of(CardTone.Calm, Markdown.Ours($"Nothing was deployed in the last {Weeks} weeks."));

        StatsTile[] tiles =
        [
            new("deployments a week", stats.PerWeek.ToString("0.#", CultureInfo.InvariantCulture)),
            new("lead time (median)", stats.LeadTime is { } lead ? Words.For(lead) : "–"),
            new(
                "failed or taken back",
                stats.FailureRate is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate * 100:0} %") : "–"
            ),
            new("time to restore (median)", stats.TimeToRestore is { } restore ? Words.For(restore) : "–"),
        ];
        var picture = new StatsChart(
            $"{environment.Name} · {Weeks} weeks",
            [.. tiles],
            [.. stats.Weeks.Select(week => new StatsWeek(week.From, week.Good, week.Failed))]
        ).Draw(ChartShade.Dark);
        return Card.Of(
            CardTone.Calm,
            Markdown.Ours(
                $"📈 **{Markdown.Text(environment.Name)}** · {Words.Count(stats.Deployments, "deployment")} in {Weeks} weeks"
            ),
            Markdown.Join("\n", tiles.Select(tile => Markdown.Ours($"{tile.Name}: **{tile.Value}**")))
        ) with
        {
            Pictures = [new CardPicture(picture.Name, picture.Png, picture.AltText)],
        };
    }
}
