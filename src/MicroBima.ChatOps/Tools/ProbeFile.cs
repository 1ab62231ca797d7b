using System.Collections.Immutable;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>
/// The newest samples of one environment, on disk: small, bounded, and there again after a restart. Losing the last ones in a power cut is harmless.
/// </summary>
public sealed class ProbeFile(string folder, string environment, int most)
{
    private readonly string _path = Path.Combine(folder, "probes", $"{environment}.csv");
    private int _count = -1;

    /// <summary>All samples that are kept, oldest first; none where the file cannot be read.</summary>
    public ImmutableArray<Sample> Read()
    {
        try
        {
            var lines = File.Exists(_path) ? File.ReadAllLines(_path) : [];
            _count = lines.Length;
            return SampleFile.ReadLines(lines);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // A baseline that is lost is measured again.
            return [];
        }
    }

    /// <summary>Adds samples. Past the bound, the older half goes.</summary>
    public void Append(ImmutableArray<Sample> samples)
    {
        if (_count < 0)
            _ = Read();

        try
        {
            Directory.CreateDirectory(
                Path.GetDirectoryName(_path)!,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            File.AppendAllLines(_path, samples.Select(SampleFile.Line));
            _count += samples.Length;
            if (_count <= most)
                return;

            var kept = File.ReadLines(_path).TakeLast(most / 2).ToList();
            File.WriteAllLines(_path + ".new", kept);
            File.Move(_path + ".new", _path, overwrite: true);
            _count = kept.Count;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the watch: what is in memory is enough for it.
            _count = 0;
        }
    }
}
