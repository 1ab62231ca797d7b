using System.Text.Json.Nodes;
using MicroBima.ChatOps.Configuration;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Configuration;

/// <summary>A wrong setting stops the bot before it connects, and is named.</summary>
public sealed partial class SettingsTests : IDisposable
{
    private readonly SettingsFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public void A_file_without_mistakes_has_no_problems() => Assert.Empty(_file.Problems());

    [Fact]
    public void Two_environments_that_share_nothing_have_no_problems() => Assert.Empty(_file.WithStaging().Problems());

    [Fact]
    public void M01_Every_misspelt_key_is_named()
    {
        foreach (
            var (parent, key) in Keys(_file.Json, "")
                .Where(key => !key.Parent.EndsWith("Modes", StringComparison.Ordinal))
                .ToList()
        )
        {
            var path = parent.Length == 0 ? $"{key}x" : $"{parent}:{key}x";
            using var file = new SettingsFile();

            var problems = file.With(path, "x").Problems();

            Assert.Contains(
                problems,
                problem => problem.Key == path && problem.Remedy.Contains(key, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void Every_value_that_is_null_or_of_another_kind_is_a_problem_and_never_an_exception()
    {
        foreach (var (parent, key) in Keys(_file.Json, "").ToList())
        {
            foreach (
                var value in new JsonNode?[]
                {
                    null,
                    "",
                    "x",
                    -1,
                    true,
                    new JsonArray("x"),
                    new JsonObject { ["x"] = "y" },
                }
            )
            {
                using var file = new SettingsFile();

                _ = file.With(parent.Length == 0 ? key : $"{parent}:{key}", value).Problems();
            }
        }
    }

    [Theory]
    [InlineData("Discord:Guild", null)]
    [InlineData("Discord", "x")]
    [InlineData("Environments:0:Name", null)]
    [InlineData("Environments:0:Watch", "")]
    [InlineData("Environments:0:Watch", "soon")]
    [InlineData("Environments:0:Approval:People", "two")]
    [InlineData("Environments:0:Approval:People", "")]
    [InlineData("Environments:0:Approval:AuthorsNeedAnother", "perhaps")]
    [InlineData("Environments:0:Approval:ApproverRoles", "900000000000000002")]
    [InlineData("Environments:0:Freezes:0:Days:0", "Fryday")]
    [InlineData("Environments:0:Freezes:0:Days:0", "5")]
    [InlineData("Environments:0:Freezes:0:EndsNextDayAt", "25:00")]
    [InlineData("Environments:0", "production")]
    [InlineData("People", "ana")]
    public void A_value_of_the_wrong_kind_is_named(string key, string? value) =>
        Assert.Contains(_file.With(key, value).Problems(), problem => problem.Key == key);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(99)]
    public void M02_Fewer_than_two_people_do_not_start(int people)
    {
        AssertNamed(_file.With("Environments:0:Approval:People", people), "Environments:0:Approval:People");
        AssertNamed(
            _file.With("Environments:0:Approval:RollbackPeople", people),
            "Environments:0:Approval:RollbackPeople"
        );
    }

    [Theory]
    [InlineData("000000000000000000")]
    [InlineData("0")]
    [InlineData("approver")]
    [InlineData("900000000000000000")]
    [InlineData("123456789012345678")]
    [InlineData("-90000000000000002")]
    [InlineData(" 90000000000000002")]
    public void M03_A_role_is_an_id_and_not_everyone(string role) =>
        AssertNamed(
            _file.With("Environments:0:Approval:ApproverRoles:0", role),
            "Environments:0:Approval:ApproverRoles"
        );

    [Fact]
    public void M03_Nobody_to_approve_does_not_start() =>
        AssertNamed(
            _file.With("Environments:0:Approval:ApproverRoles", new JsonArray()),
            "Environments:0:Approval:ApproverRoles"
        );

    [Theory]
    [InlineData("Name", "Name")]
    [InlineData("App:Name", "App:Name")]
    [InlineData("App:Url", "App:Url")]
    [InlineData("Database:ConnectionFile", "Database:ConnectionFile")]
    [InlineData("Repository:Base", "Repository:Base")]
    public void M04_Two_environments_share_neither_app_nor_database_nor_branch(string key, string named)
    {
        _file.WithStaging();
        var shared = _file.Get($"Environments:0:{key}");

        AssertNamed(_file.With($"Environments:1:{key}", shared), $"Environments:{named}");
    }

    [Theory]
    [InlineData("https://internal-api.fly.dev")]
    [InlineData("https://internal-api.fly.dev/")]
    [InlineData("HTTPS://Internal-Api.fly.dev")]
    public void M04_Staging_is_not_production(string url) =>
        AssertNamed(_file.With("Environments:0:App:StagingUrl", url), "Environments:0:App:StagingUrl");

    [Theory]
    [InlineData("People:0:Name", "[Your Name]", "People:Name")]
    [InlineData("People:0:Name", "", "People:Name")]
    [InlineData("People:0:Name", "ben", "People:Name")]
    [InlineData("People:0:Name", "Ben ", "People:Name")]
    [InlineData("People:0:DiscordIds:0", "100000000000000002", "People:DiscordIds")]
    [InlineData("People:0:DiscordIds:0", "123456789012345678", "People:DiscordIds")]
    [InlineData("Environments:0:Contacts:0:Name", "[Database Admin]", "Environments:0:Contacts")]
    [InlineData("Environments:0:Contacts:0:Name", "<name>", "Environments:0:Contacts")]
    [InlineData("Discord:Guild", "", "Discord:Guild")]
    public void M10_A_placeholder_does_not_start(string key, string value, string named) =>
        AssertNamed(_file.With(key, value), named);

    [Theory]
    [InlineData("--upload-pack=touch x")]
    [InlineData("-a")]
    [InlineData("--exec=x")]
    [InlineData("a;id")]
    [InlineData("a$(id)")]
    [InlineData("a`id`")]
    [InlineData("a|b")]
    [InlineData("a&b")]
    [InlineData("a>b")]
    [InlineData("HEAD~1")]
    [InlineData("@{u}")]
    [InlineData("a..b")]
    [InlineData("master\n")]
    [InlineData("a b")]
    [InlineData("")]
    public void E01_A_branch_is_a_plain_name(string branch) =>
        AssertNamed(_file.With("Environments:0:Repository:Head", branch), "Environments:0:Repository:Head");

    [Theory]
    [InlineData("Internal")]
    [InlineData("a;b")]
    [InlineData("../a")]
    [InlineData("a b")]
    [InlineData("-a")]
    [InlineData("app\n")]
    [InlineData("")]
    public void E04_An_app_is_a_name_as_Fly_gives_it(string app) =>
        AssertNamed(_file.With("Environments:0:App:Name", app), "Environments:0:App:Name");

    [Theory]
    [InlineData("ext::sh -c touch% /tmp/x")]
    [InlineData("file:///srv/x.git")]
    [InlineData("-uhttps://x")]
    [InlineData("http://github.com/x/y.git")]
    [InlineData("https://ghs_token@github.com/x/y.git")]
    [InlineData("https://user:token@github.com/x/y.git")]
    [InlineData("ssh://git:secret@github.com/x/y.git")]
    [InlineData("https://github.com/x/y.git\n--upload-pack=x")]
    [InlineData("relative/path")]
    public void E07_M07_A_repository_is_https_ssh_or_an_absolute_path_without_a_secret(string url) =>
        AssertNamed(_file.With("Environments:0:Repository:Url", url), "Environments:0:Repository:Url");

    [Theory]
    [InlineData("ssh://git@github.com/microbima/internal-api.git")]
    [InlineData("/srv/git/internal-api.git")]
    public void E07_An_ssh_user_and_a_path_are_fine(string url) =>
        Assert.Empty(_file.With("Environments:0:Repository:Url", url).Problems());

    [Theory]
    [InlineData("Discord:ApiUrl", "http://discord.example/api", "Discord:ApiUrl")]
    [InlineData("Discord:GatewayUrl", "ws://discord.example/", "Discord:GatewayUrl")]
    [InlineData("Discord:GatewayUrl", "x", "Discord:GatewayUrl")]
    [InlineData("Environments:0:GitHub:ApiUrl", "x", "Environments:0:GitHub:ApiUrl")]
    [InlineData("Environments:0:GitHub:ApiUrl", "http://api.example/", "Environments:0:GitHub:ApiUrl")]
    [InlineData("Environments:0:GitHub:CiWorkflow", "", "Environments:0:GitHub:CiWorkflow")]
    [InlineData("Environments:0:GitHub:DeployWorkflow", "Deploy", "Environments:0:GitHub:DeployWorkflow")]
    [InlineData("Environments:0:GitHub:DeployWorkflow", "ci/deploy.yml", "Environments:0:GitHub:DeployWorkflow")]
    [InlineData("Environments:0:App:Endpoints:0", "//evil.example/health", "Environments:0:App:Endpoints")]
    [InlineData("Environments:0:GitHub:TokenFile", "/nowhere", "Environments:0:GitHub:TokenFile")]
    [InlineData("Environments:0:App:FlyTokenFile", "/nowhere", "Environments:0:App:FlyTokenFile")]
    [InlineData("Environments:0:Database:ConnectionFile", "/nowhere", "Environments:0:Database:ConnectionFile")]
    [InlineData("Environments:0:Database:PrismaFolder", "../other", "Environments:0:Database:PrismaFolder")]
    [InlineData("Environments:0:Runbook:Modes:0", "auto", "Environments:0:Runbook:Modes:0")]
    [InlineData("Environments:0:Runbook:Modes:push", "7", "Environments:0:Runbook:Modes:push")]
    [InlineData("Environments:0:Runbook:Phase", "4", "Environments:0:Runbook:Phase")]
    [InlineData("Environments:0:Freezes:0:TimeZone", "Africa/Nowhere", "Environments:0:Freezes:TimeZone")]
    [InlineData("Environments:0:Freezes:0:Name", " ", "Environments:0:Freezes:Name")]
    [InlineData("Tools:Git", "git", "Tools:Git")]
    [InlineData("Storage:Folder", "data", "Storage:Folder")]
    [InlineData("Storage:Accept", "1234", "Storage:Accept")]
    public void A_setting_that_makes_no_sense_is_named(string key, string value, string named) =>
        AssertNamed(_file.With(key, value), named);

    [Fact]
    public void All_problems_are_listed_at_once()
    {
        var problems = _file
            .With("Environments:0:Approval:People", 1)
            .With("Environments:0:App:Name", "UPPER")
            .With("Discord:Guild", "")
            .Problems();

        Assert.Equal(3, problems.Count);
        Assert.All(problems, problem => Assert.Contains(problem.Key, problem.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void All_misspelt_keys_are_listed_at_once() =>
        Assert.Equal(
            ["Discord:Gild", "Environments:0:Wach"],
            _file.With("Discord:Gild", "1").With("Environments:0:Wach", "1").Problems().Select(problem => problem.Key)
        );

    [Fact]
    public void The_environment_of_the_process_comes_before_the_file()
    {
        File.WriteAllText(_file.Path, _file.Json.ToJsonString());
        Environment.SetEnvironmentVariable("CHATOPS_Discord__Channel", "900000000000000777");
        try
        {
            Assert.Equal("900000000000000777", SettingsReader.Read(_file.Path).Settings.Discord.Channel);
        }
        finally
        {
            Environment.SetEnvironmentVariable("CHATOPS_Discord__Channel", null);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{\"Storage\":{\"Folder\":\"/a\",\"Folder\":\"/b\"}}")]
    public void A_file_that_is_no_JSON_is_one_problem(string text)
    {
        File.WriteAllText(_file.Path, text);

        Assert.Equal(_file.Path, Assert.Single(SettingsReader.Read(_file.Path).Problems).Key);
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_problem() =>
        Assert.Single(SettingsReader.Read("/nowhere/appsettings.json").Problems);

    [Theory]
    [InlineData(1, StepKind.Push, StepMode.Manual)]
    [InlineData(1, StepKind.Backup, StepMode.Auto)]
    [InlineData(2, StepKind.Push, StepMode.Auto)]
    [InlineData(2, StepKind.Migrate, StepMode.Confirm)]
    [InlineData(3, StepKind.Migrate, StepMode.Auto)]
    public void The_phases_of_the_guide_say_who_sets_off_what(int phase, StepKind step, StepMode mode)
    {
        _file.With("Environments:0:Runbook:Phase", phase).With("Environments:0:Runbook:Modes", new JsonObject());

        Assert.Contains(new PlannedStep(step, mode), Mapped().Steps);
    }

    [Theory]
    [InlineData("Backup:Keep", 0)]
    [InlineData("Backup:KeepFor", "-1.00:00:00")]
    [InlineData("Backup:ChecksumUpToMiB", -1)]
    [InlineData("Backup:KeyFile", "/nonexistent")]
    [InlineData("Backup:KeyFile", "/etc/hostname")]
    [InlineData("Backup:ScratchConnectionFile", "/nonexistent")]
    [InlineData("Tools:PgServer", "/etc")]
    [InlineData("Environments:0:Database:BackupMaxAge", "2.00:00:00")]
    [InlineData("Environments:0:Database:BackupMaxAge", "00:00:10")]
    public void Settings_of_backups_that_make_no_sense_are_named(string key, object value) =>
        AssertNamed(_file.With(key, JsonValue.Create(value)), key);

    [Theory]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void M06_Settings_and_secrets_that_others_can_write_do_not_start(UnixFileMode more)
    {
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Empty(_file.Problems());
        File.SetUnixFileMode(_file.Path, Own | more);
        var settings = SettingsReader.Read(_file.Path).Problems;
        File.SetUnixFileMode(_file.Path, Own);
        var token = _file.Json["Discord"]!["TokenFile"]!.GetValue<string>();
        var connection = _file.Get("Environments:0:Database:ConnectionFile");
        File.SetUnixFileMode(token, Own | more);
        File.SetUnixFileMode(connection, Own | more);
        var secrets = _file.Problems();

        Assert.Contains("chmod go-w", Assert.Single(settings).Remedy, StringComparison.Ordinal);
        Assert.Equal(
            [
                "Discord:TokenFile",
                "Environments:0:Repository:TokenFile",
                "Environments:0:GitHub:TokenFile",
                "Environments:0:App:FlyTokenFile",
                "Environments:0:Database:ConnectionFile",
            ],
            secrets.Select(problem => problem.Key)
        );
        Assert.Equal(connection, secrets[^1].Value);
        Assert.All(
            secrets,
            problem => Assert.Equal($"can be written by others: chmod go-w {problem.Value}", problem.Remedy)
        );
    }

    [Fact]
    public void J11_a_key_that_others_can_read_is_named()
    {
        File.SetUnixFileMode(_file.Get("Backup:KeyFile"), UnixFileMode.UserRead | UnixFileMode.OtherRead);

        AssertNamed(_file, "Backup:KeyFile");
    }

    [Fact]
    public void A_workflow_may_be_named_by_its_file_alone()
    {
        _file.With("Environments:0:GitHub:CiWorkflow", "test.yaml");

        Assert.Equal(".github/workflows/test.yaml", Mapped().Actions.CiWorkflow);
    }

    [Fact]
    public void Production_is_no_scratch_server() =>
        AssertNamed(
            _file.With("Backup:ScratchConnectionFile", _file.Get("Environments:0:Database:ConnectionFile")),
            "Backup:ScratchConnectionFile"
        );

    private static void AssertNamed(SettingsFile file, string key) =>
        Assert.Contains(file.Problems(), problem => problem.Key == key);

    private MicroBima.ChatOps.Environments.DeploymentEnvironment Mapped()
    {
        Assert.Empty(_file.Problems());
        return SettingsMap.EnvironmentsOf(SettingsReader.Read(_file.Path).Settings).Single();
    }

    private static IEnumerable<(string Parent, string Key)> Keys(JsonNode? node, string path)
    {
        var children = node switch
        {
            JsonObject section => section.Select(child => (child.Key, child.Value)).ToList(),
            JsonArray list => list.Select((child, index) => ($"{index}", child)).ToList(),
            _ => [],
        };
        foreach (var (key, child) in children)
        {
            if (node is JsonObject)
                yield return (path, key);

            foreach (var below in Keys(child, path.Length == 0 ? key : $"{path}:{key}"))
                yield return below;
        }
    }
}
