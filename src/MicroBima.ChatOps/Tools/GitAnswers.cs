using System.Collections.Immutable;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tools;

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

/// <summary>An entry of a commit's tree: kind (100644 a file, 120000 a symbolic link, 160000 a submodule), content, path.</summary>
public sealed record GitFile(string Mode, CommitSha Blob, string Path)
{
    /// <summary>True for ordinary files; links and submodules have no content of their own.</summary>
    public bool IsFile => Mode.StartsWith("100", StringComparison.Ordinal);

    /// <summary>The last part of its path.</summary>
    public string Name => NameOf(Path);

    /// <summary>The last part of a path.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}

/// <summary>A submodule that points to another commit than before; null where it was not there, or is not any more.</summary>
public sealed record MovedSubmodule(string Path, CommitSha? From, CommitSha? To);

/// <summary>What merging two trees came to.</summary>
public abstract record MergeResult
{
    private MergeResult() { }

    /// <summary>One tree.</summary>
    public sealed record Clean(CommitSha Tree) : MergeResult;

    /// <summary>Files that both sides changed; where no single file is in conflict, what git says instead.</summary>
    public sealed record Conflict(ImmutableArray<string> Files) : MergeResult;
}
