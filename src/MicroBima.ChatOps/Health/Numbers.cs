namespace MicroBima.ChatOps.Health;

/// <summary>Medians, shares and spreads of lists of numbers; an empty list gives zero.</summary>
internal static class Numbers
{
    public static double Median(IReadOnlyCollection<double> values) => Quantile([.. values.Order()], 0.5);

    /// <summary>The value below which a share of the ordered values lies, between two of them where it falls between.</summary>
    public static double Quantile(IReadOnlyList<double> ordered, double share)
    {
        if (ordered.Count == 0)
            return 0;

        var at = share * (ordered.Count - 1);
        var low = (int)at;
        var high = Math.Min(low + 1, ordered.Count - 1);
        return ordered[low] + (ordered[high] - ordered[low]) * (at - low);
    }

    /// <summary>The share that fails by itself where many did: what weighs a few failures as of more requests than were made must not weigh many so.</summary>
    public static double SurelyFailing(int failed, int asked) =>
        (failed - 0.5 * Math.Sqrt(failed)) / Math.Max(Judge.LeastBefore, asked);

    /// <summary>The standard deviation.</summary>
    public static double Deviation(IReadOnlyCollection<double> values)
    {
        if (values.Count < 2)
            return 0;

        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
