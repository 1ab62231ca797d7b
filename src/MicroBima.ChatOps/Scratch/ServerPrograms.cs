using System.Globalization;

namespace MicroBima.ChatOps.Scratch;

/// <summary>The server's programs of one installation: distributions keep them outside the search path, one folder a version.</summary>
public sealed record ServerPrograms(string Folder, int Major)
{
    private static readonly string[] Homes = ["/usr/lib/postgresql", "/opt/postgresql", "/usr/local/lib/postgresql"];

    /// <summary>Makes a cluster.</summary>
    public string Initdb => Path.Combine(Folder, "initdb");

    /// <summary>Is the server.</summary>
    public string Server => Path.Combine(Folder, "postgres");

    /// <summary>
    /// The installation that fits a server: the same version, or else the next newer one, since a dump cannot be restored into an older server. Null where
    /// there is none.
    /// </summary>
    /// <param name="folder">The folder of the configuration, or null: then the usual places are looked into.</param>
    public static ServerPrograms? TryFind(string? folder, int least) =>
        All(folder).FirstOrDefault(one => one.Major >= least);

    /// <summary>Every installation, oldest first.</summary>
    public static IEnumerable<ServerPrograms> All(string? folder) =>
        (folder is { Length: > 0 } ? [folder] : Homes.Where(Directory.Exists).SelectMany(Directory.GetDirectories))
            .Select(home => File.Exists(Path.Combine(home, "initdb")) ? home : Path.Combine(home, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")))
            .Select(bin => new ServerPrograms(bin, MajorOf(bin)))
            .Where(one => one.Major > 0)
            .OrderBy(one => one.Major);

    // /usr/lib/postgresql/15/bin; a folder of the configuration may be called anything and is believed.
    private static int MajorOf(string bin) =>
        bin.Split('/')
            .Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var major) ? major : 0)
            .LastOrDefault(major => major > 0)
            is var found
                and > 0
            ? found
            : 99;
}
