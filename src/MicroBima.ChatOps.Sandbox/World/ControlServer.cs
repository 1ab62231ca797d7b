using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World.Fly;
using MicroBima.ChatOps.Sandbox.World.Git;

namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>The world's own loopback server: the calls of its programs on one port, and the public address of each app on another.</summary>
internal sealed class ControlServer : IAsyncDisposable
{
    public const string KeyHeader = "X-World-Key";
    public const string FlyFailFault = "fly-fail";
    public const string FlyHangFault = "fly-hang";

    private readonly WebApplication _server;
    private readonly AppProxy _proxy = new();
    private readonly WorldFaults _faults;
    private readonly IReadOnlyList<FlyApp> _apps;
    private readonly string _flyToken;
    private readonly string _key;
    private readonly CancellationTokenSource _end = new();
    private readonly Func<IReadOnlyList<RefUpdate>, CancellationToken, Task> _onPush;

    private ControlServer(
        WebApplication server,
        WorldFaults faults,
        IReadOnlyList<FlyApp> apps,
        string flyToken,
        string key,
        Func<IReadOnlyList<RefUpdate>, CancellationToken, Task> onPush
    )
    {
        _server = server;
        _faults = faults;
        _apps = apps;
        _flyToken = flyToken;
        _key = key;
        _onPush = onPush;
    }

    public static async Task<ControlServer> StartAsync(
        WorldFolder folder,
        int port,
        WorldFaults faults,
        IReadOnlyList<FlyApp> apps,
        string flyToken,
        Func<IReadOnlyList<RefUpdate>, CancellationToken, Task> onPush,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, port);
            foreach (var app in apps)
                kestrel.Listen(IPAddress.Loopback, app.Identity.PublicUrl.Port);
        });

        var key = await folder.SecretAsync("control-key", "", cancellationToken);
        var control = new ControlServer(builder.Build(), faults, apps, flyToken, key, onPush);
        control._server.Run(control.AnswerAsync);
        await control._server.StartAsync(cancellationToken);
        await WorldJson.WriteAsync(
            folder.Control,
            new ControlAddress(new Uri($"http://127.0.0.1:{port}/"), key),
            WorldJson.Default.ControlAddress,
            cancellationToken
        );
        return control;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
            await _server.StopAsync(patience.Token);

        await _server.DisposeAsync();
        _proxy.Dispose();
        _end.Dispose();
    }

    private Task AnswerAsync(HttpContext context) =>
        _apps.FirstOrDefault(app => app.Identity.PublicUrl.Port == context.Connection.LocalPort) is { } app
            ? _proxy.ForwardAsync(app, context)
            : AnswerProgramAsync(context);

    private async Task AnswerProgramAsync(HttpContext context)
    {
        var aborted = context.RequestAborted;
        if (context.Request.Headers[KeyHeader] != _key)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var words = context.Request.Path.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["hook"])
        {
            using var reader = new StreamReader(context.Request.Body);
            await _onPush(RefUpdate.Parse(await reader.ReadToEndAsync(aborted)), aborted);
        }
        else if (words is ["fly", .. var rest])
        {
            await AnswerFlyctlAsync(context, rest);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private async Task AnswerFlyctlAsync(HttpContext context, string[] words)
    {
        if (_faults.IsInForce(FlyHangFault))
        {
            // Nothing is ever answered; the call ends with its caller or with the world.
            using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _end.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            context.Abort();
            return;
        }

        if (_faults.IsInForce(FlyFailFault))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (context.Request.Headers.Authorization != $"Bearer {_flyToken}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        var app = words is [var name, ..] ? _apps.FirstOrDefault(app => app.Identity.App == name) : null;
        if (app is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await AnswerAboutAsync(app, words[1..], context);
    }

    private static async Task AnswerAboutAsync(FlyApp app, string[] words, HttpContext context)
    {
        var aborted = context.RequestAborted;
        switch (words)
        {
            case ["status"]:
                await WriteAsync(context, WorldJson.Compact(FlyStatus.Of(app.Identity, app.View())));
                return;
            case ["logs"]:
                _ = long.TryParse(context.Request.Query["after"], CultureInfo.InvariantCulture, out var after);
                await WriteAsync(
                    context,
                    JsonSerializer.Serialize(new LogPage(app.Log.After(after)), WorldJson.Default.LogPage)
                );
                return;
            case ["shell"]:
                if (app.TryShell() is { } shell)
                    await WriteAsync(context, JsonSerializer.Serialize(shell, WorldJson.Default.RemoteShell));
                else
                    context.Response.StatusCode = StatusCodes.Status409Conflict;
                return;
            case ["restart" or "start"]:
                await WriteAsync(context, await app.RestartAsync(aborted) ?? "");
                return;
            case ["stop"]:
                await app.StopAsync(aborted);
                return;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }
    }

    private static Task WriteAsync(HttpContext context, string text) =>
        context.Response.WriteAsync(text, context.RequestAborted);
}
