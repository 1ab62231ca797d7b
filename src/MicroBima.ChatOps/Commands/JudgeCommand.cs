using System.CommandLine;
using System.Globalization;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Commands;

/// <summary>The verb <c>judge</c>: the verdict of the watch over samples from a file, for any release of anybody.</summary>
internal static class JudgeCommand
{
    private const int LongestRefusal = 300;

    /// <summary>0: healthy. 1: anything else. 2: the question could not be answered.</summary>
    public static Command Create()
    {
        var files = new Argument<string[]>("SAMPLES.csv")
        {
            Description =
                "Columns at,endpoint,latency_ms,status; an empty status means no answer. Several files: one verdict each, in order",
            Arity = ArgumentArity.OneOrMore,
        };
        var deployedAt = new Option<string>("--deployed-at")
        {
            Description = "When the release happened (RFC 3339)",
            Required = true,
        };
        var watch = new Option<string>("--watch")
        {
            Description = "How long a release is watched; a shorter watch is judged by shorter spans",
            DefaultValueFactory = _ => "00:15:00",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a file" };
        var judge = new Command("judge", "Say whether a release is healthy") { files, deployedAt, watch, json };
        judge.SetAction(parsed =>
            Run(
                parsed.GetValue(files)!,
                parsed.GetValue(deployedAt)!,
                parsed.GetValue(watch)!,
                parsed.GetValue(json),
                Console.Out,
                Console.Error
            )
        );
        return judge;
    }

    /// <summary>Judges each file by itself.</summary>
    public static int Run(
        string[] files,
        string deployedAt,
        string watch,
        bool asJson,
        TextWriter output,
        TextWriter errors
    )
    {
        if (!SampleFile.TryMoment(deployedAt, out var moment) || moment.Year is < 1970 or > 9000)
            return Refuse(errors, $"--deployed-at '{deployedAt}' is no time: write it as 2026-11-22T14:01:00Z.");

        if (
            !TimeSpan.TryParseExact(watch, "c", CultureInfo.InvariantCulture, out var length)
            || length <= TimeSpan.Zero
        )
            return Refuse(errors, $"--watch '{watch}' is no span: write it as 00:15:00.");

        var isHealthy = true;
        foreach (var file in files)
        {
            if (Directory.Exists(file))
                return Refuse(errors, $"{file} is a folder: name the files in it.");

            try
            {
                using var text = new StreamReader(file);
                var samples = SampleFile.Read(text);
                var judgement = Judge.Of(new Observation(moment, new Pace(length), samples, [], LogComparison.None));
                isHealthy &= judgement.Verdict is Verdict.Healthy;
                output.WriteLine(asJson ? JudgeFormat.Line(judgement) : JudgeFormat.Text(judgement));
            }
            catch (Exception unusable) when (unusable is FormatException or IOException or UnauthorizedAccessException)
            {
                return Refuse(errors, $"{file}: {unusable.Message}");
            }
        }

        return isHealthy ? 0 : 1;
    }

    private static int Refuse(TextWriter errors, string why)
    {
        // What a file says is neither shown whole nor sent to a terminal as it is.
        errors.WriteLine(PlainText.Line(Excerpt.Of(why, LongestRefusal)));
        return 2;
    }
}
