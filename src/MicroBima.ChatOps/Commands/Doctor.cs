using System.Globalization;
using System.Text.Json;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Configuration;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Commands;

/// <summary><c>chatops doctor</c>: checks everything that a deployment needs, one line a check. Nothing is changed anywhere.</summary>
internal sealed class Doctor(TextWriter output, bool asJson = false)
{
    private bool _isWell = true;

    /// <summary>Runs the checks: 0 where all is well, 1 where something is wrong, 2 where the settings cannot be used.</summary>
    public async Task<int> RunAsync(string file, CancellationToken cancellationToken)
    {
        var (settings, problems) = SettingsReader.Read(file);
        if (problems.Count == 0)
            problems.AddRange(SettingsCheck.Of(settings, tokenStandsInFile: false));

        if (problems.Count > 0)
        {
            foreach (var problem in problems)
                await SayAsync(false, "configuration", problem.ToString());

            return 2;
        }

        await SayAsync(true, "configuration", $"{file} is in order");
        var redactor = new Redactor();
        var token =
            settings.Discord.Token
            ?? (await File.ReadAllTextAsync(settings.Discord.TokenFile!, cancellationToken)).Trim();
        redactor.Register(token);
        var shell = new Shell(TimeProvider.System, "doctor");
        var paths = new ToolPaths(Path.GetTempPath(), settings.Tools.Git, settings.Tools.Flyctl);
        await CheckAsync("discord", redactor, () => DiscordAsync(settings, token, cancellationToken));
        await CheckAsync("tools", redactor, () => DoctorTools.ProgramsAsync(settings, shell, cancellationToken));
        // A doctor that somebody calls by hand may be another user than the bot: it is told, and no failure.
        await SayAsync(true, "process", Confinement.OfThisProcess().Words);
        await CheckAsync(
            "clock",
            redactor,
            () => DoctorTools.ClockAsync(settings, TimeProvider.System, cancellationToken)
        );
        foreach (var environment in SettingsMap.EnvironmentsOf(settings))
        {
            var tools = new Toolbox(paths, shell, redactor);
            await CheckAsync(
                $"{environment.Name} git",
                redactor,
                () => GitAsync(tools, environment, cancellationToken)
            );
            await CheckAsync(
                $"{environment.Name} github",
                redactor,
                () => DoctorTools.GitHubAsync(tools, environment, cancellationToken)
            );
            await CheckAsync(
                $"{environment.Name} fly",
                redactor,
                () => FlyAsync(tools, environment, cancellationToken)
            );
            await CheckAsync(
                $"{environment.Name} database",
                redactor,
                () => DatabaseAsync(tools, environment, cancellationToken)
            );
            await CheckAsync(
                $"{environment.Name} role",
                redactor,
                () => DoctorTools.RoleAsync(tools, environment, cancellationToken)
            );
            await CheckAsync(
                $"{environment.Name} scratch",
                redactor,
                () => ScratchAsync(settings, shell, tools, environment, cancellationToken)
            );
            await CheckAsync($"{environment.Name} app", redactor, () => AppAsync(environment, cancellationToken));
        }

        await CheckAsync("backups", redactor, () => Task.FromResult(Backups(settings)));
        await CheckAsync("disk", redactor, () => Task.FromResult(Disk(settings.Storage.Folder)));
        return _isWell ? 0 : 1;
    }

    private async Task CheckAsync(string what, Redactor redactor, Func<Task<string>> check)
    {
        try
        {
            await SayAsync(true, what, redactor.Mask(await check()));
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            // Whatever goes wrong in a check is its finding.
            await SayAsync(false, what, redactor.Mask(wrong.Message));
        }
    }

    private async Task SayAsync(bool isGood, string what, string text)
    {
        _isWell &= isGood;
        var line = new DoctorLine(what, isGood, text.ReplaceLineEndings(" "));
        await output.WriteLineAsync(
            asJson
                ? JsonSerializer.Serialize(line, CommandFormat.Default.DoctorLine)
                : $"{(line.Ok ? "ok  " : "FAIL")} {line.Check}: {line.What}"
        );
    }

