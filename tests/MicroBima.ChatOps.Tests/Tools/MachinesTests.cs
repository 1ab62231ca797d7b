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

    [Fact]
    public async Task Machines_that_flyctl_did_not_stop_are_not_called_stopped()
    {
        var failed = Assert.IsType<MachinesResult.Failed>(
            await Of("""{"Machines":[{"id":"a","state":"stopped"},{"id":"b","state":"started"}]}""", "exit 1")
                .StopAsync(_around!.Environment, _ => { }, CancellationToken.None)
        );

        Assert.StartsWith("The machines are not stopped: ", failed.What, StringComparison.Ordinal);
        Assert.Equal("b", (await File.ReadAllTextAsync(_folder.In("asked"))).Trim());
    }

    [Fact]
    public async Task A_restart_waits_until_every_machine_runs_and_every_check_passes()
    {
        var waiting = new TaskCompletionSource();
        const string Half =
            """{"Machines":[{"id":"b","state":"started","checks":[{"name":"x","status":"critical"}]}]}""";
        var machines = Of(Half);

        var restart = machines.RestartAsync(_around!.Environment, Heard, CancellationToken.None);
        await waiting.Task;
        Assert.False(restart.IsCompleted);
        await File.WriteAllTextAsync(
            _folder.In("status"),
            Half.Replace("critical", "passing", StringComparison.Ordinal)
        );

        Assert.IsType<MachinesResult.Done>(await restart);

        void Heard(string line)
        {
            if (line.Contains("b started", StringComparison.Ordinal))
                waiting.TrySetResult();
        }
    }

    [Theory]
    [InlineData("""{"schedule":"daily"}""")]
    [InlineData("""{"standbys":["a"]}""")]
    public async Task A_machine_that_Fly_starts_when_it_is_time_is_started_by_nobody_else(string config)
    {
        var machines = Of(
            $$"""{"Machines":[{"id":"a","state":"started"},{"id":"b","state":"stopped","config":{{config}}}]}"""
        );

        var started = await machines.StartAsync(_around!.Environment, _ => { }, CancellationToken.None);
        var restarted = await machines.RestartAsync(_around!.Environment, _ => { }, CancellationToken.None);

        Assert.Equal(new MachinesResult.Done("1 machine was started already: a started"), started);
        Assert.Equal(new MachinesResult.Done("1 machine restarted: a started"), restarted);
        Assert.Equal("a", Asked());
    }

    [Fact]
    public async Task A_machine_that_Fly_started_is_stopped_with_the_others()
    {
        var stopped = await Of(
                """{"Machines":[{"id":"a","state":"stopped"},{"id":"b","state":"started","config":{"schedule":"daily"}}]}""",
                $"sed -i s/started/stopped/ '{_folder.In("status")}'"
            )
            .StopAsync(_around!.Environment, _ => { }, CancellationToken.None);

        Assert.Equal(new MachinesResult.Done("1 machine stopped: a stopped"), stopped);
        Assert.Equal("b", Asked());
    }

    [Fact]
    public async Task Where_flyctl_says_nothing_nothing_is_done()
    {
        var failed = Assert.IsType<MachinesResult.Failed>(
            await Of("no JSON").StopAsync(_around!.Environment, _ => { }, CancellationToken.None)
        );

        Assert.Contains("does not say which machines", failed.What, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("asked")));
    }

    [Theory]
    [InlineData("-a")]
    [InlineData("--all")]
    [InlineData("a b")]
    public async Task What_is_no_name_of_a_machine_never_becomes_an_argument(string id)
    {
        var machines = Of($$"""{"Machines":[{"id":"{{id}}","state":"started"},{"id":"b","state":"started"}]}""");

        await Assert.ThrowsAsync<ArgumentException>(() =>
            machines.StopAsync(_around!.Environment, _ => { }, CancellationToken.None)
        );

        Assert.False(File.Exists(_folder.In("asked")));
    }

    [Theory]
    [InlineData("restart", "a started, b stopped", "restart a|start b", "2 machines restarted: a started, b started")]
    [InlineData("restart", "a stopped, b stopped", "start a b", "2 machines restarted: a started, b started")]
    [InlineData("start", "a started, b stopped", "start b", "2 machines started: a started, b started")]
    [InlineData("start", "a started, b started", "", "2 machines were started already: a started, b started")]
    [InlineData("stop", "a started, b suspended", "stop a", "2 machines stopped: a stopped, b suspended")]
    [InlineData("stop", "a stopped", "", "1 machine was stopped already: a stopped")]
    [InlineData("stop", "a unheard-of", "stop a", "1 machine stopped: a stopped")]
    public async Task Only_the_machines_that_need_it_are_touched(string verb, string states, string asked, string fact)
    {
        var machines = Obeying(states, "");

        var done = Assert.IsType<MachinesResult.Done>(await DoAsync(machines, verb));

        Assert.Equal(fact, done.Fact);
        Assert.Equal(asked, Asked());
    }

    [Fact]
    public async Task Where_the_restart_failed_the_other_machines_are_not_started_and_it_is_said_why()
    {
        var machines = Obeying("a started, b stopped", "[ \"$2\" = restart ] && echo no lease >&2 && exit 1");

        var failed = Assert.IsType<MachinesResult.Failed>(await DoAsync(machines, "restart"));

        Assert.Equal(
            ("The machines are not restarted: a started, b stopped.", "no lease"),
            (failed.What, failed.Detail)
        );
        Assert.Equal("restart a", Asked());
    }

    [Fact]
    public async Task Without_flyctl_it_is_said_which_setting_is_missing()
    {
        using var around = new Surroundings("/nonexistent");

        var failed = Assert.IsType<MachinesResult.Failed>(
            await new Machines(around.Tools, TimeProvider.System).StopAsync(
                around.Environment,
                _ => { },
                CancellationToken.None
            )
        );

        Assert.Equal("Set Tools:Flyctl.", failed.Detail);
    }

    [Fact]
    public async Task Machines_that_never_get_there_are_waited_for_two_minutes()
    {
        var machines = Obeying("a started", "exit 0", new FastTime(600));

        var failed = Assert.IsType<MachinesResult.Failed>(await DoAsync(machines, "stop"));

        Assert.Equal("The machines are not stopped: a started.", failed.What);
    }

    private Task<MachinesResult> DoAsync(Machines machines, string verb) =>
        verb switch
        {
            "stop" => machines.StopAsync(_around!.Environment, _ => { }, CancellationToken.None),
            "start" => machines.StartAsync(_around!.Environment, _ => { }, CancellationToken.None),
            _ => machines.RestartAsync(_around!.Environment, _ => { }, CancellationToken.None),
        };

    private string Asked() =>
        File.Exists(_folder.In("asked")) ? string.Join('|', File.ReadAllLines(_folder.In("asked"))) : "";

    /// <summary>Machines that do what flyctl is asked for, unless it ends before.</summary>
    private Machines Obeying(string states, string before, TimeProvider? time = null)
    {
        var machines = states
            .Split(", ")
            .Select(one => one.Split(' '))
            .Select(one => $$"""{"id":"{{one[0]}}","state":"{{one[1]}}"}""");
        File.WriteAllText(_folder.In("status"), $$"""{"Machines":[{{string.Join(",\n", machines)}}]}""");
        var flyctl = _folder.Script(
            "flyctl",
            $$"""
            [ "$1" = status ] && exec /bin/cat '{{_folder.In("status")}}'
            verb=$2; asked=$2; shift 2
            for id in "$@"; do [ "$id" = --app ] && break; asked="$asked $id"; done
            echo "$asked" >> '{{_folder.In("asked")}}'
            set -- machine $asked
            {{before}}
            new=started; [ "$verb" = stop ] && new=stopped
            shift 2
            for id in "$@"; do sed -i "/\"$id\"/s/\"state\":\"[a-z-]*\"/\"state\":\"$new\"/" '{{_folder.In(
                "status"
            )}}'; done
            """
        );
        _around = new Surroundings("/nonexistent", flyctl: flyctl);
        return new Machines(_around.Tools, time ?? TimeProvider.System);
    }

    private Machines Of(string status, string then = "exit 0")
    {
        File.WriteAllText(_folder.In("status"), status);
        var flyctl = _folder.Script(
            "flyctl",
            $"""
            [ "$1" = status ] && cat '{_folder.In("status")}' && exit
            for id in "$@"; do case "$id" in a|b) echo "$id" >> '{_folder.In("asked")}';; esac; done
            {then}
            """
        );
        _around = new Surroundings("/nonexistent", flyctl: flyctl);
        return new Machines(_around.Tools, TimeProvider.System);
    }
}
