using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Charts;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>What a watch could not see: while nobody watched, after a leap of the clock, and where the logs could not be read.</summary>
/// <param name="Unobserved">Null where the clock was set back before it could be told how long that was.</param>
/// <param name="Log">What was not seen of the logs, or empty.</param>
internal sealed record WatchGaps(TimeSpan? Unobserved, TimeSpan Leap, string Log)
{
    /// <summary>One sentence each.</summary>
    public IEnumerable<string> Sentences()
    {
        if (Unobserved is null)
            yield return "the bot was restarted and the clock set back: the watch began anew";
        if (Unobserved > TimeSpan.FromSeconds(5))
            yield return $"nobody watched for {Words.For(Unobserved.Value)}: the bot was restarted";
        if (Leap != TimeSpan.Zero)
            yield return $"the clock leapt {(Leap < TimeSpan.Zero ? "back" : "ahead")} by {Words.For(Leap.Duration())}: the logs cannot be told apart by their times";
        else if (Log.Length > 0)
            yield return Log;
    }
}

/// <summary>Writes what a watch came to: one line, the numbers, and a picture that lies among the bot's files until the report is posted.</summary>
internal static class WatchReports
{
    private const int MostReasons = 6;

    /// <summary>The outcome with its report. Healthy ones have a small picture: nobody has to study it.</summary>
    public static StepOutcome.Judged Write(
        StepContext context,
        Observation seen,
        Judgement judgement,
        WatchGaps unseen,
        string folder
    )
    {
        var after = seen.Samples.Count(sample => sample.At >= seen.DeployedAt);
        var leftOut = seen.LeftOut > TimeSpan.Zero ? $", {Words.For(seen.LeftOut)} of a bad time left out" : "";
        var busy =
            judgement.TakenOff >= 1
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"\nthe bot's own machine was busy: up to {judgement.TakenOff:0} ms of an answer's time is put down to it"
                )
                : "";
        var numbers = string.Create(
            CultureInfo.InvariantCulture,
            $"{JudgementText.Table(judgement, seen.DeployedAt)}\ncompared with {Words.For(seen.Baseline)} before ({seen.Samples.Count - after} probes{leftOut}) · {after} probes after{(seen.Logs.Muted > 0 ? $" · {seen.Logs.Muted} muted in the logs" : "")}{busy}"
        );
        var picture = Picture(context, seen, judgement);
        ImmutableArray<string> gaps = [.. unseen.Sentences(), .. Keep(picture, folder)];
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

    private static Picture Picture(StepContext context, Observation seen, Judgement judgement) =>
        new WatchChart($"{context.Environment.Name} · {context.Session.Number}", seen, judgement).Draw(
            ChartShade.Dark,
            isSmall: judgement.Verdict is Verdict.Healthy
        ) with
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"watch-{context.Session.Number.Value}.png"),
        };

    /// <summary>Lays the picture among the bot's files; says why where it cannot. The verdict stands without it.</summary>
    private static IEnumerable<string> Keep(Picture picture, string folder)
    {
        var pictures = Path.Combine(folder, "pictures");
        var path = Path.Combine(pictures, picture.Name);
        try
        {
            Directory.CreateDirectory(
                pictures,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            OwnFile.Replace(path, picture.Png.Span);
            return [];
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            return [$"the picture could not be kept: {full.Message}"];
        }
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
