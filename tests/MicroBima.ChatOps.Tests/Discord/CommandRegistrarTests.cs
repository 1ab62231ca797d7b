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

    private static Task<CommandRegistration> RegisterAsync(
        CommandRegistrar registrar,
        params CommandDefinition[] commands
    ) => registrar.RegisterAsync(new Snowflake(7), new Snowflake(30), commands, RestFixture.None);
}
