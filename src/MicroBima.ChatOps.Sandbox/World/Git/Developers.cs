using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.World.Git;

/// <summary>The developers of the demo: they turn a request for trouble into an ordinary commit and push it.</summary>
internal sealed class Developers(BareRepository repository, IReadOnlyList<string> people, TimeProvider time)
    : IDisposable
{
    private static readonly string[] Versions = ["good", "slow", "errors", "crash", "leak"];
    private static readonly string[] Branches = ["staging", "master"];

    private static readonly string[] Subjects =
    [
        "feat: list customers by product",
        "fix: format telephone numbers",
        "feat: show the last payment of a policy",
        "fix: do not count lapsed policies twice",
        "feat: search customers by national id",
        "fix: time zone of policy starts",
        "feat: cache products for a minute",
    ];

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Checks the request, commits, pushes, and answers the id of the commit.</summary>
    public async Task<string> PushAsync(
        CommitRequest request,
        IReadOnlySet<string> failedMigrations,
        CancellationToken cancellationToken
    )
    {
        Check(request.Version, Versions, "version");
        Check(request.Migration, MigrationKinds.All, "migration");
        Check(request.Branch, Branches, "branch");
        Check(request.Author, people, "author");

        await _turn.WaitAsync(cancellationToken);
        try
        {
            // Somebody else may push between the reading and the writing: then the commit is made anew on the new head.
            for (var attempt = 0; attempt < 5; attempt++)
                if (await TryPushAsync(request, failedMigrations, cancellationToken) is { } sha)
                    return sha;
        }
        finally
        {
            _turn.Release();
        }

        throw new InvalidOperationException($"{request.Branch} moved at each attempt to push to it.");
    }

    public void Dispose() => _turn.Dispose();

    private static void Check(string value, IReadOnlyList<string> allowed, string name)
    {
        if (!allowed.Contains(value, StringComparer.Ordinal))
            throw new UnusableRequestException($"{name} is one of {string.Join(", ", allowed)}; \"{value}\" is not.");
    }

    private async Task<string?> TryPushAsync(
        CommitRequest request,
        IReadOnlySet<string> failed,
        CancellationToken cancellationToken
    )
    {
        var head = repository.Branches()[request.Branch];
        var now = time.GetUtcNow();
        var files = new Dictionary<string, string>(StringComparer.Ordinal);

        var app = JsonNode.Parse(await repository.ReadAsync(head, AppSources.AppFile, cancellationToken))!;
        var version = Next((string)app["version"]!);
        files[AppSources.AppFile] = AppSources.App(version, request.Version);
        files[AppSources.PackageFile] = AppSources.Package(version);

        var subject = Subjects[Patch(version) % Subjects.Length];
        if (request.Migration != MigrationKinds.None)
            subject = await AddMigrationAsync(request.Migration, head, now, files, cancellationToken);

        var body = await CorrectAsync(head, failed, files, cancellationToken);
        var changes = await repository.ReadAsync(head, AppSources.Changelog, cancellationToken);
        files[AppSources.Changelog] = changes + $"- {version}: {subject}\n";

        const string Incoming = "refs/incoming/push";
        var draft = new Draft(Incoming, head, null, Author.Of(request.Author), now, subject + body, files);
        var sha = (await repository.ImportAsync([draft], cancellationToken))[0];
        await repository.DeleteRefAsync(Incoming, cancellationToken);
        return await repository.TryPushAsync(sha, request.Branch, cancellationToken) ? sha : null;
    }

    private async Task<string> AddMigrationAsync(
        string kind,
        string head,
        DateTimeOffset now,
        Dictionary<string, string> files,
        CancellationToken cancellationToken
    )
    {
        var before = await MigrationsAsync(head, cancellationToken);
        var stamp = StampAfter(before, now);
        var schema = await repository.ReadAsync(head, AppSources.Schema, cancellationToken);
        var migration = MigrationKinds.Make(kind, before, schema, stamp[6..]);
        files[$"{AppSources.Migrations}/{stamp}_{migration.Name}/migration.sql"] = migration.Sql;
        files[AppSources.Schema] = migration.Schema;
        var words = string.Join(' ', migration.Name.Split('_').Where(word => !word.All(char.IsAsciiDigit)));
        return $"feat: {words}";
    }

    private async Task<string> CorrectAsync(
        string head,
        IReadOnlySet<string> failed,
        Dictionary<string, string> files,
        CancellationToken cancellationToken
    )
    {
        var body = "";
        foreach (var name in (await MigrationsAsync(head, cancellationToken)).Where(failed.Contains))
        {
            var path = $"{AppSources.Migrations}/{name}/migration.sql";
            var sql = await repository.ReadAsync(head, path, cancellationToken);
            if (MigrationKinds.TryCorrect(name, sql) is not { } corrected)
                continue;

            files[path] = corrected;
            body += $"\n\nCorrects migration {name}, which failed on production's data.";
        }

        return body;
    }

    private async Task<IReadOnlyList<string>> MigrationsAsync(string head, CancellationToken cancellationToken) =>
        [
            .. (await repository.ListAsync(head, AppSources.Migrations, cancellationToken)).Where(name =>
                name.Length > 15 && name[..14].All(char.IsAsciiDigit)
            ),
        ];

    /// <summary>The time of a new migration: now, or one second after the last where that is not earlier.</summary>
    private static string StampAfter(IReadOnlyList<string> before, DateTimeOffset now)
    {
        const string Digits = "yyyyMMddHHmmss";
        var stamp = now.ToString(Digits, CultureInfo.InvariantCulture);
        var last = before.Select(name => name[..14]).Max(StringComparer.Ordinal) ?? "";
        return string.CompareOrdinal(stamp, last) > 0
            ? stamp
            : DateTime
                .ParseExact(last, Digits, CultureInfo.InvariantCulture)
                .AddSeconds(1)
                .ToString(Digits, CultureInfo.InvariantCulture);
    }

    private static string Next(string version) =>
        string.Create(CultureInfo.InvariantCulture, $"{version[..version.LastIndexOf('.')]}.{Patch(version) + 1}");

    private static int Patch(string version) =>
        int.Parse(version[(version.LastIndexOf('.') + 1)..], CultureInfo.InvariantCulture);
}
