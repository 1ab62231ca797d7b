using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tools;

/// <summary>git said no, or something that cannot be: the sentence is for people.</summary>
public sealed class GitException(string message) : Exception(message);

/// <summary>A commit as git tells it.</summary>
public sealed record GitCommit(
    CommitSha Sha,
    ImmutableArray<CommitSha> Parents,
    string Author,
    string Email,
    DateTimeOffset At,
    string Subject,
    string Body
);

/// <summary>What merging two trees came to.</summary>
public abstract record MergeResult
{
    private MergeResult() { }

    /// <summary>One tree.</summary>
    public sealed record Clean(CommitSha Tree) : MergeResult;

    /// <summary>Files that both sides changed.</summary>
    public sealed record Conflict(ImmutableArray<string> Files) : MergeResult;
}

/// <summary>
/// git in a fresh bare clone: full names and SHAs only, no hooks, no system or personal configuration, no work tree.
/// A tag named like a branch, a hook or an alias in the repository changes nothing.
/// </summary>
public sealed partial class Git : IDisposable
{
    private readonly Shell _shell;
    private readonly string _program;
    private readonly string _clone;
    private readonly string _url;
    private readonly ImmutableDictionary<string, string> _environment;

    /// <summary>A clone in a folder that does not exist yet. <paramref name="header"/> is an Authorization header for https, or null.</summary>
    public Git(Shell shell, string program, string clone, string url, string? header)
    {
        (_shell, _program, _clone, _url) = (shell, program, clone, url);
        _environment = ImmutableDictionary<string, string>
            .Empty.Add("GIT_CONFIG_NOSYSTEM", "1")
            .Add("GIT_CONFIG_GLOBAL", "/dev/null")
            .Add("GIT_TERMINAL_PROMPT", "0")
            .Add("GIT_NO_REPLACE_OBJECTS", "1")
            .Add("GIT_ALLOW_PROTOCOL", Path.IsPathFullyQualified(url) ? "file" : "https:ssh")
            .Add("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ForwardAgent=no")
            .Add("GIT_CONFIG_COUNT", header is null ? "2" : "3")
            .Add("GIT_CONFIG_KEY_0", "core.hooksPath")
            .Add("GIT_CONFIG_VALUE_0", "/dev/null")
            .Add("GIT_CONFIG_KEY_1", "safe.directory")
            .Add("GIT_CONFIG_VALUE_1", "*");
        if (header is not null)
        {
            // In the environment, not in the address or the arguments, which others on the machine can read.
            _environment = _environment
                .Add("GIT_CONFIG_KEY_2", "http.extraHeader")
                .Add("GIT_CONFIG_VALUE_2", header);
        }
    }

