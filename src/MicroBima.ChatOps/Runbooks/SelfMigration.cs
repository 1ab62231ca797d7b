using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>
/// Whether a release migrates the database by itself when it is deployed, built or started: from the workflow that deploys it, Fly's settings, the Dockerfile,
/// the scripts that these start, and the scripts of package.json that run without anybody asking for them.
/// </summary>
internal static partial class SelfMigration
{
    private const int MostFiles = 40;

    private static readonly string[] Starters =
    [
        "Dockerfile",
        "Procfile",
        "entrypoint.sh",
        "docker-entrypoint.sh",
        "start.sh",
    ];

    private static readonly string[] Runners = ["run", "npm", "pnpm", "yarn", "bun"];

    // What stands between words, whether a command is a line of shell, a list in JSON or a value in TOML.
    private static readonly char[] Between =
    [
        ' ',
        '\t',
        '\r',
        '\n',
        '"',
        '\'',
        '`',
        ',',
        '[',
        ']',
        '(',
        ')',
        ';',
        '&',
        '|',
        '\\',
        '=',
    ];

    // What Prisma is told.
    private static readonly (string, string)[] Commands =
    [
        ("migrate", "deploy"),
        ("migrate", "dev"),
        ("migrate", "reset"),
        ("db", "push"),
    ];

    /// <summary>True where something of it migrates. Looked at are the workflow, the top of the repository and the folder of the app.</summary>
    public static async Task<bool> IsInAsync(
        Git git,
        CommitSha commit,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var migrating = new HashSet<string>(StringComparer.Ordinal) { "migrate:deploy" };
        foreach (var folder in Folders(environment.Database))
        {
            var entries = (await git.EntriesAsync(commit, folder, cancellationToken))
                .Where(entry => entry.IsFile)
                .ToList();
            var package = await git.ReadAsync(
                entries.FindAll(entry => entry.Name is "package.json"),
                cancellationToken
            );
            var scripts = package is [{ } text] ? ScriptsOf(text) : [];
            AddMigrating(scripts, migrating);
            if (scripts.Keys.Any(name => IsStarted(name) && migrating.Contains(name)))
                return true;

            var starters = await StartersAsync(git, entries, environment.App.Name, cancellationToken);
            if (folder.Length == 0)
                starters.AddRange(
                    (await git.FilesAsync(commit, environment.Actions.DeployWorkflow, cancellationToken)).Where(file =>
                        file.IsFile
                    )
                );

            if (await MigrateAsync(git, commit, folder, starters, migrating, cancellationToken))
                return true;
        }

        return false;
    }

    /// <summary>What builds or starts the app. Fly's settings of another one, as of staging, are none of it where a file beside them is for ours.</summary>
    private static async Task<List<GitFile>> StartersAsync(
        Git git,
        List<GitFile> entries,
        string app,
        CancellationToken cancellationToken
    )
    {
        var starters = entries.FindAll(entry => IsStarter(entry.Name));
        var fly = starters.FindAll(entry => IsFlySettings(entry.Name));
        var apps = (await git.ReadAsync(fly, cancellationToken))
            .Select(text => App().Match(text ?? "") is { Success: true } match ? match.Groups["name"].Value : null)
            .ToList();
        if (apps.Contains(app, StringComparer.Ordinal))
            starters.RemoveAll(entry => fly.IndexOf(entry) is var at and >= 0 && apps[at] is { } other && other != app);

        return starters;
    }

    /// <summary>True of a file that tells Fly how an app runs.</summary>
    public static bool IsFlySettings(string name) =>
        name.StartsWith("fly.", StringComparison.Ordinal) && name.EndsWith(".toml", StringComparison.Ordinal);

    private static IEnumerable<string> Folders(DatabaseSettings? database) =>
        new[] { "", PrismaSettings.ProjectOf(database?.PrismaFolder ?? "") }.Distinct(StringComparer.Ordinal);

    /// <summary>True where one of these files migrates, or a script that they name, or one that those name.</summary>
    private static async Task<bool> MigrateAsync(
        Git git,
        CommitSha commit,
        string folder,
        List<GitFile> files,
        HashSet<string> migrating,
        CancellationToken cancellationToken
    )
    {
        var seen = files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        while (files.Count > 0 && seen.Count < MostFiles)
        {
            var named = new HashSet<string>(StringComparer.Ordinal);
            foreach (var text in (await git.ReadAsync(files, cancellationToken)).OfType<string>())
            {
                var words = WordsOf(text);
                if (Migrates(words, migrating))
                    return true;

                named.UnionWith(words.Where(IsFile).SelectMany(word => Places(word, folder)));
            }

            var paths = named.Where(seen.Add).Take(MostFiles).ToList();
            files = [.. (await git.FilesAsync(commit, paths, cancellationToken)).Where(file => file.IsFile)];
        }

        return false;
    }

