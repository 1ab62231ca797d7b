using System.Formats.Tar;
using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Sandbox.World.Git;

/// <summary>One commit as the GitHub twin shows it.</summary>
internal sealed record CommitView(
    string Sha,
    string Tree,
    IReadOnlyList<string> Parents,
    Author Author,
    DateTimeOffset At,
    string Message
)
{
    public string Subject => Message.Split('\n')[0];
}

/// <summary>A bare git repository, driven by plumbing only: no work tree, no user's settings, no hooks but its own.</summary>
internal sealed class BareRepository(string path, Tools tools)
{
    private const char Field = '\u001f';
    private const char Record = '\u001e';
    private const string Format = "--format=%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%at%x1f%B%x1e";

    private static readonly Dictionary<string, string> Quiet = new(StringComparer.Ordinal)
    {
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        ["GIT_TERMINAL_PROMPT"] = "0",
        ["GIT_NO_REPLACE_OBJECTS"] = "1",
    };

    private readonly string _git = Programs.Find("git");

    public string Path => path;

    public bool Exists => File.Exists(System.IO.Path.Combine(path, "HEAD"));

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await tools.DemandAsync(
            [_git, "init", "--quiet", "--bare", "--initial-branch=master", "--template=", path],
            null,
            Quiet,
            cancellationToken
        );
        Directory.CreateDirectory(System.IO.Path.Combine(path, "hooks"));
        // The folder of the hooks is written here, so that a pusher's own settings cannot point elsewhere.
        await GitAsync(["config", "core.hooksPath", System.IO.Path.Combine(path, "hooks")], cancellationToken);
        await GitAsync(["config", "gc.auto", "0"], cancellationToken);
        await GitAsync(["config", "receive.autogc", "false"], cancellationToken);
    }

    /// <summary>Writes commits and answers their ids in the same order.</summary>
    public async Task<IReadOnlyList<string>> ImportAsync(
        IReadOnlyList<Draft> drafts,
        CancellationToken cancellationToken
    )
    {
        var output = await tools.DemandAsync(
            [_git, "--git-dir", path, "fast-import", "--quiet", "--force", "--done"],
            FastImport.Write(drafts),
            Quiet,
            cancellationToken
        );
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Pushes a commit that is in the repository to one of its branches, over the same door as everybody: the hook runs.</summary>
    public async Task<bool> TryPushAsync(string sha, string branch, CancellationToken cancellationToken)
    {
        var result = await tools.RunAsync(
            [_git, "--git-dir", path, "push", "--quiet", path, $"{sha}:refs/heads/{branch}"],
            null,
            Quiet,
            cancellationToken
        );
        return result.ExitCode == 0;
    }

    public Task DeleteRefAsync(string name, CancellationToken cancellationToken) =>
        GitAsync(["update-ref", "-d", name], cancellationToken);

    public Task SetRefAsync(string name, string sha, CancellationToken cancellationToken) =>
        GitAsync(["update-ref", name, sha], cancellationToken);

    public Task<string> ReadAsync(string sha, string file, CancellationToken cancellationToken) =>
        GitAsync(["cat-file", "blob", $"{sha}:{file}"], cancellationToken);

    /// <summary>The names directly below a folder of a commit.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(
        string sha,
        string folder,
        CancellationToken cancellationToken
    ) =>
        (await GitAsync(["ls-tree", "--name-only", $"{sha}:{folder}"], cancellationToken)).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );

    /// <summary>Commits reachable from the revisions, newest first.</summary>
    public async Task<IReadOnlyList<CommitView>> LogAsync(
        IReadOnlyList<string> revisions,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await GitAsync(["log", Format, .. revisions, "--"], cancellationToken))
                .Split(Record, StringSplitOptions.RemoveEmptyEntries)
                .Select(record => record.TrimStart('\n').Split(Field))
                .Where(fields => fields.Length == 7)
                .Select(fields => new CommitView(
                    fields[0],
                    fields[1],
                    fields[2].Split(' ', StringSplitOptions.RemoveEmptyEntries),
                    new Author(fields[3], fields[4]),
                    DateTimeOffset.FromUnixTimeSeconds(
                        long.Parse(fields[5], System.Globalization.CultureInfo.InvariantCulture)
                    ),
                    fields[6].TrimEnd('\n')
                )),
        ];

    /// <summary>The full id of the commit that a branch or an id names, or null.</summary>
    public async Task<string?> TryResolveAsync(string name, CancellationToken cancellationToken)
    {
        if (Branches().TryGetValue(name, out var head))
            return head;
        if (name.Length is < 4 or > 40 || !name.All(char.IsAsciiHexDigit))
            return null;

        var result = await tools.RunAsync(
            [_git, "--git-dir", path, "rev-parse", "--quiet", "--verify", $"{name}^{{commit}}"],
            null,
            Quiet,
            cancellationToken
        );
        return result.ExitCode == 0 ? result.Output.Trim() : null;
    }

    /// <summary>Lays the tree of a commit into a folder, without a work tree and without hooks.</summary>
    public async Task ExtractAsync(string sha, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var archive = folder.TrimEnd('/') + ".tar";
        try
        {
            await GitAsync(["archive", "--format=tar", "--output", archive, sha], cancellationToken);
            await TarFile.ExtractToDirectoryAsync(archive, folder, overwriteFiles: true, cancellationToken);
        }
        finally
        {
            File.Delete(archive);
        }
    }

    /// <summary>The heads of the branches, read from the repository's files: loose ones win over packed ones.</summary>
    public IReadOnlyDictionary<string, string> Branches()
    {
        const string Heads = "refs/heads/";
        var branches = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var packed = System.IO.Path.Combine(path, "packed-refs");
        if (File.Exists(packed))
            foreach (var parts in File.ReadLines(packed).Select(line => line.Split(' ')))
                if (parts is [{ Length: 40 } sha, var name] && name.StartsWith(Heads, StringComparison.Ordinal))
                    branches[name[Heads.Length..]] = sha;

        var loose = System.IO.Path.Combine(path, Heads);
        if (Directory.Exists(loose))
            foreach (var file in Directory.EnumerateFiles(loose, "*", SearchOption.AllDirectories))
                if (!file.EndsWith(".lock", StringComparison.Ordinal))
                    branches[System.IO.Path.GetRelativePath(loose, file)] = File.ReadAllText(file).Trim();

        return branches;
    }

    public async Task<string> GitAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        await tools.DemandAsync([_git, "--git-dir", path, .. arguments], null, Quiet, cancellationToken);
}
