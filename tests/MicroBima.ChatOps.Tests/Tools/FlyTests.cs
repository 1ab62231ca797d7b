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
