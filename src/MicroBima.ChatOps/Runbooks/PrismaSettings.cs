using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>What Prisma's own settings in a commit say about how migrations would run.</summary>
internal static partial class PrismaSettings
{
    private static readonly string[] Endings = ["ts", "js", "mts", "mjs", "cts", "cjs"];

    /// <summary>Settings under which the bot does not migrate, and why its limit on waiting for locks would not reach Prisma, or null: that stands against pending migrations alone.</summary>
    public static async Task<(ImmutableArray<string> Obstacles, string? Unlimited)> ObstaclesAsync(
        Git git,
        string migrations,
        DatabaseSettings? database,
        CommitSha commit,
        CancellationToken cancellationToken
    )
    {
        var obstacles = ImmutableArray.CreateBuilder<string>();
        var prisma = Parent(migrations);
        var project = ProjectOf(migrations);
        ImmutableArray<string> places =
        [
            .. Endings.Select(ending => In(project, $"prisma.config.{ending}")),
            .. Endings.Select(ending => In(project, $".config/prisma.{ending}")),
            In(project, "schema.prisma"),
            In(migrations, "migration_lock.toml"),
        ];
        var files = ImmutableArray.CreateBuilder<GitFile>();
        foreach (var place in places)
            files.AddRange(await git.FilesAsync(commit, place, cancellationToken));

        if (prisma.Length > 0)
            files.AddRange(
                (await git.FilesAsync(commit, prisma, cancellationToken)).Where(file =>
                    file.Path.EndsWith(".prisma", StringComparison.Ordinal)
                )
            );

        var readable = files.Where(file => file.IsFile).DistinctBy(file => file.Path, StringComparer.Ordinal).ToList();
        var texts = await git.ReadAsync(readable, cancellationToken);
        foreach (var (file, text) in readable.Zip(texts))
        {
            if (text is null)
                continue;

            if (JsEngine().IsMatch(Comment().Replace(text, "")))
                obstacles.Add(
                    $"{file.Path} sets engine: 'js': then Prisma cuts migrations at semicolons and a failure leaves half of one applied"
                );

            if (
                file.Name.StartsWith("prisma.config.", StringComparison.Ordinal)
                && MigrationsPath().Match(Comment().Replace(text, "")) is { Success: true } written
                && PathOf(project, written.Groups["path"].Value) is var other
                && !string.Equals(other, migrations, StringComparison.Ordinal)
            )
                obstacles.Add(
                    $"{file.Path} says that the migrations lie in {other}, and Database:PrismaFolder that they lie in {migrations}: the bot would look at others than Prisma runs"
                );

            if (
                file.Path.EndsWith(".toml", StringComparison.Ordinal)
                && Provider().Match(text) is { Success: true } provider
                && provider.Groups["name"].Value is not ("postgresql" or "postgres")
            )
                obstacles.Add(
                    $"{file.Path} is for {provider.Groups["name"].Value}, the database is PostgreSQL (P3019)"
                );
        }

        var used = VariableIn(readable.Zip(texts, (file, text) => (file.Path, Comment().Replace(text ?? "", ""))));
        var isReached =
            used is null
            || database is not { LockTimeout.Ticks: > 0, Variable: var known }
            || string.Equals(used, known, StringComparison.Ordinal);
        return (
            obstacles.ToImmutable(),
            isReached
                ? null
                : $"Prisma migrates by {used}, and Database:Variable is {database!.Variable}: the limit on waiting for locks would not hold"
        );
    }

    /// <summary>The variable of the address by which Prisma migrates: its own settings come before the schema, a direct address before one that leads through a pool.</summary>
    private static string? VariableIn(IEnumerable<(string Path, string Text)> files) =>
        files
            .SelectMany(file =>
                Address()
                    .Matches(file.Text)
                    .Select(match =>
                        (
                            IsSchema: file.Path.EndsWith(".prisma", StringComparison.Ordinal),
                            IsPooled: match.Groups["key"].Value is "url",
                            Name: match.Groups["name"].Value
                        )
                    )
            )
            .OrderBy(found => (found.IsSchema, found.IsPooled))
            .Select(found => found.Name)
            .FirstOrDefault();

    /// <summary>The folder of the app that a folder of migrations belongs to; the top is an empty path.</summary>
    public static string ProjectOf(string migrations) => Parent(Parent(migrations));

    /// <summary>A path of Prisma's settings, which is meant from where they lie.</summary>
    private static string PathOf(string project, string written) =>
        In(
            project,
            string.Join('/', written.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part is not "."))
        );

    private static string Parent(string folder) => folder.LastIndexOf('/') is var slash and >= 0 ? folder[..slash] : "";

    private static string In(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    // To the end of the line, but not the two slashes of an address.
    [GeneratedRegex(@"(?<!:)//[^\n]*", RegexOptions.None, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"\bmigrations[""']?\s{0,20}:\s{0,20}\{[^{}]{0,1000}?\bpath[""']?\s{0,20}:\s{0,20}[""'`](?<path>[\w./-]{1,200})[""'`]",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex MigrationsPath();

    [GeneratedRegex(
        @"\b(?<key>directUrl|url)[""']?\s{0,20}[:=]\s{0,20}(?:env(?:<[^<>()]{0,100}>)?\(\s{0,20}[""'`]|process\.env(?:\.|\[\s{0,20}[""'`]))(?<name>\w{1,100})",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Address();

    [GeneratedRegex(@"\bengine[""']?\s{0,20}[:=]\s{0,20}[""'`]js[""'`]", RegexOptions.None, 1000)]
    private static partial Regex JsEngine();

    [GeneratedRegex(
        @"^\s{0,20}provider\s{0,20}=\s{0,20}[""'](?<name>[a-z]+)[""']",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Provider();
}
