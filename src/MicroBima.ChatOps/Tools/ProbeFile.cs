using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>The newest samples of one environment, on disk.</summary>
public sealed class ProbeFile(string folder, string environment, int most = ProbeFile.Most)
    : RingFile<Sample>(
        Path.Combine(folder, "probes", $"{environment}.csv"),
        SampleFile.Line,
        SampleFile.ReadLines,
        most
    )
{
    /// <summary>More samples of an environment are not kept.</summary>
    public const int Most = 8_000;
}
