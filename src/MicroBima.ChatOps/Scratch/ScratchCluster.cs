using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Scratch;

/// <summary>
/// A PostgreSQL server for one piece of work: in a folder for us alone, on a Unix socket in it and on no network, with nothing made durable. It is stopped and
/// its folder removed however the work ends; what a killed bot left is swept at its next start.
/// </summary>
internal sealed class ScratchCluster : IAsyncDisposable
{
    /// <summary>The role that made the cluster.</summary>
    public const string Admin = "chatops_scratch";

    private const int LongestSocket = 107; // sun_path of https://man7.org/linux/man-pages/man7/unix.7.html
    private static readonly TimeSpan Longest = TimeSpan.FromHours(8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly string _home;
    private Task<ProgramResult>? _server;

    private ScratchCluster(string home) => _home = home;

    /// <summary>Where its files are.</summary>
    public string Data => Path.Combine(_home, "data");

    /// <summary>How its maker connects.</summary>
    public NpgsqlConnectionStringBuilder Address =>
        new()
        {
            Host = _home,
            Port = 5432,
            Username = Admin,
            Database = "postgres",
            Pooling = false,
            Timeout = 10,
        };

    /// <summary>Makes and starts a server in a new folder of that name.</summary>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<ScratchCluster> StartAsync(
        Shell shell,
        ServerPrograms programs,
        string home,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (home.Length + "/.s.PGSQL.5432".Length >= LongestSocket)
            throw new InvalidOperationException($"The path {home} is too long for a socket.");

        var cluster = new ScratchCluster(home);
        try
        {
            var user = ScratchUser.Of(Environment.IsPrivilegedProcess);
            await cluster.MakeAsync(shell, programs, user, cancellationToken);
            cluster._server = shell.RunAsync(
                Run(user, programs.Server, cluster.Settings(), Longest),
                cluster._stop.Token
            );
            await cluster.WaitAsync(time, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_server is not null)
            await _server;

        _stop.Dispose();
        if (Directory.Exists(_home))
            Directory.Delete(_home, recursive: true);
    }

    private async Task MakeAsync(
        Shell shell,
        ServerPrograms programs,
        ScratchUser user,
        CancellationToken cancellationToken
    )
    {
        await DemandAsync(shell, user.MakeFolder(_home), cancellationToken);
        await DemandAsync(
            shell,
            Run(
                user,
                programs.Initdb,
                [
                    $"--pgdata={Data}",
                    $"--username={Admin}",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    "--no-instructions",
                ],
                Patience
            ),
            cancellationToken
        );
    }

    private ImmutableArray<string> Settings() =>
        [
            "-D",
            Data,
            .. new[]
            {
                "listen_addresses=",
                $"unix_socket_directories={_home}",
                "unix_socket_permissions=0700",
                "port=5432",
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
                "autovacuum=off",
                "max_connections=20",
                "max_wal_senders=0",
                "max_locks_per_transaction=256",
                "max_parallel_workers_per_gather=0",
                "max_parallel_maintenance_workers=0",
                "maintenance_work_mem=128MB",
                "dynamic_shared_memory_type=mmap",
                "timezone=UTC",
                "log_min_messages=fatal",
                "log_min_error_statement=panic",
            }.SelectMany(setting => new[] { "-c", setting }),
        ];

    private async Task WaitAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            if (_server!.IsCompleted)
                throw new InvalidOperationException(
                    $"The scratch server does not start: {(await _server).Ending}. {(await _server).LastLines(3)}"
                );

            try
            {
                await using var connection = await SimpleQuery.OpenAsync(Address, cancellationToken);
                return;
            }
            catch (Exception early) when (early is SocketException or IOException or InvalidOperationException)
            {
                if (time.GetElapsedTime(began) > Patience)
                    throw new InvalidOperationException("The scratch server does not answer.", early);
            }

            await Task.Delay(Beat, time, cancellationToken);
        }
    }

    private static ProgramRun Run(ScratchUser user, string program, ImmutableArray<string> arguments, TimeSpan longest)
    {
        var words = user.Prefix.Add(program).AddRange(arguments);
        return new ProgramRun(words[0], words[1..], ImmutableDictionary<string, string>.Empty, "/", longest, longest);
    }

    private async Task DemandAsync(Shell shell, ProgramRun run, CancellationToken cancellationToken)
    {
        var result = await shell.RunAsync(run, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (!result.IsSuccess)
        {
            var words = result.LastLines(3);
            var advice = DiskSpace.Advice(words, Path.GetDirectoryName(_home)!);
            throw new InvalidOperationException($"No scratch server can be made: {result.Ending}. {words}{advice}");
        }
    }
}

/// <summary>As whom the server runs: as the bot's own user, or as somebody else where that is root, whom initdb and postgres refuse.</summary>
internal sealed record ScratchUser(uint? Uid, uint? Gid)
{
    private const string SetPriv = "/usr/bin/setpriv";
    private static readonly string[] Candidates = ["postgres", "nobody"];

    /// <summary>The words that run a program as this user; they replace themselves by it.</summary>
    public ImmutableArray<string> Prefix =>
        Uid is { } uid
            ?
            [
                SetPriv,
                string.Create(CultureInfo.InvariantCulture, $"--reuid={uid}"),
                string.Create(CultureInfo.InvariantCulture, $"--regid={Gid}"),
                "--clear-groups",
                "--no-new-privs",
                "--",
            ]
            : [];

    /// <summary>The user for a bot that is root or not.</summary>
    public static ScratchUser Of(bool isRoot)
    {
        if (!isRoot)
            return new ScratchUser(null, null);

        var users = File.ReadLines("/etc/passwd")
            .Select(line => line.Split(':'))
            .Where(fields => fields.Length > 3)
            .ToLookup(fields => fields[0], StringComparer.Ordinal);
        var user = Candidates.SelectMany(name => users[name]).FirstOrDefault();
        return user is null
            ? throw new InvalidOperationException("PostgreSQL refuses to run as root, and there is no user postgres.")
            : new ScratchUser(
                uint.Parse(user[2], CultureInfo.InvariantCulture),
                uint.Parse(user[3], CultureInfo.InvariantCulture)
            );
    }

    /// <summary>Makes a folder for this user alone.</summary>
    public ProgramRun MakeFolder(string path)
    {
        ImmutableArray<string> owner = Uid is { } uid
            ? [string.Create(CultureInfo.InvariantCulture, $"--owner={uid}"), $"--group={Gid}"]
            : [];
        return new ProgramRun(
            "/usr/bin/install",
            ["--directory", "--mode=0700", .. owner, path],
            ImmutableDictionary<string, string>.Empty,
            "/",
            TimeSpan.FromSeconds(10),
            TimeSpan.FromSeconds(10)
        );
    }
}
