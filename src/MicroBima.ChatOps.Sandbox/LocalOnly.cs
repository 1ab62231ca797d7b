using MicroBima.ChatOps.Sandbox.People;

namespace MicroBima.ChatOps.Sandbox;

/// <summary>Keeps other web sites out: a browser may call the sandbox only from the sandbox's own page.</summary>
internal static class LocalOnly
{
    public static void UseLocalOnly(this WebApplication app) =>
        app.Use(
            (context, next) =>
                IsLocal(context.Request)
                    ? next(context)
                    : ApiAnswers.WriteAsync(
                        context,
                        Refusal.Wrong(
                            "The request comes from another web site, or under another name.",
                            "Use the address that the sandbox printed."
                        )
                    )
        );

    private static bool IsLocal(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return request.Host.Host is "127.0.0.1" or "localhost"
            && (
                origin.Length == 0
                || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value)
            );
    }
}
