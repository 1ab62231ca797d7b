using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Charts;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Chat;

/// <summary>The answer to /health: a look at the world as it is now, beside what is usual there, and the last hour as a picture.</summary>
public sealed class Looks(Desk desk, Toolbox tools, Baseline baseline, Prober prober, TimeProvider time)
{
    private const int LeastUsual = 20;
    private const int Bar = 10;

    private static readonly TimeSpan Shown = TimeSpan.FromHours(1);

    /// <summary>How long a person looks at "thinking": what has not answered by then is said to be silent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>How the app of an environment is.</summary>
    public async Task<Card> HealthAsync(DeploymentEnvironment environment, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var usual = Usual(environment, now);
        var late = Task.Delay(Patience, time, cancellationToken);
        var levels = baseline.LookAsync(environment, cancellationToken);
        var machines = tools.Fly(environment).StatusAsync(cancellationToken);
        var others = environment
            .App.Endpoints.Skip(1)
            .Select(path => prober.AskAsync(environment.App.Url, path, cancellationToken));
        var asked = Task.WhenAll(others);
        var health = await prober.AskWholeAsync(environment.App.Url, environment.App.HealthPath, cancellationToken);
        ImmutableArray<Sample> samples = [health.Sample, .. await asked];

        // What is late goes on to its own end: a question that is cut off would cost the connection that all share.
        await Task.WhenAny(Task.WhenAll(levels, machines), late);
        if (levels.IsCompleted)
            await levels;

        var status =
            machines.IsCompleted && await machines is { IsSuccess: true } output
                ? FlyStatus.TryRead(output.Output)
                : null;

        var isGood = health.Error is null && samples.All(sample => sample.IsGood);
        var words = isGood ? "healthy" : "not healthy";
        var version = new[]
        {
            health.Version is { } name ? $"v{name}" : "",
            health.Commit is { } commit ? commit[..Math.Min(7, commit.Length)] : "",
            status?.Since is { } since ? $"up {Words.For(now - since)}" : "",
        };
        return Card.Of(
            isGood ? CardTone.Good : CardTone.Bad,
            Markdown.Ours($"{(isGood ? "🟢" : "🔴")} **")
                + Markdown.Text(environment.Name)
                + $"** · {words} · "
                + Markdown.Text(string.Join(" · ", version.Where(part => part.Length > 0))),
            Markdown.Join("\n", samples.Select(sample => Line(sample, usual))),
            Markdown.Join(
                "\n",
                [Machines(status, now), Memory(environment, now), Database(environment, levels.IsCompleted)]
            )
        ) with
        {
            Pictures =
            [
                Picture(
                    environment,
                    [.. baseline.Samples(environment, now - Shown, now), .. samples],
                    usual,
                    words,
                    now
                ),
            ],
        };
    }

    /// <summary>An hour in which nothing bad was running.</summary>
    private ImmutableArray<Sample> Usual(DeploymentEnvironment environment, DateTimeOffset now)
    {
        var bad = BadTimes.Of(desk.Ledger.Sessions.Values, environment.Name);
        var usual = UsualTime.Before(now, Shown, Baseline.Kept, bad);
        return [.. baseline.Samples(environment, usual.From, now).Where(sample => usual.Has(sample.At))];
    }

    private static Markdown Line(Sample sample, ImmutableArray<Sample> hour)
    {
        var usual = hour.Where(one =>
                one.IsGood && string.Equals(one.Endpoint, sample.Endpoint, StringComparison.Ordinal)
            )
            .Select(one => one.Milliseconds)
            .Order()
            .ToList();
        var range =
            usual.Count < LeastUsual
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"   (usual {Numbers.Quantile(usual, 0.1):0}–{Numbers.Quantile(usual, 0.9):0})"
                );
        return Markdown.Code(sample.Endpoint)
            + string.Create(
                CultureInfo.InvariantCulture,
                $"   {(sample.Status is { } status ? $"{status}" : "no answer")}   {sample.Milliseconds:0} ms{range}"
            );
    }

    private static Markdown Machines(FlyStatus? status, DateTimeOffset now)
    {
        if (status is null)
            return Markdown.Ours("machines: Fly did not say");

        var lately = status.Exits.Where(exit => !exit.IsRequested && exit.At > now - TimeSpan.FromDays(1)).ToList();
        var line = Markdown.Ours(
            string.Create(
                CultureInfo.InvariantCulture,
                $"machines {status.Started}/{status.Machines} · checks {status.ChecksPassing}/{status.Checks} · {Words.Count(lately.Count, "restart")} in 24 h"
            )
        );
        return lately.Count == 0 ? line : line + Markdown.Text($": {lately[^1].Sentence}");
    }

    private Markdown Memory(DeploymentEnvironment environment, DateTimeOffset now)
    {
        var share = baseline
            .Readings(environment, now - Shown)
            .LastOrDefault(reading => reading.Kind is GaugeKind.Memory)
            ?.Share;
        return share is not { } used
            ? default
            : Markdown.Ours(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"memory {new string('▓', (int)Math.Round(used * Bar)).PadRight(Bar, '░')} {used * 100:0} %"
                )
            );
    }

    private Markdown Database(DeploymentEnvironment environment, bool isAnswered)
    {
        if (environment.Database is null)
            return Markdown.Ours("database: the bot has no access");

        return isAnswered && baseline.Database(environment) is { } seen
            ? Markdown.Ours(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"database {seen.Connections}/{seen.MostConnections} connections · oldest transaction {Words.For(seen.OldestTransaction)} · {seen.WaitingForLocks} blocked"
                )
            )
            : Markdown.Ours("🔴 database: no answer");
    }

    private CardPicture Picture(
        DeploymentEnvironment environment,
        ImmutableArray<Sample> samples,
        ImmutableArray<Sample> usual,
        string words,
        DateTimeOffset now
    )
    {
        var releases = desk
            .Ledger.Sessions.Values.Where(session =>
                string.Equals(session.Environment, environment.Name, StringComparison.Ordinal)
            )
            .Select(session => (At: session.ReleasedAt, Name: session.Number.ToString()))
            .Where(release => release.At > now - Shown)
            .Select(release => (release.At!.Value, release.Name));
        var picture = new HealthChart(
            $"{environment.Name} · the last hour",
            samples,
            baseline.Readings(environment, now - Shown),
            usual,
            [.. releases],
            now
        ).Draw(ChartShade.Dark, words);
        return new CardPicture(picture.Name, picture.Png, picture.AltText);
    }
}
