using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tools;

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
        await (
            what switch
            {
                "journal" => JournalAsync(folder),
                "scratch" => ScratchAsync(folder),
                _ => IndexAsync(Path.Combine(folder, "chatops.db")),
            }
        );
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

    /// <summary>Asks for a scratch server while there is no room for one, and again once there is; says what came of both.</summary>
    private static async Task ScratchAsync(string folder)
    {
        var room = new ScratchRoom(
            new Shell(TimeProvider.System, folder),
            TimeProvider.System,
            new ScratchSettings(folder, null, null)
        );
        await LimitAsync(256 * 1024);
        await TakeAsync(room);
        await LimitAsync(null);
        await TakeAsync(room);
    }

    private static async Task TakeAsync(ScratchRoom room)
    {
        try
        {
            var taken = await room.TakeAsync(new("db.internal", 5432, "app", "77", 90000), CancellationToken.None);
            if (taken is ScratchResult.Ready { Server: var server })
                await server.DisposeAsync();

            await Console.Out.WriteAsync($"{(taken as ScratchResult.None)?.Why ?? "taken"}\n");
        }
        catch (InvalidOperationException refused)
        {
            await Console.Out.WriteAsync($"{refused.Message}\n");
        }
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
