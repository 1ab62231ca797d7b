using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tools;

/// <summary>git said no, or something that cannot be: the sentence is for people.</summary>
public sealed class GitException(string message) : Exception(message);

/// <summary>
/// git in a fresh bare clone: full names and SHAs only, no hooks, no system or personal configuration, no work tree.
/// A tag named like a branch, a hook or an alias in the repository changes nothing.
/// </summary>
public sealed partial class Git : IDisposable
{
    private const string Email = "chatops@microbima.invalid";

    private const int Largest = 64 * 1024 * 1024;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>What git is told beside its arguments: no code of a repository, no other user's repository refused, nothing left running.</summary>
    private static readonly ImmutableArray<(string Key, string Value)> Settings =
    [
        ("core.hooksPath", "/dev/null"),
        ("core.fsmonitor", "false"),
        ("safe.directory", "*"),
        ("gc.auto", "0"),
        ("maintenance.auto", "false"),
    ];

    private readonly Shell _shell;
    private readonly string _program;
    private readonly string _clone;
    private readonly string _url;
    private readonly ImmutableDictionary<string, string> _environment;
    private bool _isMade;

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
            .Add("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ForwardAgent=no");

        // In the environment, not in the address or the arguments, which others on the machine can read.
        var settings = header is null ? Settings : Settings.Add(("http.extraHeader", header));
        for (var i = 0; i < settings.Length; i++)
        {
            _environment = _environment
                .Add(string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{i}"), settings[i].Key)
                .Add(string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{i}"), settings[i].Value);
        }

        _environment = _environment.Add("GIT_CONFIG_COUNT", settings.Length.ToString(CultureInfo.InvariantCulture));
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

    /// <summary>Fetches branches, all of them or none.</summary>
    public async Task FetchAsync(ImmutableArray<string> branches, CancellationToken cancellationToken)
    {
        var result = await TryAsync(
            [
                "fetch",
                "--quiet",
                "--no-tags",
                "--",
                _url,
                .. branches.Select(branch => $"+{Ref(branch)}:{Ref(branch)}"),
            ],
            cancellationToken
        );
        _ = Whole("fetch", result);

        // git warns, leaves the branch out, and ends well.
        if (result.Errors.Contains("shallow roots are not allowed", StringComparison.Ordinal))
            throw new GitException(
                "The repository holds only the end of its history (it is a shallow clone): what a merge would be cannot be told from it."
            );
    }

    /// <summary>The head of a branch in the remote repository now, or null where it has no such branch.</summary>
    public async Task<CommitSha?> RemoteHeadAsync(string branch, CancellationToken cancellationToken)
    {
        var refs = await RemoteAsync([Ref(branch)], cancellationToken);
        return refs.TryGetValue(Ref(branch), out var sha) ? sha : null;
    }

    /// <summary>Tags of the remote repository that are named like one of our branches.</summary>
    public async Task<ImmutableArray<string>> TagsNamedAsync(
        string @base,
        string head,
        CancellationToken cancellationToken
    )
    {
        var refs = await RemoteAsync([$"refs/tags/{@base}", $"refs/tags/{head}"], cancellationToken);
        return [.. new[] { @base, head }.Where(name => refs.ContainsKey($"refs/tags/{name}"))];
    }

    /// <summary>The head of a branch in the clone.</summary>
    public async Task<CommitSha> HeadAsync(string branch, CancellationToken cancellationToken) =>
        GitFormat.Sha(
            await RunAsync(
                ["rev-parse", "--verify", "--end-of-options", $"{Ref(branch)}^{{commit}}"],
                cancellationToken
            )
        );

    /// <summary>True where a commit is in the clone and among the ancestors of another, or that one itself.</summary>
    public async Task<bool> IsAncestorAsync(CommitSha older, CommitSha newer, CancellationToken cancellationToken)
    {
        var result = await TryAsync(
            ["merge-base", "--is-ancestor", older.ToString(), newer.ToString()],
            cancellationToken
        );
        return result.End switch
        {
            ProgramEnd.Exited { Code: 0 } => true,
            ProgramEnd.Exited { Code: 1 or 128 } => false,
            _ => throw Failed("merge-base", result),
        };
    }

    /// <summary>The tree of a commit.</summary>
    public async Task<CommitSha> TreeAsync(CommitSha commit, CancellationToken cancellationToken) =>
        GitFormat.Sha(await RunAsync(["rev-parse", "--verify", $"{commit}^{{tree}}"], cancellationToken));

    /// <summary>Files that differ between two commits.</summary>
    public async Task<ImmutableArray<string>> ChangedFilesAsync(
        CommitSha from,
        CommitSha to,
        CancellationToken cancellationToken
    ) =>
        [
            .. (
                await RunAsync(
                    ["diff-tree", "-r", "-z", "--name-only", from.ToString(), to.ToString()],
                    cancellationToken
                )
            ).Split('\0', StringSplitOptions.RemoveEmptyEntries),
        ];

    /// <summary>Submodules that differ between two commits: path, and the commits of the other repository.</summary>
    public async Task<ImmutableArray<MovedSubmodule>> MovedSubmodulesAsync(
        CommitSha from,
        CommitSha to,
        CancellationToken cancellationToken
    ) =>
        GitFormat.Submodules(
            await RunAsync(["diff-tree", "-r", "-z", "--raw", from.ToString(), to.ToString()], cancellationToken)
        );

    /// <summary>Everything of a commit that has this path or lies below it; a link or a submodule is one entry.</summary>
    public Task<ImmutableArray<GitFile>> FilesAsync(
        CommitSha commit,
        string path,
        CancellationToken cancellationToken
    ) => FilesAsync(commit, [path], cancellationToken);

    /// <summary>The same of several paths.</summary>
    public async Task<ImmutableArray<GitFile>> FilesAsync(
        CommitSha commit,
        IReadOnlyCollection<string> paths,
        CancellationToken cancellationToken
    ) =>
        paths.Count == 0
            ? [] // Without a path git lists everything.
            : await ListAsync(["-r", "-z", commit.ToString(), "--", .. paths], cancellationToken);

    /// <summary>What lies in a folder of a commit, not below it; the top is an empty path.</summary>
    public Task<ImmutableArray<GitFile>> EntriesAsync(
        CommitSha commit,
        string folder,
        CancellationToken cancellationToken
    ) =>
        ListAsync(
            ["-z", commit.ToString(), .. folder.Length == 0 ? (string[])[] : ["--", $"{folder}/"]],
            cancellationToken
        );

    private async Task<ImmutableArray<GitFile>> ListAsync(string[] arguments, CancellationToken cancellationToken) =>
        [
            .. (await RunAsync(["ls-tree", .. arguments], cancellationToken))
                .Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Select(GitFormat.Entry),
        ];

    /// <summary>The texts of files, in their order, byte for byte as UTF-8 has them; null for one whose bytes are no UTF-8.</summary>
    public async Task<ImmutableArray<string?>> ReadAsync(
        IReadOnlyCollection<GitFile> files,
        CancellationToken cancellationToken
    )
    {
        if (files.Count == 0)
            return [];

        var names = Encoding.ASCII.GetBytes(string.Concat(files.Select(file => $"{file.Blob}\n")));
        var result = await TryAsync(["cat-file", "--batch"], cancellationToken, input: names);
        _ = Whole("cat-file", result);
        return GitFormat.Blobs(result.Bytes.Span, files.Count);
    }

    /// <summary>Merges two commits into a tree, without a work tree.</summary>
    public async Task<MergeResult> MergeAsync(CommitSha ours, CommitSha theirs, CancellationToken cancellationToken)
    {
        var result = await TryAsync(
            ["merge-tree", "--write-tree", "--name-only", "-z", "--messages", ours.ToString(), theirs.ToString()],
            cancellationToken
        );
        var parts = result.Output.Split('\0');
        return result.End switch
        {
            ProgramEnd.Exited { Code: 0 } => new MergeResult.Clean(GitFormat.Sha(parts[0])),
            ProgramEnd.Exited { Code: 1 } => GitFormat.Conflict(parts),
            _ => throw Failed("merge-tree", result),
        };
    }

    /// <summary>What becomes of <paramref name="ours"/> when the step from one tree to another is made on it: a revert, or the revert of one.</summary>
    public async Task<MergeResult> StepAsync(
        CommitSha from,
        CommitSha to,
        CommitSha ours,
        CancellationToken cancellationToken
    )
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
        var date = "@" + Math.Max(0, at.ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture) + " +0000";
        var identity = ImmutableDictionary<string, string>
            .Empty.Add("GIT_AUTHOR_NAME", "MicroBima ChatOps")
            .Add("GIT_AUTHOR_EMAIL", Email)
            .Add("GIT_AUTHOR_DATE", date)
            .Add("GIT_COMMITTER_NAME", "MicroBima ChatOps")
            .Add("GIT_COMMITTER_EMAIL", Email)
            .Add("GIT_COMMITTER_DATE", date);
        var result = await TryAsync(
            [
                "commit-tree",
                tree.ToString(),
                .. parents.SelectMany(parent => new[] { "-p", parent.ToString() }),
                "-m",
                message,
            ],
            cancellationToken,
            more: identity
        );
        return result.IsSuccess ? GitFormat.Sha(result.Output) : throw Failed("commit-tree", result);
    }

    /// <summary>Pushes one commit to a branch, only where the branch is still where it was. What git said; the truth is in <see cref="RemoteHeadAsync"/>.</summary>
    public Task<ProgramResult> PushAsync(
        CommitSha commit,
        string branch,
        CommitSha expected,
        CancellationToken cancellationToken
    ) =>
        TryAsync(
            [
                "push",
                "--porcelain",
                "--no-verify",
                $"--force-with-lease={Ref(branch)}:{expected}",
                "--",
                _url,
                $"{commit}:{Ref(branch)}",
            ],
            cancellationToken
        );

    /// <summary>Names and targets of the remote repository. ls-remote takes a name for the end of one: what it answers is filtered.</summary>
    private async Task<Dictionary<string, CommitSha>> RemoteAsync(
        ImmutableArray<string> names,
        CancellationToken cancellationToken
    )
    {
        var output = await RunAsync(["ls-remote", "--quiet", "--", _url, .. names], cancellationToken);
        return output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('\t'))
            .Where(parts => parts.Length == 2 && names.Contains(parts[1], StringComparer.Ordinal))
            .ToDictionary(parts => parts[1], parts => GitFormat.Sha(parts[0]), StringComparer.Ordinal);
    }

