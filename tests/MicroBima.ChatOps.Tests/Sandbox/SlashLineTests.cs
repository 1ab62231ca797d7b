using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Page;
using MicroBima.ChatOps.Sandbox.People;
using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Tests.Sandbox;

public class SlashLineTests
{
    private static readonly IReadOnlyList<TypedCommand> _commands =
    [
        Command("deploy", required: ["environment"], others: ["reason"]),
        Command("restore", required: ["environment", "reason"], others: ["backup"]),
        Command("status", required: [], others: []),
    ];

    [Theory]
    [InlineData("/deploy production", """{"environment":"production"}""")]
    [InlineData("/deploy production reason:a fix", """{"environment":"production","reason":"a fix"}""")]
    [InlineData("/deploy reason:a fix environment:production", """{"reason":"a fix","environment":"production"}""")]
    [InlineData("/restore production rows are gone", """{"environment":"production","reason":"rows are gone"}""")]
    [InlineData("/restore production reason:gone", """{"environment":"production","reason":"gone"}""")]
    [InlineData("/restore  production ", """{"environment":"production"}""")]
    [InlineData("/deploy ", "{}")]
    public void What_is_typed_without_a_name_belongs_to_the_required_options_in_their_order(
        string line,
        string options
    ) => Assert.Equal(options, SlashLine.Read(line, _commands).Options.ToJsonString());

    [Fact]
    public void What_no_option_takes_is_sent_to_be_refused() =>
        Assert.Equal(
            """{"quickly please":""}""",
            SlashLine.Read("/status quickly please", _commands).Options.ToJsonString()
        );

    [Fact]
    public void A_value_without_a_name_is_completed_under_the_name_of_its_option()
    {
        var read = SlashLine.Read("/restore prod", _commands);

        Assert.Equal(("environment", "prod", "/restore environment:"), (read.OpenOption, read.OpenText, read.Head));
        Assert.Equal("/restore environment:prod reason:", SlashLine.Read("/restore prod it", _commands).Head);
    }

    private static TypedCommand Command(string name, string[] required, string[] others)
    {
        var options = new JsonArray([
            .. required.Select(one => Option(one, isRequired: true)),
            .. others.Select(one => Option(one, isRequired: false)),
        ]);
        return new(new RegisteredCommand(new Snowflake(1), name, Kind: 1, []), [], options);
    }

    private static JsonObject Option(string name, bool isRequired) =>
        new() { ["name"] = name, ["required"] = isRequired };
}
