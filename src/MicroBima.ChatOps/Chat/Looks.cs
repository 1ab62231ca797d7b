using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Chat;

/// <summary>Answers to /health and /logs: a look at the world as it is now.</summary>
public sealed class Looks(Toolbox tools, Prober prober, Redactor redactor, TimeProvider time)
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

    /// <summary>What the logs of an app say since a moment ago.</summary>
    public async Task<Card> LogsAsync(
        DeploymentEnvironment environment,
        TimeSpan since,
        bool errorsOnly,
        CancellationToken cancellationToken
    )
    {
        var output = await tools.Fly(environment).LogsAsync(cancellationToken);
        if (!output.IsSuccess)
            return Card.Of(
                CardTone.Warning,
                Markdown.Ours("⚠️ The logs could not be read: ") + Markdown.Text(redactor.Mask(output.Ending)),
                Markdown.Block(redactor.Mask(output.LastLines(5)))
            );

        var masked = redactor.Mask(output.Output);
        var lines = FlyLog.Read(masked, time.GetUtcNow() - since);
        var groups = LogSummary
            .Of(lines)
            .Where(group => !errorsOnly || group.Level is LogLevel.Error)
            .ToImmutableArray();
        var head = Markdown.Ours(
            string.Create(
                CultureInfo.InvariantCulture,
                $"📋 **{Markdown.Text(environment.Name)} logs** · last {Deployments.Words.For(since)} · {lines.Length} lines → {groups.Length} messages of errors and warnings"
            )
        );
        var list = groups
            .Take(8)
            .Select(group =>
                Markdown.Ours(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(group.Level is LogLevel.Error ? "🔴" : "🟠")} ×{group.Count} "
                    )
                )
                + Markdown.Text(group.Pattern, 160)
                + (group.First is { } first ? $" · first <t:{first.ToUnixTimeSeconds()}:T>" : "")
            );
        return new Card(
            groups.Any(group => group.Level is LogLevel.Error) ? CardTone.Warning : CardTone.Good,
            [head, groups.IsEmpty ? Markdown.Ours("No errors and no warnings.") : Markdown.Join("\n", list)],
            [],
            [
                new CardFile(
                    "logs.txt",
                    PlainText.Of(string.Join('\n', lines.Select(line => $"{line.At:O} {line.Message}")))
                ),
            ]
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
