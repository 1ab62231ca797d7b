using System.Globalization;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Chat;

/// <summary>The answer to /health: a look at the world as it is now.</summary>
public sealed class Looks(Toolbox tools, Prober prober, Redactor redactor)
{
    /// <summary>How the app of an environment is.</summary>
    public async Task<Card> HealthAsync(DeploymentEnvironment environment, CancellationToken cancellationToken)
    {
        var health = await prober.AskWholeAsync(environment.App.Url, environment.App.HealthPath, cancellationToken);
        var samples = new List<Sample> { health.Sample };
        foreach (var path in environment.App.Endpoints.Skip(1))
            samples.Add(await prober.AskAsync(environment.App.Url, path, cancellationToken));

        var good = samples.TrueForAll(sample => sample.IsGood);
        var which =
            $"{(health.Version is { } version ? $" · v{version}" : "")}{(health.Commit is { } commit ? $" · {commit[..Math.Min(7, commit.Length)]}" : "")}";
        var lines = samples.Select(sample =>
            Markdown.Code(sample.Endpoint)
            + string.Create(
                CultureInfo.InvariantCulture,
                $"   {(sample.Status is { } status ? $"{status}" : "no answer")}   {sample.Milliseconds:0} ms"
            )
        );
        return Card.Of(
            good ? CardTone.Good : CardTone.Bad,
            Markdown.Ours($"{(good ? "🟢" : "🔴")} **")
                + Markdown.Text(environment.Name)
                + $"** · {(good ? "healthy" : "not healthy")}"
                + Markdown.Text(which),
            Markdown.Join("\n", lines),
            await DatabaseAsync(environment, cancellationToken)
        );
    }

    private async Task<Markdown> DatabaseAsync(DeploymentEnvironment environment, CancellationToken cancellationToken)
    {
        if (tools.Database(environment) is not { } database)
            return Markdown.Ours("database: the bot has no access");

        try
        {
            var (used, max) = await database.ConnectionsAsync(cancellationToken);
            return Markdown.Ours(string.Create(CultureInfo.InvariantCulture, $"database {used}/{max} connections"));
        }
        catch (Npgsql.NpgsqlException away)
        {
            return Markdown.Ours("🔴 database: ") + Markdown.Text(redactor.Mask(away.Message));
        }
    }
}
