using MicroBima.ChatOps.Benchmarks;
using MicroBima.ChatOps.Sandbox;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupt.Cancel();
};

string[] known = ["start", "clicks", "journal", "logs", "review", "chart"];
var what = args is [var first, ..] ? first : "all";
var built = Path.Combine(AppContext.BaseDirectory, "..", "..", "MicroBima.ChatOps", "release", "chatops");
var bot =
    args is [_, "--bot", var given] ? given
    : File.Exists(built) ? built
    : null;
if (what is not "all" && !known.Contains(what, StringComparer.Ordinal) || args.Length is 2 or > 3)
{
    await Console.Error.WriteLineAsync($"Usage: [{string.Join('|', known)}|all] [--bot PATH]");
    return 2;
}

try
{
    foreach (var name in known.Where(one => what is "all" || what == one))
    {
        var report = new Report(name, args);
        switch (name)
        {
            case "start":
                await StartBenchmark.RunAsync(report, BotProgram.Find(bot), interrupt.Token);
                break;
            case "clicks":
                await ClicksBenchmark.RunAsync(report, BotProgram.Find(bot), interrupt.Token);
                break;
            case "logs":
                await LogsBenchmark.RunAsync(report, interrupt.Token);
                break;
            case "review":
                await ReviewBenchmark.RunAsync(report, BotProgram.Find(bot), interrupt.Token);
                break;
            case "chart":
                ChartBenchmark.Run(report);
                break;
            default:
                await JournalBenchmark.RunAsync(report, interrupt.Token);
                break;
        }

        await report.WriteAsync(interrupt.Token);
    }

    return 0;
}
catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
{
    return 130;
}
