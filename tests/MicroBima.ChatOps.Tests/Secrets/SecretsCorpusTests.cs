using MicroBima.ChatOps.Secrets;
using Xunit.Abstractions;

namespace MicroBima.ChatOps.Tests.Secrets;

/// <summary>G01: what is found of a corpus of real-looking texts, and what is left alone.</summary>
public sealed class SecretsCorpusTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [InlineData("ops-positive", false, 97)]
    [InlineData("ops-positive", true, 100)]
    [InlineData("vendor", false, 90)]
    public void G01_Secrets_are_found(string category, bool isKnown, int percent)
    {
        var samples = SecretSample.All().Where(sample => sample.Category == category && sample.IsKnown == isKnown).ToList();

        var missed = samples.Where(sample => !sample.IsMasked()).ToList();

        Report(category, samples.Count, missed);
        Assert.True((samples.Count - missed.Count) * 100 >= percent * samples.Count, $"{missed.Count} of {samples.Count} missed");
    }

    [SkippableFact]
    public void Texts_without_a_secret_stay_as_they_are()
    {
        var samples = SecretSample.All().Where(sample => sample.Secret is null).ToList();

        var changed = samples.Where(sample => new Redactor().Mask(sample.Text) != sample.Text).ToList();

        Report("negative", samples.Count, changed);
        Assert.True(changed.Count * 100 <= 5 * samples.Count, $"{changed.Count} of {samples.Count} changed");
    }

    [SkippableFact]
    public void Masking_twice_changes_nothing_more()
    {
        var redactor = new Redactor();

        Assert.All(SecretSample.All(), sample => Assert.Equal(redactor.Mask(sample.Text), redactor.Mask(redactor.Mask(sample.Text))));
    }

    private void Report(string what, int all, List<SecretSample> wrong)
    {
        output.WriteLine($"{what}: {all - wrong.Count} of {all}");
        foreach (var sample in wrong)
            output.WriteLine($"  {sample.Rule}: {new Redactor().Mask(sample.Text).ReplaceLineEnd(160)} | {sample.Secret}");
    }
}

file static class Texts
{
    public static string ReplaceLineEnd(this string text, int length) => text.ReplaceLineEndings("⏎")[..Math.Min(length, text.ReplaceLineEndings("⏎").Length)];
}
