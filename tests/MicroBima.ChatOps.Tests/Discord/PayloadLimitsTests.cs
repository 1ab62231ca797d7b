using MicroBima.ChatOps.Discord;
using static MicroBima.ChatOps.Discord.Component;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class PayloadLimitsTests
{
    private static readonly Separator Gap = new();

    public static TheoryData<string, MessagePayload> Refused =>
        new()
        {
            { "embeds[0].footer.text: 2049", Embedded(new Embed { Footer = new EmbedFooter(Long(2049)) }) },
            { "embeds[0].author.name: 257", Embedded(new Embed { Author = new EmbedAuthor(Long(257)) }) },
            { "embeds[0].fields[0].name: 257", Embedded(new Embed { Fields = [new EmbedField(Long(257), "v")] }) },
            { "embeds: 6001 characters in total", Embedded(Whole(257 - 1, 2049 - 1, 256, 192)) },
            { "options: \"v\" appears more than once", Row(Pick(new("a", "v"), new("b", "v"))) },
            { "placeholder: 151 characters", Row(Pick() with { Placeholder = Long(151) }) },
            { "options[0].label: 101 characters", Row(Pick(new SelectOption(Long(101), "v"))) },
            { "options[0].value: 101 characters", Row(Pick(new SelectOption("l", Long(101)))) },
            { "options[0].description: 101", Row(Pick(new SelectOption("l", "v") { Description = Long(101) })) },
            { "the values must lie between 0 and 25", Row(Pick() with { MinValues = -1 }) },
            { "the values must lie between 0 and 25", Row(Pick() with { MinValues = 26 }) },
            { "the values must lie between 0 and 25", Row(Pick() with { MaxValues = 0 }) },
            { "the values must lie between 0 and 25", Row(Pick() with { MaxValues = 26 }) },
            { "the values must lie between 0 and 25", Row(Pick() with { MinValues = 2, MaxValues = 1 }) },
            { "\"disabled\" is for messages", Row(Pick() with { Required = true }) },
            {
                "custom_id: \"s\" appears more than once",
                MessagePayload.Of(new ActionRow(Pick()), new ActionRow(Pick()))
            },
            { "a StringSelect may not stand here", Row(Button.Does(ButtonStyle.Primary, "b", "l"), Pick()) },
            { "a Separator may not stand here", MessagePayload.Of(new Section([Gap], Press())) },
            { "a Separator may not stand here", MessagePayload.Of(new Section([new TextDisplay("t")], Gap)) },
            { "content: 4001 characters", MessagePayload.Of(new TextDisplay(Long(4001))) },
            { "content: must not be empty", MessagePayload.Of(new TextDisplay(" ")) },
            { "items: 0 entries", MessagePayload.Of(new MediaGallery()) },
            { "items: 11 entries", MessagePayload.Of(new MediaGallery([.. Enumerable.Repeat(Picture(), 11)])) },
            {
                "media.description: 1025",
                MessagePayload.Of(new MediaGallery(Picture() with { Description = Long(1025) }))
            },
            { "components[0].components: 0 entries", MessagePayload.Of(new Container()) },
            { "spacing: is 1 or 2", MessagePayload.Of(new Separator { Spacing = 3 }) },
            { "media.url: must be http", MessagePayload.Of(new MediaGallery(new GalleryItem(new Media("file:///x")))) },
            { "media.url: must be http", MessagePayload.Of(new MediaGallery(new GalleryItem(new Media("x.png")))) },
            {
                "attachments[0].description: 1025",
                Filed(new Attachment("a", "x"u8.ToArray()) { Description = Long(1025) })
            },
            { "attachments: 11 entries", Filed(File("a")) with { KeptAttachments = People(10) } },
            { "files: more than 26214400 bytes in total", Filed(Heavy("a"), Heavy("b"), Heavy("c")) },
            { "allowed_mentions.users: 101", Mentioning(new AllowedMentions { Users = People(101) }) },
            { "allowed_mentions.roles: 101", Mentioning(new AllowedMentions { Roles = People(101) }) },
        };

    public static TheoryData<MessagePayload> Accepted =>
        new()
        {
            Embedded(Whole(256, 2048, 256, 191)),
            MessagePayload.Text("") with
            {
                Rows = [new ActionRow(Press())],
            },
            MessagePayload.Text("") with
            {
                Attachments = [File("a.txt")],
            },
            MessagePayload.Text("") with
            {
                Embeds = [new Embed { Title = "t" }],
                Rows = [new ActionRow(Press())],
            },
            Row(Pick() with { Placeholder = Long(150), MinValues = 0, MaxValues = 1 }),
            Row(Pick() with { MinValues = 25, MaxValues = 25 }),
            Row(Pick(new SelectOption(Long(100), Long(100)) { Description = Long(100) })),
            Row(Pick() with { Disabled = true }),
            Row(Button.Opens(new Uri("https://a.example/" + Long(512 - 18)), "l")),
            MessagePayload.Of(new Separator { Spacing = 1 }),
            MessagePayload.Of(new MediaGallery(new GalleryItem(new Media("http://a.example/x.png")))),
            Filed(File("a")) with
            {
                KeptAttachments = People(9),
            },
            Filed(Heavy("a"), Heavy("b"), new Attachment("c", new byte[5 * 1024 * 1024])),
            MessagePayload.Of(new MediaGallery([.. Enumerable.Repeat(Picture(), 10)])),
            MessagePayload.Of(new FileCard(new Media("attachment://b.txt"))) with
            {
                Attachments = [File("a.txt"), File("b.txt")],
            },
            Mentioning(new AllowedMentions { Users = People(100), Roles = People(100) }),
        };

    public static TheoryData<string, Modal> RefusedForms =>
        new()
        {
            { "custom_id: 101 characters", Form(Field("a")) with { CustomId = Long(101) } },
            { "components: 0 entries", Form() },
            { "components: 6 entries", Form([.. Enumerable.Range(0, 6).Select(n => Field($"f{n}"))]) },
            { "custom_id: \"a\" appears more than once", Form(Field("a"), Field("a")) },
            { "value: 4001 characters", Form(new Label("l", Input() with { Value = Long(4001) })) },
            { "the length must lie", Form(new Label("l", Input() with { MaxLength = 4001 })) },
            { "description: 101 characters", Form(new Label("l", Input()) { Description = Long(101) }) },
            { "\"disabled\" is for messages", Form(new Label("l", Pick() with { Disabled = false })) },
            { "a Button may not stand here", Form(new Label("l", Press())) },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_discord_would_refuse_in_a_message_is_named_with_its_place(
        string expected,
        MessagePayload payload
    ) =>
        Assert.Contains(
            PayloadValidator.Check(payload),
            p => p.ToString().Contains(expected, StringComparison.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Accepted))]
    public void F07_a_message_exactly_on_the_limit_is_accepted(MessagePayload payload) =>
        Assert.Empty(PayloadValidator.Check(payload));

    [Theory]
    [MemberData(nameof(RefusedForms))]
    public void What_discord_would_refuse_in_a_form_is_named_with_its_place(string expected, Modal form) =>
        Assert.Contains(PayloadValidator.Check(form), p => p.ToString().Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void F07_a_form_exactly_on_the_limit_is_accepted() =>
        Assert.Empty(
            PayloadValidator.Check(
                Form(
                    new Label(Long(45), Input() with { Value = Long(4000), MinLength = 4000, MaxLength = 4000 })
                    {
                        Description = Long(100),
                    },
                    new Label("l", Pick() with { Required = false }),
                    new TextDisplay("t"),
                    Field("b"),
                    Field("c")
                )
            )
        );

    [Fact]
    public async Task F07_the_name_of_a_thread_that_discord_would_refuse_is_not_sent()
    {
        await using var discord = new RestFixture();

        foreach (var name in (string[])["", Long(101)])
        {
            await Assert.ThrowsAsync<InvalidPayloadException>(() =>
                discord.Rest.StartThreadAsync(RestFixture.Message, name, RestFixture.None)
            );
        }

        Assert.Empty(discord.Server.Calls);
        PayloadValidator.ThrowIfInvalidThreadName(Long(100));
    }

    [Theory]
    [InlineData(26, 1, 1)]
    [InlineData(1, 101, 1)]
    [InlineData(1, 1, 101)]
    [InlineData(1, 0, 1)]
    public void Choices_that_discord_would_refuse_are_refused_before(int count, int name, int value)
    {
        PayloadValidator.ThrowIfInvalid(Choices(25, 100, 100));

        Assert.Throws<InvalidPayloadException>(() => PayloadValidator.ThrowIfInvalid(Choices(count, name, value)));
    }

    [Fact]
    public void A_file_keeps_its_media_type_and_the_end_of_a_name_that_is_too_long()
    {
        var file = new Attachment(Long(200) + ".txt", new byte[] { 1 }, "text/plain");

        Assert.Equal("text/plain", file.ContentType);
        Assert.Equal(100, file.FileName.Length);
        Assert.EndsWith("x.txt", file.FileName, StringComparison.Ordinal);
    }

    private static string Long(int length) => new('x', length);

    private static MessagePayload.Plain Row(params Component[] items) =>
        MessagePayload.Text("t") with
        {
            Rows = [new ActionRow(items)],
        };

    private static MessagePayload.Plain Embedded(Embed embed) => MessagePayload.Text("t") with { Embeds = [embed] };

    private static MessagePayload Mentioning(AllowedMentions mentions) =>
        MessagePayload.Text("t") with
        {
            AllowedMentions = mentions,
        };

    /// <summary>An embed of title, footer, author and one field, with 3249 characters besides.</summary>
    private static Embed Whole(int title, int footer, int author, int name) =>
        new()
        {
            Title = Long(title),
            Description = Long(2249),
            Footer = new EmbedFooter(Long(footer)),
            Author = new EmbedAuthor(Long(author)),
            Fields = [new EmbedField(Long(name), Long(1000))],
        };

    private static Button Press() => Button.Does(ButtonStyle.Primary, "b", "Press");

    private static StringSelect Pick(params SelectOption[] options) =>
        new("s", options.Length == 0 ? [new SelectOption("l", "v")] : options);

    private static TextInput Input() => new("i", TextInputStyle.OneLine);

    private static Label Field(string id) => new("l", new TextInput(id, TextInputStyle.OneLine));

    private static Modal Form(params Component[] components) => new("form", "Form", components);

    private static GalleryItem Picture() => new(new Media("https://a.example/x.png"));

    private static Attachment File(string name) => new(name, new byte[] { 1 });

    private static Attachment Heavy(string name) => new(name, new byte[PayloadLimits.FileBytes]);

    private static MessagePayload Filed(params Attachment[] files) =>
        MessagePayload.Text("t") with
        {
            Attachments = files,
        };

    private static Snowflake[] People(int count) =>
        [.. Enumerable.Range(1, count).Select(n => new Snowflake((ulong)n))];

    private static CommandChoice[] Choices(int count, int name, int value) =>
        [.. Enumerable.Repeat(new CommandChoice(Long(name), Long(value)), count)];
}
