namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>Fly's edge: keeps the public address of an app while releases come and go behind it.</summary>
internal sealed class AppProxy : IDisposable
{
    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection",
        "Keep-Alive",
        "Transfer-Encoding",
        "Upgrade",
        "Host",
    };

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    public async Task ForwardAsync(FlyApp app, HttpContext context)
    {
        if (app.Port is not { } port)
        {
            Refuse(app, context, "[PR04] could not find a good candidate within 20 attempts at load balancing");
            return;
        }

        try
        {
            using var request = Request(context, port);
            using var answer = await _http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                context.RequestAborted
            );
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
                if (!HopByHop.Contains(name))
                    context.Response.Headers[name] = values.ToArray();

            context.Response.Headers.Server = "Fly";
            await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            Refuse(app, context, "[PC01] instance refused connection. is your app listening on 0.0.0.0:3000?");
        }
        catch (TaskCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            Refuse(app, context, "[PC05] timed out while connecting to your instance");
        }
        catch (OperationCanceledException)
        {
            // The caller went away: there is nobody to answer.
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Request(HttpContext context, int port)
    {
        var source = context.Request;
        var request = new HttpRequestMessage(
            new HttpMethod(source.Method),
            new Uri($"http://127.0.0.1:{port}{source.Path.ToUriComponent()}{source.QueryString.ToUriComponent()}")
        );
        if (source.ContentLength > 0)
            request.Content = new StreamContent(source.Body);

        foreach (var (name, values) in source.Headers)
            if (!HopByHop.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());

        return request;
    }

    private static void Refuse(FlyApp app, HttpContext context, string line)
    {
        app.Log.Proxy(line);
        if (!context.Response.HasStarted)
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
    }
}
