namespace MicroBima.ChatOps.Benchmarks;

/// <summary>Measurements of one thing: kept all, told as percentiles.</summary>
internal sealed class Series
{
    private readonly List<double> _values = [];

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>Half are at most this.</summary>
    public double Median => Percentile(50);

    /// <summary>The greatest.</summary>
    public double Worst => _values.Max();

    /// <summary>How many are greater.</summary>
    public int CountOver(double limit) => _values.Count(value => value > limit);

    public void Add(double value) => _values.Add(value);

    /// <summary>The smallest value that at least so many percent do not exceed.</summary>
    public double Percentile(double percent)
    {
        var sorted = _values.Order().ToArray();
        return sorted[Math.Max(0, (int)Math.Ceiling(percent / 100 * sorted.Length) - 1)];
    }
}
