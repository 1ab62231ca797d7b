using System.Reflection;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;
using NetArchTest.Rules;

namespace MicroBima.ChatOps.Tests.House;

/// <summary>The map of the building: which feature may see which. A feature that is not on the map fails the build, and so does a way that nobody walks.</summary>
public sealed class ArchitectureTests
{
    private const string Root = "MicroBima.ChatOps";

    private static readonly Assembly Bot = typeof(Phase).Assembly;

    private static readonly Dictionary<string, string[]> MayImport = new(StringComparer.Ordinal)
    {
        // The core: rules without the world.
        ["Approvals"] = [],
        ["Checklists"] = [],
        ["Plans"] = [],
        ["Deployments"] = ["Approvals", "Checklists", "Plans"],
        ["Migrations"] = [],
        // Which releases were bad is read from the sessions.
        ["Health"] = ["Deployments"],
        ["Logs"] = [],
        // Pictures of what Health judged: they draw, they decide nothing.
        ["Charts"] = ["Health"],
        ["Rollbacks"] = ["Deployments", "Plans"],
        ["Environments"] = ["Approvals", "Plans"],
        ["Secrets"] = [],
        // The edge: whatever touches the world.
        // What it asks for it answers in the words of the rules that judge it: a reading, the table of migrations, a schema.
        ["Tools"] = ["Environments", "Health", "Migrations", "Plans", "Rollbacks", "Secrets"],
        // A server to spoil: backups are restored there, migrations rehearsed.
        ["Scratch"] = ["Tools"],
        ["Backups"] = ["Scratch", "Tools"],
        // Words of the channel ("rehearsed 0.8 s"), beside Migrations, which stays pure: what it finds is part of the plan.
        ["Rehearsals"] = ["Migrations", "Plans", "Scratch", "Tools"],
        // What a failed migration left: the grammar says what to look for, the catalogue whether it is there.
        ["Doctor"] = ["Migrations", "Tools"],
        ["Storage"] = ["Approvals", "Checklists", "Deployments", "Plans"],
        ["Audit"] = ["Approvals", "Checklists", "Deployments", "Plans", "Storage"],
        // Two that never call each other: both go through the desk and listen to its feed.
        ["Runbooks"] =
        [
            "Approvals",
            "Backups",
            "Charts",
            "Checklists",
            "Deployments",
            "Doctor",
            "Environments",
            "Health",
            "Logs",
            "Migrations",
            "Plans",
            "Rehearsals",
            "Rollbacks",
            "Scratch",
            "Secrets",
            "Tools",
        ],
        ["Chat"] =
        [
            "Approvals",
            "Backups",
            "Charts",
            "Checklists",
            "Deployments",
            "Environments",
            "Health",
            "Logs",
            "Plans",
            "Scratch",
            "Secrets",
            "Tools",
        ],
        // What puts all of it together.
        ["Configuration"] =
        [
            "Approvals",
            "Backups",
            "Deployments",
            "Environments",
            "Migrations",
            "Plans",
            "Scratch",
            "Tools",
        ],
        ["Commands"] =
        [
            "Approvals",
            "Audit",
            "Backups",
            "Chat",
            "Configuration",
            "Deployments",
            "Environments",
            "Health",
            "Logs",
            "Migrations",
            "Plans",
            "Rehearsals",
            "Runbooks",
            "Scratch",
            "Secrets",
            "Storage",
            "Tools",
        ],
    };

    public static TheoryData<string> Features => [.. MayImport.Keys];

