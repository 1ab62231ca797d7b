namespace MicroBima.ChatOps.Runbooks;

/// <summary>The newest lines of a series, on disk: small, bounded, and there again after a restart. Losing the last ones in a power cut is harmless.</summary>
internal sealed class LineRing(string path, int most)
{
    private int _count = -1;

    /// <summary>All lines that are kept, oldest first; none where the file cannot be read.</summary>
    public IReadOnlyList<string> Read()
    {
        try
        {
            var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
            _count = lines.Length;
            return lines;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // A baseline that is lost is measured again.
            return [];
        }
    }

    /// <summary>Adds lines. Past the bound, the older half goes.</summary>
    public void Append(IReadOnlyCollection<string> lines)
    {
        if (_count < 0)
            _ = Read();

        try
        {
            Directory.CreateDirectory(
                Path.GetDirectoryName(path)!,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
            File.AppendAllLines(path, lines);
            _count += lines.Count;
            if (_count <= most)
                return;

            var kept = File.ReadLines(path).TakeLast(most / 2).ToList();
            File.WriteAllLines(path + ".new", kept);
            File.Move(path + ".new", path, overwrite: true);
            _count = kept.Count;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // A full disk must not end the watch: what is in memory is enough for it.
            _count = 0;
        }
    }
}
