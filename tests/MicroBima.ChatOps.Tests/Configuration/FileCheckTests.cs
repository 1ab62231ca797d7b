using System.Text;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Configuration;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Configuration;

/// <summary>Files that settings name are read before anything begins: what cannot be used is told by its key, once, with the remedy.</summary>
public sealed class FileCheckTests : IDisposable
{
    /// <summary>A file of the kernel that nobody may read, root neither.</summary>
    private const string Closed = "/sys/bus/platform/drivers_probe";

    private readonly SettingsFile _file = new();
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Secrets =>
        [
            "Discord:TokenFile",
            "Environments:0:Repository:TokenFile",
            "Environments:0:GitHub:TokenFile",
            "Environments:0:App:FlyTokenFile",
            "Environments:0:Database:ConnectionFile",
            "Backup:KeyFile",
            "Backup:ScratchConnectionFile",
            "People:0:CodeFile",
        ];

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [SkippableTheory]
    [MemberData(nameof(Secrets))]
    public void A_secret_that_the_bot_may_not_read_keeps_it_from_starting(string key)
    {
        Skip.IfNot(File.Exists(Closed), "the kernel shows no such file here");

        AssertTold(
            key,
            Closed,
            $"cannot be read by the user {Environment.UserName}, as whom this runs: chown or chmod it."
        );
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_folder_in_place_of_a_secret_is_named_as_one(string key) =>
        AssertTold(key, _folder.Path, "is a folder: name the file in it.");

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_secret_of_any_size_is_never_taken_into_memory(string key)
    {
        var large = _folder.In("large");
        using (var file = OwnFile.Make(large))
            file.SetLength(16L << 30);

        AssertTold(key, large, "is larger than 1 MiB, or no plain file: is it the right one?");
    }

    [SkippableTheory]
    [MemberData(nameof(Secrets))]
    public async Task A_pipe_or_a_device_in_place_of_a_secret_is_refused_and_never_waited_for(string key)
    {
        Skip.IfNot(File.Exists("/usr/bin/mkfifo"), "no mkfifo on this machine");
        var pipe = _folder.In("pipe");
        using (var made = System.Diagnostics.Process.Start("/usr/bin/mkfifo", ["-m", "600", pipe]))
            await made.WaitForExitAsync();

        foreach (var odd in new[] { pipe, "/dev/zero" })
        {
            var problems = await Task.Run(() => new SettingsFile().With(key, odd).Problems())
                .WaitAsync(TimeSpan.FromSeconds(20));

            Assert.Equal(
                (key.Replace("People:0", "People", StringComparison.Ordinal), odd),
                (problems[0].Key, problems[0].Value)
            );
            Assert.Equal("is larger than 1 MiB, or no plain file: is it the right one?", problems[0].Remedy);
        }
    }

    [Fact]
    public void A_name_is_never_cut_at_a_NUL()
    {
        File.WriteAllText(_folder.In("token"), "secret");

        AssertTold("Discord:TokenFile", _folder.In("token") + "\0.old", "does not exist.");
    }

    [Fact]
    public void All_that_is_wrong_with_the_file_of_an_approvers_secret_is_told_at_once()
    {
        File.WriteAllText(_folder.In("code"), "short");
        File.SetUnixFileMode(_folder.In("code"), UnixFileMode.UserRead | UnixFileMode.OtherWrite);

        var remedies = _file.With("People:0:CodeFile", _folder.In("code")).Problems().Select(problem => problem.Remedy);

        Assert.Equal(
            [
                $"can be written by others: chmod go-w {_folder.In("code")}",
                "holds no secret in base 32 of 16 bytes at least: head -c 20 /dev/urandom | base32",
            ],
            remedies
        );
    }

    [Theory]
    [InlineData("", "is empty: write the token into it.")]
    [InlineData(" \r\n\n", "is empty: write the token into it.")]
    [InlineData(
        "one\ntwo\n",
        "holds more than a token: another line, or a letter that no token has. It stands there alone."
    )]
    [InlineData(
        "to\u200Bken",
        "holds more than a token: another line, or a letter that no token has. It stands there alone."
    )]
    public void A_file_without_one_token_is_named_and_its_content_is_not(string content, string told)
    {
        foreach (
            var key in new[]
            {
                "Discord:TokenFile",
                "Environments:0:Repository:TokenFile",
                "Environments:0:GitHub:TokenFile",
                "Environments:0:App:FlyTokenFile",
            }
        )
        {
            using var file = new SettingsFile();
            File.WriteAllText(_folder.In("token"), content, Encoding.UTF8);

            var problem = Assert.Single(file.With(key, _folder.In("token")).Problems());

            Assert.Equal((key, told), (problem.Key, problem.Remedy));
        }
    }

    [Fact]
    public void A_token_may_have_words_and_a_last_line_ending_and_come_from_any_editor()
    {
        File.WriteAllText(_folder.In("token"), "FlyV1 fm2_abc,fm2_def\r\n", new UnicodeEncoding(false, true));

        Assert.Empty(_file.With("Environments:0:App:FlyTokenFile", _folder.In("token")).Problems());
    }

    [Fact]
    public void A_key_that_is_not_there_is_told_with_how_to_make_one() =>
        AssertTold(
            "Backup:KeyFile",
            _folder.In("key"),
            $"does not exist. Make one: head -c 32 /dev/urandom > {_folder.In("key")}; keep a copy elsewhere, without it no backup opens."
        );

    [SkippableFact]
    public async Task Settings_that_the_bot_may_not_read_end_the_start_and_the_doctor_in_one_line()
    {
        Skip.IfNot(File.Exists(Closed), "the kernel shows no such file here");
        using var start = new StringWriter();
        using var found = new StringWriter();
        var told =
            $"--config = \"{Closed}\": cannot be read by the user {Environment.UserName}, as whom this runs: chown or chmod it.";

        var codes = (
            await RunCommand.RunAsync(Closed, start, CancellationToken.None),
            await new ChatOps.Commands.Doctor(found).RunAsync(Closed, CancellationToken.None)
        );

        Assert.Equal((2, 2), codes);
        Assert.Equal(told, start.ToString().Split('\n')[1].Trim());
        Assert.Equal($"FAIL configuration: {told}\n", found.ToString());
    }

    [Fact]
    public void A_file_in_place_of_the_bots_folder_is_named_as_one()
    {
        File.WriteAllText(_folder.In("data"), "");

        var told = Assert.Throws<IOException>(() => StorageFolder.Take(_folder.In("data")));

        Assert.Equal($"{_folder.In("data")} is a file, and has to be a folder: set Storage:Folder.", told.Message);
    }

    private void AssertTold(string key, string value, string told)
    {
        var problem = Assert.Single(_file.With(key, value).Problems());

        Assert.Equal(
            (key.Replace("People:0", "People", StringComparison.Ordinal), value),
            (problem.Key, problem.Value)
        );
        Assert.Equal(told, problem.Remedy);
    }
}