    /// <summary>Where in the repository a file may lie that has this path in the image: nobody here knows what was copied where.</summary>
    private static IEnumerable<string> Places(string word, string folder)
    {
        var parts = word.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Where(part => part is not "." and not "..")
            .ToArray();
        return from left in Enumerable.Range(0, parts.Length)
            let path = string.Join('/', parts[left..])
            from place in folder.Length == 0 ? [path] : new[] { path, $"{folder}/{path}" }
            select place;
    }

    private static bool IsFile(string word) =>
        word.EndsWith(".sh", StringComparison.Ordinal)
        || GitFile.NameOf(word).StartsWith("Dockerfile", StringComparison.Ordinal);

    private static bool IsStarter(string name) =>
        Starters.Contains(name, StringComparer.Ordinal) || IsFlySettings(name);

    /// <summary>A script that starts one that migrates does so too.</summary>
    private static void AddMigrating(Dictionary<string, string> scripts, HashSet<string> migrating)
    {
        var before = 0;
        while (before != migrating.Count)
        {
            before = migrating.Count;
            foreach (var (name, command) in scripts)
            {
                if (Migrates(WordsOf(command), migrating))
                    migrating.Add(name);
            }
        }
    }

    private static bool Migrates(ImmutableArray<string> words, HashSet<string> migrating) =>
        Enumerable.Range(0, words.Length).Any(at => IsCalled(words, at, migrating) || IsCommand(words, at));

    /// <summary>True where a script is called by its name; a short one is a word like others (--omit=dev) where nothing runs it.</summary>
    private static bool IsCalled(ImmutableArray<string> words, int at, HashSet<string> migrating) =>
        migrating.Contains(words[at])
        && (
            words[at].Contains(':', StringComparison.Ordinal)
            || at > 0 && Runners.Contains(words[at - 1], StringComparer.Ordinal)
        );

    /// <summary>True where Prisma, by its name, its path or with its version, is told to change the database.</summary>
    private static bool IsCommand(ImmutableArray<string> words, int at) =>
        at + 2 < words.Length
        && GitFile.NameOf(words[at].Split('@')[0]) is "prisma"
        && Commands.Contains((words[at + 1], words[at + 2]));

    /// <summary>The words of a file without the lines that are comments.</summary>
    private static ImmutableArray<string> WordsOf(string text) =>
        [
            .. text.Split('\n')
                .Where(line => !line.TrimStart().StartsWith('#'))
                .SelectMany(line => line.Split(Between, StringSplitOptions.RemoveEmptyEntries)),
        ];

    private static Dictionary<string, string> ScriptsOf(string package)
    {
        try
        {
            using var document = JsonDocument.Parse(package);
            return
                document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty("scripts", out var scripts)
                && scripts.ValueKind is JsonValueKind.Object
                ? scripts
                    .EnumerateObject()
                    .Where(script => script.Value.ValueKind is JsonValueKind.String)
                    .GroupBy(script => script.Name, StringComparer.Ordinal)
                    .ToDictionary(same => same.Key, same => same.Last().Value.GetString()!, StringComparer.Ordinal)
                : [];
        }
        catch (JsonException)
        {
            // No package manager can read it either: the build will say so.
            return [];
        }
    }

    /// <summary>True of what runs in production unasked: where one for developers runs there too, the Dockerfile calls it by its name.</summary>
    private static bool IsStarted(string script) =>
        script is "preinstall" or "install" or "postinstall" or "prepare"
        || (
            script.StartsWith("start", StringComparison.Ordinal)
            || script.StartsWith("prestart", StringComparison.Ordinal)
        )
            && !script.Contains("dev", StringComparison.Ordinal)
            && !script.Contains("debug", StringComparison.Ordinal)
            && !script.Contains("test", StringComparison.Ordinal);

    [GeneratedRegex(
        @"^\s{0,20}app\s{0,20}=\s{0,20}[""'](?<name>[^""'\n]{1,100})[""']",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex App();
}
