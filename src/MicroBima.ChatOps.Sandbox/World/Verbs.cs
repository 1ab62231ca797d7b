using System.Collections;
using MicroBima.ChatOps.Sandbox.World.Fly;
using MicroBima.ChatOps.Sandbox.World.Git;
using MicroBima.ChatOps.Sandbox.World.Nest;
using MicroBima.ChatOps.Sandbox.World.Prisma;
using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>The programs that the world puts beside the bot and the app: flyctl, pnpm, the demo app, the push hook. They are verbs of the sandbox's executable.</summary>
public static class Verbs
{
    /// <summary>Runs a verb and answers its exit code, or null where the arguments name none.</summary>
    public static async Task<int?> TryRunAsync(string[] args, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(args, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Interrupted at the terminal: flyctl answers 127, a shell's convention is 130.
            return args[0] == FlyctlVerb.Verb ? 127 : 130;
        }
    }

    private static async Task<int?> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var folder = Environment.CurrentDirectory;
        return args switch
        {
            [AppVerb.Verb] => await new AppVerb(Variables(), Console.Out, time).RunAsync(
                folder,
                Console.In,
                cancellationToken
            ),
            [PushHook.Verb, var control] => await PushHook.RunAsync(
                control,
                Console.In,
                Console.Error,
                cancellationToken
            ),
            [FlyctlVerb.Verb, var control, .. var rest] => await new FlyctlVerb(
                control,
                Console.Out,
                Console.Error,
                time
            ).RunAsync(rest, Environment.GetEnvironmentVariable("FLY_API_TOKEN"), cancellationToken),
            [PnpmVerb.Verb, .. var rest] => await new PnpmVerb(
                folder,
                Environment.GetEnvironmentVariable("DATABASE_URL"),
                Console.Out,
                Console.Error,
                time
            ).RunAsync(rest, cancellationToken),
            [Guard.Verb, var root] => await Guard.RunAsync(root, Console.In, time, cancellationToken),
            _ => null,
        };
    }

    private static Dictionary<string, string> Variables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);
}
