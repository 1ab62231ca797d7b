using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Configuration;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Commands;

/// <summary>What the doctor looks at on the machine and at GitHub: programs with their versions, the token and its scopes, the database's role, the clock.</summary>
internal static class DoctorTools
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Drift = TimeSpan.FromSeconds(30);

    private const long MiB = 1024 * 1024;
    private const long Least = 1024;

    // Scopes of a token that reads a repository, its runs and its pull requests, and starts a run again.
    private static readonly ImmutableHashSet<string> Needed = ["repo", "public_repo", "workflow"];

    /// <summary>Each program that a deployment runs, as it names itself.</summary>
    public static async Task<string> ProgramsAsync(
        Settings settings,
        Shell shell,
        string home,
        CancellationToken cancellationToken
    )
    {
        (string? Path, string Asked)[] programs =
        [
            (settings.Tools.Git, "--version"),
            (settings.Tools.Flyctl, "version"),
            (settings.Tools.PgDump, "--version"),
            (settings.Tools.PgRestore, "--version"),
        ];
        var versions = new List<string>();
        foreach (var (path, asked) in programs)
        {
            if (path is not null)
                versions.Add(await VersionAsync(shell, home, path, asked, cancellationToken));
        }

        return string.Join("; ", versions);
    }

    /// <summary>Whether the token reads the runs of the repository, and what else it may.</summary>
    public static async Task<string> GitHubAsync(
        Toolbox tools,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var runs = $"the runs of {environment.Repository.Owner}/{environment.Repository.Name}";
        ImmutableArray<string> scopes;
        try
        {
            scopes = await tools.Actions(environment).ScopesAsync(cancellationToken);
        }
        catch (GitHubException dark)
        {
            throw new GitHubException(
                $"{runs} cannot be read: {dark.Message.TrimEnd('.')}. The token has to see the repository and read its Actions (Environments:GitHub:TokenFile)",
                dark
            );
        }

        var more = scopes.Where(scope => !Needed.Contains(scope)).ToArray();
        var token = (environment.Actions.TokenFile, scopes) switch
        {
            (null, _) => "no token: only a public repository answers",
            (_, []) => "the token names no scopes",
            _ => $"the token's scopes are {string.Join(", ", scopes)}",
        };
        return $"{runs} can be read; {token}"
            + (more.Length > 0 ? $"; it does not need: {string.Join(", ", more)}" : "");
    }

    /// <summary>What the bot's role in the database may do, and what goes without it.</summary>
    public static async Task<string> RoleAsync(
        Toolbox tools,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        if (tools.Database(environment) is not { } database)
            return "not needed";

        var role = await database.RoleAsync(cancellationToken);
        if (role.Unreadable is [var first, .. var others])
            throw new InvalidOperationException(
                $"{role.Name} may not read all of {first}{(others.Length > 0 ? $" and {others.Length} more" : "")}, and no backup is made without: grant select on it and usage of its schema; where row security is on, bypassrls"
            );

        string[] lacks =
        [
            .. role.OwnsDatabase && role.CreatesDatabases
                ? Array.Empty<string>()
                : ["it cannot restore: that takes CREATEDB and the ownership of the database"],
            .. role.Strangers.IsEmpty
                ? Array.Empty<string>()
                : [$"it cannot restore what belongs to {string.Join(", ", role.Strangers)}: grant that to {role.Name}"],
            .. role.EndsSessions ? Array.Empty<string>() : ["it cannot end the sessions of others: pg_signal_backend"],
            .. role.IsSuperuser ? ["it is superuser, which nothing here needs"] : Array.Empty<string>(),
        ];
        return string.Join("; ", lacks.Prepend(role.Name));
    }

    /// <summary>Whether a running machine has the migrations where the bot looks for them and Prisma runs.</summary>
    public static async Task<string> MachineAsync(
        Toolbox tools,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        if (environment.MigrationsInMachine is not { } migrations)
            return "not needed";

        var sums = await tools.Fly(environment).MigrationSumsAsync(migrations, cancellationToken);
        var said = sums.LastLines(2);
        var place = environment.App.Folder is { } folder
            ? $"{folder}/{migrations}"
            : $"{migrations}, seen from where flyctl starts a command";
        return sums.IsSuccess
            ? $"has {Words.Count(sums.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, "migration")} in {place}"
            : throw new InvalidOperationException(
                $"no migrations can be read in {place} ({sums.Ending}{(said.Length > 0 ? $": {said}" : "")}). Where the app has a folder of its own in its machines, as /app, App:Folder has to name it"
            );
    }

    /// <summary>Whether a backup of the database can be made with the programs that are here.</summary>
    public static async Task<string> DumpAsync(
        Toolbox tools,
        BackupRoom room,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        if (tools.Database(environment) is not { } database)
            return "not needed";

        return await room.WhyNotAsync(database, cancellationToken) is { What: var what, Detail: var detail }
            ? throw new InvalidOperationException($"{what} {detail}".Trim())
            : "is no older than the server";
    }

    /// <summary>How much room there is in each of these folders; where one does not exist yet, in the nearest that does.</summary>
    public static string Disk(IReadOnlyCollection<string> folders)
    {
        var drives = folders.Select(DiskSpace.Nearest).Distinct(StringComparer.Ordinal).ToList();
        var free = drives.ConvertAll(folder => (Folder: folder, Left: new DriveInfo(folder).AvailableFreeSpace / MiB));
        return free.Exists(drive => drive.Left < Least)
            ? throw new IOException(
                $"only {Words(free.Where(drive => drive.Left < Least))}: make room, or the next backup may not fit"
            )
            : Words(free);

        static string Words(IEnumerable<(string Folder, long Left)> drives) =>
            string.Join(", ", drives.Select(drive => $"{drive.Left} MiB free at {drive.Folder}"));
    }

    /// <summary>Whether the bot's folder, or the one in which it would be made, and the folders in it take new files: a file is made in each, and goes away with its handle.</summary>
    public static string Storage(string folder)
    {
        if (File.Exists(folder))
            throw new IOException($"{folder} is a file, and has to be a folder: set Storage:Folder");

        var there = DiskSpace.Nearest(folder);
        string[] inside = there == folder ? Directory.GetDirectories(folder) : [];
        foreach (var place in inside.Prepend(there))
        {
            try
            {
                File.Create(
                        Path.Combine(place, $".chatops-doctor-{Environment.ProcessId}"),
                        bufferSize: 1,
                        FileOptions.DeleteOnClose
                    )
                    .Dispose();
            }
            catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
            {
                throw new IOException(
                    $"{place} cannot be written by the user {Environment.UserName}, as whom this runs: the bot's user has to own {folder} and all in it (chown -R), on a disk that is not read-only",
                    closed
                );
            }
        }

        return there == folder ? $"{folder} can be written" : $"{folder} can be made";
    }

    /// <summary>How far the clock of this machine is from Discord's.</summary>
    public static async Task<string> ClockAsync(
        Settings settings,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        using var client = new HttpClient { Timeout = Patience };
        using var answer = await client.GetAsync(
            new Uri(settings.Discord.ApiUrl),
            HttpCompletionOption.ResponseHeadersRead,
            cancellationToken
        );
        if (answer.Headers.Date is not { } theirs)
            throw new InvalidOperationException("Discord's answer names no time to compare with");

        var apart = (time.GetUtcNow() - theirs).Duration();
        var seconds = apart.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        return apart <= Drift
            ? $"{seconds} s from Discord's"
            : throw new InvalidOperationException($"{seconds} s from Discord's: expiries and freezes would be wrong");
    }

    private static async Task<string> VersionAsync(
        Shell shell,
        string home,
        string path,
        string asked,
        CancellationToken cancellationToken
    )
    {
        var run = new ProgramRun(path, [asked], Fly.EnvironmentIn(home), "/", Patience, Patience);
        var result = await shell.RunAsync(run, cancellationToken);
        return result.IsSuccess
            ? result.Output.Trim().Split('\n')[0]
            : throw new InvalidOperationException($"{path}: {result.Ending}");
    }
}
