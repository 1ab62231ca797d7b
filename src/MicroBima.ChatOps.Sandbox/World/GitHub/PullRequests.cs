using System.Globalization;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Sandbox.World.Git;

namespace MicroBima.ChatOps.Sandbox.World.GitHub;

/// <summary>A merged pull request, read from the merge commit that it left.</summary>
internal sealed record PullRequest(
    int Number,
    string Title,
    string Branch,
    string Head,
    string Base,
    string MergeCommit,
    Author Author,
    DateTimeOffset MergedAt
);

/// <summary>Which pull requests brought a commit in.</summary>
internal sealed partial class PullRequests(BareRepository repository)
{
    public async Task<IReadOnlyList<PullRequest>> OfAsync(string sha, CancellationToken cancellationToken)
    {
        var commits = await repository.LogAsync(["--branches"], cancellationToken);
        var bySha = commits.ToDictionary(commit => commit.Sha, StringComparer.Ordinal);
        var found = new List<PullRequest>();
        foreach (var merge in commits.Where(commit => commit.Parents.Count == 2))
        {
            if (Merge().Match(merge.Message) is not { Success: true } match)
                continue;

            var brought = await repository.LogAsync([$"{merge.Parents[0]}..{merge.Parents[1]}"], cancellationToken);
            if (sha != merge.Sha && brought.All(commit => commit.Sha != sha))
                continue;

            found.Add(
                new PullRequest(
                    int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
                    match.Groups["title"].Value,
                    match.Groups["branch"].Value,
                    merge.Parents[1],
                    merge.Parents[0],
                    merge.Sha,
                    bySha[merge.Parents[1]].Author,
                    merge.At
                )
            );
        }

        return found;
    }

    [GeneratedRegex(
        @"\AMerge pull request #(?<number>\d{1,9}) from [^/]+/(?<branch>\S+)\n\n(?<title>[^\n]+)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Merge();
}
