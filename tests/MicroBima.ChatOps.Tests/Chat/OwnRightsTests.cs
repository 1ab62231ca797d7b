using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What the bot may do by its roles and by its channel, and what it says of that.</summary>
public sealed class OwnRightsTests
{
    private const ulong Enough = 1UL << 10 | 1UL << 11 | 1UL << 14 | 1UL << 15 | 1UL << 16 | 1UL << 35 | 1UL << 38;
    private const ulong SendMessages = 1UL << 11;

    private static readonly Snowflake Guild = new(1);
    private static readonly Snowflake Role = new(2);
    private static readonly Snowflake Self = new(3);
    private static readonly Snowflake Somebody = new(4);

    [Fact]
    public void P01_A_bot_that_may_do_what_its_cards_need_has_nothing_to_say()
    {
        var rights = Rights(everyone: 0, role: Enough);

        Assert.Null(rights.Refusal);
        Assert.Empty(rights.Warnings);
    }

    [Theory]
    [InlineData(1UL << 3, 0)]
    [InlineData(0, 1UL << 3)]
    public void P01_Administrator_is_refused_by_whichever_role_it_comes_and_whatever_the_channel_denies(
        ulong everyone,
        ulong role
    )
    {
        var rights = Rights(everyone, role, new ChannelOverwrite(Self, new(0), new(ulong.MaxValue)));

        Assert.Contains("Administrator", rights.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "Kick Members")]
    [InlineData(5, "Manage Server")]
    [InlineData(28, "Manage Roles")]
    [InlineData(29, "Manage Webhooks")]
    public void P01_What_the_bot_does_not_need_is_named(int bit, string name)
    {
        var rights = Rights(everyone: 0, role: Enough | 1UL << bit);

        Assert.Null(rights.Refusal);
        Assert.Equal($"it does not need: {name}", Assert.Single(rights.Warnings));
    }

    [Fact]
    public void What_the_bot_lacks_is_named_before_its_first_card()
    {
        var rights = Rights(everyone: 0, role: Enough & ~SendMessages & ~(1UL << 38));

        Assert.Equal(
            "it lacks in its channel: Send Messages, Send Messages in Threads",
            Assert.Single(rights.Warnings)
        );
    }

    // https://discord.com/developers/docs/topics/permissions#permission-overwrites
    [Theory]
    [InlineData("everyone-", false)]
    [InlineData("everyone- role+", true)]
    [InlineData("everyone- role+ self-", false)]
    [InlineData("role- self+", true)]
    [InlineData("self- everyone+", false)]
    [InlineData("somebody-", true)]
    public void The_channel_overrides_the_roles_and_the_nearer_word_counts(string said, bool mayWrite)
    {
        var overwrites = said.Split(' ')
            .Select(word => new ChannelOverwrite(
                word[..^1] switch
                {
                    "everyone" => Guild,
                    "role" => Role,
                    "self" => Self,
                    _ => Somebody,
                },
                new(word[^1] == '+' ? SendMessages : 0),
                new(word[^1] == '-' ? SendMessages : 0)
            ));

        var rights = Rights(everyone: Enough, role: 0, [.. overwrites]);

        Assert.Equal(mayWrite, rights.Warnings.IsEmpty);
    }

    private static OwnRights Rights(ulong everyone, ulong role, params ChannelOverwrite[] overwrites) =>
        new(
            GuildPermissions.Of(
                new DiscordMember(new DiscordUser(Self, "bot", null, IsBot: true), null, [Role], new(0)),
                Guild,
                [
                    new DiscordRole(Guild, "@everyone", new(everyone)),
                    new DiscordRole(Role, "bot", new(role)),
                    new DiscordRole(Somebody, "other", new(1UL << 3)),
                ],
                new DiscordChannel(new(9), 0, "deployments", Guild, null, IsArchived: false) { Overwrites = overwrites }
            )
        );
}
