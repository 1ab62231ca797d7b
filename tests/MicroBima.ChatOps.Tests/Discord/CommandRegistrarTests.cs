using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class CommandRegistrarTests
{
    private const string AsDiscordKeepsThem = """
        [{"id":"1","application_id":"7","version":"9","type":1,"name":"status","description":"What runs",
          "default_member_permissions":null,"nsfw":false,"dm_permission":true,"contexts":null},
         {"id":"2","application_id":"7","version":"9","type":1,"name":"deploy","description":"Starts a deployment",
          "default_member_permissions":"32","options":[{"type":3,"name":"environment","description":"Where","required":true,
            "choices":[{"name":"Production","value":"production","name_localizations":null}]}]}]
        """;

    private static readonly CommandDefinition Status = new("status", "What runs");
    private static readonly CommandDefinition Deploy = new("deploy", "Starts a deployment")
    {
        DefaultMemberPermissions = 32,
        Options =
        [
            new CommandOption(CommandOptionType.Text, "environment", "Where")
            {
                IsRequired = true,
                Choices = [new CommandChoice("Production", "production")],
            },
        ],
    };

    [Fact]
    public async Task Commands_that_discord_has_already_are_not_sent_again()
    {
        await using var discord = new RestFixture();
        discord.Script(new HttpAnswer(200, AsDiscordKeepsThem));
        var registrar = new CommandRegistrar(discord.Rest);

        var first = await RegisterAsync(registrar, Deploy, Status);
        var second = await RegisterAsync(registrar, Deploy, Status);

        Assert.IsType<CommandRegistration.Unchanged>(first);
        Assert.IsType<CommandRegistration.Unchanged>(second);
        Assert.Equal("GET /applications/7/guilds/30/commands", Assert.Single(discord.Server.Calls).Line);
    }

    [Fact]
    public async Task A_changed_command_replaces_all_once()
    {
        await using var discord = new RestFixture();
        discord.Script(new HttpAnswer(200, AsDiscordKeepsThem), new HttpAnswer(200, "[]"));
        var registrar = new CommandRegistrar(discord.Rest);
        var changed = Deploy with { Description = "Starts a release" };

        var first = await RegisterAsync(registrar, changed, Status);
        await RegisterAsync(registrar, changed, Status);

        Assert.Equal(new CommandRegistration.Replaced(2), first);
        Assert.Equal(["GET", "PUT"], discord.Server.Calls.Select(c => c.Method));
    }

    [Fact]
    public async Task Options_of_every_kind_are_known_again_and_a_changed_one_is_sent()
    {
        const string Kept = """
            [{"type":1,"name":"logs","description":"d","options":[
              {"type":3,"name":"must","description":"d","required":true,"autocomplete":true,"min_length":1,"max_length":9},
              {"type":3,"name":"may","description":"d","required":false,"autocomplete":false,"choices":[]},
              {"type":4,"name":"number","description":"d","min_value":2,"max_value":8}]}]
            """;
        CommandOption[] options =
        [
            new(CommandOptionType.Text, "must", "d")
            {
                IsRequired = true,
                HasAutocomplete = true,
                MinLength = 1,
                MaxLength = 9,
            },
            new(CommandOptionType.Text, "may", "d"),
            new(CommandOptionType.WholeNumber, "number", "d") { MinValue = 2, MaxValue = 8 },
        ];
        await using var discord = new RestFixture();
        discord.Server.Answers(call => new HttpAnswer(200, call.Method == "GET" ? Kept : "[]"));
        var registrar = new CommandRegistrar(discord.Rest);
        var logs = new CommandDefinition("logs", "d") { Options = options };
        CommandOption[] changed = [options[0] with { HasAutocomplete = false }, .. options[1..]];

        Assert.IsType<CommandRegistration.Unchanged>(await RegisterAsync(registrar, logs));
        Assert.IsType<CommandRegistration.Replaced>(await RegisterAsync(registrar, logs with { Options = changed }));
    }

    [Fact]
    public async Task B07_the_commands_of_one_guild_say_nothing_of_another_guild_or_of_all()
    {
        await using var discord = new RestFixture();
        discord.Script(new HttpAnswer(200, AsDiscordKeepsThem));
        var registrar = new CommandRegistrar(discord.Rest);

        foreach (var guild in (Snowflake?[])[new Snowflake(30), new Snowflake(31), null])
            await registrar.RegisterAsync(new Snowflake(7), guild, [Deploy, Status], RestFixture.None);

        Assert.Equal(
            [
                "GET /applications/7/guilds/30/commands",
                "GET /applications/7/guilds/31/commands",
                "GET /applications/7/commands",
            ],
            discord.Server.Calls.Select(c => c.Line)
        );
    }

    private static Task<CommandRegistration> RegisterAsync(
        CommandRegistrar registrar,
        params CommandDefinition[] commands
    ) => registrar.RegisterAsync(new Snowflake(7), new Snowflake(30), commands, RestFixture.None);
}
