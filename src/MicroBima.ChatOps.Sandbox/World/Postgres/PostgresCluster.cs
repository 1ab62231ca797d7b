using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MicroBima.ChatOps.Sandbox.World.Processes;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Postgres;

/// <summary>A private PostgreSQL server of the world, on a loopback port, with a password for everybody.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    public const string AppRole = "internal_api";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);
    private static readonly Dictionary<string, string> NoMore = new(StringComparer.Ordinal);

    private readonly PostgresPrograms _programs;
    private readonly WorldFolder _folder;
    private readonly Tools _tools;
    private readonly IReadOnlyList<string> _as;
    private readonly string _home;
    private readonly string _password;
    private readonly string _appPassword;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly LineFile _log;
    private Child? _server;

    private PostgresCluster(
        PostgresPrograms programs,
        WorldFolder folder,
        Tools tools,
        IReadOnlyList<string> runAs,
        string home,
        int port,
        string password,
        string appPassword,
        TimeProvider time
    )
    {
        _programs = programs;
        _folder = folder;
        _tools = tools;
        _as = runAs;
        _home = home;
        Port = port;
        _password = password;
        _appPassword = appPassword;
        _time = time;
        _log = new LineFile(folder.PostgresLog);
    }

    public int Port { get; }

    private string Data => Path.Combine(_home, "data");

    /// <summary>Starts the server of that folder, made anew where there is none; or says why there can be none.</summary>
    public static async Task<(PostgresCluster? Cluster, string? Why)> TryStartAsync(
        WorldFolder folder,
        Tools tools,
        int port,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (PostgresPrograms.TryFind() is not { } programs)
            return (
                null,
                "PostgreSQL is not installed (apt-get install postgresql): the app works from memory and database steps are manual."
            );

        ServerUser? user = null;
        IReadOnlyList<string> runAs = [];
        if (Environment.IsPrivilegedProcess)
        {
            user = ServerUser.TryFind();
            if (user is null || Programs.TryFind("setpriv") is not { } setpriv)
                return (
                    null,
                    "PostgreSQL refuses to run as root, and there is no user postgres or nobody, or no setpriv, to run it as somebody else."
                );

            runAs = user.Prefix(setpriv);
        }

        var home = HomeOf(folder, user);
        var cluster = new PostgresCluster(
            programs,
            folder,
            tools,
            runAs,
            home,
            port,
            await folder.SecretAsync("postgres-superuser", "", cancellationToken),
            await folder.SecretAsync("postgres-app", "", cancellationToken),
            time
        );
        var isNew = !File.Exists(Path.Combine(cluster.Data, "PG_VERSION"));
        if (isNew)
            await cluster.InitializeAsync(user, cancellationToken);

        await cluster.StartAsync(cancellationToken);
        if (isNew)
            await cluster.CreateRoleAsync(cancellationToken);

        return (cluster, null);
    }

    /// <summary>The address of a database for the app's role, as Prisma takes it.</summary>
    /// <summary>The address for whoever may do everything; hosted servers keep it to themselves.</summary>
    public string SuperUrl(string database) => $"postgresql://postgres:{_password}@127.0.0.1:{Port}/{database}";

    public string Url(string database) => $"postgresql://{AppRole}:{_appPassword}@127.0.0.1:{Port}/{database}";

    /// <summary>The settings of the same connection for Npgsql.</summary>
    public NpgsqlConnectionStringBuilder Settings(string database) =>
        new()
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = AppRole,
            Password = _appPassword,
            Database = database,
        };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_server is { IsRunning: true })
                return;

            _server = Child.Start(_tools.Prepare(Command(), _folder.Root, NoMore), _log.Write, _time);
            await WaitUntilReadyAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_server is { } server)
            {
                // Interrupt is the fast shutdown: clients are cut off, data stays whole.
                await server.StopAsync(Signals.Interrupt, TimeSpan.FromSeconds(10));
                await server.DisposeAsync();
                _server = null;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None); // has to end whoever asks
        await _log.DisposeAsync();
    }

    private IReadOnlyList<string> Command()
    {
        var settings = new[]
        {
            "listen_addresses=127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"port={Port}"),
            "unix_socket_directories=",
            "max_connections=60",
            "max_prepared_transactions=4",
            "shared_buffers=32MB",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "autovacuum_naptime=10s",
            "log_line_prefix=%m [%p] ",
            // As hosted servers have it: who wants the counters creates the extension.
            $"shared_preload_libraries={(_programs.HasStatements ? "pg_stat_statements" : "")}",
        };
        return [.. _as, _programs.Server, "-D", Data, .. settings.SelectMany(setting => new[] { "-c", setting })];
    }

    private async Task InitializeAsync(ServerUser? user, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_home);
        var password = Path.Combine(_home, "password");
        await WorldFolder.WriteSecretAsync(password, _password, cancellationToken);
        if (user is not null)
            await _tools.DemandAsync(
                [
                    Programs.Find("chown"),
                    "-R",
                    string.Create(CultureInfo.InvariantCulture, $"{user.Uid}:{user.Gid}"),
                    _home,
                ],
                null,
                NoMore,
                cancellationToken
            );

        await _tools.DemandAsync(
            [
                .. _as,
                _programs.Initdb,
                "--pgdata",
                Data,
                "--username=postgres",
                "--auth=scram-sha-256",
                $"--pwfile={password}",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ],
            null,
            NoMore,
            cancellationToken
        );
        File.Delete(password);
    }

    private async Task CreateRoleAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(Superuser().ConnectionString);
        await connection.OpenAsync(cancellationToken);
        // The password is made of letters and digits only: it needs no quoting.
        await using var command = new NpgsqlCommand(
            $"""
            CREATE ROLE {AppRole} LOGIN CREATEDB PASSWORD '{_appPassword}';
            GRANT pg_monitor, pg_signal_backend TO {AppRole};
            """,
            connection
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        while (_server is { IsRunning: true } && _time.GetElapsedTime(began) < StartPatience)
            try
            {
                await using var connection = new NpgsqlConnection(Superuser().ConnectionString);
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException)
            {
                // Not yet listening, or still starting up.
                await Task.Delay(TimeSpan.FromMilliseconds(50), _time, cancellationToken);
            }

        throw new InvalidOperationException($"PostgreSQL did not start; its log is {_folder.PostgresLog}.");
    }

    private NpgsqlConnectionStringBuilder Superuser() =>
        new()
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = "postgres",
            Password = _password,
            Database = "postgres",
            Pooling = false,
            Timeout = 5,
        };

    /// <summary>Below the world's folder where the server's user can get there, else in the temporary folder under a name made of the world's.</summary>
    private static string HomeOf(WorldFolder folder, ServerUser? user)
    {
        if (user is null || OperatingSystem.IsWindows())
            return folder.Postgres;

        for (var parent = new DirectoryInfo(folder.Root); parent is not null; parent = parent.Parent)
            if (!parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder.Root)))[..12];
                return Path.Combine(Path.GetTempPath(), $"microbima-postgres-{name}");
            }

        return folder.Postgres;
    }
}