    private async Task<string> RunAsync(ImmutableArray<string> arguments, CancellationToken cancellationToken) =>
        Whole(arguments[0], await TryAsync(arguments, cancellationToken));

    private async Task<ProgramResult> TryAsync(
        ImmutableArray<string> arguments,
        CancellationToken cancellationToken,
        ReadOnlyMemory<byte> input = default,
        ImmutableDictionary<string, string>? more = null
    )
    {
        if (!_isMade)
        {
            // Whoever could lay a folder here could lay hooks and settings into it.
            if (Path.Exists(_clone))
                throw new GitException($"The folder {_clone} is there already; a clone is made in a fresh one.");

            _isMade = true;
            Directory.CreateDirectory(
                _clone,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            _ = Whole(
                "init",
                await GitAsync(["init", "--quiet", "--bare", "--template=", _clone], default, null, cancellationToken)
            );
        }

        return await GitAsync(["--git-dir", _clone, .. arguments], input, more, cancellationToken);
    }

    private Task<ProgramResult> GitAsync(
        ImmutableArray<string> arguments,
        ReadOnlyMemory<byte> input,
        ImmutableDictionary<string, string>? more,
        CancellationToken cancellationToken
    ) =>
        _shell.RunAsync(
            new ProgramRun(
                _program,
                arguments,
                more is null ? _environment : _environment.AddRange(more),
                "/",
                Longest,
                Longest
            )
            {
                Input = input,
                Kept = Largest,
            },
            cancellationToken
        );

    private string Whole(string what, ProgramResult result) =>
        !result.IsSuccess ? throw Failed(what, result)
        : result.IsWhole ? result.Output
        : throw new GitException($"git {what} said more than {Largest / 1024 / 1024} MiB: that cannot be read.");

    private GitException Failed(string what, ProgramResult result)
    {
        var words = Login().Replace(result.LastLines(3), "***");
        return new(
            $"git {what} failed ({result.Ending}): {words}{DiskSpace.Advice(words, Path.GetDirectoryName(_clone)!)}"
        );
    }

    private static string Ref(string branch) =>
        IsBranchName(branch)
            ? $"refs/heads/{branch}"
            : throw new GitException($"'{branch}' is not a plain branch name.");

    // git repeats the address that it was given, and one may hold a token.
    [GeneratedRegex(@"(?<=://)[^/\s@]+(?=@)", RegexOptions.None, 1000)]
    private static partial Regex Login();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}\z", RegexOptions.None, 1000)]
    private static partial Regex BranchName();
}
