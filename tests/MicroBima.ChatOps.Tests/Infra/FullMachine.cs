using System.Collections.Immutable;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A process of its own that opens files until no more can be, gives them back one by one, and tries each time to start a program.</summary>
internal static class FullMachine
{
    public const string Verb = "fill-up";

    public static async Task<int> RunAsync()
    {
        var shell = new Shell(TimeProvider.System, "full");
        var most = TimeSpan.FromMinutes(1);
        var run = new ProgramRun(
            "/usr/bin/true",
            [],
            ImmutableDictionary<string, string>.Empty,
            Path.GetTempPath(),
            most,
            most
        );
        // Whatever is loaded once is loaded, also for a program that does not start.
        await shell.RunAsync(run, CancellationToken.None);
        await shell.RunAsync(run with { Path = "/nowhere/true" }, CancellationToken.None);
        var files = new Stack<FileStream>();
        try
        {
            while (true)
                files.Push(File.OpenRead("/dev/null"));
        }
        catch (IOException)
        {
            // As many as the limit allows.
        }

        // The runtime itself needs one now and then; a start needs more than these.
        for (var spare = 0; spare < 3; spare++)
            files.Pop().Dispose();

        var said = new List<string>();
        for (var free = 0; free < 40; free++)
        {
            var result = await shell.RunAsync(run, CancellationToken.None);
            said.Add(
                result.End switch
                {
                    ProgramEnd.NotStarted => "not started\n",
                    ProgramEnd.Exited { Code: 0 } => "exited\n",
                    var other => $"{other}\n",
                }
            );
            files.Pop().Dispose();
        }

        await Console.Out.WriteAsync(string.Concat(said));
        return 0;
    }
}
