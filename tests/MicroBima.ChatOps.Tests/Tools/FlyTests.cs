using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>What flyctl is given, word by word.</summary>
public sealed class FlyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Fly _fly;

    public FlyTests()
    {
        var recorder = _folder.Script(
            "flyctl",
            "for a in \"$@\"; do printf '[%s]' \"$a\"; done; echo; echo \"$FLY_API_TOKEN $FLY_NO_UPDATE_CHECK $HOME\"; pwd"
        );
        _fly = new Fly(
            new Shell(TimeProvider.System, _folder.Path),
            new ToolPaths(_folder.Path, "", recorder),
            "internal-api",
            "fly-token"
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task M08_each_command_names_the_app_and_stands_in_no_ones_folder()
    {
        var ssh = await _fly.SshAsync(
            ["pnpm", "prisma", "migrate", "deploy"],
            TimeSpan.FromMinutes(1),
            null,
            CancellationToken.None
        );
        var logs = await _fly.LogsAsync(default, null, CancellationToken.None);
        var status = await _fly.StatusAsync(CancellationToken.None);

        Assert.Equal(
            $"[ssh][console][--app][internal-api][-C][pnpm prisma migrate deploy]\nfly-token 1 {_folder.Path}\n/\n",
            ssh.Output
        );
        Assert.StartsWith("[logs][--app][internal-api][--no-tail]\n", logs.Text, StringComparison.Ordinal);
        Assert.StartsWith("[status][--app][internal-api][--json]\n", status.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a;id")]
    [InlineData("$(id)")]
    [InlineData("`id`")]
    [InlineData("a'b")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("word\n")]
    [InlineData("a\0b")]
    [InlineData("a|b")]
    [InlineData("ü")]
    [InlineData("")]
    public async Task E10_words_that_would_need_quoting_never_reach_a_machine(string word)
    {
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _fly.SshAsync(["pnpm", word], TimeSpan.FromMinutes(1), null, CancellationToken.None)
        );
    }

    [Theory]
    [InlineData("/app/prisma migrations")]
    [InlineData("/app/$(id)")]
    [InlineData("/app';id;'")]
    [InlineData("")]
    public async Task E10_a_folder_that_would_need_quoting_never_reaches_a_machine(string folder) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _fly.MigrationSumsAsync(folder, CancellationToken.None));

    [Fact]
    public async Task C07_the_sums_of_migrations_are_asked_for_in_the_machine_of_the_app()
    {
        var sums = await _fly.MigrationSumsAsync("/app/prisma/migrations", CancellationToken.None);

        Assert.StartsWith(
            "[ssh][console][--app][internal-api][-C][sh -c 'exec sha256sum -- /app/prisma/migrations/*/migration.sql']\n",
            sums.Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("app", "")]
    [InlineData("elsewhere", "none none none ")]
    public async Task Where_the_app_has_a_folder_of_its_own_every_command_runs_there_and_none_without_it(
        string folder,
        string said
    )
    {
        // As in a machine: commands begin at its root, and are taken apart by quotes.
        Directory.CreateDirectory(_folder.In("app/prisma/migrations/one"));
        await File.WriteAllTextAsync(_folder.In("app/prisma/migrations/one/migration.sql"), "");
        _folder.Script("app/pnpm", "echo \"$PWD $* $DIRECT_URL\"");
        var flyctl = _folder.Script(
            "machine",
            $"export DIRECT_URL='db?a=b' PATH=.:/usr/bin:/bin; cd {_folder.Path}; eval \"$6\" || echo none"
        );
        var fly = new Fly(
            new Shell(TimeProvider.System, _folder.Path),
            new ToolPaths(_folder.Path, "", flyctl),
            "internal-api",
            null
        )
        {
            Folder = _folder.In(folder),
        };
        var minute = TimeSpan.FromMinutes(1);

        var seed = await fly.SshAsync(["pnpm", "db:seed"], minute, null, CancellationToken.None);
        var migrate = await fly.MigrateAsync("DIRECT_URL", minute, minute, null, CancellationToken.None);
        var sums = await fly.MigrationSumsAsync("prisma/migrations", CancellationToken.None);

        var own = _folder.In("app");
        Assert.Equal(
            said.Length > 0
                ? said
                : $"{own} db:seed db?a=b {own} prisma migrate deploy db?a=b&options=-c%20lock_timeout%3D60000 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  prisma/migrations/one/migration.sql ",
            $"{seed.Output}{migrate.Output}{sums.Output}".Replace('\n', ' ')
        );
    }

    [Theory]
    [InlineData("/app", true)]
    [InlineData("/srv/apps/api-1.2_x", true)]
    [InlineData("app", false)]
    [InlineData("/app;id", false)]
    [InlineData("/app'", false)]
    [InlineData("/app\n", false)]
    [InlineData("/my app", false)]
    public void E10_a_folder_in_a_machine_is_absolute_and_plain(string folder, bool isPlain) =>
        Assert.Equal(isPlain, Fly.IsFolder(folder));

    [Theory]
    [InlineData("DIRECT_URL", true)]
    [InlineData("1URL", false)]
    [InlineData("A B", false)]
    [InlineData("A;id", false)]
    [InlineData("A\n", false)]
    [InlineData("", false)]
    public async Task E10_a_variable_that_is_none_never_reaches_a_machine(string name, bool isOne)
    {
        var minute = TimeSpan.FromMinutes(1);

        Assert.Equal(isOne, Fly.IsVariable(name));
        if (!isOne)
            await Assert.ThrowsAsync<ArgumentException>(() =>
                _fly.MigrateAsync(name, minute, minute, null, CancellationToken.None)
            );
    }

    [Theory]
    [InlineData("head -c 9000000 /dev/zero", true, "too long")]
    [InlineData("head -c 9000 /dev/zero", true, "")]
    [InlineData("echo no such app >&2; exit 4", false, "exit code 4: no such app")]
    public async Task O11_of_a_log_that_is_too_long_or_cannot_be_read_it_is_said(string body, bool isRead, string said)
    {
        var fly = new Fly(
            new Shell(TimeProvider.System, _folder.Path),
            new ToolPaths(_folder.Path, "", _folder.Script("loud", body)),
            "internal-api",
            null
        );

        var log = await fly.LogsAsync(default, null, CancellationToken.None);

        Assert.Equal(isRead, log.Problem is null);
        Assert.EndsWith(said, log.Problem ?? log.Gap, StringComparison.Ordinal);
        Assert.Equal(said.Length == 0, (log.Problem ?? log.Gap).Length == 0);
    }

    [Theory]
    [InlineData("internal-api", true)]
    [InlineData("a", true)]
    [InlineData("internal-api\n", false)]
    [InlineData("-a", false)]
    [InlineData("Internal", false)]
    [InlineData("a b", false)]
    [InlineData("a;b", false)]
    [InlineData("../a", false)]
    [InlineData("", false)]
    public void E04_E08_names_of_apps_are_plain(string name, bool isPlain)
    {
        Assert.Equal(isPlain, Fly.IsAppName(name));
        Assert.False(Fly.IsAppName(new string('a', 64)));
    }
}
