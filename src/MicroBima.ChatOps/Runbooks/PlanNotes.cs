using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>What readers of a plan must see beside its commits: what comes back, what was ignored, what changes how the app is built or started.</summary>
internal static class PlanNotes
{
    private static readonly string[] DelicateFolders = [".github/workflows/", ".github/actions/"];

    private static readonly string[] DelicateFiles =
    [
        "Dockerfile",
        "Procfile",
        "CODEOWNERS",
        "schema.prisma",
        "package.json",
        ".npmrc",
        ".gitmodules",
        ".gitattributes",
    ];

    /// <summary>The notes of a deployment's plan.</summary>
    public static async Task<ImmutableArray<PlanNote>> OfAsync(
        Git git,
        DeploymentEnvironment environment,
        CommitSha @base,
        CommitSha head,
        BuiltCommit.Ready merge,
        Redactor redactor,
        CancellationToken cancellationToken
    )
    {
        var notes = ImmutableArray.CreateBuilder<PlanNote>();
        var repository = environment.Repository;
        if (!merge.BroughtBack.IsEmpty)
            notes.Add(
                new(
                    NoteLevel.Warning,
                    $"Brings back {Words.Count(merge.BroughtBack.Length, "commit")} that a rollback took out: {Words.Some([.. merge.BroughtBack.Select(commit => Excerpt.Of(redactor.Mask(commit.Subject), 60))], 5)}."
                )
            );

        foreach (var tag in await git.TagsNamedAsync(repository.Base, repository.Head, cancellationToken))
            notes.Add(new(NoteLevel.Warning, $"There is a tag named {tag}. It was ignored; the branch was used."));

        var changed = await git.ChangedFilesAsync(@base, merge.Commit, cancellationToken);
        var delicate = changed.Where(IsDelicate).ToList();
        if (delicate.Count > 0)
            notes.Add(
                new(NoteLevel.Warning, $"Changes how the app is built, deployed or started: {Words.Some(delicate, 8)}.")
            );

        var moved = await git.MovedSubmodulesAsync(@base, merge.Commit, cancellationToken);
        if (!moved.IsEmpty)
            notes.Add(
                new(
                    NoteLevel.Warning,
                    $"Brings in other commits of {Words.Count(moved.Length, "submodule")}, which are in no list here: {Words.Some([.. moved.Select(Moved)], 8)}."
                )
            );

        if (await git.TreeAsync(head, cancellationToken) != merge.Tree)
        {
            var others = await git.ChangedFilesAsync(head, merge.Commit, cancellationToken);
            notes.Add(
                new(
                    NoteLevel.Warning,
                    $"The result is not what ran on {repository.Head}: {repository.Base} holds changes of its own in {Words.Some(others, 8)}."
                )
            );
        }

        if (await SelfMigration.IsInAsync(git, merge.Commit, environment, cancellationToken))
            notes.Add(
                new(
                    NoteLevel.Warning,
                    "This release migrates the database by itself when it is deployed: backup and migration review come before the push."
                )
            );

        notes.Add(new(NoteLevel.Info, $"Not included: anything that reaches {repository.Head} after {head.Short}."));
        return notes.ToImmutable();
    }

    private static string Moved(MovedSubmodule one) =>
        $"{one.Path} {one.From?.Short ?? "nothing"} → {one.To?.Short ?? "nothing"}";

    private static bool IsDelicate(string path)
    {
        var name = GitFile.NameOf(path);
        return DelicateFolders.Any(folder => path.StartsWith(folder, StringComparison.Ordinal))
            || DelicateFiles.Contains(name, StringComparer.Ordinal)
            || name.StartsWith("Dockerfile.", StringComparison.Ordinal)
            || name.StartsWith("prisma.config.", StringComparison.Ordinal)
            || SelfMigration.IsFlySettings(name);
    }
}
