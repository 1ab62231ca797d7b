using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>flyctl for one app: always with the app's name, never with a fly.toml of some folder.</summary>
public sealed partial class Fly(Shell shell, ToolPaths paths, string app, string? token, FlyLogs? logs = null)
{
    private const int Largest = 8 * 1024 * 1024;

    /// <summary>Where the app lies in its machines, or null for where flyctl starts a command: that is the root, whatever the image calls its working directory (https://github.com/superfly/flyctl/issues/1220).</summary>
    public string? Folder { get; init; }

    /// <summary>What flyctl runs with. It keeps keys and the socket of its agent in its home: nobody else may have made that before.</summary>
    public static ImmutableDictionary<string, string> EnvironmentIn(string home) =>
        ImmutableDictionary<string, string>.Empty.Add("FLY_NO_UPDATE_CHECK", "1").Add("HOME", home);

    /// <summary>True for names that Fly gives to apps.</summary>
    public static bool IsAppName(string name) => AppName().IsMatch(name);

    /// <summary>True for a word that reaches a machine as it is, and that no program takes for an option.</summary>
    public static bool IsPlain(string word) => PlainWord().IsMatch(word) && word[0] != '-';

    /// <summary>True for an absolute path that reaches a machine as it is.</summary>
    public static bool IsFolder(string path) => path.StartsWith('/') && PlainWord().IsMatch(path);

    /// <summary>True for the name of a variable.</summary>
    public static bool IsVariable(string name) => Variable().IsMatch(name);

    /// <summary>Runs a command in a machine of the app. The command is one of ours: only words of letters, digits and <c>_ : . / -</c>.</summary>
    public Task<ProgramResult> SshAsync(
        ImmutableArray<string> command,
        TimeSpan total,
        Action<string>? onLine,
        CancellationToken cancellationToken
    )
    {
        // flyctl splits the string itself and is no shell: words that need no quoting need no quoting rules.
        if (command.FirstOrDefault(word => !PlainWord().IsMatch(word)) is { } odd)
            throw new ArgumentException($"'{odd}' cannot be sent to a machine.", nameof(command));

        var line = string.Join(' ', command);
        return ConsoleAsync(Folder is null ? line : $"sh -c '{Enter}exec {line}'", total, onLine, cancellationToken);
    }

    /// <summary>
    /// Runs <c>prisma migrate deploy</c> with a limit on how long it waits for a lock. The limit goes into the address of the database, the only place where
    /// Prisma takes it from (its field options: https://github.com/prisma/web/issues/2668); the address is put together in the machine and is on no command line.
    /// </summary>
    /// <param name="variable">The variable that holds the address by which Prisma migrates.</param>
    public Task<ProgramResult> MigrateAsync(
        string variable,
        TimeSpan lockTimeout,
        TimeSpan total,
        Action<string>? onLine,
        CancellationToken cancellationToken
    )
    {
        if (!IsVariable(variable))
            throw new ArgumentException($"'{variable}' is no variable.", nameof(variable));

        var limit = string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"options=-c%20lock_timeout%3D{(long)lockTimeout.TotalMilliseconds}"
        );

