using Microsoft.Playwright;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>The browser of the machine; tests skip aloud where there is none.</summary>
internal static class Chromium
{
    private static readonly string[] Places =
    [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];

    private static readonly string[] Switches =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    public static Task<IBrowser> OpenAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = Switches });

    /// <summary>Where it is; without it the test is skipped.</summary>
    public static string Find()
    {
        var found = Places.FirstOrDefault(File.Exists);
        Skip.If(found is null, "No Chromium on this machine: nobody looked at the page.");
        return found!;
    }
}
