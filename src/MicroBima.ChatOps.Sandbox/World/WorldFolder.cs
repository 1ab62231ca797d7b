using System.Security.Cryptography;

namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>Where everything of one world lies below its data folder, and the few rules about who may read it.</summary>
internal sealed class WorldFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    private WorldFolder(string root) => Root = root;

    public string Root { get; }

    public string Repository => In("repository.git");

    public string Binaries => In("bin");

    public string Machines => In("machines");

    public string Postgres => In("postgres");

    public string PostgresLog => In("postgres.log");

    public string Home => In("home");

    public string Control => Path.Combine(In("run"), "control.json");

    public string BotSettings => In("bot.json");

    public string BotLog => In("bot.log");

    public string BotStorage => In("bot");

    /// <summary>Creates the folders; a folder above the world is never changed.</summary>
    public static WorldFolder Create(string path)
    {
        var folder = new WorldFolder(Path.GetFullPath(path));
        Directory.CreateDirectory(folder.Root);
        foreach (var name in new[] { "bin", "machines", "home", "run", "state", "secrets", "bot" })
            Directory.CreateDirectory(folder.In(name));

        if (!OperatingSystem.IsWindows())
        {
            // The database server runs as another user when the world runs as root: it has to pass through, not to look around.
            var through = Environment.IsPrivilegedProcess
                ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
                : UnixFileMode.None;
            File.SetUnixFileMode(folder.Root, OwnerFolder | through);
            foreach (var name in new[] { "run", "state", "secrets", "bot" })
                File.SetUnixFileMode(folder.In(name), OwnerFolder);
        }

        return folder;
    }

    public string In(string name) => Path.Combine(Root, name);

    public string State(string name) => Path.Combine(In("state"), name);

    public string SecretPath(string name) => Path.Combine(In("secrets"), name);

    /// <summary>The secret of that name; it is made at the first call and kept for the life of the folder.</summary>
    public async Task<string> SecretAsync(string name, string prefix, CancellationToken cancellationToken)
    {
        var path = SecretPath(name);
        if (File.Exists(path))
            return (await File.ReadAllTextAsync(path, cancellationToken)).Trim();

        var secret =
            prefix
            + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 36);
        await WriteSecretAsync(path, secret, cancellationToken);
        return secret;
    }

    /// <summary>Writes a file that only its owner may read; it has that mode before it has content.</summary>
    public static async Task WriteSecretAsync(string path, string content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;

        var partial = path + ".partial";
        await using (var writer = new StreamWriter(partial, options))
            await writer.WriteAsync(content.AsMemory(), cancellationToken);

        File.Move(partial, path, overwrite: true);
    }
}
