namespace MicroBima.ChatOps.Sandbox.Wire.Gateway;

/// <summary>Opens the gateway at the root of the same port that serves the page.</summary>
internal static class GatewayEndpoint
{
    public static void UseGateway(this WebApplication app, DiscordTwin twin)
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        app.Use(
            (context, next) =>
                context.WebSockets.IsWebSocketRequest && context.Request.Path == "/"
                    ? ServeAsync(context, twin, app.Lifetime.ApplicationStopping)
                    : next(context)
        );
    }

    private static async Task ServeAsync(HttpContext context, DiscordTwin twin, CancellationToken stopping)
    {
        var query = context.Request.Query;
        var compress = query["compress"].ToString();
        if (twin.Faults.Remaining(Faults.GatewayDrop) is not null)
        {
            context.Abort();
            return;
        }
        if (query["encoding"].ToString() is not ("json" or "") || compress is not ("" or "zlib-stream"))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        if (query["v"].ToString() is not ("10" or ""))
        {
            await socket.CloseAsync(
                (System.Net.WebSockets.WebSocketCloseStatus)CloseCodes.InvalidVersion,
                "Invalid API version.",
                stopping
            );
            return;
        }
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        await twin.Gateway.ServeAsync(socket, compress == "zlib-stream", ended.Token);
    }
}
