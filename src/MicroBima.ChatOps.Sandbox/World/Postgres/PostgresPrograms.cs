using System.Globalization;
using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Sandbox.World.Postgres;

/// <summary>The newest PostgreSQL that is installed: distributions keep its server outside the search path.</summary>
internal sealed class PostgresPrograms
{
    private static readonly string[] Homes =
    [
        "/usr/lib/postgresql",
        "/usr/pgsql",
        "/opt/postgresql",
        "/usr/local/lib/postgresql",
    ];

    private readonly string _folder;

    private PostgresPrograms(string folder) => _folder = folder;

    public string Initdb => Path.Combine(_folder, "initdb");

    public string Server => Path.Combine(_folder, "postgres");

    public string Dump => Path.Combine(_folder, "pg_dump");

    public string Restore => Path.Combine(_folder, "pg_restore");

    /// <summary>True where the module that counts queries lies beside the programs.</summary>
    public bool HasStatements => File.Exists(Path.Combine(_folder, "..", "lib", "pg_stat_statements.so"));

    public static PostgresPrograms? TryFind() =>
        Homes
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .OrderByDescending(folder =>
                double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0
            )
            .Select(folder => Path.Combine(folder, "bin"))
            .Append(Path.GetDirectoryName(Programs.TryFind("initdb")) ?? "")
            .Where(folder =>
                File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"))
            )
            .Select(folder => new PostgresPrograms(folder))
            .FirstOrDefault();
}

/// <summary>The user as whom the server runs where the world runs as root: initdb and postgres refuse root.</summary>
internal sealed record ServerUser(string Name, uint Uid, uint Gid)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    public static ServerUser? TryFind()
    {
        const string Users = "/etc/passwd";
        if (!File.Exists(Users))
            return null;

        var users = File.ReadLines(Users)
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3)
            .ToLookup(fields => fields[0], StringComparer.Ordinal);
        return Candidates
            .SelectMany(name => users[name])
            .Select(fields => new ServerUser(
                fields[0],
                uint.Parse(fields[2], CultureInfo.InvariantCulture),
                uint.Parse(fields[3], CultureInfo.InvariantCulture)
            ))
            .FirstOrDefault();
    }

    /// <summary>The words that run a command as this user; they replace themselves by it, so that the process stays the same.</summary>
    public IReadOnlyList<string> Prefix(string setpriv) =>
        [
            setpriv,
            string.Create(CultureInfo.InvariantCulture, $"--reuid={Uid}"),
            string.Create(CultureInfo.InvariantCulture, $"--regid={Gid}"),
            "--clear-groups",
            "--",
        ];
}
