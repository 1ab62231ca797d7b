using System.Diagnostics;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>What other programs of the same account learn about the bot's own process.</summary>
public sealed class PrivacyTests : IDisposable
{
    private const string Secret = "MTIzNDU2Nzg5MDEyMzQ1Njc4";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task G11_G15_a_program_of_the_same_account_reads_neither_its_variables_nor_its_memory_and_finds_no_diagnostic_door()
    {
        Skip.IfNot(
            File.Exists("/usr/bin/setpriv") && Environment.UserName == "root",
            "Only root can be somebody else."
        );
        var program = await OpenCopyAsync();
        var start = AsNobody("dotnet", program, "logs");
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        start.Environment["CHATOPS_Discord__Token"] = Secret;
        start.Environment["TMPDIR"] = _folder.In("open");
        using var bot = Process.Start(start)!;

        // It began as setpriv, which nobody may look into either.
        var variables = await OtherProcesses.UntilAsync(
            () => SeenAsync($"tr '\\0' ' ' < /proc/{bot.Id}/cmdline; cat /proc/{bot.Id}/environ"),
            seen =>
                seen.StartsWith("dotnet", StringComparison.Ordinal)
                && seen.Contains("Permission denied", StringComparison.Ordinal)
        );
        var memory = await SeenAsync($"head -c 1 /proc/{bot.Id}/mem");
        var own = await SeenAsync("cat /proc/self/environ");
        // Closed first to everybody's eyes, then without a door: a look may fall between the two.
        var doors = await OtherProcesses.UntilAsync(
            () => Task.FromResult(Directory.GetFiles(_folder.In("open"), "*-socket")),
            found => found.Length == 0
        );
        bot.StandardInput.Close();
        await bot.WaitForExitAsync();

        Assert.DoesNotContain(Secret, variables, StringComparison.Ordinal);
        Assert.Contains("Permission denied", memory, StringComparison.Ordinal);
        Assert.DoesNotContain("Permission denied", own, StringComparison.Ordinal);
        Assert.Empty(doors);
    }

    /// <summary>The bot's program where another account may read it.</summary>
    private async Task<string> OpenCopyAsync()
    {
        var folder = _folder.In("open");
        await OtherProcesses.RunAsync(
            "/bin/sh",
            [
                "-c",
                $"chmod 755 {_folder.Path} && mkdir {folder} && cp {AppContext.BaseDirectory}*.dll {AppContext.BaseDirectory}chatops.*json {folder} && chmod -R a+rX {folder} && chmod 777 {folder}",
            ]
        );
        return Path.Combine(folder, Path.GetFileName(typeof(Phase).Assembly.Location));
    }

    private static async Task<string> SeenAsync(string script)
    {
        var start = AsNobody("/bin/sh", "-c", $"{script} 2>&1; true");
        start.RedirectStandardOutput = true;
        using var reader = Process.Start(start)!;
        var seen = await reader.StandardOutput.ReadToEndAsync();
        await reader.WaitForExitAsync();
        return seen;
    }

    private static ProcessStartInfo AsNobody(params string[] command)
    {
        var nobody = 65534.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("/usr/bin/setpriv") { WorkingDirectory = "/" };
        foreach (var part in new[] { "--reuid", nobody, "--regid", nobody, "--clear-groups" }.Concat(command))
            start.ArgumentList.Add(part);

        start.Environment["HOME"] = "/nonexistent";
        return start;
    }
}
