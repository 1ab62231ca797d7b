using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Scratch;

/// <summary>Where scratch servers come from.</summary>
/// <param name="Folder">The bot's folder; the servers' own are below it.</param>
/// <param name="ServerFolder">Where the server's programs are, or null: the usual places.</param>
/// <param name="ConnectionFile">The file with the address of a server that may be used instead, or null.</param>
public sealed record ScratchSettings(string Folder, string? ServerFolder, string? ConnectionFile);

/// <summary>A scratch server, or why there is none.</summary>
public abstract record ScratchResult
{
    private ScratchResult() { }

    /// <summary>Here it is; whoever asked disposes it.</summary>
    public sealed record Ready(ScratchServer Server) : ScratchResult;

    /// <summary>There is none: a person has to do what it was for.</summary>
    public sealed record None(string Why) : ScratchResult;
}

/// <summary>Hands out scratch servers: private ones, or databases on a server that the settings name. Never on production's.</summary>
public sealed class ScratchRoom(Shell shell, TimeProvider time, ScratchSettings settings)
{
    /// <summary>Tells our databases on a shared server from those of another bot.</summary>
    private readonly string _tag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.Folder)))[
        ..8
    ];

    /// <summary>A server on which a copy of production may be made.</summary>
    public async Task<ScratchResult> TakeAsync(DatabaseIdentity production, CancellationToken cancellationToken)
    {
        if (settings.ConnectionFile is { Length: > 0 } file)
        {
            var address = Postgres.Parse(await File.ReadAllTextAsync(file, cancellationToken));
            var server = await ScratchServer.OpenAsync(address, _tag, null, cancellationToken);
            if (WhyNot(server, production) is not { } why)
                return new ScratchResult.Ready(server);

            await server.DisposeAsync();
            return new ScratchResult.None(why);
        }

        if (ServerPrograms.TryFind(settings.ServerFolder, production.Major) is not { } programs)
        {
            var found = string.Join(", ", ServerPrograms.All(settings.ServerFolder).Select(one => one.Major));
            return new ScratchResult.None(
                found.Length == 0
                    ? "PostgreSQL's server programs (initdb, postgres) are not installed: nothing can be restored or rehearsed here"
                    : $"PostgreSQL {production.Major} or newer is not installed (there is {found}): a dump of production cannot be restored here"
            );
        }

        var cluster = await ScratchCluster.StartAsync(shell, programs, NewHome(), time, cancellationToken);
        try
        {
            return new ScratchResult.Ready(
                await ScratchServer.OpenAsync(cluster.Address, _tag, cluster, cancellationToken)
            );
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A server for a copy of production's rows, taken when it is first asked for; none where the settings let no row be copied.</summary>
    public ScratchLease LeaseForRows(
        DatabaseIdentity production,
        bool mayCopyRows,
        CancellationToken cancellationToken
    ) =>
        new(() =>
            mayCopyRows
                ? TakeAsync(production, cancellationToken)
                : Task.FromResult<ScratchResult>(
                    new ScratchResult.None("no data may be copied here (Database:Rehearsal)")
                )
        );

    /// <summary>A server by its address, for a person who names it.</summary>
    public Task<ScratchServer> OnAsync(NpgsqlConnectionStringBuilder address, CancellationToken cancellationToken) =>
        ScratchServer.OpenAsync(address, _tag, null, cancellationToken);

    /// <summary>Removes what a killed bot left: its processes are ended before. Why some of it is left to the next start, or null.</summary>
    public async Task<string?> SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var root in new[] { Root(), Path.GetTempPath() }.Distinct(StringComparer.Ordinal))
        {
            if (!Directory.Exists(root))
                continue;

            foreach (var left in Directory.EnumerateDirectories(root, $"chatops-{_tag}-*"))
                Directory.Delete(left, recursive: true);
        }

        if (settings.ConnectionFile is not { Length: > 0 } file || !File.Exists(file))
            return null;

        try
        {
            var address = Postgres.Parse(await File.ReadAllTextAsync(file, cancellationToken));
            await using var server = await ScratchServer.OpenAsync(address, _tag, null, cancellationToken);
            await server.SweepAsync(cancellationToken);
            return null;
        }
        catch (Exception away)
            when (away is SocketException or IOException or AuthenticationException or InvalidOperationException)
        {
            // A server for copies keeps nobody from deploying or rolling back.
            return $"the scratch server cannot be asked what an earlier run left there: {away.Message}";
        }
    }

    /// <summary>Why a server must not hold scratch copies of a production database, or null.</summary>
    public static string? WhyNot(ScratchServer server, DatabaseIdentity production)
    {
        if (string.Equals(server.SystemIdentifier, production.SystemIdentifier, StringComparison.Ordinal))
            return $"the scratch server is production's own server (system {production.SystemIdentifier})";

        var address = server.Address;
        if (
            string.Equals(address.Host, production.Host, StringComparison.OrdinalIgnoreCase)
            && address.Port == production.Port
        )
            return $"the scratch server is at production's address {production.Host}:{production.Port}";

        return server.Major < production.Major
                ? $"the scratch server is version {server.Major}, production is {production.Major}"
            : server.MakesDatabases ? null
            : $"the role {address.Username} of the scratch server may not make databases (alter role … createdb)";
    }

    /// <summary>
    /// Below the bot's folder. Where the bot is root its folder is closed to the user as whom the server runs, and a long path leaves no room for a socket:
    /// then in the temporary folder, as closed as there.
    /// </summary>
    private string NewHome()
    {
        var name = $"chatops-{_tag}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var root = Root();
        if (Environment.IsPrivilegedProcess || root.Length > 60)
            return Path.Combine(Path.GetTempPath(), name);

        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Path.Combine(root, name);
    }

    private string Root() => Path.Combine(settings.Folder, "scratch");
}
