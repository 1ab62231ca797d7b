using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Tests.Sandbox;

public class FormTests
{
    private const int V2 = 1 << 15;

    public static TheoryData<string, string, string> Wrong =>
        new()
        {
            { """{"content":"LONG2001"}""", "content", "BASE_TYPE_MAX_LENGTH" },
            { """{"content":"a","nonce":"12345678901234567890123456"}""", "nonce", "BASE_TYPE_MAX_LENGTH" },
            { """{"embeds":[{"title":"LONG257"}]}""", "embeds.0.title", "BASE_TYPE_MAX_LENGTH" },
            {
                """{"embeds":[{"description":"LONG4000"},{"description":"LONG4000"}]}""",
                "embeds",
                "MAX_EMBED_SIZE_EXCEEDED"
            },
            {
                Row("""{"type":2,"style":1,"custom_id":"a","label":"LONG81"}"""),
                "components.0.components.0.label",
                "BASE_TYPE_MAX_LENGTH"
            },
            {
                Row("""{"type":2,"style":1,"custom_id":"LONG101","label":"a"}"""),
                "components.0.components.0.custom_id",
                "BASE_TYPE_BAD_LENGTH"
            },
            {
                Row("""{"type":2,"style":1,"label":"a"}"""),
                "components.0.components.0.custom_id",
                "BASE_TYPE_REQUIRED"
            },
            { Row("""{"type":2,"style":5,"label":"a"}"""), "components.0.components.0.url", "BASE_TYPE_REQUIRED" },
            {
                Row("""{"type":2,"style":9,"label":"a","custom_id":"a"}"""),
                "components.0.components.0.style",
                "BASE_TYPE_CHOICES"
            },
            {
                Row("""{"type":2,"style":1,"custom_id":"a"}"""),
                "components.0.components.0.label",
                "BASE_TYPE_REQUIRED"
            },
            {
                Row("""{"type":2,"style":1,"custom_id":"a","emoji":{"name":"ok"}}"""),
                "components.0.components.0.emoji.name",
                "COMPONENT_INVALID_EMOJI"
            },
            {
                Row(
                    """{"type":2,"style":1,"custom_id":"a","label":"a"},{"type":2,"style":1,"custom_id":"a","label":"b"}"""
                ),
                "components.0.components.1.custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED"
            },
            {
                Row(string.Join(',', Enumerable.Range(0, 6).Select(Button))),
                "components.0.components",
                "BASE_TYPE_BAD_LENGTH"
            },
            {
                Row("""{"type":3,"custom_id":"s","options":[]}"""),
                "components.0.components.0.options",
                "BASE_TYPE_BAD_LENGTH"
            },
            { Row("""{"type":4,"custom_id":"s"}"""), "components.0.components.0.type", "UNION_TYPE_CHOICES" },
            {
                """{"components":[{"type":10,"content":"only in the second version"}]}""",
                "components.0.type",
                "UNION_TYPE_CHOICES"
            },
            { """{"components":[{"type":99}]}""", "components.0.type", "UNION_TYPE_CHOICES" },
            {
                $$"""{"flags":{{V2}},"content":"a","components":[{"type":10,"content":"b"}]}""",
                "content",
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            },
            {
                $$"""{"flags":{{V2}},"embeds":[{"title":"a"}],"components":[{"type":10,"content":"b"}]}""",
                "embeds",
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            },
            {
                $$"""{"flags":{{V2}},"components":[{"type":10,"content":"LONG3000"},{"type":10,"content":"LONG3000"}]}""",
                "components",
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"
            },
            {
                $$$"""{"flags":{{{V2}}},"components":[{"type":12,"items":[{"media":{"url":"attachment://none.png"}}]}]}""",
                "components.0.items.0.media.url",
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
            },
            {
                $$"""{"flags":{{V2}},"components":[{"type":17,"components":[{"type":17,"components":[]}]}]}""",
                "components.0.components.0.type",
                "UNION_TYPE_CHOICES"
            },
            {
                $$"""{"flags":{{V2}},"components":[{"type":9,"components":[{"type":10,"content":"a"}]}]}""",
                "components.0.accessory",
                "BASE_TYPE_REQUIRED"
            },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_message_that_breaks_a_rule_is_told_where_and_why(string body, string path, string code)
    {
        await using var world = await TestWorld.StartAsync();

        var refused = await world.PostMessage(Long(body));

        Assert.Equal(code, refused.FormError(path));
    }

    [Fact]
    public async Task Forty_components_count_the_nested_ones_too()
    {
        await using var world = await TestWorld.StartAsync();
        var texts = string.Join(',', Enumerable.Range(0, 40).Select(n => $$"""{"type":10,"content":"{{n}}"}"""));

        var refused = await world.PostMessage(
            $$"""{"flags":{{V2}},"components":[{"type":17,"components":[{{texts}}]}]}"""
        );

        Assert.Equal("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", refused.FormError("components"));
    }

    [Fact]
    public async Task Components_of_the_second_version_come_back_with_numbers()
    {
        await using var world = await TestWorld.StartAsync();

        var posted = (
            await world.PostMessage(
                $$"""{"flags":{{V2}},"components":[{"type":17,"accent_color":255,"components":[{"type":10,"content":"**hi**"},{"type":14},{"type":1,"components":[{"type":2,"style":3,"custom_id":"a","label":"Go"}]}]}]}"""
            )
        ).MustBe(200);

        Assert.Equal(1, posted["components"]![0]!["id"]!.GetValue<int>());
        Assert.Equal(5, posted["components"]![0]!["components"]![2]!["components"]![0]!["id"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_second_version_cannot_be_taken_back()
    {
        await using var world = await TestWorld.StartAsync();
        var id = (await world.PostMessage($$"""{"flags":{{V2}},"components":[{"type":10,"content":"a"}]}""")).MustBe(
            200
        )["id"];

        var refused = await world.Patch(
            $"channels/{TestWorld.Channel}/messages/{id}",
            """{"flags":0,"content":"plain"}"""
        );

        Assert.Equal("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", refused.FormError("content"));
    }

    [Fact]
    public async Task An_empty_message_is_refused()
    {
        await using var world = await TestWorld.StartAsync();

        (await world.PostMessage("""{"content":""}""")).MustRefuse(400, 50006);
    }

    [Fact]
    public async Task Null_counts_as_absent_and_unknown_properties_are_tolerated()
    {
        await using var world = await TestWorld.StartAsync();

        var posted = await world.PostMessage(
            Row("""{"type":2,"style":1,"custom_id":"a","label":"a","url":null,"emoji":null,"novelty":1}""")
        );

        posted.MustBe(200);
    }

    [Theory]
    [InlineData("""[{"name":"Status","description":"a"}]""", "0.name", "APPLICATION_COMMAND_INVALID_NAME")]
    [InlineData("""[{"name":"two words","description":"a"}]""", "0.name", "APPLICATION_COMMAND_INVALID_NAME")]
    [InlineData("""[{"name":"status"}]""", "0.description", "BASE_TYPE_REQUIRED")]
    [InlineData(
        """[{"name":"a","description":"a"},{"name":"a","description":"b"}]""",
        "1",
        "APPLICATION_COMMANDS_DUPLICATE_NAME"
    )]
    [InlineData(
        """[{"name":"a","description":"a","options":[{"type":3,"name":"x","description":"x"},{"type":3,"name":"y","description":"y","required":true}]}]""",
        "0.options.1",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
    )]
    [InlineData(
        """[{"name":"a","description":"a","options":[{"type":99,"name":"x","description":"x"}]}]""",
        "0.options.0.type",
        "BASE_TYPE_CHOICES"
    )]
    public async Task A_command_that_breaks_a_rule_is_refused(string commands, string path, string code)
    {
        await using var world = await TestWorld.StartAsync();

        var refused = await world.Send(HttpMethod.Put, $"applications/{TestWorld.App}/commands", commands);

        Assert.Equal(code, refused.FormError(path));
    }

    [Fact]
    public async Task Only_two_hundred_commands_can_be_created_a_day()
    {
        await using var world = await TestWorld.StartAsync();
        var path = $"applications/{TestWorld.App}/guilds/{TestWorld.Guild}/commands";

        (await world.Send(HttpMethod.Put, path, Hundred("a"))).MustBe(200);
        (await world.Send(HttpMethod.Put, path, Hundred("b"))).MustBe(200);
        (await world.Send(HttpMethod.Put, path, Hundred("b"))).MustBe(200);

        (await world.Send(HttpMethod.Put, path, Hundred("c"))).MustRefuse(400, 30034);
    }

    private static string Hundred(string prefix) =>
        new JsonArray([
            .. Enumerable
                .Range(0, 100)
                .Select(n => (JsonNode)new JsonObject { ["name"] = $"{prefix}{n}", ["description"] = "x" }),
        ]).ToJsonString();

    private static string Row(string components) => $$"""{"components":[{"type":1,"components":[{{components}}]}]}""";

    private static string Button(int number) => $$"""{"type":2,"style":1,"custom_id":"b{{number}}","label":"b"}""";

    // LONG2001 stands for 2001 letters, so that the table stays readable.
    private static string Long(string body) =>
        System.Text.RegularExpressions.Regex.Replace(
            body,
            "LONG(?<length>[0-9]+)",
            match => new string(
                'x',
                int.Parse(match.Groups["length"].Value, System.Globalization.CultureInfo.InvariantCulture)
            ),
            System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
}
