using System.Globalization;
using System.Text;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A real repository on the disk with the branches master and staging, as a team would push to it.</summary>
internal sealed class Remote : IDisposable
{
    private const string GitProgram = "/usr/bin/git";
    private static readonly (string, string)[] Quiet =
    [
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_AUTHOR_NAME", "Ana"),
        ("GIT_AUTHOR_EMAIL", "ana@microbima.example"),
        ("GIT_COMMITTER_NAME", "Ana"),
        ("GIT_COMMITTER_EMAIL", "ana@microbima.example"),
    ];

    private readonly TemporaryFolder _folder = new();
    private int _minute;

    private Remote() { }

    public string Path => _folder.In("remote.git");

    public string Folder => _folder.Path;

    public static async Task<Remote> WithBranchesAsync()
    {
        var remote = new Remote();
        await OtherProcesses.RunAsync(
            GitProgram,
            ["init", "--quiet", "--bare", "--initial-branch=master", "--template=", remote.Path]
        );
        Directory.CreateDirectory(System.IO.Path.Combine(remote.Path, "hooks"));
        await remote.CommitAsync("master", "first", ("README.md", "one\n"));
        await remote.SetAsync("refs/heads/staging", await remote.HeadAsync("master"));
        return remote;
    }

    public async Task<string> GitAsync(params string[] arguments) =>
        (
            await OtherProcesses.RunAsync(GitProgram, ["--git-dir", Path, .. arguments], null, [.. Quiet, .. Now()])
        ).Trim();

    public async Task<CommitSha> HeadAsync(string branch) =>
        CommitSha.Parse(await GitAsync("rev-parse", $"refs/heads/{branch}"), null);

    public async Task<CommitSha> TreeAsync(CommitSha commit) =>
        CommitSha.Parse(await GitAsync("rev-parse", $"{commit}^{{tree}}"), null);

    public Task SetAsync(string name, CommitSha commit) => GitAsync("update-ref", name, commit.ToString());

    /// <summary>A commit on top of a branch that writes these files; one without content goes away.</summary>
    public Task<CommitSha> CommitAsync(string branch, string message, params (string Path, string? Content)[] files) =>
        CommitWithAsync(branch, message, [.. files.Select(file => (file.Path, file.Content, "100644"))], []);

    public async Task<CommitSha> CommitWithAsync(
        string branch,
        string message,
        IEnumerable<(string Path, string? Content, string Mode)> files,
        IEnumerable<(string Name, string Value)> environment,
        params CommitSha[] alsoParents
    )
    {
        (string, string)[] index = [("GIT_INDEX_FILE", _folder.In("index")), .. Quiet, .. Now(), .. environment];
        var parents = new List<string>(alsoParents.Select(parent => parent.ToString()));
        File.Delete(_folder.In("index"));
        if ((await GitAsync("for-each-ref", "--format=%(objectname)", $"refs/heads/{branch}")) is { Length: 40 } head)
        {
            parents.Insert(0, head);
            await RunAsync(["read-tree", head], index);
        }

        foreach (var (path, content, mode) in files)
        {
            if (content is null)
            {
                // Without a work tree, --remove is refused: mode 0 takes an entry out.
                await OtherProcesses.RunAsync(
                    GitProgram,
                    ["--git-dir", Path, "update-index", "--index-info"],
                    $"0 {new string('0', 40)}\t{path}\n",
                    index
                );
                continue;
            }

            var blob = (
                await OtherProcesses.RunAsync(
                    GitProgram,
                    ["--git-dir", Path, "hash-object", "-w", "--stdin"],
                    content,
                    index
                )
            ).Trim();
            await RunAsync(["update-index", "--add", "--cacheinfo", $"{mode},{blob},{path}"], index);
        }

        var tree = (await RunAsync(["write-tree"], index)).Trim();
        return await CommitTreeAsync(branch, tree, message, parents, index);
    }

