namespace MicroBima.ChatOps.Discord;

/// <summary>Refuses before sending what Discord would refuse after it, and says where the mistake is.</summary>
public static class PayloadValidator
{
    /// <summary>Everything that is wrong with a message; empty means that it may be sent.</summary>
    public static IReadOnlyList<PayloadProblem> Check(MessagePayload payload) => Find(payload).Problems;

    /// <summary>Everything that is wrong with a form.</summary>
    public static IReadOnlyList<PayloadProblem> Check(Modal modal) => Find(modal).Problems;

    internal static void ThrowIfInvalid(MessagePayload payload) => Find(payload).ThrowIfAny();

    internal static void ThrowIfInvalid(Modal modal) => Find(modal).ThrowIfAny();

    internal static void ThrowIfInvalid(IReadOnlyList<CommandChoice> choices)
    {
        var findings = new Findings();
        findings.Count("choices", choices.Count, 0, PayloadLimits.Choices);
        foreach (var choice in choices)
        {
            findings.Text("choice.name", choice.Name, PayloadLimits.ChoiceText);
            findings.Text("choice.value", choice.Value, PayloadLimits.ChoiceText);
        }

        findings.ThrowIfAny();
    }

    internal static void ThrowIfInvalidThreadName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var findings = new Findings();
        findings.Text("name", name, PayloadLimits.ThreadName);
        findings.ThrowIfAny();
    }

    private static Findings Find(Modal modal)
    {
        ArgumentNullException.ThrowIfNull(modal);
        var findings = new Findings();
        findings.Text("custom_id", modal.CustomId, PayloadLimits.CustomId);
        findings.Text("title", modal.Title, PayloadLimits.ModalTitle);
        findings.Count("components", modal.Components.Count, 1, PayloadLimits.ModalFields);
        new ComponentRules(findings, modal.Components).CheckModal();
        return findings;
    }

    private static Findings Find(MessagePayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var findings = new Findings();
        switch (payload)
        {
            case MessagePayload.Plain plain:
                CheckPlain(plain, findings);
                break;
            case MessagePayload.Layout layout:
                findings.Count("components", layout.Components.Count, 1, PayloadLimits.LayoutComponents);
                new ComponentRules(findings, layout.Components).CheckLayout(payload.Attachments);
                break;
        }

        CheckFiles(payload, findings);
        findings.Text("nonce", payload.Nonce, PayloadLimits.Nonce);
        findings.Count("allowed_mentions.users", payload.AllowedMentions.Users.Count, 0, 100);
        findings.Count("allowed_mentions.roles", payload.AllowedMentions.Roles.Count, 0, 100);
        return findings;
    }

    private static void CheckPlain(MessagePayload.Plain plain, Findings findings)
    {
        var hasMore = plain.Embeds.Count + plain.Rows.Count + plain.Attachments.Count > 0;
        findings.Text("content", plain.Content, PayloadLimits.Content, shortest: hasMore ? 0 : 1);
        findings.Count("embeds", plain.Embeds.Count, 0, PayloadLimits.Embeds);
        for (var i = 0; i < plain.Embeds.Count; i++)
            EmbedRules.Check($"embeds[{i}]", plain.Embeds[i], findings);
        if (plain.Embeds.Sum(EmbedRules.Length) is var length && length > PayloadLimits.EmbedText)
            findings.Add("embeds", $"{length} characters in total, at most {PayloadLimits.EmbedText} are allowed.");

        findings.Count("components", plain.Rows.Count, 0, PayloadLimits.ActionRows);
        new ComponentRules(findings, plain.Rows).CheckRows();
    }

    private static void CheckFiles(MessagePayload payload, Findings findings)
    {
        var files = payload.Attachments;
        findings.Count("attachments", files.Count + (payload.KeptAttachments?.Count ?? 0), 0, PayloadLimits.Files);
        findings.Unique("attachments", files.Select(f => f.FileName));
        for (var i = 0; i < files.Count; i++)
        {
            findings.Text($"attachments[{i}].description", files[i].Description, PayloadLimits.FileDescription, 0);
            if (files[i].Content.Length > PayloadLimits.FileBytes)
                findings.Add(
                    $"files[{i}]",
                    $"{files[i].Content.Length} bytes, at most {PayloadLimits.FileBytes} are allowed."
                );
        }

        if (files.Sum(f => (long)f.Content.Length) > PayloadLimits.RequestBytes)
            findings.Add("files", $"more than {PayloadLimits.RequestBytes} bytes in total.");
    }
}
