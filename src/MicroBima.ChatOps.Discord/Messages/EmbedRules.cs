namespace MicroBima.ChatOps.Discord;

/// <summary>Discord's limits for embeds.</summary>
internal static class EmbedRules
{
    public static void Check(string where, Embed embed, Findings findings)
    {
        findings.Text($"{where}.title", embed.Title, PayloadLimits.EmbedTitle, 0);
        findings.Text($"{where}.description", embed.Description, PayloadLimits.EmbedDescription, 0);
        findings.Text($"{where}.footer.text", embed.Footer?.Text, PayloadLimits.EmbedFooter);
        findings.Text($"{where}.author.name", embed.Author?.Name, PayloadLimits.EmbedTitle);
        var fields = embed.Fields ?? [];
        findings.Count($"{where}.fields", fields.Count, 0, PayloadLimits.EmbedFields);
        for (var i = 0; i < fields.Count; i++)
        {
            findings.Text($"{where}.fields[{i}].name", fields[i].Name, PayloadLimits.EmbedTitle);
            findings.Text($"{where}.fields[{i}].value", fields[i].Value, PayloadLimits.EmbedFieldValue);
        }
    }

    public static int Length(Embed embed) =>
        (embed.Title?.Length ?? 0)
        + (embed.Description?.Length ?? 0)
        + (embed.Footer?.Text.Length ?? 0)
        + (embed.Author?.Name.Length ?? 0)
        + (embed.Fields ?? []).Sum(f => f.Name.Length + f.Value.Length);
}
