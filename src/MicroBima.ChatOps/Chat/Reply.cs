namespace MicroBima.ChatOps.Chat;

/// <summary>What one person gets back for a command or a click.</summary>
public abstract record Reply
{
    private const string SecretTyped =
        "🔑 What you typed held a secret or personal data. It was masked before it was kept or shown; if it was a secret, change it.";

    private Reply() { }

    /// <summary>A card that only they see.</summary>
    public sealed record Say(Card Card) : Reply;

    /// <summary>A form that asks for a reason; it comes back with the button's target.</summary>
    public sealed record AskReason(ButtonTarget Target, string Title, string Caption) : Reply;

    /// <summary>A form that asks for a reason; it comes back with its own id.</summary>
    public sealed record AskWhy(string Form, string Title, string Caption) : Reply;

    /// <summary>A form that asks for the code of an authenticator app; it comes back with the button's target.</summary>
    public sealed record AskCode(ButtonTarget Target, string Title) : Reply;

    /// <summary>Something that takes long: a card at once, the same card as it gets on, and the one at the end.</summary>
    public sealed record Work(Card First, Func<Action<Card>, CancellationToken, Task<Card>> Do) : Reply;

    /// <summary>The same, with a warning where the person wrote something secret: it was masked, but typed it was.</summary>
    public Reply Warned(bool hadSecret) =>
        hadSecret && this is Say said
            ? said with
            {
                Card = said.Card with { Blocks = [.. said.Card.Blocks, Markdown.Ours(SecretTyped)] },
            }
            : this;

    /// <summary>The answer; where it could not be stored, that sentence instead of it.</summary>
    public static async Task<Reply> OrNotStoredAsync(
        Func<CancellationToken, Task<Reply>> answer,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await answer(cancellationToken);
        }
        catch (Deployments.NotStoredException full)
        {
            return No(new Deployments.Refusal.NotStored(full.Message));
        }
    }

    /// <summary>One calm sentence.</summary>
    public static Reply Words(string ours) => new Say(Card.Of(CardTone.Calm, Markdown.Ours(ours)));

    /// <summary>Why it was not done, and what next.</summary>
    public static Say No(Deployments.Refusal refusal) =>
        new Say(
            Card.Of(
                CardTone.Warning,
                Markdown.Ours("⚠️ ") + Markdown.Text(refusal.Why, 900) + "\n" + Markdown.Text(refusal.Next, 400)
            )
        );
}