    /// <summary>One commit of very many files, each with a line that names it.</summary>
    public async Task ImportAsync(string branch, IEnumerable<string> paths)
    {
        var stream = new StringBuilder(
            $"commit refs/heads/{branch}\ncommitter Ana <ana@x> 1790000000 +0000\ndata 4\nmany\nfrom refs/heads/{branch}^0\n"
        );
        foreach (var path in paths)
        {
            var content = $"-- {path}\n";
            stream.Append(
                CultureInfo.InvariantCulture,
                $"M 100644 inline {path}\ndata {Encoding.UTF8.GetByteCount(content)}\n{content}\n"
            );
        }

        await OtherProcesses.RunAsync(
            GitProgram,
            ["--git-dir", Path, "fast-import", "--quiet"],
            stream.ToString(),
            Quiet
        );
    }

    /// <summary>A merge as git's own porcelain makes it.</summary>
    public async Task<CommitSha> MergeAsync(string into, CommitSha from, string message)
    {
        var head = await HeadAsync(into);
        var tree = (await GitAsync("merge-tree", "--write-tree", head.ToString(), from.ToString())).Split('\n')[0];
        return await CommitTreeAsync(into, tree, message, [head.ToString(), from.ToString()], [.. Quiet, .. Now()]);
    }

    /// <summary>What <c>git revert</c> makes of the newest commit of a branch: the tree of its first parent, and the line by which reverts are known.</summary>
    public async Task<CommitSha> RevertHeadAsync(string branch)
    {
        var head = await HeadAsync(branch);
        var before = CommitSha.Parse(await GitAsync("rev-parse", $"{head}^1"), null);
        var subject = await GitAsync("log", "-1", "--format=%s", head.ToString());
        return await CommitTreeAsync(
            branch,
            (await TreeAsync(before)).ToString(),
            $"Revert \"{subject}\"\n\nThis reverts commit {head}.",
            [head.ToString()],
            [.. Quiet, .. Now()]
        );
    }

    /// <summary>A commit object as its bytes say, also such as git itself would not write.</summary>
    public async Task<CommitSha> RawAsync(string branch, byte[] commit)
    {
        var file = _folder.In("raw");
        await File.WriteAllBytesAsync(file, commit);
        var sha = CommitSha.Parse(await GitAsync("hash-object", "-t", "commit", "-w", "--literally", file), null);
        await SetAsync($"refs/heads/{branch}", sha);
        return sha;
    }

    public Task<string> ReadAsync(CommitSha commit, string path) => GitAsync("show", $"{commit}:{path}");

    /// <summary>Writes a hook of the remote.</summary>
    public void Hook(string name, string body) => _folder.Script($"remote.git/hooks/{name}", body);

    public void Dispose() => _folder.Dispose();

    private async Task<CommitSha> CommitTreeAsync(
        string branch,
        string tree,
        string message,
        IReadOnlyList<string> parents,
        (string, string)[] environment
    )
    {
        string[] arguments = ["commit-tree", tree, .. parents.SelectMany(parent => new[] { "-p", parent }), "-F", "-"];
        var sha = CommitSha.Parse(
            (await OtherProcesses.RunAsync(GitProgram, ["--git-dir", Path, .. arguments], message, environment)).Trim(),
            null
        );
        await SetAsync($"refs/heads/{branch}", sha);
        return sha;
    }

    private Task<string> RunAsync(string[] arguments, (string, string)[] environment) =>
        OtherProcesses.RunAsync(GitProgram, ["--git-dir", Path, .. arguments], null, environment);

    private (string, string)[] Now()
    {
        var at = string.Create(CultureInfo.InvariantCulture, $"@{1_790_000_000 + 60 * _minute++} +0000");
        return [("GIT_AUTHOR_DATE", at), ("GIT_COMMITTER_DATE", at)];
    }

    /// <summary>A raw commit with this author line and message.</summary>
    public static byte[] Raw(CommitSha tree, CommitSha parent, byte[] author, byte[] message) =>
        [
            .. Encoding.ASCII.GetBytes($"tree {tree}\nparent {parent}\nauthor "),
            .. author,
            .. "\ncommitter Ana <ana@microbima.example> 1790009999 +0000\n\n"u8,
            .. message,
        ];
}
