using MicroBima.ChatOps.Discord;
using static MicroBima.ChatOps.Discord.Component;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class PayloadValidatorTests
{
    public static TheoryData<string, MessagePayload> Refused =>
        new()
        {
            { "content: 2001 characters", MessagePayload.Text(Long(2001)) },
            { "content: must not be empty", MessagePayload.Text("") },
            { "embeds: 11 entries", Plain() with { Embeds = [.. Enumerable.Repeat(new Embed { Title = "t" }, 11)] } },
            { "embeds[0].title: 257", Plain() with { Embeds = [new Embed { Title = Long(257) }] } },
            { "embeds[0].description: 4097", Plain() with { Embeds = [new Embed { Description = Long(4097) }] } },
            {
                "embeds: 6001 characters in total",
                Plain() with
                {
                    Embeds = [new Embed { Description = Long(4000) }, new Embed { Description = Long(2001) }],
                }
            },
            { "embeds[0].fields: 26", Plain() with { Embeds = [new Embed { Fields = Fields(26, "v") }] } },
            {
                "embeds[0].fields[0].value: 1025",
                Plain() with
                {
                    Embeds = [new Embed { Fields = Fields(1, Long(1025)) }],
                }
            },
            {
                "components: 6 entries",
                Plain() with
                {
                    Rows = [.. Enumerable.Range(0, 6).Select(n => new ActionRow(Press($"b{n}")))],
                }
            },
            { "components[0].components: 6 entries", Row([.. Enumerable.Range(0, 6).Select(n => Press($"b{n}"))]) },
            { "components[0].components[0].label: 81", Row(Button.Does(ButtonStyle.Primary, "a", Long(81))) },
            { "components[0].components[0].custom_id: 101", Row(Press(Long(101))) },
            { "components[0].components[0].custom_id: must not be empty", Row(Press("")) },
            { "custom_id: \"twin\" appears more than once", Row(Press("twin"), Press("twin")) },
            { "a link has an address", Row(Button.Does(ButtonStyle.Link, "a", "l")) },
            { "components[0].components[0].url", Row(Button.Opens(new Uri("javascript:alert(1)"), "l")) },
            { "components[0].components[0].url", Row(Button.Opens(new Uri("https://a.example/" + Long(512)), "l")) },
            { "a TextDisplay may not stand here", Row(new TextDisplay("t")) },
            { "components[0].components: 2 entries", Row(Select(1), Press("b")) },
            { "options: 26 entries", Row(Select(26)) },
            { "options: 0 entries", Row(Select(0)) },
            { "components: 41 with all nested ones", MessagePayload.Of(new Container(Texts(40))) },
            { "4001 characters of text", MessagePayload.Of(new TextDisplay(Long(2000)), new TextDisplay(Long(2001))) },
            { "components: 0 entries", MessagePayload.Of() },
            { "a Container may not stand here", MessagePayload.Of(new Container(new Container(new TextDisplay("t")))) },
            {
                "a Label may not stand here",
                MessagePayload.Of(new Label("l", new TextInput("i", TextInputStyle.OneLine)))
            },
            { "components[0].components: 4 entries", MessagePayload.Of(new Section(Texts(4), Press("b"))) },
            { "accent_color", MessagePayload.Of(new Container(new TextDisplay("t")) { AccentColor = 0x1000000 }) },
            {
                "must point at a file of the same message",
                MessagePayload.Of(new FileCard(new Media("https://a.example/x")))
            },
            {
                "is not among the attached files",
                MessagePayload.Of(new FileCard(new Media("attachment://b.txt"))) with
                {
                    Attachments = [File("a.txt")],
                }
            },
            {
                "attachments: 11 entries",
                Plain() with
                {
                    Attachments = [.. Enumerable.Range(0, 11).Select(n => File($"f{n}"))],
                }
            },
            { "attachments: \"a.txt\"", Plain() with { Attachments = [File("a.txt"), File("a.txt")] } },
            { "files[0]: 10485761 bytes", Plain() with { Attachments = [new Attachment("a", new byte[10_485_761])] } },
            { "nonce: 26", Plain() with { Nonce = Long(26) } },
        };

    public static TheoryData<MessagePayload> Accepted =>
        new()
        {
            MessagePayload.Text(Long(2000)),
            Plain() with
            {
                Content = "",
                Embeds = [new Embed { Description = Long(4096), Fields = Fields(1, Long(880)) }],
            },
            Row([.. Enumerable.Range(0, 5).Select(n => Button.Does(ButtonStyle.Danger, Long(99) + n, Long(80)))]),
            Row(Select(25)),
            MessagePayload.Of(new Container(Texts(39))),
            MessagePayload.Of(new TextDisplay(Long(4000))),
            MessagePayload.Of(
                new Section(Texts(3), new Thumbnail(new Media("https://a.example/x.png"))),
                new Separator { Divider = true, Spacing = 2 },
                new MediaGallery(new GalleryItem(Media.Of(File("chart.png"))))
            ) with
            {
                Attachments = [File("chart.png")],
            },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_discord_would_refuse_is_refused_before_with_place_and_reason(
        string expected,
        MessagePayload payload
    )
    {
        var problems = PayloadValidator.Check(payload);

        Assert.Contains(problems, p => p.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void F07_what_lies_exactly_on_the_limit_is_accepted(MessagePayload payload) =>
        Assert.Empty(PayloadValidator.Check(payload));

    [Fact]
    public void A_form_is_checked_too()
    {
        var modal = new Modal(
            Long(101),
            Long(46),
            new Label(Long(46), new TextInput("a", TextInputStyle.Paragraph) { MinLength = 5, MaxLength = 4 }),
            new Label("l", new TextInput("a", TextInputStyle.OneLine) { Placeholder = Long(101) }),
            new ActionRow(Press("b"))
        );

        var places = PayloadValidator.Check(modal).Select(p => p.Where).ToArray();

        Assert.Contains("custom_id", places);
        Assert.Contains("title", places);
        Assert.Contains("components[0].label", places);
        Assert.Contains("components[0].component", places);
        Assert.Contains("components[1].component.placeholder", places);
        Assert.Contains("components[2]", places);
    }

    [Theory]
    [InlineData("Deploy", "upper case")]
    [InlineData("de ploy", "a blank")]
    [InlineData("", "empty")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefg", "33 letters")]
    public void A_command_name_that_discord_would_refuse_is_refused(string name, string why) =>
        Assert.Contains(
            "a name has",
            Assert.Throws<InvalidPayloadException>(() => CommandValidator.ThrowIfInvalid([new(name, why)])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_name_keeps_only_what_survives_a_header() =>
        Assert.Equal("a__b_c__.txt", File("a\r\nb\"c/é.txt").FileName);

    private static string Long(int length) => new('x', length);

    private static MessagePayload.Plain Plain() => MessagePayload.Text("t");

    private static MessagePayload.Plain Row(params Component[] items) => Plain() with { Rows = [new ActionRow(items)] };

    private static Button Press(string customId) => Button.Does(ButtonStyle.Primary, customId, "Press");

    private static Attachment File(string name) => new(name, new byte[] { 1 });

    private static StringSelect Select(int options) =>
        new("s", [.. Enumerable.Range(0, options).Select(n => new SelectOption($"o{n}", $"v{n}"))]);

    private static Component[] Texts(int count) =>
        [.. Enumerable.Range(0, count).Select(n => new TextDisplay($"t{n}"))];

    private static EmbedField[] Fields(int count, string value) =>
        [.. Enumerable.Range(0, count).Select(n => new EmbedField($"n{n}", value))];
}
