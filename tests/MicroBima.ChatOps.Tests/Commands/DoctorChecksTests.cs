using System.Net;
using System.Net.Sockets;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Configuration;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>Each check of the doctor where it is well and where it is not: what stands on its line, and that it can fail at all.</summary>
[Collection(WithPostgres.Name)]
public sealed class DoctorChecksTests(PostgresServer server) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly SettingsFile _file = new();
    private readonly LoopbackServer _there = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _there.DisposeAsync();
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_check_that_gets_no_answer_is_a_finding_and_the_next_is_made()
    {
        var silence = new TaskCompletionSource<HttpAnswer>();
        _there.OnRequest = _ => silence.Task;
        _file
            .With("Discord:ApiUrl", _there.HttpUrl.ToString())
            .With("Environments:0:App:Url", _there.HttpUrl.ToString())
            .With("Environments:0:Database", null)
            .With("Backup:ScratchConnectionFile", null);
        Assert.Empty(_file.Problems());
        using var output = new StringWriter();

        var code = await new ChatOps.Commands.Doctor(output, patience: TimeSpan.FromMilliseconds(100)).RunAsync(
            _file.Path,
            CancellationToken.None
        );

        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1, code);
        foreach (var what in new[] { "discord", "clock", "production app" })
            Assert.Contains($"FAIL {what}: no answer in time: is the address right, and reachable from here?", lines);

        Assert.Contains("disk: ", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_doctor_that_is_stopped_stops()
    {
        using var stop = new CancellationTokenSource();
        _there.OnRequest = async _ =>
        {
            await stop.CancelAsync();
            return new HttpAnswer(500);
        };
        _file.With("Discord:ApiUrl", _there.HttpUrl.ToString());
        Assert.Empty(_file.Problems());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new ChatOps.Commands.Doctor(TextWriter.Null).RunAsync(_file.Path, stop.Token)
        );
    }

    [Theory]
    [InlineData(30, "30 s from Discord's", null)]
    [InlineData(-30, "30 s from Discord's", null)]
    [InlineData(31, null, "31 s from Discord's: expiries and freezes would be wrong")]
    [InlineData(-3600, null, "3600 s from Discord's: expiries and freezes would be wrong")]
    [InlineData(null, null, "Discord's answer names no time to compare with")]
    public async Task A_clock_that_is_wrong_by_more_than_half_a_minute_is_a_finding(
        int? apart,
        string? well,
        string? wrong
    )
    {
        var time = new TestTime();
        (string, string)[] date = apart is { } seconds ? [("date", $"{time.GetUtcNow().AddSeconds(seconds):R}")] : [];
        _there.Answers(_ => new HttpAnswer(401, "{}", date));
        _file.With("Discord:ApiUrl", _there.HttpUrl.ToString());

        var said = await SaidAsync(() => DoctorTools.ClockAsync(Settings(), time, CancellationToken.None));

        Assert.Equal((well, wrong), said);
    }

    [Fact]
    public async Task Programs_name_their_versions_and_one_that_does_not_run_is_named()
    {
        _file
            .With("Tools:Git", _folder.Script("git", "echo git version 2.39; echo more"))
            .With(
                "Tools:Flyctl",
                _folder.Script("flyctl", $"[ $1 = version ] && [ $HOME = {_folder.Path} ] && echo flyctl v0.4.87")
            )
            .With("Tools:PgDump", null)
            .With("Tools:PgRestore", null);
        var shell = new Shell(TimeProvider.System, _folder.Path);
        var well = await SaidAsync(() =>
            DoctorTools.ProgramsAsync(Settings(), shell, _folder.Path, CancellationToken.None)
        );
        var broken = _folder.Script("broken", "exit 3");
        _file.With("Tools:Flyctl", broken);

        var wrong = await SaidAsync(() =>
            DoctorTools.ProgramsAsync(Settings(), shell, _folder.Path, CancellationToken.None)
        );

        Assert.Equal(("git version 2.39; flyctl v0.4.87", null), well);
        Assert.Equal((null, $"{broken}: exit code 3"), wrong);
    }

    [Theory]
    [InlineData("repo, workflow", "the token's scopes are repo, workflow")]
    [InlineData(
        "repo, delete_repo, admin:org",
        "the token's scopes are repo, delete_repo, admin:org; it does not need: delete_repo, admin:org"
    )]
    [InlineData("", "the token names no scopes")]
    public async Task The_scopes_of_GitHubs_token_are_told_with_those_that_nobody_needs(string scopes, string words)
    {
        _there.Answers(_ => new HttpAnswer(
            200,
            """{"total_count":0,"workflow_runs":[]}""",
            ("x-oauth-scopes", scopes)
        ));
        using var around = new Surroundings("/nonexistent", gitHub: _there.HttpUrl);
        await File.WriteAllTextAsync(_folder.In("token"), "secret");
        var actions = around.Environment.Actions with { TokenFile = _folder.In("token") };

        var said = await DoctorTools.GitHubAsync(
            around.Tools,
            around.Environment with
            {
                Actions = actions,
            },
            CancellationToken.None
        );

        Assert.Equal($"the runs of microbima/internal-api can be read; {words}", said);
    }

    [Fact]
    public async Task Runs_that_cannot_be_read_are_a_finding()
    {
        _there.Answers(_ => new HttpAnswer(404, """{"message":"Not Found"}"""));
        using var around = new Surroundings("/nonexistent", gitHub: _there.HttpUrl);

        var (_, wrong) = await SaidAsync(() =>
            DoctorTools.GitHubAsync(around.Tools, around.Environment, CancellationToken.None)
        );

        Assert.Equal(
            "the runs of microbima/internal-api cannot be read: repos/microbima/internal-api/actions/runs was not found. The token has to see the repository and read its Actions (Environments:GitHub:TokenFile)",
            wrong
        );
    }

    [SkippableTheory]
    [InlineData("create table secret (id int)", "public.secret")]
    [InlineData("create schema hidden; create table hidden.a (id int); grant select on hidden.a to public", "hidden.a")]
    [InlineData("create sequence numbers", "public.numbers")]
    [InlineData(
        "create table people (id int); grant select on people to public; alter table people enable row level security",
        "public.people"
    )]
    [InlineData("create table a1 (id int); create table a2 (id int)", "public.a1 and 1 more")]
    public async Task A_role_that_may_not_read_everything_is_a_finding_since_no_backup_can_be_made(
        string sql,
        string what
    )
    {
        var database = await server.NewAsync("unread");
        await server.AsSuperAsync(database, sql);
        using var around = new Surroundings("/nonexistent", database.Url);

        var said = await SaidAsync(() =>
            DoctorTools.RoleAsync(around.Tools, around.Environment, CancellationToken.None)
        );
        var made = await around
            .Vault()
            .Room.MakeAsync("production", new Postgres(database.Url), "", null, CancellationToken.None);

        Assert.Equal(
            (
                null,
                $"internal_api may not read all of {what}, and no backup is made without: grant select on it and usage of its schema; where row security is on, bypassrls"
            ),
            said
        );
        Assert.IsType<ChatOps.Backups.BackupResult.Failed>(made);
    }

    [SkippableTheory]
    [InlineData("echo pg_dump 99.1", null, null)]
    [InlineData(
        "echo pg_dump 9.6",
        null,
        "pg_dump is version 9, the server is {0}. Install the client of the server's version."
    )]
    [InlineData("exit 1", null, "pg_dump is version 0, the server is {0}. Install the client of the server's version.")]
    [InlineData(null, null, "pg_dump and pg_restore are not installed. Set Tools:PgDump and Tools:PgRestore.")]
    [InlineData("echo pg_dump 99.1", "short", "The key of the backups cannot be used: ")]
    public async Task Programs_with_which_no_backup_can_be_made_are_a_finding(string? dump, string? key, string? wrong)
    {
        var database = await server.NewAsync("dumps");
        var identity = await new Postgres(database.Url).IdentityAsync(CancellationToken.None);
        using var around = new Surroundings("/nonexistent", database.Url);
        if (key is not null)
            await File.WriteAllTextAsync(_folder.In("key"), key);

        var tools = new ChatOps.Backups.BackupTools(
            dump is null ? null : _folder.Script("pg_dump", dump),
            "/usr/bin/true",
            key is null ? null : _folder.In("key"),
            new(0, TimeSpan.FromSeconds(1))
        );
        var shelf = new ChatOps.Backups.BackupShelf(_folder.In("backups"), TimeProvider.System);
        var room = new ChatOps.Backups.BackupRoom(around.Shell, TimeProvider.System, shelf, tools);

        var said = await SaidAsync(() =>
            DoctorTools.DumpAsync(around.Tools, room, around.Environment, CancellationToken.None)
        );

        Assert.Equal(wrong is null ? "is no older than the server" : null, said.Well);
        Assert.StartsWith(string.Format(null, wrong ?? "", identity.Major), said.Wrong ?? "", StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(
        "echo aa a/migration.sql; echo bb b/migration.sql",
        "/srv",
        "has 2 migrations in /srv/prisma/migrations",
        null
    )]
    [InlineData(
        "echo no such file >&2; exit 1",
        null,
        null,
        "no migrations can be read in apps/api/prisma/migrations, seen from where flyctl starts a command (exit code 1: no such file). Where the app has a folder"
    )]
    public async Task The_migrations_of_a_running_machine_are_looked_for_where_Prisma_runs(
        string flyctl,
        string? folder,
        string? well,
        string? wrong
    )
    {
        var database = await server.NewAsync("machine");
        using var around = new Surroundings("/nonexistent", database.Url, flyctl: _folder.Script("flyctl", flyctl));
        var environment = around.Environment with
        {
            App = around.Environment.App with { Folder = folder },
            Database = around.Environment.Database! with { PrismaFolder = "apps/api/prisma/migrations" },
        };

        var said = await SaidAsync(() => DoctorTools.MachineAsync(around.Tools, environment, CancellationToken.None));

        Assert.Equal(well, said.Well);
        Assert.StartsWith(wrong ?? "", said.Wrong ?? "", StringComparison.Ordinal);
        Assert.Equal(wrong is null, said.Wrong is null);
    }

    [Fact]
    public void The_disk_is_looked_at_where_each_folder_lies_or_will_lie()
    {
        var nowhere = _folder.In("not/yet");

        var here = DoctorTools.Disk([_folder.Path, nowhere]);
        var there = DoctorTools.Disk([_folder.Path, "/dev/shm/chatops-nowhere"]);
        var full = Assert.Throws<IOException>(() => DoctorTools.Disk([_folder.Path, "/proc"]));

        Assert.Matches($"^[0-9]+ MiB free at {_folder.Path}$", here);
        Assert.Matches($"^[0-9]+ MiB free at {_folder.Path}, [0-9]+ MiB free at /dev/shm$", there);
        Assert.Equal("only 0 MiB free at /proc: make room, or the next backup may not fit", full.Message);
    }

    [Fact]
    public void The_bots_folder_is_looked_at_where_it_lies_or_will_lie_and_nothing_stays_there()
    {
        var data = Directory.CreateDirectory(_folder.In("data/journal")).Parent!.FullName;

        var here = DoctorTools.Storage(data);
        var later = DoctorTools.Storage(_folder.In("not/yet"));
        var closed = Assert.Throws<IOException>(() => DoctorTools.Storage("/proc/sys"));
        var file = Assert.Throws<IOException>(() => DoctorTools.Storage("/proc/version"));

        Assert.Equal($"{data} can be written", here);
        Assert.Equal($"{_folder.In("not/yet")} can be made", later);
        Assert.Equal(
            $"/proc/sys cannot be written by the user {Environment.UserName}, as whom this runs: the bot's user has to own /proc/sys and all in it (chown -R), on a disk that is not read-only",
            closed.Message
        );
        Assert.Equal("/proc/version is a file, and has to be a folder: set Storage:Folder", file.Message);
        Assert.Equal([_folder.In("data/journal")], Directory.GetFileSystemEntries(data));
        Assert.Equal([data], Directory.GetFileSystemEntries(_folder.Path));
    }

    [SkippableFact]
    public async Task A_scratch_server_on_which_no_database_can_be_made_is_told_with_the_way_out()
    {
        var database = await server.NewAsync("lent");
        await server.AsSuperAsync(database, "create role lent login password 'lent'");
        var address = new UriBuilder(database.Url) { UserName = "lent", Password = "lent" }.Uri.ToString();
        await File.WriteAllTextAsync(_folder.In("connection"), address);
        var room = new ChatOps.Scratch.ScratchRoom(
            new Shell(TimeProvider.System, _folder.Path),
            TimeProvider.System,
            new(_folder.Path, null, _folder.In("connection"))
        );

        var taken = await room.TakeAsync(new("db.internal", 5432, "app", "77", 90000), CancellationToken.None);

        Assert.Equal(
            new ChatOps.Scratch.ScratchResult.None(
                "the role lent of the scratch server may not make databases (alter role … createdb)"
            ),
            taken
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scratch_server_that_is_away_or_silent_hinders_no_start(bool isSilent)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (!isSilent)
            listener.Stop();

        await File.WriteAllTextAsync(
            _folder.In("connection"),
            $"Host=127.0.0.1;Port={port};Database=postgres;Username=a;Timeout=1"
        );
        var room = new ChatOps.Scratch.ScratchRoom(
            new Shell(TimeProvider.System, _folder.Path),
            TimeProvider.System,
            new(_folder.Path, null, _folder.In("connection"))
        );

        var left = await room.SweepAsync(CancellationToken.None);

        Assert.StartsWith(
            "the scratch server cannot be asked what an earlier run left there: ",
            left,
            StringComparison.Ordinal
        );
        if (isSilent)
            Assert.EndsWith($": 127.0.0.1:{port} gave no answer in 1 s.", left, StringComparison.Ordinal);
    }

    private Settings Settings()
    {
        _ = _file.Problems();
        return SettingsReader.Read(_file.Path).Settings;
    }

    private static async Task<(string? Well, string? Wrong)> SaidAsync(Func<Task<string>> check)
    {
        try
        {
            return (await check(), null);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            return (null, wrong.Message);
        }
    }
}
