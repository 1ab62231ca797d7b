namespace MicroBima.ChatOps.Storage;

/// <summary>The bot's folder, held by one process: a second bot on the same folder ends with one clear line.</summary>
public sealed class StorageFolder : IDisposable
{
    /// <summary>What the operating system answers where somebody else holds the lock (https://man7.org/linux/man-pages/man2/flock.2.html).</summary>
    private const int WouldBlock = 11;

    private readonly FileStream _lock;

    private StorageFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where the journal is.</summary>
    public string Journal => System.IO.Path.Combine(Path, "journal");

    /// <summary>Where the queryable store is.</summary>
    public string Database => DatabaseBeside(Journal);

    /// <summary>Where the fingerprints of secrets are that were in use lately.</summary>
    public string Fingerprints => System.IO.Path.Combine(Path, "secrets.fingerprints");

    /// <summary>Where the queryable store of a journal is.</summary>
    public static string DatabaseBeside(string journal) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(journal)!, "chatops.db");

    /// <summary>Takes the folder. The operating system releases it, also when the process is killed.</summary>
    /// <exception cref="IOException">Another process holds it, or it cannot be written.</exception>
    public static StorageFolder Take(string path)
    {
        if (File.Exists(path))
            throw new IOException($"{path} is a file, and has to be a folder: set Storage:Folder.");

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var stream = new FileStream(
                System.IO.Path.Combine(path, "chatops.lock"),
                new FileStreamOptions
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            return new StorageFolder(path, stream);
        }
        catch (IOException taken) when (taken.HResult == WouldBlock)
        {
            throw new IOException(
                $"The folder {path} is held by another chatops. Stop that one, or set Storage:Folder.",
                taken
            );
        }
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();
}