    public static TheoryData<string, string> Ways
    {
        get
        {
            var ways = new TheoryData<string, string>();
            foreach (var (feature, others) in MayImport)
            {
                foreach (var other in others)
                    ways.Add(feature, other);
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Features))]
    public void A_feature_sees_only_what_the_map_allows(string feature)
    {
        var forbidden = MayImport.Keys.Except([feature, .. MayImport[feature]]).Select(other => $"{Root}.{other}");

        AssertNone(
            In(feature).ShouldNot().HaveDependencyOnAny([.. forbidden]),
            $"{feature} may import [{string.Join(", ", MayImport[feature])}]"
        );
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Every_way_on_the_map_is_walked(string feature, string other) =>
        Assert.NotEmpty(In(feature).And().HaveDependencyOn($"{Root}.{other}").GetTypes());

    [Fact]
    public void Every_feature_is_on_the_map() =>
        Assert.Empty(
            Bot.GetTypes()
                .Select(type => type.Namespace)
                .Where(name => name is not null && name.StartsWith($"{Root}.", StringComparison.Ordinal))
                .Select(name => name![(Root.Length + 1)..].Split('.')[0])
                .Except(MayImport.Keys)
        );

    [Fact]
    public void What_touches_the_world_is_used_in_one_place()
    {
        (string Library, string Place)[] uses =
        [
            ("CliWrap", "Tools"),
            ("System.Diagnostics.Process", "Tools"),
            ("LiteDB", "Storage"),
            ("OtpNet", "Approvals"),
            ("Wasmtime", "Migrations.Grammar"),
            ("Microsoft.Extensions.Configuration", "Configuration"),
        ];
        var places = uses.Select(use => use.Place).Distinct(StringComparer.Ordinal).ToList();
        var elsewhere = places
            .Skip(1)
            .Aggregate(
                Types.InAssembly(Bot).That().DoNotResideInNamespace($"{Root}.{places[0]}"),
                (types, place) => types.And().DoNotResideInNamespace($"{Root}.{place}")
            );

        AssertNone(
            elsewhere.ShouldNot().HaveDependencyOnAny([.. uses.Select(use => use.Library)]),
            $"Only {string.Join(", ", places)} touch the world"
        );
        foreach (var place in places)
        {
            var others = uses.Where(use => use.Place != place).Select(use => use.Library);
            AssertNone(
                In(place).ShouldNot().HaveDependencyOnAny([.. others]),
                $"{place} uses what belongs to another place"
            );
        }
    }

    [Fact]
    public void Only_the_chat_on_Discord_and_the_wiring_use_the_Discord_client() =>
        AssertNone(
            Types
                .InAssembly(Bot)
                .That()
                .DoNotResideInNamespace($"{Root}.Chat.OnDiscord")
                .And()
                .DoNotResideInNamespace($"{Root}.Commands")
                .ShouldNot()
                .HaveDependencyOn($"{Root}.Discord"),
            "Only Chat.OnDiscord and Commands use the Discord client"
        );

    [Fact]
    public void The_Discord_client_and_the_sandbox_import_nothing_of_ours()
    {
        foreach (
            var assembly in new[]
            {
                typeof(DiscordClient).Assembly,
                typeof(MicroBima.ChatOps.Sandbox.SandboxOptions).Assembly,
            }
        )
            Assert.DoesNotContain(
                assembly.GetReferencedAssemblies(),
                name => name.Name!.StartsWith(Root, StringComparison.Ordinal) || name.Name is "chatops"
            );
    }

    [Fact]
    public void The_rules_ask_no_clock_and_touch_no_files()
    {
        var pure = new[]
        {
            typeof(Decide),
            typeof(Apply),
            typeof(Approving),
            typeof(Running),
            typeof(Opening),
            typeof(Leaves),
            typeof(Ledger),
        };

        foreach (var type in pure)
        {
            AssertNone(
                Types
                    .InAssembly(Bot)
                    .That()
                    .HaveName(type.Name)
                    .And()
                    .ResideInNamespace(type.Namespace)
                    .ShouldNot()
                    .HaveDependencyOnAny(
                        "System.IO",
                        "System.TimeProvider",
                        "System.Threading.Tasks",
                        "Microsoft.Extensions.Logging",
                        "System.Net"
                    ),
                $"{type.Name} decides and nothing else"
            );
        }
    }

    [Fact]
    public void The_rules_of_the_review_see_a_tree_and_nothing_of_the_world() =>
        AssertNone(
            Types
                .InAssembly(Bot)
                .That()
                .ResideInNamespace($"{Root}.Migrations.Review")
                .ShouldNot()
                .HaveDependencyOnAny(
                    "System.IO",
                    "System.Net",
                    "System.TimeProvider",
                    "System.Threading.Tasks",
                    "Microsoft.Extensions.Logging",
                    "Wasmtime"
                ),
            "The review judges and nothing else"
        );

    [Fact]
    public void No_project_refers_to_a_package_that_does_our_thinking_or_speaks_Discord_for_us()
    {
        string[] refused =
        [
            "MediatR",
            "AutoMapper",
            "Discord.Net",
            "DSharpPlus",
            "NetCord",
            "Remora",
            "Newtonsoft.Json",
            "EntityFramework",
            "Dapper",
            "Hangfire",
            "Quartz",
            "FluentAssertions",
        ];

        foreach (var file in Places.SourceFiles(Places.Repository, ".csproj", ".props"))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(
                refused,
                package => text.Contains($"\"{package}", StringComparison.OrdinalIgnoreCase)
            );
        }
    }

    private static PredicateList In(string feature) =>
        Types.InAssembly(Bot).That().ResideInNamespace($"{Root}.{feature}");

    private static void AssertNone(ConditionList rule, string what)
    {
        var result = rule.GetResult();
        Assert.True(
            result.IsSuccessful,
            $"{what}, but these types look further: {string.Join(", ", result.FailingTypeNames ?? [])}"
        );
    }
}
