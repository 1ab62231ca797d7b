using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Whoever mutes a pattern picks it from a list; what was muted is told in words, now and later.</summary>
public sealed class MuteDeskTests : IAsyncLifetime
{
    private const string Said = "Error: probe of the monitor failed";

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _store = new();
    private Surroundings _around = null!;
    private Baseline _baseline = null!;
    private Desk _desk = null!;
    private LogLooks _logs = null!;
    private MuteDesk _mutes = null!;

    public async Task InitializeAsync()
    {
        _around = new Surroundings("/nonexistent", flyctl: _folder.In("flyctl"));
        _around.Environment = _around.Environment with { Policy = Team.Policy() };
        _baseline = _around.Baseline();
        _desk = new Desk(_store, TimeProvider.System);
        await _desk.LoadAsync(CancellationToken.None);
        _logs = new LogLooks(_baseline, _desk, _around.Redactor, TimeProvider.System);
        _mutes = new MuteDesk(_desk, _around.List, _logs);
        LogSays(Said);
    }

    public async Task DisposeAsync()
    {
        _desk.Dispose();
        await _baseline.DisposeAsync();
        _around.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_pattern_is_muted_from_the_list_and_everybody_reads_what_it_was()
    {
        var menu = Assert.Single((await LogsAsync()).Menus);
        var choice = Assert.Single(menu.Choices);

        var form = Assert.IsType<Reply.AskWhy>(_mutes.Ask(menu.Id, choice.Value, Team.Ben));
        _ = await _mutes.MuteAsync(MuteDesk.TryRead(form.Form)!, "known", Team.Ben, "1", CancellationToken.None);

        Assert.Equal($"Mute: {Said}", form.Title);
        var told = EnvironmentEntry.Of(
            "production",
            _desk.Ledger,
            Assert.IsType<EnvironmentEvent.Muted>(Assert.Single(_store.Facts))
        )!;
        Assert.Contains(Said, Text(told), StringComparison.Ordinal);
        Assert.Contains($"known\n  {Said}", Text(_mutes.List(_around.Environment)), StringComparison.Ordinal);
        Assert.Contains("1 muted", Text(await LogsAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_a_pattern_is_muted_by_its_id()
    {
        var target = new MuteTarget("production", "0123456789ab");

        var form = Assert.IsType<Reply.AskWhy>(_mutes.Ask("mute.production", target.Pattern, Team.Ben));
        _ = await _mutes.MuteAsync(target, "known", Team.Ben, "1", CancellationToken.None);

        Assert.Equal("Mute: 0123456789ab", form.Title);
        Assert.EndsWith("known", Text(_mutes.List(_around.Environment)).Split('\n')[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_pattern_is_kept_whole_so_that_it_is_known_again()
    {
        var said = Said + string.Concat(Enumerable.Repeat(" behind the old pier", 10));
        LogSays(said);
        var menu = Assert.Single((await LogsAsync()).Menus);

        var target = MuteDesk.TryRead($"{menu.Id}.{menu.Choices[0].Value}")!;
        _ = await _mutes.MuteAsync(target, "known", Team.Ben, "1", CancellationToken.None);

        Assert.Equal(said, Assert.Single(_desk.Ledger.Mutes).Text);
    }

    private void LogSays(string text) =>
        _folder.Script(
            "flyctl",
            $"[ \"$1\" = logs ] || exit 1\necho \"{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ} app[148e] jnb [info]{text}\""
        );

    private Task<Card> LogsAsync() =>
        _logs.LogsAsync(_around.Environment, TimeSpan.FromMinutes(15), errorsOnly: false, CancellationToken.None);

    private static string Text(Card card) => Markdown.Join("\n", card.Blocks).Source;
}
