using System.Diagnostics;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>How programs end: by themselves, by a signal, by a limit, and with everything they started.</summary>
public sealed partial class ShellTests
{
    [Fact]
    public async Task H01_a_program_that_ignores_every_polite_signal_is_gone_within_bounds_with_its_children()
    {
        var began = Stopwatch.StartNew();

        var running = StartAsync(
            $"trap '' INT TERM HUP; echo $$ > {_folder.In("parent")}; sh -c 'trap \"\" INT TERM; echo $$ > {_folder.In("child")}; while :; do sleep 1; done' & while :; do sleep 1; done",
            total: TimeSpan.FromSeconds(1)
        );
        var (parent, child) = (await PidAsync("parent"), await PidAsync("child"));
        var result = await running;

        Assert.IsType<ProgramEnd.Stopped>(result.End);
        Assert.False(OtherProcesses.IsAlive(parent));
        Assert.False(OtherProcesses.IsAlive(child));
        Assert.True(began.Elapsed < TimeSpan.FromSeconds(25), $"it took {began.Elapsed}");
    }

    [Fact]
    public async Task H02_grandchildren_of_a_stopped_program_are_gone()
    {
        using var stop = new CancellationTokenSource();

        var running = StartAsync(
            $"sh -c 'sh -c \"echo \\$\\$ > {_folder.In("grandchild")}; sleep 300\" & wait' & wait",
            stop: stop.Token
        );
        var grandchild = await PidAsync("grandchild");
        await stop.CancelAsync();
        var result = await running;

        Assert.Equal(new ProgramEnd.Stopped("stopped on request"), result.End);
        Assert.True(await OtherProcesses.GoneAsync(grandchild));
    }

    [Fact]
    public async Task H02_what_a_program_leaves_in_its_group_ends_with_it()
    {
        var left = _folder.In("left");

        var result = await RunAsync(
            $"sh -c 'echo $$ > {left}; sleep 300' >/dev/null 2>&1 & while [ ! -s {left} ]; do sleep 0.05; done"
        );

        Assert.True(result.IsSuccess);
        Assert.True(await OtherProcesses.GoneAsync(await PidAsync("left")));
    }

    [Fact]
    public async Task H03_a_daemon_in_a_session_of_its_own_is_gone_when_its_program_is_stopped()
    {
        using var stop = new CancellationTokenSource();

        var running = StartAsync(
            $"setsid sh -c 'echo $$ > {_folder.In("daemon")}; exec sleep 300' & sleep 300",
            stop: stop.Token
        );
        var daemon = await PidAsync("daemon");
        await stop.CancelAsync();
        await running;

        Assert.True(await OtherProcesses.GoneAsync(daemon));
    }

    [Fact]
    public async Task H03_H09_the_next_bot_on_the_same_folder_finds_a_daemon_that_was_left_behind()
    {
        await RunAsync(
            $"setsid sh -c 'echo $$ > {_folder.In("daemon")}; exec sleep 300' >/dev/null 2>&1 & while [ ! -s {_folder.In("daemon")} ]; do sleep 0.05; done"
        );
        var daemon = await PidAsync("daemon");
        Assert.True(OtherProcesses.IsAlive(daemon));

        var swept = await new Shell(TimeProvider.System, _folder.Path).SweepAsync(CancellationToken.None);

        Assert.True(swept >= 1);
        Assert.True(await OtherProcesses.GoneAsync(daemon));
    }

    [Fact]
    public async Task H03_the_sweep_of_another_folder_leaves_it_alone()
    {
        using var stop = new CancellationTokenSource();
        var running = StartAsync($"echo $$ > {_folder.In("mine")}; sleep 300", stop: stop.Token);
        var mine = await PidAsync("mine");

        var swept = await new Shell(TimeProvider.System, _folder.Path + "-other").SweepAsync(CancellationToken.None);

        Assert.Equal(0, swept);
        Assert.True(OtherProcesses.IsAlive(mine));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task H04_a_daemon_that_keeps_the_output_open_does_not_hold_the_bot_and_the_exit_code_is_kept()
    {
        var began = Stopwatch.StartNew();

        var result = await RunAsync("echo before; setsid sleep 300 & exit 7");

        Assert.Equal(new ProgramEnd.Exited(7), result.End);
        Assert.Equal("before\n", result.Output);
        Assert.True(began.Elapsed < TimeSpan.FromSeconds(20), $"it took {began.Elapsed}");
    }

    [Fact]
    public async Task H05_D08_a_program_that_ended_before_the_cancellation_is_an_exit_not_a_stop()
    {
        using var stop = new CancellationTokenSource();

        var result = await _shell.RunAsync(Of("echo done") with { OnLine = _ => stop.Cancel() }, stop.Token);

        Assert.Equal(new ProgramEnd.Exited(0), result.End);
    }

    [Fact]
    public async Task O09_nothing_is_started_any_more_once_the_bot_goes_down()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var result = await _shell.RunAsync(Of($"echo effect > {_folder.In("effect")}"), stop.Token);

        Assert.IsType<ProgramEnd.NotStarted>(result.End);
        Assert.False(File.Exists(_folder.In("effect")));
    }

    [Fact]
    public async Task H10_a_program_outlives_the_thread_that_started_it()
    {
        Task<ProgramResult>? running = null;
        var thread = new Thread(() =>
            running = StartAsync("sleep 1; echo alive", idle: TimeSpan.FromMinutes(1), total: TimeSpan.FromMinutes(1))
        );
        thread.Start();
        thread.Join();

        var result = await running!;

        Assert.Equal(new ProgramEnd.Exited(0), result.End);
        Assert.Equal("alive\n", result.Output);
    }

    [Fact]
    public async Task H11_programs_that_ended_leave_nothing_to_be_collected()
    {
        var numbers = new List<string>();
        for (var start = 0; start < 100; start++)
            numbers.Add((await StartAsync("echo $$", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1))).Output.Trim());

        Assert.Equal(100, numbers.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(
            numbers,
            number =>
                File.Exists($"/proc/{number}/stat")
                && File.ReadAllText($"/proc/{number}/stat").Contains(") Z ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task H13_where_the_machine_has_no_room_for_a_program_it_was_not_started_and_can_be_retried()
    {
        var said = await OtherProcesses.RunAsync(
            "/usr/bin/prlimit",
            ["--nofile=256:256", "dotnet", "exec", typeof(FullMachine).Assembly.Location, FullMachine.Verb],
            input: null,
            ("DOTNET_TieredCompilation", "0")
        );

        Assert.Matches("^(not started\n)+(not started\n|exited\n)*exited\n$", said);
    }

    [Fact]
    public async Task H14_R4_a_silent_program_is_stopped_by_the_idle_time_not_by_the_total()
    {
        var result = await StartAsync(
            "echo hello; sleep 300",
            idle: TimeSpan.FromSeconds(1),
            total: TimeSpan.FromSeconds(100)
        );

        Assert.Equal(new ProgramEnd.Stopped("stopped after 1 s without output"), result.End);
        Assert.Equal("hello\n", result.Output);
    }

    [Fact]
    public async Task H14_a_dripping_program_is_stopped_by_the_total_time_not_by_the_idle_time()
    {
        var result = await StartAsync(
            "while :; do printf .; sleep 0.1; done",
            idle: TimeSpan.FromSeconds(30),
            total: TimeSpan.FromSeconds(1)
        );

        Assert.Equal(new ProgramEnd.Stopped("stopped after 1 s"), result.End);
    }
}
