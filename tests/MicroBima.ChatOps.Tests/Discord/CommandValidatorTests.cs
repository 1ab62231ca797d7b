using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class CommandValidatorTests
{
    public static TheoryData<string, CommandDefinition[]> Refused =>
        new()
        {
            { "commands: 101 entries", Many(101) },
            { "commands: \"c\" appears more than once", [With(), With()] },
            { "/c description: 101 characters", [new("c", Long(101))] },
            { "/c description: must not be empty", [new("c", " ")] },
            { "/c options: 26 entries", [With(Options(26))] },
            { "/c options: \"o\" appears more than once", [With(Text("o"), Text("o"))] },
            { "/c: required options come first", [With(Text("a"), Text("b") with { IsRequired = true })] },
            { "/c O: a name has", [With(Text("O"))] },
            { "/c o description: 101 characters", [With(Text("o") with { Description = Long(101) })] },
            { "/c o choices: 26 entries", [With(Text("o") with { Choices = Choices(26, "n", "v") })] },
            { "/c o choice: 101 characters", [With(Text("o") with { Choices = Choices(1, Long(101), "v") })] },
            { "/c o choice: 101 characters", [With(Text("o") with { Choices = Choices(1, "n", Long(101)) })] },
            {
                "/c o: choices belong to a text option",
                [With(Text("o") with { Type = CommandOptionType.WholeNumber, Choices = Choices(1, "n", "v") })]
            },
            {
                "/c o: choices belong to a text option",
                [With(Text("o") with { HasAutocomplete = true, Choices = Choices(1, "n", "v") })]
            },
            { "/c sub options: 26 entries", [With(Sub(Options(26)))] },
            { "/c sub O: a name has", [With(Sub(Text("O")))] },
            { "/c: 8001 characters in total", [Full(95)] },
        };

    public static TheoryData<CommandDefinition[]> Accepted =>
        new()
        {
            Array.Empty<CommandDefinition>(),
            Many(100),
            new[] { new CommandDefinition(new string('c', 32), Long(100)) },
            new[] { With(Options(25)) },
            new[] { With(Text("a") with { IsRequired = true }, Text("b") with { IsRequired = true }, Text("c")) },
            new[] { With(Text("o") with { Choices = Choices(25, Long(100), Long(100)) }) },
            new[] { With(Text("o") with { HasAutocomplete = true }) },
            new[] { With(Text("o") with { Type = CommandOptionType.WholeNumber }) },
            new[] { With(Sub(Text("o"))) },
            new[] { Full(94) },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_command_that_discord_would_refuse_is_not_sent_and_its_place_is_named(
        string expected,
        CommandDefinition[] commands
    )
    {
        await using var discord = new RestFixture();

        var error = await Assert.ThrowsAsync<InvalidPayloadException>(() =>
            new CommandRegistrar(discord.Rest).RegisterAsync(new Snowflake(7), null, commands, RestFixture.None)
        );

        Assert.Contains(error.Problems, p => p.ToString().Contains(expected, StringComparison.Ordinal));
        Assert.Empty(discord.Server.Calls);
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void F07_a_command_exactly_on_the_limit_is_accepted(CommandDefinition[] commands) =>
        CommandValidator.ThrowIfInvalid(commands);

    private static string Long(int length) => new('x', length);

    private static CommandDefinition With(params CommandOption[] options) => new("c", "d") { Options = options };

    private static CommandDefinition[] Many(int count) =>
        [.. Enumerable.Range(0, count).Select(n => new CommandDefinition($"c{n}", "d"))];

    private static CommandOption Text(string name) => new(CommandOptionType.Text, name, "d");

    private static CommandOption Sub(params CommandOption[] options) =>
        new(CommandOptionType.SubCommand, "sub", "d") { Options = options };

    private static CommandOption[] Options(int count) => [.. Enumerable.Range(0, count).Select(n => Text($"o{n}"))];

    private static CommandChoice[] Choices(int count, string name, string value) =>
        [.. Enumerable.Repeat(new CommandChoice(name, value), count)];

    /// <summary>A command of 7906 characters and as many as the last description has.</summary>
    private static CommandDefinition Full(int more) =>
        new("c", Long(100))
        {
            Options =
            [
                Text("a") with
                {
                    Choices = Choices(25, Long(100), Long(100)),
                },
                Text("b") with
                {
                    Choices = Choices(14, Long(100), Long(100)),
                },
                Text("e") with
                {
                    Description = Long(more),
                },
            ],
        };
}
