using System.Collections.Immutable;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>
/// The newest samples of one environment, on disk: small, bounded, and there again after a restart. Losing the last ones in a power cut is harmless.
/// </summary>
public sealed class ProbeFile(string folder, string environment, int most = ProbeFile.Most)
{
    /// <summary>More samples of an environment are not kept.</summary>
    public const int Most = 8_000;

    private readonly string _path = Path.Combine(folder, "probes", $"{environment}.csv");
    private int _count = -1;
    private bool _isTorn;

    /// <summary>All samples that are kept, oldest first; none where the file cannot be read.</summary>
    public ImmutableArray<Sample> Read()
    {
        try
        {
            // Of a line without an end nobody knows where it was cut: half a status is a status too.
            var lines = (File.Exists(_path) ? File.ReadAllText(_path) : "").Split('\n');
            _isTorn = lines[^1].Length > 0;
            _count = lines.Length - 1;
            return SampleFile.ReadLines(lines[..^1]);
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
            if (_isTorn)
            {
                Write([.. Read(), .. samples]);
                return;
            }

            File.AppendAllText(_path, Lines(samples));
            _count += samples.Length;
            if (_count > most)
                Write([.. Read().TakeLast(most / 2)]);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the watch: what is in memory is enough for it.
            _isTorn = true;
        }
    }

    /// <summary>Keeps these samples and no others, where some are kept at all.</summary>
    public void Replace(ImmutableArray<Sample> samples)
    {
        try
        {
            if (File.Exists(_path))
                Write(samples);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // Those that are there are left out at the next start, or are too old by then.
        }
    }

    private void Write(ImmutableArray<Sample> samples)
    {
        File.WriteAllText(_path + ".new", Lines(samples));
        File.Move(_path + ".new", _path, overwrite: true);
        (_count, _isTorn) = (samples.Length, false);
    }

    private static string Lines(ImmutableArray<Sample> samples) =>
        string.Concat(samples.Select(sample => SampleFile.Line(sample) + "\n"));
}
