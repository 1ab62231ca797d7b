using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Charts;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Writes what a watch came to: one line, the numbers, and a picture that lies among the bot's files until the report is posted.</summary>
internal static class WatchReports
{
    private const int MostReasons = 6;

    /// <summary>The outcome with its report. Healthy ones have a small picture: nobody has to study it.</summary>
    public static StepOutcome.Judged Write(
        StepContext context,
        Observation seen,
        Judgement judgement,
        TimeSpan unobserved,
        string logGap,
        string folder
    )
    {
        ImmutableArray<string> gaps =
        [
            .. unobserved > TimeSpan.FromSeconds(5)
                ? [$"nobody watched for {Words.For(unobserved)}: the bot was restarted"]
                : Array.Empty<string>(),
            .. logGap.Length == 0 ? Array.Empty<string>() : [logGap],
        ];
        var after = seen.Samples.Count(sample => sample.At >= seen.DeployedAt);
        var leftOut = seen.LeftOut > TimeSpan.Zero ? $", {Words.For(seen.LeftOut)} of a bad time left out" : "";
        var numbers = string.Create(
            CultureInfo.InvariantCulture,
            $"{JudgementText.Table(judgement, seen.DeployedAt)}\ncompared with {Words.For(seen.Baseline)} before ({seen.Samples.Count - after} probes{leftOut}) · {after} probes after{(seen.Logs.Muted > 0 ? $" · {seen.Logs.Muted} muted in the logs" : "")}"
        );
        var picture = Picture(context, seen, judgement, folder);
        return new StepOutcome.Judged(
            EndingOf(judgement.Verdict),
            string.Join(" · ", gaps.Insert(0, JudgementText.Line(judgement, context.Environment.Watch))),
            new WatchReport(
                numbers,
                picture.Name,
                picture.AltText,
                Reasons: judgement.Verdict is Verdict.Healthy ? [] : [.. judgement.Reasons.Take(MostReasons), .. gaps]
            )
        );
    }

    private static Picture Picture(StepContext context, Observation seen, Judgement judgement, string folder)
    {
        var picture = new WatchChart($"{context.Environment.Name} · {context.Session.Number}", seen, judgement).Draw(
            ChartShade.Dark,
            isSmall: judgement.Verdict is Verdict.Healthy
        ) with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"watch-{context.Session.Number.Value}.png"),
        };
        var pictures = Path.Combine(folder, "pictures");
        Directory.CreateDirectory(pictures, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllBytes(Path.Combine(pictures, picture.Name), picture.Png.Span);
        return picture;
    }

    private static Ending EndingOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Healthy => Ending.Healthy,
            Verdict.Warn => Ending.Warn,
            Verdict.Fail => Ending.Failed,
            Verdict.Inconclusive => Ending.Inconclusive,
        };
}
