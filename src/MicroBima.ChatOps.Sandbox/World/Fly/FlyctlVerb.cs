using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>Stands in for flyctl: the commands that a deployment uses, in flyctl's own formats, words and exit codes.</summary>
internal sealed class FlyctlVerb(string control, TextWriter output, TextWriter error, TimeProvider time)
{
    public const string Verb = "flyctl";
    public const string Version = "0.4.87";

    private static readonly TimeSpan LogPoll = TimeSpan.FromMilliseconds(500);

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, string? token, CancellationToken cancellationToken)
    {
        var (parsed, wrong) = FlyctlArguments.Parse(arguments);
        if (parsed is null)
            return await FailAsync(wrong!);
        if (parsed.Command == "version")
            return await PrintAsync(
                $"flyctl v{Version} linux/amd64 Commit: 5b1e4a9c07d24c4b0f2a31d69a1b7f2c8d3e6f90 BuildDate: 2026-10-21T14:02:11Z"
            );
        if (!FlyctlArguments.Commands.Contains(parsed.Command))
            return await FailAsync($"unknown command \"{parsed.Command}\" for \"flyctl\"");
        if ((parsed.Value("access-token") ?? token) is not { Length: > 0 } given)
            return await FailAsync("No access token available. Please login with 'flyctl auth login'");
        if (AppOf(parsed) is not { } app)
            return await FailAsync(
                "the config for your app is missing an app name, add an app field to the fly.toml file or specify with the -a flag"
            );

        try
        {
            using var world = await ControlClient.ConnectAsync(control, cancellationToken);
            world.Authorize(given);
            return await RunAsync(parsed, app, world, cancellationToken);
        }
        catch (FlyctlException refused)
        {
            return await FailAsync(refused.Message);
        }
        catch (Exception away) when (away is HttpRequestException or FileNotFoundException)
        {
            return await FailAsync(
                $"failed to connect to the API: Post \"https://api.fly.io/graphql\": {away.Message}"
            );
        }
    }

    private Task<int> RunAsync(
        FlyctlArguments arguments,
        string app,
        ControlClient world,
        CancellationToken cancellationToken
    ) =>
        arguments.Command switch
        {
            "ssh console" => ConsoleAsync(arguments, app, world, cancellationToken),
            "logs" => LogsAsync(arguments, app, world, cancellationToken),
            "status" => StatusAsync(arguments, app, world, cancellationToken),
            "machine list" => MachinesAsync(arguments, app, world, cancellationToken),
            "apps restart" => RestartAsync(app, world, cancellationToken),
            "machine restart" => NamedAsync(
                arguments,
                app,
                world,
                _ => RestartAsync(app, world, cancellationToken),
                cancellationToken
            ),
            "machine start" => NamedAsync(
                arguments,
                app,
                world,
                _ => ChangeAsync(app, "start", "has been started", world, cancellationToken),
                cancellationToken
            ),
            "machine stop" => NamedAsync(
                arguments,
                app,
                world,
                async machine =>
                {
                    await output.WriteLineAsync($"Sending kill signal to machine {machine}...");
                    return await ChangeAsync(app, "stop", "has been successfully stopped", world, cancellationToken);
                },
                cancellationToken
            ),
            var other => FailAsync($"unknown command \"{other}\" for \"flyctl\""),
        };

    private async Task<int> ConsoleAsync(
        FlyctlArguments arguments,
        string app,
        ControlClient world,
        CancellationToken cancellationToken
    )
    {
        var shell = JsonSerializer.Deserialize(
            await AskAsync(world, app, "shell", "get app: ", cancellationToken),
            WorldJson.Default.RemoteShell
        )!;
        await error.WriteLineAsync($"Connecting to {shell.Address}... complete");
        await error.FlushAsync(cancellationToken);
        if (arguments.Value("command") is not { } command)
            return await FailAsync("ssh shell: can't create tty: no terminal is attached");
        if (RemoteWords.TrySplit(command) is not [var program, ..] words)
            return await FailAsync("ssh shell: EOF found when expecting closing quote");

        var start = new ProcessStartInfo(Locate(program, shell))
        {
            WorkingDirectory = shell.Folder,
            UseShellExecute = false,
        };
        foreach (var word in words.Skip(1))
            start.ArgumentList.Add(word);
        start.Environment.Clear();
        foreach (var (name, value) in shell.Environment)
            start.Environment[name] = value;

        try
        {
            // The streams are inherited: every byte goes through as it is.
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode == 0)
                return 0;

            await FailAsync($"ssh shell: Process exited with status {process.ExitCode}");
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // The machine has no such program.
            await error.WriteLineAsync($"exec: \"{program}\": executable file not found in $PATH");
            return await FailAsync("ssh shell: Process exited with status 1");
        }
    }

    /// <summary>Looks on the machine's search path, never in this program's own.</summary>
    private static string Locate(string program, RemoteShell shell) =>
        program.Contains('/', StringComparison.Ordinal)
            ? Path.GetFullPath(program, shell.Folder)
            : shell
                .Environment["PATH"]
                .Split(':')
                .Select(folder => Path.Combine(folder, program))
                .FirstOrDefault(File.Exists)
                ?? Path.Combine(shell.Folder, program);

    private async Task<int> LogsAsync(
        FlyctlArguments arguments,
        string app,
        ControlClient world,
        CancellationToken cancellationToken
    )
    {
        var after = 0L;
        while (true)
        {
            var text = await AskAsync(
                world,
                app,
                string.Create(CultureInfo.InvariantCulture, $"logs?after={after}"),
                "",
                cancellationToken
            );
            foreach (var entry in JsonSerializer.Deserialize(text, WorldJson.Default.LogPage)!.Entries)
            {
                await output.WriteLineAsync(arguments.Has("json") ? LogFormat.Json(entry) : LogFormat.Text(entry));
                after = entry.Sequence;
            }

            await output.FlushAsync(cancellationToken);
            if (arguments.Has("no-tail"))
                return 0;

            await Task.Delay(LogPoll, time, cancellationToken);
        }
    }

    private async Task<int> StatusAsync(
        FlyctlArguments arguments,
        string app,
        ControlClient world,
        CancellationToken cancellationToken
    )
    {
        var status = JsonNode.Parse(await AskAsync(world, app, "status", "", cancellationToken))!;
        return await PrintAsync(arguments.Has("json") ? WorldJson.Indented(status) : FlyText.Status(status));
    }

    private async Task<int> MachinesAsync(
        FlyctlArguments arguments,
        string app,
        ControlClient world,
        CancellationToken cancellationToken
    )
    {
        var status = JsonNode.Parse(await AskAsync(world, app, "status", "", cancellationToken))!;
        return await PrintAsync(
            arguments.Has("json") ? WorldJson.Indented(status["Machines"]!) : FlyText.Machines(app, status)
        );
    }

    /// <summary>`apps restart` takes the app as a word; all others as a flag.</summary>
    private static string? AppOf(FlyctlArguments arguments) =>
        arguments is { Command: "apps restart", Operands: [var name, ..] } ? name : arguments.Value("app");

    /// <summary>Does something to each machine that is named; without a terminal nobody can be asked which.</summary>
    private async Task<int> NamedAsync(
        FlyctlArguments arguments,
        string app,
        ControlClient world,
        Func<string, Task<int>> change,
        CancellationToken cancellationToken
    )
    {
        if (arguments.Operands.Count == 0)
            return await FailAsync("a machine ID must be specified when not running interactively");

        var known = await MachineOfAsync(world, app, cancellationToken);
        foreach (var machine in arguments.Operands)
        {
            if (machine != known)
                return await FailAsync(
                    $"could not get machine {machine}: failed to get VM {machine}: machine not found"
                );
            if (await change(machine) is not 0 and var code)
                return code;
        }

        return 0;
    }

    private async Task<int> RestartAsync(string app, ControlClient world, CancellationToken cancellationToken)
    {
        var machine = await MachineOfAsync(world, app, cancellationToken);
        await output.WriteLineAsync($"Restarting machine {machine}");
        if (await TellAsync(world, app, "restart", cancellationToken) is { Length: > 0 } failure)
            return await FailAsync($"failed to restart machine {machine}: {failure}");

        return await PrintAsync(
            $"  Waiting for {machine} to become healthy (started, 1/1)\nMachine {machine} restarted successfully!"
        );
    }

    private async Task<int> ChangeAsync(
        string app,
        string change,
        string done,
        ControlClient world,
        CancellationToken cancellationToken
    )
    {
        var machine = await MachineOfAsync(world, app, cancellationToken);
        if (await TellAsync(world, app, change, cancellationToken) is { Length: > 0 } failure)
            return await FailAsync($"could not {change} machine {machine}: {failure}");

        return await PrintAsync($"{machine} {done}");
    }

    private static async Task<string> MachineOfAsync(
        ControlClient world,
        string app,
        CancellationToken cancellationToken
    ) => (string)JsonNode.Parse(await AskAsync(world, app, "status", "", cancellationToken))!["Machines"]![0]!["id"]!;

    private static async Task<string> AskAsync(
        ControlClient world,
        string app,
        string what,
        string prefix,
        CancellationToken cancellationToken
    )
    {
        using var answer = await world.GetAsync($"fly/{Uri.EscapeDataString(app)}/{what}", cancellationToken);
        return await ReadAsync(answer, app, prefix, cancellationToken);
    }

    private static async Task<string> TellAsync(
        ControlClient world,
        string app,
        string what,
        CancellationToken cancellationToken
    )
    {
        using var answer = await world.PostAsync($"fly/{Uri.EscapeDataString(app)}/{what}", "", cancellationToken);
        return await ReadAsync(answer, app, "", cancellationToken);
    }

    private static async Task<string> ReadAsync(
        HttpResponseMessage answer,
        string app,
        string prefix,
        CancellationToken cancellationToken
    ) =>
        answer.StatusCode switch
        {
            HttpStatusCode.OK => await answer.Content.ReadAsStringAsync(cancellationToken),
            HttpStatusCode.Unauthorized => throw new FlyctlException(
                $"{prefix}You must be authenticated to view this."
            ),
            HttpStatusCode.NotFound => throw new FlyctlException($"{prefix}Could not find App \"{app}\""),
            HttpStatusCode.Conflict => throw new FlyctlException(
                $"app {app} has no started VMs.\nIt may be unhealthy or not have been deployed yet.\nTry the following command to verify:\n\nfly status"
            ),
            _ => throw new FlyctlException(
                $"{prefix}server returned a non-200 status code: {(int)answer.StatusCode} (upstream service is unavailable)"
            ),
        };

    private async Task<int> PrintAsync(string text)
    {
        await output.WriteLineAsync(text);
        return 0;
    }

    private async Task<int> FailAsync(string message)
    {
        await output.FlushAsync();
        await error.WriteLineAsync($"Error: {message}\n");
        return 1;
    }

    /// <summary>The world's refusal, in the words that flyctl prints.</summary>
    private sealed class FlyctlException(string message) : Exception(message);
}
