using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>Real programs, real signals: how they are started, heard and stopped.</summary>
public sealed partial class ShellTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Shell _shell;

    public ShellTests() => _shell = new Shell(TimeProvider.System, _folder.Path);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a\nb\nc", "b\nc")]
    [InlineData("a\nerror: b\nc", "error: b\nc")]
    [InlineData("a\nERROR: no\nCommand was: create table\n(\n  id int\n)", "ERROR: no\nCommand was: create table")]
    [InlineData("error: first\na\nerror: last\nb\nc", "error: last\nb")]
    [InlineData("error: only", "error: only")]
    public void The_last_lines_begin_with_the_last_error_where_a_long_text_follows_it(string errors, string last) =>
        Assert.Equal(last, new ProgramResult(new ProgramEnd.Exited(1), "out", errors).LastLines(2));

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
    public async Task H06_a_program_that_asks_gets_no_answer_and_has_no_terminal()
    {
        var result = await RunAsync(
            "read answer; echo \"read: $?\"; (: < /dev/tty) 2>/dev/null && echo tty || echo no tty; test -t 0 || echo no stdin"
        );

        Assert.Equal("read: 1\nno tty\nno stdin\n", result.Output);
    }

    [Fact]
    public async Task Input_is_given_byte_for_byte_and_then_ends()
    {
        var result = await _shell.RunAsync(
            Of("cat") with
            {
                Input = new byte[] { 65, 0, 255, 10 },
            },
            CancellationToken.None
        );

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
            Of($"echo one; sleep 0.3; echo two; sleep 0.3; echo migrated > {_folder.In("effect")}") with
            {
                OnLine = _ => throw new FormatException("a bug"),
            },
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

        Assert.Contains(
            "is not executable",
            Assert.IsType<ProgramEnd.NotStarted>(result.End).Why,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task E13_a_file_in_the_working_directory_named_like_a_tool_is_never_run()
    {
        var planted = _folder.Script("id", $"echo planted > {_folder.In("effect")}");

        var result = await _shell.RunAsync(
            Of("id") with
            {
                Folder = Path.GetDirectoryName(planted)!,
            },
            CancellationToken.None
        );

        Assert.True(result.IsSuccess);
        Assert.False(File.Exists(_folder.In("effect")));
    }

    [Fact]
    public async Task H12_a_file_that_is_no_program_is_not_handed_to_a_shell()
    {
        var path = _folder.Script("strange", "");
        await File.WriteAllTextAsync(path, $"echo ran > {_folder.In("effect")}\n");

        var result = await _shell.RunAsync(Of("") with { Path = path, Arguments = [] }, CancellationToken.None);

        Assert.Contains(
            "no program of this machine",
            Assert.IsType<ProgramEnd.NotStarted>(result.End).Why,
            StringComparison.Ordinal
        );
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
            Of("") with
            {
                Environment = ImmutableDictionary<string, string>.Empty.Add("A", "safe\0evil"),
            },
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
            Of("") with
            {
                Path = "/usr/bin/env",
                Arguments = [],
                Environment = ImmutableDictionary<string, string>.Empty.Add("MINE", "yes"),
            },
            CancellationToken.None
        );

        var names = result
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.StartsWith($"{Shell.Marker}={_folder.Path}#", names[0], StringComparison.Ordinal);
        Assert.Equal(
            [
                "CI=1",
                "HOME=/nonexistent",
                "LC_ALL=C.UTF-8",
                "MINE=yes",
                "NO_COLOR=1",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "TERM=dumb",
                "TZ=UTC",
            ],
            names.Skip(1)
        );
    }

    [Fact]
    public async Task H16_files_of_a_program_are_for_the_bot_alone_and_the_bots_own_mask_stays()
    {
        var before = await UsualMaskAsync();

        await RunAsync($"echo secret > {_folder.In("file")}; mkdir {_folder.In("folder")}");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.In("file")));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(_folder.In("folder"))
        );
        Assert.Equal(before, await OtherProcesses.UntilAsync(MaskAsync, mask => mask == before));
    }

    [Fact]
    public async Task F08_much_output_is_counted_and_bounded()
    {
        var megabytes = int.Parse(
            Environment.GetEnvironmentVariable("CHATOPS_TEST_MEGABYTES") ?? "50",
            CultureInfo.InvariantCulture
        );
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var result = await StartAsync(
            $"head -c {megabytes}M /dev/zero",
            idle: TimeSpan.FromMinutes(2),
            total: TimeSpan.FromMinutes(9)
        );

        Assert.True(result.IsSuccess);
        Assert.True(result.Output.Length < 200_000);
        Assert.Contains(
            $"{(long)megabytes * 1024 * 1024 - 2 * ProgramRun.Usual} bytes omitted",
            result.Output,
            StringComparison.Ordinal
        );
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 20_000_000);
    }

    [Fact]
    public async Task F08_one_endless_line_does_not_grow_the_progress_line()
    {
        var longest = 0;

        await _shell.RunAsync(
            Of("head -c 20M /dev/zero | tr '\\0' x; echo; echo end") with
            {
                OnLine = line => longest = Math.Max(longest, line.Length),
            },
            CancellationToken.None
        );

        Assert.InRange(longest, 1, 400);
    }

    /// <summary>The mask but for the instants in which another test starts a program.</summary>
    private static async Task<string> UsualMaskAsync()
    {
        var seen = new List<string>();
        for (var reading = 0; reading < 20; reading++)
        {
            seen.Add(await MaskAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(5), CancellationToken.None);
        }

        return seen.CountBy(mask => mask).MaxBy(mask => mask.Value).Key;
    }

    private static async Task<string> MaskAsync() =>
        (await File.ReadAllLinesAsync("/proc/self/status")).First(line =>
            line.StartsWith("Umask:", StringComparison.Ordinal)
        );

    private Task<int> PidAsync(string name) => OtherProcesses.NumberInAsync(_folder.In(name));

    private Task<ProgramResult> RunAsync(string script) => _shell.RunAsync(Of(script), CancellationToken.None);

    private Task<ProgramResult> StartAsync(
        string script,
        TimeSpan? total = null,
        TimeSpan? idle = null,
        CancellationToken stop = default
    ) =>
        _shell.RunAsync(
            Of(script) with
            {
                Total = total ?? TimeSpan.FromSeconds(60),
                Idle = idle ?? TimeSpan.FromSeconds(60),
            },
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
