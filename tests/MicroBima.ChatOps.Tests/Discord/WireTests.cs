using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;
using static MicroBima.ChatOps.Discord.Component;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class WireTests
{
    private static readonly Attachment Chart = new("chart.png", new byte[] { 1, 2, 3 }, "image/png");

    private static MessagePayload.Layout Card =>
        MessagePayload.Of(
            new Container(
                new TextDisplay("# Deploy ✅"),
                new Section([new TextDisplay("plan")], Button.Opens(new Uri("https://example.com/pr/1"), "Open")),
                new Separator { Divider = true, Spacing = 1 },
                new MediaGallery(new GalleryItem(Media.Of(Chart)) { Description = "latency" }),
                new FileCard(Media.Of(Chart)),
                new ActionRow(
                    Button.Does(ButtonStyle.Success, "v1:approve:x", "Approve") with
                    {
                        Emoji = new Emoji("✅"),
                    },
                    Button.Does(ButtonStyle.Danger, "v1:deny:x", "Deny") with
                    {
                        Disabled = true,
                    }
                ),
                new ActionRow(new StringSelect("v1:pick:x", [new SelectOption("One", "1") { Description = "first" }]))
            )
            {
                AccentColor = 0x3BA55D,
            }
        ) with
        {
            Attachments = [Chart],
            AllowedMentions = AllowedMentions.OnlyUsers(new Snowflake(40)),
        };

    private static MessagePayload.Plain Classic =>
        MessagePayload.Text("hello") with
        {
            Embeds =
            [
                new Embed
                {
                    Title = "t",
                    Url = new Uri("https://example.com/"),
                    Color = 1,
                    Footer = new EmbedFooter("f"),
                    Author = new EmbedAuthor("a"),
                    Fields = [new EmbedField("n", "v", Inline: true)],
                    Timestamp = DateTimeOffset.UnixEpoch,
                },
            ],
            Rows = [new ActionRow(Button.Does(ButtonStyle.Primary, "v1:a:x", "A"))],
        };

    private static Modal Form =>
        new(
            "v1:reason:x",
            "Why?",
            new TextDisplay("Please explain."),
            new Label(
                "Reason",
                new TextInput("reason", TextInputStyle.Paragraph)
                {
                    MinLength = 10,
                    MaxLength = 500,
                    Required = true,
                }
            )
            {
                Description = "Everybody reads it.",
            },
            new Label("Which", new StringSelect("which", [new SelectOption("One", "1")]) { Required = true })
        );

    private static CommandDefinition Deploy =>
        new("deploy", "Starts a deployment")
        {
            Options =
            [
                new CommandOption(CommandOptionType.Text, "environment", "Where")
                {
                    IsRequired = true,
                    Choices = [new CommandChoice("Production", "production")],
                },
                new CommandOption(CommandOptionType.WholeNumber, "minutes", "How long") { MinValue = 1, MaxValue = 60 },
            ],
        };

    public static TheoryData<string, string> Sent =>
        new()
        {
            { "MessageCreateRequest", Text(MessageBody.Create(Card, false, "n1")) },
            { "MessageCreateRequest", Text(MessageBody.Create(Classic, false, "n1")) },
            { "MessageEditRequestPartial", Text(MessageBody.Edit(Card)) },
            { "MessageEditRequestPartial", Text(MessageBody.Edit(Classic with { KeptAttachments = [new(9)] })) },
            { "IncomingWebhookUpdateRequestPartial", Text(MessageBody.Edit(Card)) },
            { "IncomingWebhookRequestPartial", Text(MessageBody.Create(Card, true, null)) },
            {
                "CreateMessageInteractionCallbackRequest",
                Text(CallbackType.Reply, MessageBody.Create(Card, true, null))
            },
            { "CreateMessageInteractionCallbackRequest", Text(CallbackBody.Deferral(isEphemeral: true)) },
            { "CreateMessageInteractionCallbackRequest", Text(CallbackBody.Deferral(isEphemeral: false)) },
            { "UpdateMessageInteractionCallbackRequest", Text(CallbackType.Update, MessageBody.Edit(Card)) },
            { "UpdateMessageInteractionCallbackRequest", Text(CallbackType.DeferUpdate, null) },
            {
                "ModalInteractionCallbackRequest",
                JsonSerializer.Serialize(new ModalBody(CallbackType.Modal, Form), DiscordJson.Wire.ModalBody)
            },
            {
                "ApplicationCommandAutocompleteCallbackRequest",
                JsonSerializer.Serialize(
                    new AutocompleteBody(CallbackType.Autocomplete, new([new("Production", "production")])),
                    DiscordJson.Wire.AutocompleteBody
                )
            },
            {
                "ApplicationCommandUpdateRequest",
                JsonSerializer.Serialize([CommandBody.Of(Deploy)], DiscordJson.Wire.IReadOnlyListCommandBody)[1..^1]
            },
            {
                "CreateTextThreadWithMessageRequest",
                JsonSerializer.Serialize(new ThreadBody("log", 60), DiscordJson.Wire.ThreadBody)
            },
        };

    [SkippableTheory]
    [MemberData(nameof(Sent))]
    public void What_is_sent_obeys_the_specification_of_discord(string schema, string json)
    {
        var referee = JsonReferee.TryLoad();
        Skip.If(referee is null, "shared/data/discord-openapi.json does not lie beside the repository.");

        var problems = referee!.Check(schema, JsonNode.Parse(json));

        Assert.Empty(problems);
    }

    [SkippableFact]
    public void The_referee_sees_what_is_wrong()
    {
        var referee = JsonReferee.TryLoad();
        Skip.If(referee is null, "shared/data/discord-openapi.json does not lie beside the repository.");

        var problems = referee!.Check(
            "MessageCreateRequest",
            JsonNode.Parse("""{"content":5,"components":[{"type":1,"components":[]}],"nope":1}""")
        );

        Assert.Contains(problems, p => p.StartsWith("$.content", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("$.components[0]", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("$.nope", StringComparison.Ordinal));
    }

    [Fact]
    public void A_card_is_written_exactly_like_this() =>
        Same(
            """
            {"components":[{"type":17,"components":[
              {"type":10,"content":"# Deploy ✅"},
              {"type":9,"components":[{"type":10,"content":"plan"}],
                "accessory":{"type":2,"style":5,"url":"https://example.com/pr/1","label":"Open"}},
              {"type":14,"divider":true,"spacing":1},
              {"type":12,"items":[{"media":{"url":"attachment://chart.png"},"description":"latency"}]},
              {"type":13,"file":{"url":"attachment://chart.png"}},
              {"type":1,"components":[
                {"type":2,"style":3,"custom_id":"v1:approve:x","label":"Approve","emoji":{"name":"✅"}},
                {"type":2,"style":4,"custom_id":"v1:deny:x","label":"Deny","disabled":true}]},
              {"type":1,"components":[{"type":3,"custom_id":"v1:pick:x",
                "options":[{"label":"One","value":"1","description":"first"}]}]}
            ],"accent_color":3908957}],
            "allowed_mentions":{"parse":[],"users":["40"],"roles":[]},
            "attachments":[{"id":"0","filename":"chart.png"}],
            "flags":32768,"nonce":"n1","enforce_nonce":true}
            """,
            Text(MessageBody.Create(Card, false, "n1"))
        );

    [Fact]
    public void A_form_is_written_exactly_like_this() =>
        Same(
            """
            {"type":9,"data":{"custom_id":"v1:reason:x","title":"Why?","components":[
              {"type":10,"content":"Please explain."},
              {"type":18,"label":"Reason","component":
                {"type":4,"custom_id":"reason","style":2,"min_length":10,"max_length":500,"required":true},
                "description":"Everybody reads it."},
              {"type":18,"label":"Which","component":
                {"type":3,"custom_id":"which","options":[{"label":"One","value":"1"}],"required":true}}
            ]}}
            """,
            JsonSerializer.Serialize(new ModalBody(CallbackType.Modal, Form), DiscordJson.Wire.ModalBody)
        );

    [Fact]
    public void Nobody_is_pinged_unless_named() =>
        Same(
            """{"content":"@everyone","embeds":[],"components":[],"allowed_mentions":{"parse":[],"users":[],"roles":[]}}""",
            Text(MessageBody.Create(MessagePayload.Text("@everyone"), false, null))
        );

    [Fact]
    public void An_edit_says_nothing_about_visibility_and_leaves_files_alone_unless_told() =>
        Assert.DoesNotContain(
            "attachments",
            Text(MessageBody.Edit(MessagePayload.Text("t") with { IsSilent = true })),
            StringComparison.Ordinal
        );

    [Fact]
    public void Any_text_becomes_valid_json_lone_surrogates_and_nul_included() =>
        Gen.String[Gen.Char, 0, 50]
            .Sample(
                text =>
                {
                    var payload = MessagePayload.Of(new Container(new TextDisplay(text + "\ud800\0")));
                    using var json = JsonDocument.Parse(Text(MessageBody.Create(payload, false, null)));
                    var back = json
                        .RootElement.GetProperty("components")[0]
                        .GetProperty("components")[0]
                        .GetProperty("content");
                    Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text + "\ud800\0")), back.GetString());
                },
                iter: 5_000
            );

    private static string Text(MessageBody body) => JsonSerializer.Serialize(body, DiscordJson.Wire.MessageBody);

    private static string Text(CallbackBody body) => JsonSerializer.Serialize(body, DiscordJson.Wire.CallbackBody);

    private static string Text(CallbackType type, MessageBody? body) => Text(new CallbackBody(type, body));

    private static void Same(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}
