namespace MicroBima.ChatOps.Sandbox.Page;

/// <summary>Puts the page on the server.</summary>
internal static class PageSetup
{
    public static void AddPage(this WebApplicationBuilder builder) { }

    public static void MapPage(this WebApplication app) { }
}
