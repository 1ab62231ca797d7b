using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>Runs a program from its start to its end and answers what it took: seconds by the clock, seconds of processors, bytes at most.</summary>
internal static class TimedProgram
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static async Task<(double Wall, double Processor, long Memory)> RunAsync(
        Shell shell,
        string[] command,
        string language,
        CancellationToken cancellationToken
    )
    {
        var environment = ImmutableDictionary<string, string>
            .Empty.Add("PATH", Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin")
            .Add("HOME", Path.GetTempPath())
            .Add("LC_ALL", language);
        var result = await shell.RunAsync(
            new ProgramRun("/usr/bin/time", ["-f", "%e %U %S %M", .. command], environment, "/", Longest, Longest),
            cancellationToken
        );
        var numbers = result
            .Errors.TrimEnd()
            .Split('\n')[^1]
            .Split(' ')
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture))
            .ToArray();
        return (numbers[0], numbers[1] + numbers[2], (long)numbers[3] * 1024);
    }
}
