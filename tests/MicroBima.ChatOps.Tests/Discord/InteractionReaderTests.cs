using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class InteractionReaderTests
{
    [Fact]
    public void A_command_in_a_guild_carries_the_member_with_roles_and_permissions()
    {
        var command = Assert.IsType<Interaction.Command>(Read(Samples.Command()));

        Assert.Equal("deploy", command.Name);
        Assert.Equal("production", Assert.Single(command.Options).Text);
        Assert.Equal(new Snowflake(30), command.Origin.GuildId);
        Assert.Equal([new Snowflake(501), new Snowflake(502)], command.Origin.Member!.Roles);
        Assert.True(command.Origin.Member.Permissions.Has(1 << 5));
        Assert.Equal("Asha", command.User.DisplayName);
        Assert.False(command.User.IsBot);
    }

    [Fact]
    public void B06_a_command_in_a_direct_message_has_a_person_but_no_member()
    {
        var json = Samples.Command();
        json.Remove("guild_id");
        json["user"] = json["member"]!["user"]!.DeepClone();
        json.Remove("member");

        var command = Assert.IsType<Interaction.Command>(Read(json));

        Assert.Null(command.Origin.Member);
        Assert.Null(command.Origin.GuildId);
        Assert.Equal(new Snowflake(40), command.User.Id);
    }

    [Fact]
    public void B19_a_button_carries_the_application_and_the_author_of_its_message()
    {
        var button = Assert.IsType<Interaction.Button>(Read(Samples.Button()));

        Assert.Equal("v1:approve:x", button.CustomId);
        Assert.Equal(new Snowflake(7), button.Origin.ApplicationId);
        Assert.Equal(new InteractionMessage(new(60), new(50), new(8)), button.Origin.Message);
    }

    [Fact]
    public void B16_a_select_carries_the_values_as_they_were_sent()
    {
        var json = Samples.Button();
        json["data"] = new JsonObject
        {
            ["component_type"] = 3,
            ["custom_id"] = "pick",
            ["values"] = new JsonArray("a", "never offered"),
        };

        var selection = Assert.IsType<Interaction.Selection>(Read(json));

        Assert.Equal(["a", "never offered"], selection.Values);
    }

    [Fact]
    public void An_option_keeps_what_is_known_of_it_and_the_typed_one_is_found_in_its_sub_command()
    {
        var json = Samples.Command();
        json["type"] = 4;
        json["data"] = JsonNode.Parse(
            """
            {"name":"logs","options":[{"type":3},{"name":"odd","type":99,"value":"x"},{"name":"show","type":1,"options":[
              {"name":"line","type":3,"value":"1"},{"name":"pod","type":3,"value":"ap","focused":true},
              {"name":"last","type":3,"value":"2"}]}]}
            """
        );

        var typing = Assert.IsType<Interaction.Autocomplete>(Read(json));

        Assert.Equal(["odd", "show"], typing.Options.Select(o => o.Name));
        Assert.Equal([CommandOptionType.Unknown, CommandOptionType.SubCommand], typing.Options.Select(o => o.Type));
        Assert.Equal("pod", typing.Focused?.Name);
    }

    [Fact]
    public void B08_the_channel_is_taken_from_its_object_where_the_bare_id_is_missing()
    {
        var json = Samples.Command();
        json.Remove("channel_id");

        var origin = Read(json)!.Origin;

        Assert.Equal(new Snowflake(50), origin.ChannelId);
        Assert.Equal(new Snowflake(49), origin.ParentChannelId);
    }

    [Fact]
    public void B15_a_field_of_a_form_is_found_by_its_name_and_one_without_a_choice_has_no_text()
    {
        var json = Samples.Button();
        json["type"] = 5;
        json["data"] = JsonNode.Parse(
            """
            {"custom_id":"form","components":[{"type":18,"component":{"type":4,"custom_id":"reason","value":"disk full"}},
              {"type":18,"component":{"type":3,"custom_id":"none","values":[]}},{"type":18,"component":{"type":4,"value":"x"}}]}
            """
        );

        var form = Assert.IsType<Interaction.ModalSubmit>(Read(json));

        Assert.Equal(["reason", "none"], form.Fields.Select(f => f.CustomId));
        Assert.Equal("disk full", form.Field("reason"));
        Assert.Null(form.Field("none"));
        Assert.Null(form.Field("missing"));
    }

    [Theory]
    [InlineData("""[{"type":1,"components":[{"type":4,"custom_id":"reason","value":"disk full"}]}]""")]
    [InlineData("""[{"type":18,"component":{"type":4,"custom_id":"reason","value":"disk full"}}]""")]
    public void B15_a_form_is_read_in_the_old_and_in_the_new_layout(string components)
    {
        var json = Samples.Button();
        json["type"] = 5;
        json["data"] = new JsonObject { ["custom_id"] = "form", ["components"] = JsonNode.Parse(components) };

        var form = Assert.IsType<Interaction.ModalSubmit>(Read(json));

        Assert.Equal("disk full", form.Field("reason"));
        Assert.Null(form.Field("missing"));
    }

    [Fact]
    public void Autocomplete_knows_the_option_that_is_being_typed_also_inside_a_sub_command()
    {
        var json = Samples.Command();
        json["type"] = 4;
        json["data"]!["options"] = JsonNode.Parse(
            """[{"name":"create","type":1,"options":[{"name":"app","type":3,"value":"mi","focused":true}]}]"""
        );

        var autocomplete = Assert.IsType<Interaction.Autocomplete>(Read(json));

        Assert.Equal("mi", autocomplete.Focused?.Text);
    }

    [Fact]
    public void A_kind_that_nobody_knows_stays_unknown()
    {
        var json = Samples.Command();
        json["type"] = 77;

        Assert.Equal(77, Assert.IsType<Interaction.Unknown>(Read(json)).Type);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("application_id")]
    [InlineData("token")]
    [InlineData("member")]
    public void What_cannot_be_answered_is_reported_and_its_sequence_counts(string field)
    {
        var json = Samples.Command();
        json.Remove(field);

        var happened = Assert.IsType<GatewayInput.Happened>(Frame(json));

        Assert.Null(happened.Interaction);
        Assert.NotNull(happened.Problem);
        Assert.Equal(5, happened.Sequence);
    }

    [Fact]
    public void Every_field_may_be_missing_null_or_of_another_kind_without_an_exception()
    {
        JsonNode?[] strangers = [null, 1, "x", true, new JsonArray(1), new JsonObject { ["id"] = new JsonArray() }];
        foreach (var sample in new[] { Samples.Command(), Samples.Button() })
        {
            foreach (var path in Samples.Paths(sample))
            {
                Assert.IsType<GatewayInput.Happened>(Frame(Samples.Without(sample, path)));
                foreach (var stranger in strangers)
                    Assert.IsType<GatewayInput.Happened>(Frame(Samples.With(sample, path, stranger)));
            }
        }
    }

    [Fact]
    public void Lone_surrogates_and_nul_in_text_are_mended()
    {
        var json = Samples
            .Command()
            .ToJsonString()
            .Replace("production", "a\\ud800b\\u0000\\n", StringComparison.Ordinal);

        var command = Assert.IsType<Interaction.Command>(Read(json));

        Assert.Equal("a\uFFFDb\0\n", Assert.Single(command.Options).Text);
    }

    [Fact]
    public void Hostile_bytes_never_throw()
    {
        var valid = Encoding.UTF8.GetBytes(Samples.Wrap(Samples.Button()));
        Gen.Select(Gen.Int[0, valid.Length - 1], Gen.Byte)
            .Array[1, 8]
            .Sample(
                changes =>
                {
                    var bytes = valid.ToArray();
                    foreach (var (at, value) in changes)
                        bytes[at] = value;
                    Assert.NotNull(GatewayReader.Read(bytes, 0));
                },
                iter: 20_000
            );
    }

    [Fact]
    public void B01_any_custom_id_arrives_unchanged() =>
        Gen.String[Gen.Char, 0, 100]
            .Sample(
                id =>
                {
                    var json = Samples.Button();
                    json["data"]!["custom_id"] = id;
                    var button = Assert.IsType<Interaction.Button>(Read(json));
                    Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(id)), button.CustomId);
                },
                iter: 10_000
            );

    [Fact]
    public void The_token_prints_as_stars()
    {
        var interaction = Read(Samples.Command());

        Assert.DoesNotContain("secret-token", interaction!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_of_the_envelope_may_come_in_any_order()
    {
        var text = """{"t":null,"s":null,"d":{"heartbeat_interval":41250,"_trace":["x"]},"op":10}""";

        var hello = Assert.IsType<GatewayInput.Hello>(GatewayReader.Read(Encoding.UTF8.GetBytes(text), 0));

        Assert.Equal(TimeSpan.FromMilliseconds(41_250), hello.Interval);
    }

    [Theory]
    [InlineData("""{"op":9,"d":true}""", true)]
    [InlineData("""{"op":9,"d":false}""", false)]
    [InlineData("""{"op":9}""", false)]
    public void An_invalid_session_says_whether_it_may_be_resumed(string text, bool isResumable)
    {
        var invalid = GatewayReader.Read(Encoding.UTF8.GetBytes(text), 0);

        Assert.Equal(new GatewayInput.SessionInvalidated(isResumable), invalid);
    }

    [Fact]
    public void Ready_needs_only_the_session()
    {
        var text = """{"op":0,"s":1,"t":"READY","d":{"session_id":"abc","user":{"id":"8"}}}""";

        var ready = Assert.IsType<GatewayInput.Ready>(GatewayReader.Read(Encoding.UTF8.GetBytes(text), 0));

        Assert.Equal(new GatewaySession("abc", null, 1, new Snowflake(8)), ready.Session);
    }

    private static GatewayInput Frame(JsonObject json) =>
        GatewayReader.Read(Encoding.UTF8.GetBytes(Samples.Wrap(json)), 0);

    private static Interaction? Read(JsonObject json) => Read(json.ToJsonString());

    private static Interaction? Read(string json)
    {
        var frame = $$"""{"op":0,"s":5,"t":"INTERACTION_CREATE","d":{{json}}}""";
        var input = GatewayReader.Read(Encoding.UTF8.GetBytes(frame), 0);
        return Assert.IsType<GatewayInput.Happened>(input).Interaction;
    }
}
