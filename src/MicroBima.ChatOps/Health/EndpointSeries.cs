using System.Collections.Immutable;

namespace MicroBima.ChatOps.Health;

/// <summary>The samples of one endpoint in order of time, before and after a release, and what counts as a failure of this one.</summary>
internal sealed class EndpointSeries
{
    private readonly int? _usual;
    private readonly bool _answersItself;

    public EndpointSeries(string endpoint, IEnumerable<Sample> samples, Observation observation)
    {
        Endpoint = endpoint;

        // The same answer twice is one answer: files are joined and lines repeated.
        var ordered = samples.Distinct().OrderBy(sample => sample.At).ToList();
        Before = [.. ordered.Where(sample => sample.At < observation.DeployedAt)];
        After = [.. ordered.Where(sample => sample.At >= observation.DeployedAt)];

        // An endpoint that wants a key answers 401 to everybody: that is its way of being well, before and after.
        var usual = Before
            .Where(sample => sample.Status is >= 400 and < 500)
            .GroupBy(sample => sample.Status)
            .MaxBy(status => status.Count());
        _usual = usual is not null && usual.Count() * 10 >= Before.Length * 8 ? usual.Key : null;

        // One that always answered and now sends people elsewhere, to a login as a rule, answers nobody any more.
        _answersItself = Before.Any(sample => sample.IsGood) && !Before.Any(IsRedirect);
        Windows = WindowsOf(observation.DeployedAt, observation.Pace.Window, new OwnDelay(Before));
    }

    public string Endpoint { get; }

    public ImmutableArray<Sample> Before { get; }

    public ImmutableArray<Sample> After { get; }

    /// <summary>Good answers after the release by window, without what the bot's own machine added; a window with fewer than two says nothing.</summary>
    public ImmutableArray<Window> Windows { get; }

    public int FailedBefore => Before.Count(IsFailure);

    public int FailedAfter => After.Count(IsFailure);

    /// <summary>True where the sample is not what the endpoint gives when it is well.</summary>
    public bool IsFailure(Sample sample) =>
        IsRedirect(sample) ? _answersItself : !sample.IsGood && (sample.Status is null || sample.Status != _usual);

    /// <summary>What counts as evidence of a share of failures: a failure right after a failure is the same trouble, which <see cref="DownRule"/> counts.</summary>
    public IEnumerable<(DateTimeOffset At, bool IsFailure)> Asked()
    {
        var wasFailure = false;
        foreach (var sample in After)
        {
            var isFailure = IsFailure(sample);
            if (!isFailure || !wasFailure)
                yield return (sample.At, isFailure);

            wasFailure = isFailure;
        }
    }

    /// <summary>The times of good answers, in order of time.</summary>
    public ImmutableArray<double> Times(ImmutableArray<Sample> samples) =>
        [.. samples.Where(sample => !IsFailure(sample)).Select(sample => sample.Milliseconds)];

    private static bool IsRedirect(Sample sample) => sample.Status is >= 300 and < 400;

    private ImmutableArray<Window> WindowsOf(DateTimeOffset from, TimeSpan length, OwnDelay own) =>
        [
            .. After
                .Where(sample => !IsFailure(sample))
                .GroupBy(sample => Math.Floor((sample.At - from) / length))
                .Where(window => window.Count() >= 2)
                .Select(window => WindowOf(from + window.Key * length, [.. window], own)),
        ];

    private static Window WindowOf(DateTimeOffset from, ImmutableArray<Sample> samples, OwnDelay own)
    {
        var takenOff = own.In(samples);
        return new Window(
            from,
            samples.Max(sample => sample.At),
            [.. samples.Select(sample => Math.Max(0, sample.Milliseconds - takenOff))],
            takenOff
        );
    }
}

/// <summary>The good answers of one span: when it began, when the last was asked for, the times, and what was taken off them.</summary>
internal sealed record Window(DateTimeOffset From, DateTimeOffset Last, ImmutableArray<double> Times, double TakenOff);
