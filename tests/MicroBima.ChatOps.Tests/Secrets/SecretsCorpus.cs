using System.Text.Json;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Secrets;

/// <summary>One line of the corpus: a text of operations, and the secret in it, if any.</summary>
internal sealed record SecretSample(string Text, string? Secret, string Rule, string Category, bool IsKnown)
{
    /// <summary>All lines; the test is skipped where the corpus is absent.</summary>
    public static IReadOnlyList<SecretSample> All()
    {
        var samples = new List<SecretSample>();
        foreach (var line in File.ReadLines(Places.Shared("data/secrets-dev.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            string? Of(string name) => json.RootElement.GetProperty(name).GetString();
            samples.Add(new SecretSample(Of("text")!, Of("secret"), Of("rule")!, Of("category")!, Of("mode") == "known"));
        }

        return samples;
    }

    /// <summary>True where nothing of the secret is left.</summary>
    public bool IsMasked()
    {
        var redactor = new Redactor();
        if (IsKnown)
            redactor.Register(Secret!);

        return !redactor.Mask(Text).Contains(Secret!, StringComparison.Ordinal) && redactor.Mask(Text) != Text;
    }
}
