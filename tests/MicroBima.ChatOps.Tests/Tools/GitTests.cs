using System.Text;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>git against real repositories: whose names count, what never runs, and what cannot be parsed wrongly.</summary>
public sealed class GitTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Remote _remote = null!;
    private int _clones;

    public async Task InitializeAsync() => _remote = await Remote.WithBranchesAsync();

    public Task DisposeAsync()
    {
        _remote.Dispose();
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("staging", true)]
    [InlineData("release/2026-11", true)]
    [InlineData("--upload-pack=touch x", false)]
    [InlineData("-a", false)]
    [InlineData("--exec=x", false)]
    [InlineData("a;id", false)]
    [InlineData("a$(id)", false)]
    [InlineData("a`id`", false)]
    [InlineData("a|b", false)]
    [InlineData("a&b", false)]
    [InlineData("a>b", false)]
    [InlineData("HEAD~1", false)]
    [InlineData("@", false)]
    [InlineData("@{u}", false)]
    [InlineData("stash@{0}", false)]
    [InlineData(":/text", false)]
    [InlineData("a:b", false)]
    [InlineData("a..b", false)]
    [InlineData("a/", false)]
    [InlineData("staging\n", false)]
    [InlineData("sta\u2028ging", false)]
    [InlineData("", false)]
    public async Task E01_E02_E03_E08_E09_only_plain_names_are_branches(string name, bool isPlain)
    {
        using var git = New();

        Assert.Equal(isPlain, Git.IsBranchName(name));
        if (!isPlain)
            await Assert.ThrowsAsync<GitException>(() => git.RemoteHeadAsync(name, CancellationToken.None));
    }

    [Fact]
    public async Task E01_a_branch_named_like_an_option_runs_nothing()
    {
        using var git = New();

        await Assert.ThrowsAsync<GitException>(() =>
            git.FetchAsync([$"--upload-pack=touch {_folder.In("effect")}"], CancellationToken.None)
        );

        Assert.False(File.Exists(_folder.In("effect")));
    }

    [Theory]
    [InlineData("ext::sh -c touch% EFFECT")]
    [InlineData("file:///tmp")]
    [InlineData("-uext::sh")]
    [InlineData("http://127.0.0.1:9/x.git")]
    public async Task E07_other_ways_to_a_repository_than_https_and_ssh_are_refused(string url)
    {
        var effect = _folder.In("effect");
        using var git = new Git(
            Shell(),
            "/usr/bin/git",
            Clone(),
            url.Replace("EFFECT", effect, StringComparison.Ordinal),
            null
        );

        await Assert.ThrowsAsync<GitException>(() => git.RemoteHeadAsync("master", CancellationToken.None));

        Assert.False(File.Exists(effect));
    }

    [Fact]
    public async Task C06_a_tag_with_the_name_of_a_branch_is_ignored_and_told()
    {
        var evil = await _remote.CommitAsync("elsewhere", "evil", ("evil", "x"));
        await _remote.SetAsync("refs/tags/staging", evil);
        await _remote.SetAsync("refs/tags/other/refs/tags/master", evil);
        using var git = New();

        await git.FetchAsync(["master", "staging"], CancellationToken.None);

        Assert.Equal(await _remote.HeadAsync("staging"), await git.HeadAsync("staging", CancellationToken.None));
        Assert.Equal(await _remote.HeadAsync("staging"), await git.RemoteHeadAsync("staging", CancellationToken.None));
        Assert.Equal(
            ["staging"],
            (await git.TagsNamedAsync("master", "staging", CancellationToken.None)).AsEnumerable()
        );
    }

    [Fact]
    public async Task C06_a_branch_whose_name_ends_like_ours_is_not_ours()
    {
        var evil = await _remote.CommitAsync("elsewhere", "evil", ("evil", "x"));
        await _remote.SetAsync("refs/heads/a/refs/heads/master", evil);
        await _remote.SetAsync("refs/heads/refs/heads/gone", evil);
        using var git = New();

        Assert.Equal(await _remote.HeadAsync("master"), await git.RemoteHeadAsync("master", CancellationToken.None));
        Assert.Null(await git.RemoteHeadAsync("gone", CancellationToken.None));
    }

    [Fact]
    public async Task E09_a_branch_named_like_a_commit_or_revision_is_only_that_branch()
    {
        var first = await _remote.HeadAsync("master");
        var other = await _remote.CommitAsync("elsewhere", "other", ("b", "x"));
        await _remote.SetAsync($"refs/heads/{first}", other);
        using var git = New();

        await git.FetchAsync([first.ToString()], CancellationToken.None);

        Assert.Equal(other, await git.HeadAsync(first.ToString(), CancellationToken.None));
    }

    [Fact]
    public async Task K06_settings_and_hooks_that_are_planted_in_the_folder_of_the_clone_do_not_run()
    {
        var clone = Clone();
        await OtherProcesses.RunAsync("/usr/bin/git", ["init", "--quiet", "--bare", clone]);
        await File.AppendAllTextAsync(
            Path.Combine(clone, "config"),
            $"[core]\n\tsshCommand = touch {_folder.In("effect")}\n\tfsmonitor = touch {_folder.In("effect")}\n"
        );
        using var git = new Git(Shell(), "/usr/bin/git", clone, _remote.Path, null);

        var refused = await Assert.ThrowsAsync<GitException>(() => git.FetchAsync(["master"], CancellationToken.None));

        Assert.Contains("is there already", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("effect")));
    }

    [Fact]
    public async Task K06_hooks_and_settings_of_the_bots_own_account_do_not_run()
    {
        var home = _folder.In("home");
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(
            Path.Combine(home, ".gitconfig"),
            $"[core]\n\tfsmonitor = touch {_folder.In("effect")}\n[alias]\n\tfetch = !touch {_folder.In("effect")}\n"
        );
        using var git = New();

        await git.FetchAsync(["master"], CancellationToken.None);
        await git.RemoteHeadAsync("master", CancellationToken.None);

        Assert.False(File.Exists(_folder.In("effect")));
    }

    [Fact]
    public async Task K07_K08_two_clones_of_one_environment_never_share_a_folder()
    {
        using var one = New();
        using var two = New();

        await one.FetchAsync(["master"], CancellationToken.None);
        await two.FetchAsync(["master"], CancellationToken.None);
        one.Dispose();

        Assert.Equal(await _remote.HeadAsync("master"), await two.HeadAsync("master", CancellationToken.None));
    }

    [Fact]
    public async Task The_clone_is_for_the_bot_alone_and_goes_away()
    {
        var clone = Clone();
        using (var git = new Git(Shell(), "/usr/bin/git", clone, _remote.Path, null))
        {
            await git.FetchAsync(["master"], CancellationToken.None);
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(clone)
            );
        }

        Assert.False(Directory.Exists(clone));
    }

    [Fact]
    public async Task G10_a_token_reaches_git_but_neither_its_arguments_nor_its_answers()
    {
        var recorder = _folder.Script(
            "git",
            $"echo \"$@\" >> {_folder.In("arguments")}; env >> {_folder.In("environment")}; exec /usr/bin/git \"$@\""
        );
        using var git = new Git(
            Shell(),
            recorder,
            Clone(),
            "https://127.0.0.1:9/o/r.git",
            "Authorization: Basic c2VjcmV0LXRva2Vu"
        );

        var refused = await Assert.ThrowsAsync<GitException>(() => git.FetchAsync(["master"], CancellationToken.None));

        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "c2VjcmV0",
            await File.ReadAllTextAsync(_folder.In("arguments")),
            StringComparison.Ordinal
        );
        Assert.Contains("c2VjcmV0", await File.ReadAllTextAsync(_folder.In("environment")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task G02_a_token_in_an_address_that_git_repeats_is_neither_told_nor_kept_in_the_clone()
    {
        const string Token = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
        var talkative = _folder.Script(
            "git",
            $$"""case "$*" in *fetch*) echo "fatal: unable to access 'https://x-access-token:{{Token}}@127.0.0.1:9/o/r.git/': refused" >&2; exit 128;; *) exec /usr/bin/git "$@";; esac"""
        );
        var clone = Clone();
        using var git = new Git(
            Shell(),
            talkative,
            clone,
            "https://127.0.0.1:9/o/r.git",
            $"Authorization: Basic {Token}"
        );

        var refused = await Assert.ThrowsAsync<GitException>(() => git.FetchAsync(["master"], CancellationToken.None));

        Assert.Contains("https://***@127.0.0.1:9", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, refused.ToString(), StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(clone, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain(Token, File.ReadAllText(file), StringComparison.Ordinal)
        );
        Assert.True(File.Exists(Path.Combine(clone, "config")));
    }

    [Fact]
    public async Task Subjects_and_authors_of_any_kind_do_not_confuse_the_reader()
    {
        var first = await _remote.HeadAsync("master");
        var tree = await _remote.TreeAsync(first);
        byte[] name = [.. "Eve\u001f\u001e\t x"u8, 0xff, 0xfe];
        var odd = await _remote.RawAsync(
            "staging",
            Remote.Raw(
                tree,
                first,
                [.. name, .. " <e\u001fve@x> 1790000100 +9999"u8],
                "\u001b[31mred\u001f\u001e\r\u0007\n\nbody\u001f\nThis is it\n"u8.ToArray()
            )
        );
        var empty = await _remote.RawAsync(
            "staging",
            Remote.Raw(tree, odd, "<> 99999999999999999 +0000"u8.ToArray(), [])
        );
        var nul = await _remote.RawAsync(
            "staging",
            Remote.Raw(tree, empty, "N <n@x> -5 +0000"u8.ToArray(), [.. "cut"u8, 0, .. "rest"u8, 10])
        );
        using var git = New();
        await git.FetchAsync(["master", "staging"], CancellationToken.None);

        var log = await git.LogAsync(nul, first, CancellationToken.None);

        Assert.Equal([nul, empty, odd], log.Select(commit => commit.Sha));
        Assert.Equal("", log[1].Subject);
        Assert.Equal("", log[1].Author);
        Assert.StartsWith("Eve\u001f\u001e", log[2].Author, StringComparison.Ordinal);
        Assert.Equal("e\u001fve@x", log[2].Email);
        Assert.StartsWith("\u001b[31mred\u001f\u001e", log[2].Subject, StringComparison.Ordinal);
        Assert.Contains("This is it", log[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_any_name_and_size_are_read_byte_for_byte()
    {
        var big = new string('x', 300_000) + "\n";
        var commit = await _remote.CommitAsync(
            "staging",
            "files",
            ("m/é\tß \"q\"/a.sql", "ü\r\n"),
            ("m/big/a.sql", big),
            ("m/empty/a.sql", "")
        );
        using var git = New();
        await git.FetchAsync(["staging"], CancellationToken.None);

        var files = await git.FilesAsync(commit, "m", CancellationToken.None);
        var texts = await git.ReadAsync(files, CancellationToken.None);

        Assert.Equal(["m/big/a.sql", "m/empty/a.sql", "m/é\tß \"q\"/a.sql"], files.Select(file => file.Path));
        Assert.Equal([big, "", "ü\r\n"], texts.AsEnumerable());
    }

    [Fact]
    public async Task I07_bytes_that_are_no_text_are_not_taken_for_text()
    {
        await _remote.CommitAsync("staging", "ü", ("fine", "\ufeffselect 1;"));
        using var git = New();
        await git.FetchAsync(["staging"], CancellationToken.None);
        var fine = await git.FilesAsync(await _remote.HeadAsync("staging"), "fine", CancellationToken.None);

        var texts = await git.ReadAsync(fine, CancellationToken.None);

        Assert.Equal(["\ufeffselect 1;"], texts.AsEnumerable());
        Assert.Null(GitFormat.Blobs([.. "x blob 2\n"u8, 0xff, 0xfe, 10], 1)[0]);
    }

    [Fact]
    public async Task C03_a_push_is_refused_when_the_branch_has_moved()
    {
        var @base = await _remote.HeadAsync("master");
        using var git = New();
        await git.FetchAsync(["master"], CancellationToken.None);
        var commit = await git.CommitTreeAsync(
            await git.TreeAsync(@base, CancellationToken.None),
            [@base],
            "ours",
            DateTimeOffset.UnixEpoch,
            CancellationToken.None
        );
        var theirs = await _remote.CommitAsync("master", "theirs", ("b", "x"));

        var push = await git.PushAsync(commit, "master", @base, CancellationToken.None);

        Assert.False(push.IsSuccess);
        Assert.Contains("stale info", push.Output, StringComparison.Ordinal);
        Assert.Equal(theirs, await _remote.HeadAsync("master"));
    }

    [Fact]
    public async Task The_same_arguments_give_the_same_commit_each_time_and_in_each_clone()
    {
        var @base = await _remote.HeadAsync("master");
        var shas = new List<CommitSha>();
        for (var i = 0; i < 3; i++)
        {
            using var git = New();
            await git.FetchAsync(["master"], CancellationToken.None);
            var tree = await git.TreeAsync(@base, CancellationToken.None);
            shas.Add(
                await git.CommitTreeAsync(
                    tree,
                    [@base],
                    "message",
                    DateTimeOffset.FromUnixTimeSeconds(1_790_000_000),
                    CancellationToken.None
                )
            );
        }

        Assert.Single(shas.Distinct());
    }

    [Fact]
    public async Task A_date_before_the_epoch_is_none_that_git_would_refuse()
    {
        var @base = await _remote.HeadAsync("master");
        using var git = New();
        await git.FetchAsync(["master"], CancellationToken.None);
        var tree = await git.TreeAsync(@base, CancellationToken.None);

        var commit = await git.CommitTreeAsync(tree, [@base], "old", DateTimeOffset.MinValue, CancellationToken.None);

        Assert.Equal(DateTimeOffset.UnixEpoch, (await git.TryCommitAsync(commit, CancellationToken.None))!.At);
    }

    private Git New() => new(Shell(), "/usr/bin/git", Clone(), _remote.Path, null);

    private Shell Shell() => new(TimeProvider.System, _folder.Path);

    private string Clone() => _folder.In($"clone-{_clones++}");
}
