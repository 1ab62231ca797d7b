using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World.Git;

namespace MicroBima.ChatOps.Sandbox.World.Nest;

/// <summary>The demo app: one process per deployed release, with the data of its database, or from memory where there is none.</summary>
internal sealed class AppVerb(IReadOnlyDictionary<string, string> environment, TextWriter output, TimeProvider time)
{
    public const string Verb = "app";

    public async Task<int> RunAsync(string folder, TextReader input, CancellationToken cancellationToken)
    {
        var app = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder, AppSources.AppFile), cancellationToken)
        )!;
        var schema = await File.ReadAllTextAsync(Path.Combine(folder, AppSources.Schema), cancellationToken);
        var version = (string)app["version"]!;
        // Every version looks fine on staging, as in real life: there is neither the load nor the data to show what is wrong.
        var isProduction = environment.GetValueOrDefault("APP_ENVIRONMENT") == "production";
        var behaviour = isProduction ? (string)app["behaviour"]! : "good";

        var log = new NestLog(output, time);
        await using var records = Records(schema);
        using var misbehaviour = Misbehaviour.Of(behaviour, log, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        var api = new InternalApi(
            records,
            misbehaviour,
            log,
            version,
            environment.GetValueOrDefault("COMMIT_SHA", ""),
            time
        );
        await using var server = Server(int.Parse(environment["PORT"], CultureInfo.InvariantCulture));
        server.Run(api.AnswerAsync);

        log.Write("LOG", "NestFactory", "Starting Nest application...");
        await server.StartAsync(end.Token);
        log.Write("LOG", "RouterExplorer", "Mapped {/api/health, GET} route");
        log.Write("LOG", "RouterExplorer", "Mapped {/api/internal/customers, GET} route");
        log.Write("LOG", "RouterExplorer", "Mapped {/api/internal/policies, GET} route");
        log.Write("LOG", "NestApplication", $"Nest application successfully started ({version})");

        var parent = WaitForEndOfInputAsync(input, end.Token);
        var crash = misbehaviour.CrashedAsync(end.Token);
        var stopped = server.WaitForShutdownAsync(end.Token);
        var first = await Task.WhenAny(parent, crash, stopped);
        if (first == crash)
            return 1;

        await end.CancelAsync();
        await server.StopAsync(CancellationToken.None); // the process ends after this line whatever happens
        return 0;
    }

    private IRecords Records(string schema) =>
        environment.GetValueOrDefault("DATABASE_URL") is { Length: > 0 } url
            ? new PostgresRecords(url, readsOldPhone: schema.Contains("old_phone", StringComparison.Ordinal))
            : new MemoryRecords();

    private static WebApplication Server(int port)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        return builder.Build();
    }

    /// <summary>The parent holds the other end of the input and never writes: when it dies, this app ends too.</summary>
    private static async Task WaitForEndOfInputAsync(TextReader input, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (await input.ReadLineAsync(cancellationToken) is not null)
        {
            // Nothing is expected here.
        }
    }
}
