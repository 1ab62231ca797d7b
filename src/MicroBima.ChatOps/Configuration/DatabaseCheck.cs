using System.Net;
using MicroBima.ChatOps.Migrations.Review;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Configuration;

/// <summary>What can be wrong in the settings of a database.</summary>
internal static class DatabaseCheck
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>The problems, each with its key.</summary>
    public static IEnumerable<SettingsProblem> Of(DatabaseSection? database, string key)
    {
        foreach (var rule in (database?.AllowedRules ?? []).Except(Blocking.MayBeAllowed, StringComparer.Ordinal))
            yield return new(
                $"{key}:AllowedRules",
                rule,
                $"is not a rule that blocks. Rules: {string.Join(", ", Blocking.MayBeAllowed)}."
            );
        if (database is { LockTimeout: var limit } && (limit < TimeSpan.Zero || limit > LongestWait))
            yield return new(
                $"{key}:LockTimeout",
                limit.ToString(),
                "must be between zero (no limit) and five minutes."
            );
        if (database is { Variable: var variable } && !Fly.IsVariable(variable))
            yield return new($"{key}:Variable", variable, "must be the name of a variable: DATABASE_URL, DIRECT_URL.");
        if (database?.ConnectionFile is { } file)
        {
            foreach (var problem in OfAddress($"{key}:ConnectionFile", file))
                yield return problem;
        }
    }

    /// <summary>A problem where a file cannot be used or holds no address of a database. What it holds is never said: there is a password in it.</summary>
    public static IEnumerable<SettingsProblem> OfAddress(string key, string file) =>
        FileCheck.Of(
            key,
            file,
            text =>
                TryParse(text) is null
                    ? "holds no address of a database. Write postgresql://user:password@host:port/database, special characters of the password percent-encoded, or Host=…;Database=…;Username=…;Password=…."
                    : null
        );

    /// <summary>Server and database that a file names, without user and password, in one spelling; null where it names none.</summary>
    public static string? AddressIn(string file) =>
        TryRead(file) is { } address ? $"{string.Join(',', ServersOf(address))}/{address.Database}" : null;

    /// <summary>The servers that a file names, each as host and port, in one spelling; none where it names none.</summary>
    public static IReadOnlyCollection<string> ServersIn(string? file) =>
        file is not null && TryRead(file) is { } address ? [.. ServersOf(address)] : [];

    private static NpgsqlConnectionStringBuilder? TryRead(string file) =>
        FileCheck.Read(file).Text is { } text ? TryParse(text) : null;

    private static NpgsqlConnectionStringBuilder? TryParse(string text)
    {
        try
        {
            var address = Postgres.Parse(text);
            return address is { Host.Length: > 0, Database.Length: > 0, Username.Length: > 0 } ? address : null;
        }
        catch (Exception nonsense) when (nonsense is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static IEnumerable<string> ServersOf(NpgsqlConnectionStringBuilder address) =>
        address
            .Host!.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(host => ServerOf(host, address.Port))
            .Order(StringComparer.Ordinal);

    /// <summary>Npgsql takes a port of its own behind each host of a list; a name that ends with a dot is the same name.</summary>
    private static string ServerOf(string host, int port)
    {
        var parts = host.Trim().ToLowerInvariant().Split(':');
        var (name, own) = parts is [var before, var after]
            ? (before, after)
            : (host.Trim().ToLowerInvariant(), $"{port}");
        var isLocal = name is "localhost" || IPAddress.TryParse(name, out var ip) && IPAddress.IsLoopback(ip);
        return $"{(isLocal ? "localhost" : name.TrimEnd('.'))}:{own}";
    }
}
