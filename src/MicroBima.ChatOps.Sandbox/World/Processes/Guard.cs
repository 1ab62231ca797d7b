namespace MicroBima.ChatOps.Sandbox.World.Processes;

/// <summary>A small process that outlives a killed world just long enough to end what the world had started.</summary>
internal sealed class Guard : IAsyncDisposable
{
    public const string Verb = "guard";

    private readonly Child _child;

    private Guard(Child child) => _child = child;

    public static Guard Start(Tools tools, WorldFolder folder, TimeProvider time)
    {
        var none = new Dictionary<string, string>(StringComparer.Ordinal);
        var start = tools.Prepare([.. Programs.Self, Verb, folder.Root], folder.Root, none);
        // The guard carries no mark: it must not end itself.
        start.Environment.Remove(Tools.Mark);
        return new Guard(Child.Start(start, _ => { }, time));
    }

    /// <summary>The guard's own side: waits until the world is gone, then sweeps.</summary>
    public static async Task<int> RunAsync(
        string folder,
        TextReader input,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        while (await input.ReadLineAsync(cancellationToken) is not null)
        {
            // The world never writes; the end of the input is the signal.
        }

        await Leftovers.EndAsync(folder, time, cancellationToken);
        return 0;
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
