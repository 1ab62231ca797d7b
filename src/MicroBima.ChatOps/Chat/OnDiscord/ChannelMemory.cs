using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>The newest record of the journal stands under each report: the channel remembers it for the bot, beyond the reach of whoever holds its disk.</summary>
internal static class ChannelMemory
{
    private const string Before = "-# Journal ";

    /// <summary>A channel in which people talk a lot is read so far back.</summary>
    private const int MostPages = 10;

    /// <summary>The line under a report.</summary>
    public static Markdown Line(Anchor anchor) => Markdown.Ours(Before + anchor.Text);

    /// <summary>The newest anchor that the bot itself wrote, or null where there is none. A line that is part of another text is none.</summary>
    public static async Task<Anchor?> NewestAsync(
        DiscordRest rest,
        Snowflake self,
        Snowflake channel,
        CancellationToken cancellationToken
    )
    {
        Snowflake? last = null;
        for (var page = 0; page < MostPages; page++)
        {
            var messages = await rest.GetMessagesAsync(channel, last, cancellationToken);
            if (messages.Count == 0)
                return null;

            var told = messages
                .Where(message => message.AuthorId == self)
                .SelectMany(message => message.Texts)
                .Where(text => text.StartsWith(Before, StringComparison.Ordinal))
                .Select(text => Anchor.TryParse(text[Before.Length..]))
                .FirstOrDefault(anchor => anchor is not null);
            if (told is not null)
                return told;

            last = messages[^1].Address.Id;
        }

        return null;
    }
}
