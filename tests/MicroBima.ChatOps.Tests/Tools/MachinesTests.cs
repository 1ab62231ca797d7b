using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>Machines that are gone, but that Fly still lists.</summary>
public sealed class MachinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private Surroundings? _around;

    public void Dispose()
    {
        _around?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_app_without_machines_is_not_restarted_and_nobody_waits_for_it()
    {
        var failed = Assert.IsType<MachinesResult.Failed>(
            await Of("""{"Machines":[{"id":"a","state":"destroyed"}]}""")
                .RestartAsync(_around!.Environment, _ => { }, CancellationToken.None)
        );

        Assert.Equal("internal-api has no machine that could be restarted.", failed.What);
        Assert.False(File.Exists(_folder.In("asked")));
    }

    [Fact]
    public async Task An_app_without_machines_is_not_called_started()
    {
        var failed = Assert.IsType<MachinesResult.Failed>(
            await Of("""{"Machines":[{"id":"a","state":"destroyed"}]}""")
                .StartAsync(_around!.Environment, _ => { }, CancellationToken.None)
        );

        Assert.Equal("internal-api has no machine that could be started.", failed.What);
    }

    [Fact]
    public async Task A_machine_that_is_gone_does_not_keep_the_others_from_being_restarted()
    {
        var done = Assert.IsType<MachinesResult.Done>(
            await Of("""{"Machines":[{"id":"a","state":"destroyed"},{"id":"b","state":"started"}]}""")
                .RestartAsync(_around!.Environment, _ => { }, CancellationToken.None)
        );

        Assert.Equal("1 machine restarted: b started", done.Fact);
        Assert.Equal("b", (await File.ReadAllTextAsync(_folder.In("asked"))).Trim());
    }

    private Machines Of(string status)
    {
        var flyctl = _folder.Script(
            "flyctl",
            $"""
            [ "$1" = status ] && echo '{status}' && exit
            for id in "$@"; do case "$id" in a|b) echo "$id" >> '{_folder.In("asked")}';; esac; done
            """
        );
        _around = new Surroundings("/nonexistent", flyctl: flyctl);
        return new Machines(_around.Tools, TimeProvider.System);
    }
}
