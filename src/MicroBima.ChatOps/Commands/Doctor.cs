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
/// <param name="patience">How long one check may take, or null for the usual.</param>
internal sealed class Doctor(TextWriter output, bool asJson = false, TimeSpan? patience = null)
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(3);

    private readonly Redactor _redactor = new();
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
        var folder = Directory.CreateTempSubdirectory("chatops-doctor-");
        try
        {
            await LookAsync(settings, folder.FullName, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return _isWell ? 0 : 1;
    }

    private async Task LookAsync(Settings settings, string ownFolder, CancellationToken cancellationToken)
    {
        var token =
            settings.Discord.Token
            ?? (await File.ReadAllTextAsync(settings.Discord.TokenFile!, cancellationToken)).Trim();
        _redactor.Register(token);
        var shell = new Shell(TimeProvider.System, "doctor");
        var paths = new ToolPaths(ownFolder, settings.Tools.Git, settings.Tools.Flyctl);
        var tools = new Toolbox(paths, shell, _redactor);
        var folder = Path.Combine(settings.Storage.Folder, "backups");
        var shelf = new BackupShelf(folder, TimeProvider.System);
        var room = new BackupRoom(shell, TimeProvider.System, shelf, SettingsMap.BackupToolsOf(settings));
        await CheckAsync("discord", stop => DiscordAsync(settings, token, stop), cancellationToken);
        await CheckAsync(
            "tools",
            stop => DoctorTools.ProgramsAsync(settings, shell, ownFolder, stop),
            cancellationToken
        );
        // A doctor that somebody calls by hand may be another user than the bot: it is told, and no failure.
        await SayAsync(true, "process", Confinement.OfThisProcess().Words);
        await CheckAsync(
            "clock",
            stop => DoctorTools.ClockAsync(settings, TimeProvider.System, stop),
            cancellationToken
        );
        foreach (var environment in SettingsMap.EnvironmentsOf(settings))
        {
            (string What, Func<CancellationToken, Task<string>> Look)[] checks =
            [
                ("git", stop => GitAsync(tools, environment, stop)),
                ("github", stop => DoctorTools.GitHubAsync(tools, environment, stop)),
                ("fly", stop => FlyAsync(tools, environment, stop)),
                ("machine", stop => DoctorTools.MachineAsync(tools, environment, stop)),
                ("database", stop => DatabaseAsync(tools, environment, stop)),
                ("role", stop => DoctorTools.RoleAsync(tools, environment, stop)),
                ("pg_dump", stop => DoctorTools.DumpAsync(tools, room, environment, stop)),
                ("scratch", stop => ScratchAsync(settings, shell, tools, environment, stop)),
                ("app", stop => AppAsync(environment, stop)),
            ];
            foreach (var (what, look) in checks)
                await CheckAsync($"{environment.Name} {what}", look, cancellationToken);
        }

        await CheckAsync(
            "storage",
            _ => Task.FromResult(DoctorTools.Storage(settings.Storage.Folder)),
            cancellationToken
        );
        await CheckAsync("backups", _ => Task.FromResult(Backups(shelf, settings)), cancellationToken);
        await CheckAsync(
            "disk",
            _ => Task.FromResult(DoctorTools.Disk([settings.Storage.Folder, folder])),
            cancellationToken
        );
    }

    /// <summary>Says what a check found. Whatever goes wrong in it is its finding too, and so is that it does not come to an end.</summary>
    private async Task CheckAsync(
        string what,
        Func<CancellationToken, Task<string>> check,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience ?? Usual);
        var (isGood, text) = (true, "");
        try
        {
            text = await check(limit.Token);
        }
        catch (Exception wrong) when (!cancellationToken.IsCancellationRequested)
        {
            var isSilent = wrong is OperationCanceledException;
            (isGood, text) = (
                false,
                isSilent ? "no answer in time: is the address right, and reachable from here?" : wrong.Message
            );
        }

        await SayAsync(isGood, what, _redactor.Mask(text));
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
        return (rights.Refusal ?? rights.Lack) is { } wrong
            ? throw new InvalidOperationException(wrong)
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
            : throw new InvalidOperationException(
                $"flyctl does not say how {environment.App.Name} is: {status.Ending}: {status.LastLines(2)}"
            );
    }

    private static async Task<string> DatabaseAsync(
        Toolbox tools,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        if (tools.Database(environment) is not { } database)
            return "none is configured: its steps are done by people";

        if (await database.StandbyAsync(cancellationToken) is { } standby)
            throw new InvalidOperationException(standby);

        var identity = await database.IdentityAsync(cancellationToken);
        var rows = await database.MigrationsAsync(cancellationToken);
        return rows is null
            ? throw new InvalidOperationException($"{identity} has no table _prisma_migrations: is it the right one?")
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

    private static string Backups(BackupShelf shelf, Settings settings)
    {
        var folder = shelf.Folder;
        if (Vault.Warning(shelf, settings.Backup.OwnDisk) is { } warning)
            throw new IOException(warning);

        const UnixFileMode Others =
            UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        if (Directory.Exists(folder) && (File.GetUnixFileMode(folder) & Others) is not UnixFileMode.None)
            throw new IOException($"{folder} is open to others: chmod 700 {folder}");

        return $"{folder}{(settings.Backup.KeyFile is null ? ", not encrypted" : ", encrypted")}";
    }
}

/// <summary>One check of the doctor, for programs.</summary>
internal sealed record DoctorLine(string Check, bool Ok, string What);
