using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>Real programs, real signals: how they are started, heard and stopped.</summary>
public sealed class ShellTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Shell _shell;

    public ShellTests() => _shell = new Shell(TimeProvider.System, _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_program_that_succeeds_tells_what_it_said_and_how_it_ended()
    {
        var result = await RunAsync("echo out; echo err >&2; exit 3");

        Assert.Equal(new ProgramEnd.Exited(3), result.End);
        Assert.Equal("out\n", result.Output);
        Assert.Equal("err\n", result.Errors);
        Assert.Equal("err", result.LastLines(2));
        Assert.False(result.IsSuccess);
    }

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

        var running = StartAsync($"sh -c 'sh -c \"echo \\$\\$ > {_folder.In("grandchild")}; sleep 300\" & wait' & wait", stop: stop.Token);
        var grandchild = await PidAsync("grandchild");
        await stop.CancelAsync();
        var result = await running;

        Assert.Equal(new ProgramEnd.Stopped("stopped on request"), result.End);
        Assert.False(OtherProcesses.IsAlive(grandchild));
    }

    [Fact]
    public async Task H02_what_a_program_leaves_in_its_group_ends_with_it()
    {
        var result = await RunAsync($"sh -c 'echo $$ > {_folder.In("left")}; sleep 300' >/dev/null 2>&1 & exit 0");

        Assert.True(result.IsSuccess);
        if (File.Exists(_folder.In("left")))
            Assert.True(await OtherProcesses.GoneAsync(await PidAsync("left")));
    }

    [Fact]
    public async Task H03_a_daemon_in_a_session_of_its_own_is_gone_when_its_program_is_stopped()
    {
        using var stop = new CancellationTokenSource();

        var running = StartAsync($"setsid sh -c 'echo $$ > {_folder.In("daemon")}; exec sleep 300' & sleep 300", stop: stop.Token);
        var daemon = await PidAsync("daemon");
        await stop.CancelAsync();
        await running;

        Assert.True(await OtherProcesses.GoneAsync(daemon));
    }

    [Fact]
    public async Task H03_H09_the_next_bot_on_the_same_folder_finds_a_daemon_that_was_left_behind()
    {
        await RunAsync($"setsid sh -c 'echo $$ > {_folder.In("daemon")}; exec sleep 300' >/dev/null 2>&1 & while [ ! -s {_folder.In("daemon")} ]; do sleep 0.05; done");
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
    public async Task H06_a_program_that_asks_gets_no_answer_and_has_no_terminal()
    {
        var result = await RunAsync("read answer; echo \"read: $?\"; (: < /dev/tty) 2>/dev/null && echo tty || echo no tty; test -t 0 || echo no stdin");

        Assert.Equal("read: 1\nno tty\nno stdin\n", result.Output);
    }

    [Fact]
    public async Task Input_is_given_byte_for_byte_and_then_ends()
    {
        var result = await _shell.RunAsync(Of("cat") with { Input = new byte[] { 65, 0, 255, 10 } }, CancellationToken.None);

        Assert.Equal([65, 0, 255, 10], result.Bytes.ToArray());
    }

    [Fact]
    public async Task H07_output_that_nobody_reads_line_by_line_does_not_break_the_program()
    {
        var result = await RunAsync("seq 100000");

        Assert.True(result.IsSuccess);
        Assert.StartsWith("1\n2\n3\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n99999\n100000\n", result.Output, StringComparison.Ordinal);
        Assert.False(result.IsWhole);
        Assert.Contains("bytes omitted", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H08_a_listener_that_throws_does_not_end_the_program()
    {
        var result = await _shell.RunAsync(
            Of($"echo one; sleep 0.3; echo two; sleep 0.3; echo migrated > {_folder.In("effect")}") with { OnLine = _ => throw new FormatException("a bug") },
            CancellationToken.None
        );

        Assert.True(result.IsSuccess);
        Assert.True(File.Exists(_folder.In("effect")));
    }

    [Theory]
    [InlineData("git", "is not an absolute path")]
    [InlineData("./git", "is not an absolute path")]
    [InlineData("/nonexistent/git", "does not exist")]
    [InlineData("/tmp", "does not exist")]
    public async Task H12_E13_a_program_that_cannot_be_one_is_not_started(string path, string why)
    {
        var result = await _shell.RunAsync(Of("") with { Path = path }, CancellationToken.None);

        Assert.Contains(why, Assert.IsType<ProgramEnd.NotStarted>(result.End).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task H12_a_file_without_the_right_to_run_is_not_started()
    {
        var path = _folder.Script("closed", "exit 0");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var result = await _shell.RunAsync(Of("") with { Path = path }, CancellationToken.None);

        Assert.Contains("is not executable", Assert.IsType<ProgramEnd.NotStarted>(result.End).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E13_a_file_in_the_working_directory_named_like_a_tool_is_never_run()
    {
        var planted = _folder.Script("id", $"echo planted > {_folder.In("effect")}");

        var result = await _shell.RunAsync(Of("id") with { Folder = Path.GetDirectoryName(planted)! }, CancellationToken.None);

        Assert.True(result.IsSuccess);
        Assert.False(File.Exists(_folder.In("effect")));
    }

    [Fact]
    public async Task H12_a_file_that_is_no_program_is_not_handed_to_a_shell()
    {
        var path = _folder.Script("strange", "");
        await File.WriteAllTextAsync(path, $"echo ran > {_folder.In("effect")}\n");

        var result = await _shell.RunAsync(Of("") with { Path = path, Arguments = [] }, CancellationToken.None);

        Assert.Contains("no program of this machine", Assert.IsType<ProgramEnd.NotStarted>(result.End).Why, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("effect")));
    }

    [Fact]
    public async Task H12_a_program_of_another_machine_is_not_started()
    {
        var path = _folder.Script("foreign", "");
        var bytes = await File.ReadAllBytesAsync("/usr/bin/setsid");
        bytes[18] ^= 0x7f;
        await File.WriteAllBytesAsync(path, bytes);

        var result = await _shell.RunAsync(Of("") with { Path = path, Arguments = [] }, CancellationToken.None);

        Assert.IsType<ProgramEnd.NotStarted>(result.End);
    }

    [Fact]
    public async Task H12_a_script_whose_interpreter_is_missing_never_began()
    {
        var path = _folder.Script("orphan", "");
        await File.WriteAllTextAsync(path, "#!/nonexistent/interpreter\n");

        var result = await _shell.RunAsync(Of("") with { Path = path, Arguments = [] }, CancellationToken.None);

        Assert.IsType<ProgramEnd.NotStarted>(result.End);
    }

    [Fact]
    public async Task E15_an_argument_or_a_variable_with_NUL_is_refused()
    {
        var argument = await _shell.RunAsync(Of("") with { Arguments = ["safe\0evil"] }, CancellationToken.None);
        var variable = await _shell.RunAsync(
            Of("") with { Environment = ImmutableDictionary<string, string>.Empty.Add("A", "safe\0evil") },
            CancellationToken.None
        );

        Assert.Equal(new ProgramEnd.NotStarted("an argument holds a NUL character"), argument.End);
        Assert.Equal(new ProgramEnd.NotStarted("a variable holds a NUL character"), variable.End);
    }

    [Fact]
    public async Task E05_shell_text_in_an_argument_stays_an_argument()
    {
        var echo = _folder.Script("echo-all", "for a in \"$@\"; do printf '%s\\n' \"$a\"; done");
        string[] odd = ["a;id", "$(id)", "`id`", "a|b", "a b", "", "--", "-e", "ü\u2028", "\n"];

        var result = await _shell.RunAsync(Of("") with { Path = echo, Arguments = [.. odd] }, CancellationToken.None);

        Assert.Equal(string.Concat(odd.Select(argument => argument + "\n")), result.Output);
    }

    [Fact]
    public async Task G03_E14_H15_the_environment_is_the_allow_list_and_nothing_else()
    {
        Environment.SetEnvironmentVariable("LD_PRELOAD_OF_A_TEST", "evil");

        var result = await _shell.RunAsync(
            Of("") with { Path = "/usr/bin/env", Arguments = [], Environment = ImmutableDictionary<string, string>.Empty.Add("MINE", "yes") },
            CancellationToken.None
        );

        var names = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToList();
        Assert.StartsWith($"{Shell.Marker}={_folder.Path}#", names[0], StringComparison.Ordinal);
        Assert.Equal(
            [
                "CI=1", "HOME=/nonexistent", "LC_ALL=C.UTF-8", "MINE=yes", "NO_COLOR=1",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=dumb", "TZ=UTC",
            ],
            names.Skip(1)
        );
    }

    [Fact]
    public async Task H14_a_silent_program_is_stopped_by_the_idle_time_not_by_the_total()
    {
        var result = await StartAsync("echo hello; sleep 300", idle: TimeSpan.FromSeconds(1), total: TimeSpan.FromSeconds(100));

        Assert.Equal(new ProgramEnd.Stopped("stopped after 1 s without output"), result.End);
        Assert.Equal("hello\n", result.Output);
    }

    [Fact]
    public async Task H14_a_dripping_program_is_stopped_by_the_total_time_not_by_the_idle_time()
    {
        var result = await StartAsync("while :; do printf .; sleep 0.1; done", idle: TimeSpan.FromSeconds(30), total: TimeSpan.FromSeconds(1));

        Assert.Equal(new ProgramEnd.Stopped("stopped after 1 s"), result.End);
    }

    [Fact]
    public async Task H16_files_of_a_program_are_for_the_bot_alone_and_the_bots_own_mask_stays()
    {
        var before = await MaskAsync();

        await RunAsync($"echo secret > {_folder.In("file")}; mkdir {_folder.In("folder")}");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.In("file")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_folder.In("folder"))
        );
        Assert.Equal(before, await MaskAsync());
    }

    [Fact]
    public async Task F08_much_output_is_counted_and_bounded()
    {
        var megabytes = int.Parse(Environment.GetEnvironmentVariable("CHATOPS_TEST_MEGABYTES") ?? "50", CultureInfo.InvariantCulture);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var result = await StartAsync($"head -c {megabytes}M /dev/zero", idle: TimeSpan.FromMinutes(2), total: TimeSpan.FromMinutes(9));

        Assert.True(result.IsSuccess);
        Assert.True(result.Output.Length < 200_000);
        Assert.Contains($"{(long)megabytes * 1024 * 1024 - 2 * ProgramRun.Usual} bytes omitted", result.Output, StringComparison.Ordinal);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 20_000_000);
    }

    [Fact]
    public async Task F08_one_endless_line_does_not_grow_the_progress_line()
    {
        var longest = 0;

        await _shell.RunAsync(
            Of("head -c 20M /dev/zero | tr '\\0' x; echo; echo end") with { OnLine = line => longest = Math.Max(longest, line.Length) },
            CancellationToken.None
        );

        Assert.InRange(longest, 1, 400);
    }

    private static async Task<string> MaskAsync() =>
        (await File.ReadAllLinesAsync("/proc/self/status")).First(line => line.StartsWith("Umask:", StringComparison.Ordinal));

    private Task<int> PidAsync(string name) => OtherProcesses.NumberInAsync(_folder.In(name));

    private Task<ProgramResult> RunAsync(string script) => _shell.RunAsync(Of(script), CancellationToken.None);

    private Task<ProgramResult> StartAsync(
        string script,
        TimeSpan? total = null,
        TimeSpan? idle = null,
        CancellationToken stop = default
    ) =>
        _shell.RunAsync(
            Of(script) with { Total = total ?? TimeSpan.FromSeconds(60), Idle = idle ?? TimeSpan.FromSeconds(60) },
            stop
        );

    private static ProgramRun Of(string script) =>
        new(
            "/bin/sh",
            ["-c", script],
            ImmutableDictionary<string, string>.Empty,
            "/",
            TimeSpan.FromSeconds(60),
            TimeSpan.FromSeconds(60)
        );
}
