using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Sandbox.World.Git;

/// <summary>The repository's post-receive hook: it tells the world what was pushed and does nothing else.</summary>
internal static class PushHook
{
    public const string Verb = "hook";

    public static void Install(BareRepository repository, WorldFolder folder)
    {
        var path = Path.Combine(repository.Path, "hooks", "post-receive");
        Script.Write(path, [.. Programs.Self, Verb, folder.Control], folder);
    }

    /// <summary>The hook's own side: passes the updated refs on. A push is never refused because the world is away.</summary>
    public static async Task<int> RunAsync(
        string control,
        TextReader input,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        var updates = await input.ReadToEndAsync(cancellationToken);
        try
        {
            using var world = await ControlClient.ConnectAsync(control, cancellationToken);
            using var answer = await world.PostAsync("hook", updates, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                await error.WriteLineAsync($"the world did not take the push: {(int)answer.StatusCode}");
        }
        catch (Exception failure) when (failure is HttpRequestException or FileNotFoundException)
        {
            await error.WriteLineAsync($"the world is not running: nothing is deployed ({failure.Message})");
        }

        return 0;
    }
}

/// <summary>One updated ref, as git hands it to the hook.</summary>
internal sealed record RefUpdate(string Old, string New, string Name)
{
    private const string Heads = "refs/heads/";

    public string? Branch => Name.StartsWith(Heads, StringComparison.Ordinal) ? Name[Heads.Length..] : null;

    public bool IsDeletion => New.All(digit => digit == '0');

    public static IReadOnlyList<RefUpdate> Parse(string lines) =>
        [
            .. lines
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', 3))
                .Where(parts => parts.Length == 3)
                .Select(parts => new RefUpdate(parts[0], parts[1], parts[2].Trim())),
        ];
}
