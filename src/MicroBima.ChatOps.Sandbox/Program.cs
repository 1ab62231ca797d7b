using System.Diagnostics;
using MicroBima.ChatOps.Sandbox;
using MicroBima.ChatOps.Sandbox.World;
using Microsoft.AspNetCore.Connections;

using var interrupt = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupt.Cancel();
};
if (await Verbs.TryRunAsync(args, interrupt.Token) is { } code)
{
    return code;
}
if (args is ["--help" or "-h"])
{
    Console.WriteLine($"Usage: {CommandLine.Usage}");
    return 0;
}
var (options, wrong) = CommandLine.Read(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(wrong);
    return 2;
}
try
{
    await Console.Error.WriteLineAsync("Starting the sandbox …");
    await using var sandbox = await SandboxHost.StartAsync(options, TimeProvider.System, interrupt.Token);
    if (options.HasWorld)
    {
        await Console.Error.WriteLineAsync("Waiting for the bot …");
        if (!await sandbox.WaitForBotAsync(interrupt.Token))
        {
            await Console.Error.WriteLineAsync("The bot has not connected in 30 s; the page shows its state.");
        }
    }
    Console.WriteLine($"Sandbox ready: {sandbox.BaseAddress.GetLeftPart(UriPartial.Authority)}");
    if (!options.Headless)
    {
        OpenBrowser(sandbox.BaseAddress);
    }
    await sandbox.WaitForShutdownAsync(interrupt.Token);
    return 0;
}
catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
{
    return 0;
}
catch (IOException failure) when (failure.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"Port {options.Port} is in use; choose another one with --port N.");
    return 2;
}
// The last place that can say it in one line: nothing is above it.
catch (Exception failure) when (failure is not OperationCanceledException)
{
    await Console.Error.WriteLineAsync($"The sandbox cannot run: {failure.Message}");
    return 2;
}

static void OpenBrowser(Uri address)
{
    try
    {
        using var browser = Process.Start(
            new ProcessStartInfo("xdg-open", [address.AbsoluteUri])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        );
    }
    catch (System.ComponentModel.Win32Exception)
    {
        // No desktop here: the printed address is enough.
    }
}
