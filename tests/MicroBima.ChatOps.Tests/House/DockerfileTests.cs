using System.Text.RegularExpressions;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.House;

/// <summary>What the image of the bot may and may not do, read from the instructions that make it.</summary>
public sealed partial class DockerfileTests
{
    private static readonly IReadOnlyList<Instruction> All = Read();

    private static IEnumerable<Instruction> Final => All.Skip(LastIndex("FROM"));

    [Fact]
    public void It_is_made_in_stages_and_the_last_one_has_no_sdk()
    {
        var bases = All.Where(it => it.Name == "FROM").Select(it => it.Text).ToArray();

        Assert.True(bases.Length >= 3, string.Join('\n', bases));
        Assert.Contains("/dotnet/runtime:", bases[^1], StringComparison.Ordinal);
        Assert.Contains(bases, text => text.Contains("/dotnet/sdk:", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_base_image_is_pinned_by_a_tag_that_names_a_version() =>
        Assert.All(All.Where(it => it.Name == "FROM"), it => Assert.Matches(PinnedBase(), it.Text));

    [Fact]
    public void Packages_are_restored_in_locked_mode_and_never_again()
    {
        var commands = All.Where(it => it.Name == "RUN").Select(it => it.Text).ToArray();

        Assert.All(
            commands.Where(text => text.Contains("dotnet restore", StringComparison.Ordinal)),
            text => Assert.Contains("--locked-mode", text, StringComparison.Ordinal)
        );
        Assert.All(
            commands.Where(text => text.Contains("dotnet publish", StringComparison.Ordinal)),
            text => Assert.Contains("--no-restore", text, StringComparison.Ordinal)
        );
        Assert.Contains(commands, text => text.Contains("dotnet restore", StringComparison.Ordinal));
        Assert.Contains(commands, text => text.Contains("dotnet publish", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("git")]
    [InlineData("postgresql")]
    [InlineData("postgresql-client")]
    [InlineData("tini")]
    [InlineData("tzdata")]
    [InlineData("ca-certificates")]
    public void The_programs_that_the_bot_runs_are_installed_without_extras(string package)
    {
        var install = Assert.Single(Final, it => it.Text.Contains("apt-get install", StringComparison.Ordinal)).Text;

        Assert.Contains(package, install.Split(' '));
        Assert.Contains("--no-install-recommends", install, StringComparison.Ordinal);
        Assert.Contains("rm -rf /var/lib/apt/lists/*", install, StringComparison.Ordinal);
    }

    [Fact]
    public void P04_Flyctl_comes_from_its_official_image_held_by_the_digest_of_a_version()
    {
        var argument = Assert.Single(
            All,
            it => it.Name == "ARG" && it.Text.StartsWith("FLYCTL_VERSION=", StringComparison.Ordinal)
        );

        Assert.Matches(ReleasedVersion(), argument.Text);
        Assert.Contains(All, it => it is { Name: "FROM", Text: "flyio/flyctl:v${FLYCTL_VERSION} AS flyctl" });
        Assert.Contains(
            Final,
            it => it.Name == "COPY" && it.Text.StartsWith("--from=flyctl /flyctl ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void P03_It_runs_as_somebody_who_is_not_root_and_nothing_is_built_after_that()
    {
        var user = Assert.Single(Final, it => it.Name == "USER");

        Assert.DoesNotMatch(RootUser(), user.Text);
        Assert.DoesNotContain(Final.SkipWhile(it => it != user), it => it.Name is "RUN" or "COPY");
    }

    [Fact]
    public void P03_Only_data_belongs_to_the_user_and_only_data_is_a_volume()
    {
        var volume = Assert.Single(All, it => it.Name == "VOLUME");
        var owned = OwnedFolder().Matches(string.Join('\n', Final.Where(it => it.Name == "RUN").Select(it => it.Text)));

        Assert.Equal("[\"/data\"]", volume.Text);
        Assert.Equal(["/data"], owned.Select(match => match.Groups["folder"].Value));
        Assert.DoesNotContain(
            Final,
            it =>
                it.Text.Contains("chown", StringComparison.Ordinal)
                || it.Text.Contains("chmod", StringComparison.Ordinal)
        );
        Assert.All(
            Final.Where(it => it.Name == "ENV").SelectMany(it => WrittenFolder().Matches(it.Text)),
            match => Assert.Matches("^/(data|tmp)(/|$)", match.Groups["folder"].Value)
        );
    }

    [Fact]
    public void H11_Tini_is_the_first_process_and_no_shell_is_in_between()
    {
        var entry = Assert.Single(Final, it => it.Name == "ENTRYPOINT");

        Assert.StartsWith("[\"/usr/bin/tini\", \"--\", \"dotnet\",", entry.Text, StringComparison.Ordinal);
        Assert.All(
            Final.Where(it => it.Name is "CMD" or "ENTRYPOINT"),
            it => Assert.StartsWith("[", it.Text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void G15_Nobody_can_attach_a_debugger() =>
        Assert.Contains(
            Final.Where(it => it.Name == "ENV"),
            it => it.Text.Split(' ').Contains("DOTNET_EnableDiagnostics=0", StringComparer.Ordinal)
        );

    [Fact]
    public void P07_Its_health_is_what_the_bot_says_of_itself_asked_without_a_shell()
    {
        var check = Assert.Single(Final, it => it.Name == "HEALTHCHECK");

        Assert.Contains("--timeout=", check.Text, StringComparison.Ordinal);
        Assert.Contains(
            "CMD [\"dotnet\", \"/app/chatops.dll\", \"alive\", \"--data\", \"/data\"]",
            check.Text,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Nothing_is_fetched_past_the_package_managers_and_no_secret_is_baked_in()
    {
        Assert.DoesNotContain(All, it => it.Name == "ADD");
        Assert.DoesNotContain(All.Where(it => it.Name == "RUN"), it => Fetcher().IsMatch(it.Text));
        Assert.DoesNotContain(All.Where(it => it.Name is "ARG" or "ENV"), it => Secret().IsMatch(it.Text));
    }

    private static int LastIndex(string name) =>
        All.Select((it, index) => (it, index)).Last(each => each.it.Name == name).index;

    /// <summary>The instructions with continued lines joined and comments left out.</summary>
    private static IReadOnlyList<Instruction> Read()
    {
        var lines = File.ReadLines(Path.Combine(Places.Repository, "Dockerfile"))
            .Where(line => !line.TrimStart().StartsWith('#'));
        return
        [
            .. string.Join('\n', lines)
                .Replace("\\\n", " ", StringComparison.Ordinal)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => Spaces().Replace(line, " ").Split(' ', 2))
                .Select(parts => new Instruction(parts[0].ToUpperInvariant(), parts[1])),
        ];
    }

    [GeneratedRegex(@"^\S+:(v\$\{FLYCTL_VERSION\}|\d+\.\d+\S*) AS [a-z]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PinnedBase();

    [GeneratedRegex(@"^FLYCTL_VERSION=\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$", RegexOptions.None, 1000)]
    private static partial Regex ReleasedVersion();

    [GeneratedRegex("^(root|0)(:|$)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RootUser();

    [GeneratedRegex(
        @"install --directory --owner=\S+ --group=\S+ --mode=\S+ (?<folder>\S+)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex OwnedFolder();

    [GeneratedRegex(@"(HOME|TMPDIR|Folder)=(?<folder>\S+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WrittenFolder();

    [GeneratedRegex(@"\b(curl|wget)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fetcher();

    [GeneratedRegex("(TOKEN|PASSWORD|SECRET|_KEY)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    private sealed record Instruction(string Name, string Text);
}
