using System.Collections.Immutable;

namespace MicroBima.ChatOps.Tools;

/// <summary>
/// The newest of what is measured again and again, a line each, on disk: small, bounded, and there again after a restart. Losing the last ones in a
/// power cut is harmless.
/// </summary>
/// <param name="write">One as a line.</param>
/// <param name="read">Those of some lines; what is no whole line is left out.</param>
/// <param name="most">More are not kept: past it, the older half goes.</param>
public class RingFile<T>(
    string path,
    Func<T, string> write,
    Func<IEnumerable<string>, ImmutableArray<T>> read,
    int most
)
{
    private int _count = -1;
    private bool _isTorn;

    /// <summary>All that are kept, oldest first; none where the file cannot be read.</summary>
    public ImmutableArray<T> Read()
    {
        try
        {
            // Of a line without an end nobody knows where it was cut: half a status is a status too.
            var lines = (File.Exists(path) ? File.ReadAllText(path) : "").Split('\n');
            _isTorn = lines[^1].Length > 0;
            _count = lines.Length - 1;
            return read(lines[..^1]);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // What is lost is measured again.
            return [];
        }
    }

    /// <summary>Adds some.</summary>
    public void Append(ImmutableArray<T> added)
    {
        if (_count < 0)
            _ = Read();

        try
        {
            Directory.CreateDirectory(
                Path.GetDirectoryName(path)!,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            if (_isTorn)
            {
                Write([.. Read(), .. added]);
                return;
            }

            File.AppendAllText(path, Lines(added));
            _count += added.Length;
            if (_count > most)
                Write([.. Read().TakeLast(most / 2)]);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the watch: what is in memory is enough for it.
            _isTorn = true;
        }
    }

    /// <summary>Keeps these and no others, where some are kept at all.</summary>
    public void Replace(ImmutableArray<T> kept)
    {
        try
        {
            if (File.Exists(path))
                Write(kept);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // Those that are there are left out at the next start, or are too old by then.
        }
    }

    private void Write(ImmutableArray<T> all)
    {
        OwnFile.Replace(path, Lines(all));
        (_count, _isTorn) = (all.Length, false);
    }

    private string Lines(ImmutableArray<T> some) => string.Concat(some.Select(one => write(one) + "\n"));
}
