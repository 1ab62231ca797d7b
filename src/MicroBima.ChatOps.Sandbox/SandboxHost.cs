using System.Net;
using MicroBima.ChatOps.Sandbox.Page;
using MicroBima.ChatOps.Sandbox.People;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.Wire.Gateway;
using MicroBima.ChatOps.Sandbox.Wire.Rest;
using MicroBima.ChatOps.Sandbox.World;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Console;

namespace MicroBima.ChatOps.Sandbox;

/// <summary>The whole sandbox in one place: the server on loopback, the Discord twin, the people, and the world around them.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    private static readonly TimeSpan BotPatience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly LateRoutes _late;

    private SandboxHost(WebApplication app, LateRoutes late, Desk desk)
    {
        _app = app;
        _late = late;
        Desk = desk;
    }

    /// <summary>Where the page, the API for programs, Discord's REST and the gateway are.</summary>
    public Uri BaseAddress => Twin.Address.Base;

    /// <summary>The Discord-compatible server.</summary>
    public DiscordTwin Twin => Desk.Twin;

    /// <summary>What people can do.</summary>
    public Desk Desk { get; }

    /// <summary>Starts the server and, where asked for, the world and the bot.</summary>
    public static async Task<SandboxHost> StartAsync(
        SandboxOptions options,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var desk = new Desk(new DiscordTwin(time));
        var (app, late) = Build(options, desk);
        var host = new SandboxHost(app, late, desk);
        try
        {
            await app.StartAsync(cancellationToken);
            desk.Twin.Address.ListensAt(AddressOf(app));
            if (options.HasWorld)
            {
                await host.StartWorldAsync(options, time, cancellationToken);
            }
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the bot is connected, for half a minute at most.</summary>
    public async Task<bool> WaitForBotAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(BotPatience, Twin.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            while (true)
            {
                var seen = Twin.Changes.Revision;
                // Connected is not ready: nobody can type a command before it is registered.
                if (Twin.Gateway.IsConnected && Twin.Commands.Typeable.Count > 0)
                {
                    return true;
                }
                await Twin.Changes.WaitAsync(seen, either.Token);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Waits until the process is asked to stop.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken) =>
        _app.WaitForShutdownAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Desk.World.World is { } world)
        {
            await world.DisposeAsync();
        }
        await _app.DisposeAsync();
        _late.Dispose();
    }

    private static (WebApplication App, LateRoutes Late) Build(SandboxOptions options, Desk desk)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                ApplicationName = typeof(SandboxHost).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.Limits.MaxRequestBodySize = 64 * 1024 * 1024;
            kestrel.AddServerHeader = false;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // A failed start is an exception and told by whoever started; keys live only as long as the process.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
        builder.Services.AddSingleton(desk);
        builder.AddPage();

        var app = builder.Build();
        var late = new LateRoutes(app.Services);
        app.UseLocalOnly();
        app.UsePagePolicy();
        app.UseGateway(desk.Twin);
        app.UseRouting();
        app.MapPage();
        new WireEndpoints(desk.Twin).Map(app);
        new PeopleApi(desk).Map(app);
        new WorldApi(desk).Map(app);
        ((IEndpointRouteBuilder)app).DataSources.Add(late);
        return (app, late);
    }

    private async Task StartWorldAsync(SandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = options.DataFolder ?? Directory.CreateTempSubdirectory("microbima-sandbox-").FullName;
        var bot = BotProgram.Find(options.BotPath);
        var world = await DemoWorld.StartAsync(
            new WorldOptions(BaseAddress.Port, folder, options.Watch, bot),
            Identity(),
            time,
            cancellationToken
        );
        Desk.World.Begin(world);
        world.Map(_late);
        _late.Publish();
        await world.StartBotAsync(cancellationToken);
    }

    private DiscordIdentity Identity() =>
        new(
            Twin.Address.Api,
            Twin.Address.Gateway,
            Twin.Token,
            Roster.ApplicationId.ToString(),
            Roster.GuildId.ToString(),
            Roster.DeploymentsId.ToString(),
            [
                .. Twin.Roster.People.Select(person => new WorldPerson(
                    person.Name,
                    person.Id.ToString(),
                    Twin.Roster.RoleNames(person)
                )),
            ],
            Twin.Roster.Roles.ToDictionary(role => role.Name, role => role.Id.ToString(), StringComparer.Ordinal)
        );

    private static Uri AddressOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        return new Uri(addresses!.Addresses.First());
    }
}