    private static async Task<string> DiscordAsync(Settings settings, string token, CancellationToken cancellationToken)
    {
        var options = new DiscordOptions { Token = token, ApiUrl = new Uri(settings.Discord.ApiUrl) };
        using var rest = new DiscordRest(options, TimeProvider.System, Random.Shared, _ => { });
        var self = await rest.GetSelfAsync(cancellationToken);
        var channel = await rest.GetChannelAsync(IdOf(settings.Discord.Channel), cancellationToken);
        var rights = await OwnRights.AskAsync(rest, self, IdOf(settings.Discord.Guild), channel, cancellationToken);
        return rights.Refusal is { } refusal
            ? throw new InvalidOperationException(refusal)
            : string.Join("; ", [$"the bot is {self.Username}, the channel is #{channel.Name}", .. rights.Warnings]);
    }

    private static Snowflake IdOf(string id) => new(ulong.Parse(id, CultureInfo.InvariantCulture));

    private static async Task<string> GitAsync(
        Toolbox tools,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        using var git = tools.Git(environment);
        var head =
            await git.RemoteHeadAsync(environment.Repository.Head, cancellationToken)
            ?? throw new GitException($"there is no branch {environment.Repository.Head}");
        var @base =
            await git.RemoteHeadAsync(environment.Repository.Base, cancellationToken)
            ?? throw new GitException($"there is no branch {environment.Repository.Base}");
        return $"{environment.Repository.Head} is {head.Short}, {environment.Repository.Base} is {@base.Short}";
    }

    private static async Task<string> FlyAsync(
        Toolbox tools,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var status = await tools.Fly(environment).StatusAsync(cancellationToken);
        return status.IsSuccess
            ? $"flyctl sees {environment.App.Name}"
            : throw new InvalidOperationException($"{status.Ending}: {status.LastLines(2)}");
    }

    private static async Task<string> DatabaseAsync(
        Toolbox tools,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        if (tools.Database(environment) is not { } database)
            return "none is configured: its steps are done by people";

        var identity = await database.IdentityAsync(cancellationToken);
        var rows = await database.MigrationsAsync(cancellationToken);
        return rows is null
            ? throw new InvalidOperationException($"{identity} has no table _prisma_migrations")
            : $"{identity}, {rows.Value.Length} rows in _prisma_migrations";
    }

    private static async Task<string> AppAsync(DeploymentEnvironment environment, CancellationToken cancellationToken)
    {
        using var prober = new Prober(TimeProvider.System);
        var health = await prober.AskWholeAsync(environment.App.Url, environment.App.HealthPath, cancellationToken);
        return health.Error is { } error
            ? throw new InvalidOperationException(error)
            : $"answers in {health.Sample.Milliseconds:0} ms";
    }

    /// <summary>Takes a scratch server as a deployment would, and gives it back.</summary>
    private static async Task<string> ScratchAsync(
        Settings settings,
        Shell shell,
        Toolbox tools,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        if (tools.Database(environment) is not { } database)
            return "not needed";

        if (environment.Database!.Rehearsal is RehearsalMode.Off)
            return "off: people prove backups and read migrations";

        var room = new ScratchRoom(
            shell,
            TimeProvider.System,
            SettingsMap.ScratchOf(settings) with
            {
                Folder = Path.GetTempPath(),
            }
        );
        switch (await room.TakeAsync(await database.IdentityAsync(cancellationToken), cancellationToken))
        {
            case ScratchResult.Ready { Server: var server }:
                await using (server)
                    return $"PostgreSQL {server.Major} {(server.IsPrivate ? "starts here, on a socket of its own" : $"at {server.Address.Host}")}";
            case ScratchResult.None { Why: var why }:
                throw new InvalidOperationException(why);
            default:
                throw new InvalidOperationException("the scratch server gave no answer");
        }
    }

    private static string Backups(Settings settings)
    {
        var folder = Path.Combine(settings.Storage.Folder, "backups");
        var shelf = new BackupShelf(folder, TimeProvider.System);
        if (Vault.Warning(shelf, settings.Backup.OwnDisk) is { } warning)
            throw new IOException(warning);

        const UnixFileMode Others =
            UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        if (Directory.Exists(folder) && (File.GetUnixFileMode(folder) & Others) is not UnixFileMode.None)
            throw new IOException($"{folder} is open to others");

        return $"{folder}{(settings.Backup.KeyFile is null ? ", not encrypted" : ", encrypted")}";
    }

    private static string Disk(string folder)
    {
        var drive = new DriveInfo(Directory.Exists(folder) ? folder : "/");
        var free = drive.AvailableFreeSpace / (1024 * 1024);
        return free > 1024
            ? $"{free} MiB free at {folder}"
            : throw new IOException($"only {free} MiB free at {folder}");
    }
}

/// <summary>One check of the doctor, for programs.</summary>
internal sealed record DoctorLine(string Check, bool Ok, string What);