    /// <summary>True for names that cannot be taken for an option or a revision expression.</summary>
    public static bool IsBranchName(string name) =>
        BranchName().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal) && !name.EndsWith('/');

    /// <summary>Removes the clone.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_clone))
            Directory.Delete(_clone, recursive: true);
    }

    /// <summary>Makes the clone and fetches two branches.</summary>
    public async Task FetchAsync(string @base, string head, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_clone);
        if (!File.Exists(Path.Combine(_clone, "HEAD")))
            await RunAsync(["init", "--quiet", "--bare", _clone], cancellationToken);

        await RunAsync(
            [
                "fetch", "--quiet", "--no-tags", "--prune", _url,
                $"+refs/heads/{@base}:refs/heads/{@base}",
                $"+refs/heads/{head}:refs/heads/{head}",
            ],
            cancellationToken
        );
    }

    /// <summary>The head of a branch in the remote repository now, or null where it has no such branch.</summary>
    public async Task<CommitSha?> RemoteHeadAsync(string branch, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_clone);
        var output = await RunAsync(["ls-remote", "--quiet", _url, $"refs/heads/{branch}"], cancellationToken);
        return CommitSha.TryParse(output.Split('\t')[0].Trim());
    }

    /// <summary>Tags of the remote repository that are named like one of our branches.</summary>
    public async Task<ImmutableArray<string>> TagsNamedAsync(string @base, string head, CancellationToken cancellationToken)
    {
        var output = await RunAsync(
            ["ls-remote", "--quiet", _url, $"refs/tags/{@base}", $"refs/tags/{head}"],
            cancellationToken
        );
        return [.. Lines(output).Select(line => line.Split('\t')[^1]["refs/tags/".Length..])];
    }

    /// <summary>The head of a branch in the clone.</summary>
    public async Task<CommitSha> HeadAsync(string branch, CancellationToken cancellationToken) =>
        Sha(await RunAsync(["rev-parse", "--verify", "--end-of-options", $"refs/heads/{branch}^{{commit}}"], cancellationToken));

    /// <summary>The tree of a commit.</summary>
    public async Task<CommitSha> TreeAsync(CommitSha commit, CancellationToken cancellationToken) =>
        Sha(await RunAsync(["rev-parse", "--verify", $"{commit}^{{tree}}"], cancellationToken));

    /// <summary>Commits that one side has and the other has not, newest first.</summary>
    public async Task<ImmutableArray<GitCommit>> LogAsync(CommitSha with, CommitSha? without, CancellationToken cancellationToken)
    {
        var output = await RunAsync(
            [
                "log", "-z", "--max-count=2000", "--format=%H%x1f%P%x1f%an%x1f%ae%x1f%cI%x1f%s%x1f%b",
                with.ToString(),
                .. without is { } other ? [$"^{other}"] : Array.Empty<string>(),
            ],
            cancellationToken
        );
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(Commit)];
    }

    /// <summary>Files that differ between two commits.</summary>
    public async Task<ImmutableArray<string>> ChangedFilesAsync(CommitSha from, CommitSha to, CancellationToken cancellationToken) =>
        [
            .. (await RunAsync(["diff-tree", "-r", "-z", "--name-only", from.ToString(), to.ToString()], cancellationToken))
                .Split('\0', StringSplitOptions.RemoveEmptyEntries),
        ];

    /// <summary>Paths below a folder of a commit; symbolic links and submodules are left out.</summary>
    public async Task<ImmutableArray<string>> FilesAsync(CommitSha commit, string folder, CancellationToken cancellationToken) =>
        [
            .. (await RunAsync(["ls-tree", "-r", "-z", commit.ToString(), "--", folder], cancellationToken))
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.StartsWith("100", StringComparison.Ordinal))
                .Select(line => line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]),
        ];

    /// <summary>The text of a file of a commit.</summary>
    public Task<string> ReadAsync(CommitSha commit, string path, CancellationToken cancellationToken) =>
        RunAsync(["cat-file", "blob", $"{commit}:{path}"], cancellationToken);

    /// <summary>Merges two commits into a tree, without a work tree.</summary>
    public async Task<MergeResult> MergeAsync(CommitSha ours, CommitSha theirs, CancellationToken cancellationToken)
    {
        var result = await TryAsync(
            ["merge-tree", "--write-tree", "--name-only", "-z", "--no-messages", ours.ToString(), theirs.ToString()],
            cancellationToken
        );
        var parts = result.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
        return result.End switch
        {
            ProgramEnd.Exited { Code: 0 } => new MergeResult.Clean(Sha(parts[0])),
            ProgramEnd.Exited { Code: 1 } => new MergeResult.Conflict([.. parts.Skip(1)]),
            _ => throw Failed("merge-tree", result),
        };
    }

    /// <summary>What becomes of <paramref name="ours"/> when the step from one tree to another is made on it: a revert, or the revert of one.</summary>
    public async Task<MergeResult> StepAsync(CommitSha from, CommitSha to, CommitSha ours, CancellationToken cancellationToken)
    {
        // git 2.39 has no --merge-base: three bare commits stand for the three trees.
        var root = await CommitTreeAsync(from, [], "base", DateTimeOffset.UnixEpoch, cancellationToken);
        var left = await CommitTreeAsync(ours, [root], "ours", DateTimeOffset.UnixEpoch, cancellationToken);
        var right = await CommitTreeAsync(to, [root], "theirs", DateTimeOffset.UnixEpoch, cancellationToken);
        return await MergeAsync(left, right, cancellationToken);
    }

    /// <summary>A commit of a tree by the bot. The same arguments give the same SHA each time.</summary>
    public async Task<CommitSha> CommitTreeAsync(
        CommitSha tree,
        ImmutableArray<CommitSha> parents,
        string message,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var date = "@" + at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + " +0000";
        var identity = ImmutableDictionary<string, string>
            .Empty.Add("GIT_AUTHOR_NAME", "MicroBima ChatOps")
            .Add("GIT_AUTHOR_EMAIL", "chatops@microbima.invalid")
            .Add("GIT_AUTHOR_DATE", date)
            .Add("GIT_COMMITTER_NAME", "MicroBima ChatOps")
            .Add("GIT_COMMITTER_EMAIL", "chatops@microbima.invalid")
            .Add("GIT_COMMITTER_DATE", date);
        var result = await TryAsync(
            ["commit-tree", tree.ToString(), .. parents.SelectMany(parent => new[] { "-p", parent.ToString() }), "-m", message],
            cancellationToken,
            identity
        );
        return result.IsSuccess ? Sha(result.Output) : throw Failed("commit-tree", result);
    }

    /// <summary>Pushes one commit to a branch, only where the branch is still where it was. What git said; the truth is in <see cref="RemoteHeadAsync"/>.</summary>
    public Task<ProgramResult> PushAsync(CommitSha commit, string branch, CommitSha expected, CancellationToken cancellationToken) =>
        TryAsync(
            [
                "push", "--porcelain", "--no-verify",
                $"--force-with-lease=refs/heads/{branch}:{expected}",
                _url,
                $"{commit}:refs/heads/{branch}",
            ],
            cancellationToken
        );

    private async Task<string> RunAsync(ImmutableArray<string> arguments, CancellationToken cancellationToken)
    {
        var result = await TryAsync(arguments, cancellationToken);
        return result.IsSuccess ? result.Output : throw Failed(arguments[0], result);
    }

    private Task<ProgramResult> TryAsync(
        ImmutableArray<string> arguments,
        CancellationToken cancellationToken,
        ImmutableDictionary<string, string>? more = null
    ) =>
        _shell.RunAsync(
            new ProgramRun(
                _program,
                ["--git-dir", _clone, .. arguments],
                more is null ? _environment : _environment.AddRange(more),
                "/",
                TimeSpan.FromMinutes(5),
                TimeSpan.FromMinutes(2)
            ),
            cancellationToken
        );

    private static GitException Failed(string what, ProgramResult result) =>
        new($"git {what} failed ({result.Ending}): {result.LastLines(3)}");

    private static CommitSha Sha(string text) =>
        CommitSha.TryParse(text.Trim()) ?? throw new GitException($"git answered '{text.Trim()}' where a SHA was expected.");

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static GitCommit Commit(string line)
    {
        var parts = line.TrimStart('\n').Split('\x1f');
        return new GitCommit(
            Sha(parts[0]),
            [.. parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Sha)],
            parts[2],
            parts[3],
            DateTimeOffset.Parse(parts[4], CultureInfo.InvariantCulture),
            parts[5],
            parts[6]
        );
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}\z", RegexOptions.None, 1000)]
    private static partial Regex BranchName();
}