        // Options that the team has set itself come after ours, and win.
        return ConsoleAsync(
            $"sh -c '{Enter}u=\"${variable}\"; case \"$u\" in *[?\\&]options=*) u=\"${{u%%options=*}}{limit}%20${{u#*options=}}\";; *\\?*) u=\"$u&{limit}\";; *) u=\"$u?{limit}\";; esac; {variable}=\"$u\" exec pnpm prisma migrate deploy'",
            total,
            onLine,
            cancellationToken
        );
    }

    /// <summary>SHA-256 of each migration that lies in a running machine, as sha256sum writes it.</summary>
    public Task<ProgramResult> MigrationSumsAsync(string folder, CancellationToken cancellationToken) =>
        PlainWord().IsMatch(folder)
            ? ConsoleAsync(
                $"sh -c '{Enter}exec sha256sum -- {folder}/*/migration.sql'",
                TimeSpan.FromMinutes(2),
                null,
                cancellationToken
            )
            : throw new ArgumentException($"'{folder}' cannot be sent to a machine.", nameof(folder));

    /// <summary>True where Fly's API is asked for the log; flyctl only has the newest lines at hand.</summary>
    public bool ReachesBack => logs is not null;

    /// <summary>The log of a period, or from where another reading ended: over HTTP where that is configured, otherwise the lines that flyctl has at hand.</summary>
    public async Task<FlyLogText> LogsAsync(Period period, string? from, CancellationToken cancellationToken)
    {
        if (logs is not null)
            return await logs.ReadAsync(period, from, cancellationToken);

        var output = await RunAsync(
            ["logs", "--app", app, "--no-tail"],
            TimeSpan.FromSeconds(30),
            null,
            cancellationToken
        );
        return output.IsSuccess
            ? new FlyLogText(
                output.Output,
                output.IsWhole ? "" : "the middle of the log was left out: it was too long",
                null
            )
            : FlyLogText.Unread($"{output.Ending}: {output.LastLines(5)}");
    }

    /// <summary>Machines, checks and events, as JSON.</summary>
    public Task<ProgramResult> StatusAsync(CancellationToken cancellationToken) =>
        RunAsync(["status", "--app", app, "--json"], TimeSpan.FromSeconds(30), null, cancellationToken);

    /// <summary>Stops machines, by their ids: flyctl asks nobody where there is no terminal.</summary>
    public Task<ProgramResult> StopAsync(ImmutableArray<string> machines, CancellationToken cancellationToken) =>
        MachinesAsync("stop", machines, cancellationToken);

    /// <summary>Starts machines.</summary>
    public Task<ProgramResult> StartAsync(ImmutableArray<string> machines, CancellationToken cancellationToken) =>
        MachinesAsync("start", machines, cancellationToken);

    /// <summary>Restarts machines that run.</summary>
    public Task<ProgramResult> RestartAsync(ImmutableArray<string> machines, CancellationToken cancellationToken) =>
        MachinesAsync("restart", machines, cancellationToken);

    /// <summary>The words that go to the app's folder; a machine that has no such folder runs nothing.</summary>
    private string Enter =>
        Folder is null ? ""
        : IsFolder(Folder) ? $"cd {Folder} || exit 1; "
        : throw new InvalidOperationException($"'{Folder}' cannot be sent to a machine.");

    private Task<ProgramResult> ConsoleAsync(
        string command,
        TimeSpan total,
        Action<string>? onLine,
        CancellationToken cancellationToken
    ) => RunAsync(["ssh", "console", "--app", app, "-C", command], total, onLine, cancellationToken);

    private Task<ProgramResult> MachinesAsync(
        string verb,
        ImmutableArray<string> machines,
        CancellationToken cancellationToken
    ) =>
        machines.FirstOrDefault(machine => !IsPlain(machine)) is { } odd
            ? throw new ArgumentException($"'{odd}' is no machine.", nameof(machines))
            : RunAsync(["machine", verb, .. machines, "--app", app], TimeSpan.FromMinutes(3), null, cancellationToken);

    private Task<ProgramResult> RunAsync(
        ImmutableArray<string> arguments,
        TimeSpan total,
        Action<string>? onLine,
        CancellationToken cancellationToken
    )
    {
        var environment = EnvironmentIn(paths.Folder);
        return shell.RunAsync(
            new ProgramRun(
                paths.Flyctl,
                arguments,
                token is null ? environment : environment.Add("FLY_API_TOKEN", token),
                "/",
                total,
                total
            )
            {
                OnLine = onLine,
                Kept = Largest,
            },
            cancellationToken
        );
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.None, 1000)]
    private static partial Regex AppName();

    [GeneratedRegex(@"^[A-Za-z0-9_:./-]{1,200}\z", RegexOptions.None, 1000)]
    private static partial Regex PlainWord();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]{0,99}\z", RegexOptions.None, 1000)]
    private static partial Regex Variable();
}
