using System.Diagnostics;
using System.Text;

namespace MicroBima.ChatOps.Sandbox.World.Processes;

/// <summary>What a tool answered.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error);

/// <summary>Runs tools to their end: argument lists only, an environment that names everything it holds, and the world's mark on each.</summary>
internal sealed class Tools(WorldFolder folder)
{
    /// <summary>The variable by which a world finds the processes it started; its value is the world's folder.</summary>
    public const string Mark = "MICROBIMA_WORLD";

    public IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = Programs.SearchPath,
            ["HOME"] = folder.Home,
            ["LANG"] = "C.UTF-8",
            ["TZ"] = "UTC",
            ["DOTNET_NOLOGO"] = "1",
            [Mark] = folder.Root,
        };

    public ProcessStartInfo Prepare(
        IReadOnlyList<string> command,
        string workingFolder,
        IReadOnlyDictionary<string, string> more
    )
    {
        var start = new ProcessStartInfo(command[0])
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardErrorEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var argument in command.Skip(1))
            start.ArgumentList.Add(argument);

        start.Environment.Clear();
        foreach (var (name, value) in Environment.Concat(more))
            start.Environment[name] = value;

        return start;
    }

    /// <summary>Runs a tool; a cancelled one is killed with its children.</summary>
    public async Task<ToolResult> RunAsync(
        IReadOnlyList<string> command,
        string? input,
        IReadOnlyDictionary<string, string> more,
        CancellationToken cancellationToken
    )
    {
        using var process =
            Process.Start(Prepare(command, folder.Root, more))
            ?? throw new InvalidOperationException($"{command[0]} did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            if (input is not null)
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);

            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs a tool that has to succeed and answers its output.</summary>
    public async Task<string> DemandAsync(
        IReadOnlyList<string> command,
        string? input,
        IReadOnlyDictionary<string, string> more,
        CancellationToken cancellationToken
    )
    {
        var result = await RunAsync(command, input, more, cancellationToken);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"{Path.GetFileName(command[0])} {string.Join(' ', command.Skip(1).Take(4))} … exited with {result.ExitCode}: {result.Error.Trim()}"
            );
    }
}
