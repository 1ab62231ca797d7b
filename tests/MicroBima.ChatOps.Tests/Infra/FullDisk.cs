using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A process of its own whose files cannot grow for a while: to it the disk is full.</summary>
internal static class FullDisk
{
    public const string Verb = "full-disk";
    private const string Limiter = "/usr/bin/prlimit";

    /// <summary>Why it cannot be tried here, or null.</summary>
    public static string? WhyNot => File.Exists(Limiter) ? null : $"{Limiter} is not there to limit a process.";

    /// <summary>Starts the process, lets it try one thing, and answers what it said.</summary>
    public static Task<string> TryAsync(string what, string folder) =>
        OtherProcesses.RunAsync(
            "/bin/sh",
            [
                "-c",
                "trap '' XFSZ; exec dotnet exec \"$@\"",
                "sh",
                typeof(FullDisk).Assembly.Location,
                Verb,
                what,
                folder,
            ]
        );

    public static async Task<int> RunAsync(string what, string folder)
    {
        await (what == "journal" ? JournalAsync(folder) : IndexAsync(Path.Combine(folder, "chatops.db")));
        return 0;
    }

    private static async Task JournalAsync(string folder)
    {
        using var journal = Journal.Open(folder);
        await AppendAsync(journal, "the first");
        await LimitAsync(new FileInfo(JournalReader.Segments(folder)[0]).Length + 50);
        await AppendAsync(journal, "refused");
        await AppendAsync(journal, "refused");
        await LimitAsync(null);
        await AppendAsync(journal, "the second");
    }

    private static async Task IndexAsync(string file)
    {
        var told = new TaskCompletionSource();
        var session = new Story().Started().RunToEnd().Session;
        using (var index = SessionIndex.Open(file, Ledger.Empty, 1, _ => told.TrySetResult()))
        {
            await LimitAsync(4096);
            foreach (var number in Enumerable.Range(1, 200))
                index.Put(number, session with { Number = new SessionNumber(number) });

            await told.Task;
        }

        await Console.Out.WriteAsync("told\n");
    }

    private static async Task AppendAsync(Journal journal, string reason)
    {
        try
        {
            ImmutableArray<Fact> fact =
            [
                new EnvironmentEvent.Locked(DateTimeOffset.UnixEpoch, new PersonName("ben"), reason),
            ];
            await journal.AppendAsync("environment-production", journal.Sequence, fact, "", CancellationToken.None);
            await Console.Out.WriteAsync("stored\n");
        }
        catch (IOException)
        {
            await Console.Out.WriteAsync("refused\n");
        }
    }

    /// <summary>No file of this process may become longer than this; null takes the limit away.</summary>
    private static Task<string> LimitAsync(long? most) =>
        OtherProcesses.RunAsync(
            Limiter,
            [
                "--pid",
                Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
                $"--fsize={most?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"}:",
            ]
        );
}
