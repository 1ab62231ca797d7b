using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>The bot listens to one application, in one channel of one server.</summary>
public sealed class PlaceTests
{
    private static readonly Snowflake Application = new(1);

    private static readonly DiscordSettings Settings = new(
        new Uri("http://127.0.0.1:9/"),
        null,
        "token",
        Guild: 10,
        Channel: 20,
        "folder"
    );

    [Theory]
    [InlineData(10ul, 20ul, 1ul, true)]
    [InlineData(11ul, 20ul, 1ul, false)]
    [InlineData(null, 20ul, 1ul, false)]
    [InlineData(10ul, 21ul, 1ul, false)]
    [InlineData(10ul, null, 1ul, false)]
    [InlineData(10ul, 20ul, 2ul, false)]
    public void B07_What_comes_from_another_server_channel_or_application_comes_from_nobody(
        ulong? guild,
        ulong? channel,
        ulong application,
        bool isHere
    )
    {
        var origin = new InteractionOrigin(
            new Snowflake(5),
            new Snowflake(application),
            new InteractionToken("t"),
            new DiscordUser(new Snowflake(6), "ana", null, IsBot: false),
            0
        )
        {
            GuildId = guild is { } server ? new Snowflake(server) : null,
            ChannelId = channel is { } place ? new Snowflake(place) : null,
        };

        Assert.Equal(isHere, DiscordChat.IsHere(origin, Settings, Application));
    }

    [Fact]
    public void B07_Before_the_bot_knows_who_it_is_nobody_is_heard()
    {
        var origin = new InteractionOrigin(
            new Snowflake(5),
            Application,
            new InteractionToken("t"),
            new DiscordUser(new Snowflake(6), "ana", null, IsBot: false),
            0
        )
        {
            GuildId = new Snowflake(10),
            ChannelId = new Snowflake(20),
        };

        Assert.False(DiscordChat.IsHere(origin, Settings, null));
    }
}
