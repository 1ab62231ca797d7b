using Microsoft.AspNetCore.DataProtection;

namespace MicroBima.ChatOps.Sandbox.Page;

/// <summary>Puts the page on the server.</summary>
internal static class PageSetup
{
    private const string Policy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; connect-src 'self' ws:; "
        + "frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

    public static void AddPage(this WebApplicationBuilder builder)
    {
        // The page has to work from a build output too, not only from a publish.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(circuit => circuit.DetailedErrors = true);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
    }

    public static void MapPage(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets(Path.Combine(AppContext.BaseDirectory, "sandbox.staticwebassets.endpoints.json"));
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
    }

    public static void UsePagePolicy(this WebApplication app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                context.Response.Headers.XContentTypeOptions = "nosniff";
                return next(context);
            }
        );
}
