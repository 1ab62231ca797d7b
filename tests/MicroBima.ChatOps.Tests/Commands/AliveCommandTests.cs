using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>What a health check of the container is told: the truth, and nothing of what the bot does.</summary>
public sealed class AliveCommandTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, true, true, "alive")]
    [InlineData(-29, true, true, "alive")]
    [InlineData(-31, true, true, "the bot was last heard of at 2026-11-22 11:59:29Z")]
    [InlineData(31, true, true, "the bot was last heard of at 2026-11-22 12:00:31Z")] // by a clock that was set since
    [InlineData(0, false, true, "the bot is not connected to Discord")]
    [InlineData(0, true, false, "the bot can record nothing any more: look at its disk, then restart it")]
    [InlineData(0, false, false, "the bot can record nothing any more: look at its disk, then restart it")]
    [InlineData(-60, false, false, "the bot was last heard of at 2026-11-22 11:59:00Z")]
    public void P07_It_is_well_only_where_it_lives_hears_and_records(int second, bool hears, bool records, string said)
    {
        Pulse.Write(_folder.Path, new Beat(Now.AddSeconds(second), hears, records));

        Assert.Equal((said == "alive" ? 0 : 1, said), Ask());
    }

    [Fact]
    public void P07_A_folder_in_which_no_bot_has_run_is_not_well() =>
        Assert.Equal((1, $"no bot has run in {_folder.Path}"), Ask());

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"At\":\"soon\"}")]
    [InlineData("<html>")]
    public async Task P07_What_cannot_be_read_is_not_well(string text)
    {
        await File.WriteAllTextAsync(Beat.FileIn(_folder.Path), text);

        Assert.Equal(1, Ask().Code);
    }

    private (int Code, string Said) Ask()
    {
        using var output = new StringWriter();
        var code = AliveCommand.Run(_folder.Path, Now, output);
        return (code, output.ToString().TrimEnd());
    }
}
