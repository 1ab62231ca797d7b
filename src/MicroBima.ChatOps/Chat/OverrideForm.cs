using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Chat;

/// <summary>
/// The button under the refusal of a frozen environment, and the form that it opens. Its id carries no seal: whoever makes one up gets what <c>/deploy</c> with
/// an override gives to the same person.
/// </summary>
public static class OverrideForm
{
    private const string Prefix = "override.";

    /// <summary>Why it was not started; where a freeze is the reason, with the way around it.</summary>
    public static Reply Refuse(string environment, Refusal refusal)
    {
        var no = Reply.No(refusal);
        return refusal is Refusal.Frozen or Refusal.FrozenByHand
            ? new Reply.Say(no.Card with { Asks = new CardAsk($"{Prefix}{environment}", "Override and deploy…") })
            : no;
    }

    /// <summary>The environment that a button or a form is about, or null where it is none of these.</summary>
    public static string? TryRead(string id) =>
        id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : null;

    /// <summary>Asks why it cannot wait.</summary>
    public static Reply Ask(string environment) =>
        new Reply.AskWhy($"{Prefix}{environment}", "Override and deploy", "Why can it not wait? Everybody reads it.");
}
