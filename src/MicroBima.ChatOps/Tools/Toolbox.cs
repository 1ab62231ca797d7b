using System.Security.Cryptography;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Tools;

/// <summary>Where the tools are and where the bot keeps its files.</summary>
public sealed record ToolPaths(string Folder, string Git, string Flyctl);

/// <summary>The tools for one environment, made from its settings. Secrets are read from their files when they are needed, and made known to the redactor.</summary>
public sealed class Toolbox(ToolPaths paths, Shell shell, Redactor redactor)
{
    // One for all: connections are kept, nothing is remembered between requests.
    private static readonly HttpClient Web = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    private string Clones => Path.Combine(paths.Folder, "git");

    /// <summary>Where the bot keeps its files.</summary>
    public string Folder => paths.Folder;

    /// <summary>Knows every secret that the tools have read.</summary>
    public Redactor Redactor => redactor;

    /// <summary>Takes away the clones of a bot that was killed: for the start, before anything is begun.</summary>
    public void Sweep()
    {
        if (Directory.Exists(Clones))
            Directory.Delete(Clones, recursive: true);
    }

    /// <summary>git in a fresh bare clone that goes away with the answer.</summary>
    public Git Git(DeploymentEnvironment environment)
    {
        var clone = Path.Combine(Clones, RandomNumberGenerator.GetHexString(16, lowercase: true));
        var token = Secret(environment.Repository.TokenFile);
        var header = token is null
            ? null
            : $"Authorization: Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"x-access-token:{token}"))}";
        if (header is not null)
            redactor.Register(header["Authorization: Basic ".Length..]);

        return new Git(shell, paths.Git, clone, environment.Repository.Url, header);
    }

    /// <summary>GitHub's API for the repository.</summary>
    public GitHubActions Actions(DeploymentEnvironment environment) =>
        new(
            environment.Actions.ApiUrl,
            Secret(environment.Actions.TokenFile),
            environment.Repository.Owner,
            environment.Repository.Name
        );

    /// <summary>flyctl for the app.</summary>
    public Fly Fly(DeploymentEnvironment environment)
    {
        var (app, token) = (environment.App, FlyToken(environment));
        var logs = app.LogsUrl is { } address && token is not null ? new FlyLogs(Web, address, app.Name, token) : null;
        return new Fly(shell, paths, app.Name, token, logs) { Folder = app.Folder };
    }

    /// <summary>False where there is no flyctl: then the bot can stop and start nothing.</summary>
    public bool HasFly => File.Exists(paths.Flyctl);

    /// <summary>The token for Fly's APIs, or null.</summary>
    public string? FlyToken(DeploymentEnvironment environment) => Secret(environment.App.FlyTokenFile);

    /// <summary>The production database, or null where the environment has none.</summary>
    public Postgres? Database(DeploymentEnvironment environment)
    {
        if (environment.Database is not { } settings)
            return null;

        var database = new Postgres(Secret(settings.ConnectionFile)!);
        if (database.Parts.Password is { } password)
            redactor.Register(password);

        return database;
    }

    private string? Secret(string? file)
    {
        if (file is null)
            return null;

        var secret = File.ReadAllText(file).Trim();
        redactor.Register(secret);
        return secret;
    }
}
