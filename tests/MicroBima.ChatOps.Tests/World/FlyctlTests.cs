using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Tests.World;

[Collection(SharedWorld.Name)]
public sealed partial class FlyctlTests(WorldFixture fixture)
{
    private WorldInstance It => fixture.Instance;

    [Fact]
    public async Task Logs_are_lines_with_provider_machine_region_and_level()
    {
        var logs = await It.FlyctlAsync("logs", "-a", It.ProductionApp, "--no-tail");

        Assert.Equal(0, logs.Code);
        var lines = logs.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Matches(LogLine(), line));
        Assert.Contains(lines, line => line.Contains("[info][Nest] ", StringComparison.Ordinal));
        Assert.All(
            lines.Where(line => line.Contains(" app[", StringComparison.Ordinal)),
            line => Assert.Contains(" [info]", line, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Logs_as_json_are_indented_objects_one_after_another()
    {
        var logs = await It.FlyctlAsync("logs", "--app", It.ProductionApp, "--no-tail", "--json");

        Assert.StartsWith(
            "{\n    \"level\": \"info\",\n    \"instance\": \"148e4d2b7e0189\",",
            logs.Text,
            StringComparison.Ordinal
        );
        var entries = logs
            .Text.Split("\n}\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(text => JsonNode.Parse(text + "}")!)
            .ToArray();
        Assert.True(entries.Length > 3);
        Assert.Contains(entries, entry => (string?)entry["meta"]!["event"]!["provider"] == "app");
        Assert.True(DateTimeOffset.TryParse((string)entries[0]["timestamp"]!, CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public async Task Logs_follow_until_they_are_stopped()
    {
        using var process = System.Diagnostics.Process.Start(
            WorldInstance.Prepare(
                (string)It.Settings["Tools"]!["Flyctl"]!,
                ["logs", "-a", It.ProductionApp],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["FLY_API_TOKEN"] = It.FlyToken }
            )
        )!;
        var marker = $"/api/internal/customers?page={Random.Shared.Next(100, 900)}";

        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(It.World.App.Url + marker));
        using var patience = new CancellationTokenSource(WorldInstance.Patience);
        string? line;
        do line = await process.StandardOutput.ReadLineAsync(patience.Token);
        while (line?.Contains(marker, StringComparison.Ordinal) == false);
        process.Kill();

        Assert.NotNull(line);
    }

    [Theory]
    [InlineData("-f", "Error: unknown shorthand flag: 'f' in -f")]
    [InlineData("--since=1h", "Error: unknown flag: --since")]
    public async Task Logs_have_no_such_flags(string flag, string message)
    {
        var logs = await It.FlyctlAsync("logs", "-a", It.ProductionApp, flag);

        Assert.Equal(1, logs.Code);
        Assert.Equal(message, logs.Errors.Trim());
    }

    [Fact]
    public async Task Status_tells_release_image_checks_and_events()
    {
        var status = JsonNode.Parse((await It.FlyctlAsync("status", "-a", It.ProductionApp, "--json")).Text)!;

        var machine = status["Machines"]![0]!;
        Assert.Equal(It.ProductionApp, (string?)status["Name"]);
        Assert.Equal("deployed", (string?)status["Status"]);
        Assert.Equal("started", (string?)machine["state"]);
        Assert.Equal("jnb", (string?)machine["region"]);
        Assert.Equal(It.World.App.Sha, (string?)machine["image_ref"]!["labels"]!["GH_SHA"]);
        Assert.Equal("passing", (string?)machine["checks"]![0]!["status"]);
        Assert.Contains(machine["events"]!.AsArray(), it => (string?)it!["type"] == "start");
    }

    [Fact]
    public async Task Machines_are_listed_for_people_and_for_programs()
    {
        var list = await It.FlyctlAsync("machine", "list", "-a", It.ProductionApp, "--json");
        var text = await It.FlyctlAsync("machine", "list", "-a", It.ProductionApp);
        var status = await It.FlyctlAsync("status", "-a", It.ProductionApp);

        Assert.Single(JsonNode.Parse(list.Text)!.AsArray());
        Assert.StartsWith("1 machines have been retrieved from app", text.Text, StringComparison.Ordinal);
        Assert.Contains("1 total, 1 passing", status.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_runs_in_the_folder_and_the_environment_of_the_machine()
    {
        var shell = await It.OnMachineAsync("sh -c 'cat app.json; echo $FLY_APP_NAME; echo oops >&2; exit 7'");

        Assert.Equal(7, shell.Code);
        Assert.Equal(It.World.App.Version, (string?)JsonNode.Parse(shell.Text.Split("}\n")[0] + "}")!["version"]);
        Assert.EndsWith($"{It.ProductionApp}\n", shell.Text, StringComparison.Ordinal);
        Assert.StartsWith("Connecting to fdaa:0:", shell.Errors, StringComparison.Ordinal);
        Assert.Contains("... complete\noops\n", shell.Errors, StringComparison.Ordinal);
        Assert.Contains("Error: ssh shell: Process exited with status 7", shell.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_is_split_into_words_but_meets_no_shell()
    {
        var shell = await It.OnMachineAsync("""echo "a b" c\ d $HOME ; 'e' # comment""");

        Assert.Equal("a b c d $HOME ; e\n", shell.Text);
    }

    [Fact]
    public async Task A_program_that_the_machine_has_not_is_an_error()
    {
        var shell = await It.OnMachineAsync("nothing-of-that-name --now");

        Assert.Equal(1, shell.Code);
        Assert.Contains("executable file not found in $PATH", shell.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_app_is_not_found()
    {
        var status = await It.FlyctlAsync("status", "-a", "somebody-elses", "--json");
        var shell = await It.FlyctlAsync("ssh", "console", "-a", "somebody-elses", "-C", "true");

        Assert.Equal((1, "Error: Could not find App \"somebody-elses\""), (status.Code, status.Errors.Trim()));
        Assert.Equal((1, "Error: get app: Could not find App \"somebody-elses\""), (shell.Code, shell.Errors.Trim()));
    }

    [Fact]
    public async Task Without_the_token_nothing_is_told()
    {
        var none = await WorldInstance.RunAsync(
            (string)It.Settings["Tools"]!["Flyctl"]!,
            ["status", "-a", It.ProductionApp],
            new Dictionary<string, string>(StringComparer.Ordinal)
        );
        var wrong = await It.FlyctlAsync("status", "-a", It.ProductionApp, "-t", "fm2_wrong");

        Assert.Equal(
            (1, "Error: No access token available. Please login with 'flyctl auth login'"),
            (none.Code, none.Errors.Trim())
        );
        Assert.Equal((1, "Error: You must be authenticated to view this."), (wrong.Code, wrong.Errors.Trim()));
    }

    [Fact]
    public async Task Version_is_a_released_one() =>
        Assert.StartsWith("flyctl v0.4.87 ", (await It.FlyctlAsync("version")).Text, StringComparison.Ordinal);

    [Fact]
    public async Task A_restart_gives_the_same_release_and_is_told_as_wanted()
    {
        var sha = It.World.App.Sha;

        var restart = await It.FlyctlAsync("apps", "restart", It.ProductionApp, "-a", It.ProductionApp);

        Assert.Equal(0, restart.Code);
        Assert.Contains("restarted successfully!", restart.Text, StringComparison.Ordinal);
        Assert.Equal(sha, It.World.App.Sha);
        var status = JsonNode.Parse((await It.FlyctlAsync("status", "-a", It.ProductionApp, "--json")).Text)!;
        var exit = status["Machines"]![0]!["events"]!.AsArray().First(it => (string?)it!["type"] == "exit")!;
        Assert.True((bool)exit["request"]!["exit_event"]!["requested_stop"]!);
    }

    [Fact]
    public async Task A_stopped_app_answers_nothing_until_it_is_started()
    {
        using var http = new HttpClient();

        var stop = await It.FlyctlAsync("machine", "stop", "148e4d2b7e0189", "-a", It.ProductionApp);
        using var away = await http.GetAsync(new Uri($"{It.World.App.Url}/api/health"));
        var shell = await It.OnMachineAsync("true");
        var start = await It.FlyctlAsync("machine", "start", "148e4d2b7e0189", "-a", It.ProductionApp);
        using var back = await http.GetAsync(new Uri($"{It.World.App.Url}/api/health"));

        Assert.Equal((0, 502, 1), (stop.Code, (int)away.StatusCode, shell.Code));
        Assert.Contains("has no started VMs", shell.Errors, StringComparison.Ordinal);
        Assert.Equal((0, 200), (start.Code, (int)back.StatusCode));
    }

    [Theory]
    [InlineData("stop", "", "a machine ID must be specified when not running interactively")]
    [InlineData("start", "", "a machine ID must be specified when not running interactively")]
    [InlineData("restart", "", "a machine ID must be specified when not running interactively")]
    [InlineData("stop", "deadbeefdeadbe", "could not get machine deadbeefdeadbe")]
    public async Task Without_a_terminal_machines_have_to_be_named_and_be_there(string verb, string machine, string why)
    {
        string[] words = ["machine", verb, .. machine.Length > 0 ? [machine] : Array.Empty<string>()];

        var answer = await It.FlyctlAsync([.. words, "-a", It.ProductionApp]);

        Assert.Equal(1, answer.Code);
        Assert.Contains(why, answer.Errors, StringComparison.Ordinal);
        var status = await It.FlyctlAsync("status", "-a", It.ProductionApp, "--json");
        Assert.Contains("\"state\": \"started\"", status.Text, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ [a-z]+\[[0-9a-f]{14}\] jnb \[(info|error)\]",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex LogLine();
}
