using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>What the bot does when it comes to its channel: it proves its journal by what the channel remembers, and looks at what it may do there itself.</summary>
internal sealed partial class Arrival(
    DiscordRest rest,
    Desk desk,
    Payloads payloads,
    DiscordSettings settings,
    TimeProvider time,
    ILogger logger
)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongPause = TimeSpan.FromMinutes(1);

    private readonly Snowflake _channel = new(settings.Channel);
    private DiscordUser? _self;

    /// <summary>The bot's own account, asked for once.</summary>
    public async Task<DiscordUser> SelfAsync(CancellationToken cancellationToken) =>
        _self ??= await rest.GetSelfAsync(cancellationToken);

    /// <summary>Lets the desk compare its journal with what the channel remembers, before anything is done or told. Asked until Discord answers.</summary>
    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var self = await SelfAsync(cancellationToken);
                var told = await ChannelMemory.NewestAsync(rest, self.Id, _channel, cancellationToken);
                var proof = desk.Prove(told, settings.Accepted);
                if (proof.Doubt is { } doubt)
                    Log.Distrusted(logger, doubt.Why, doubt.Next);

                if (Word(proof) is { } card)
                    await rest.PostMessageAsync(_channel, payloads.Of(card), cancellationToken);

                return;
            }
            catch (DiscordException refused) when (refused.IsFinal)
            {
                Log.NotProven(logger, refused.Message);
                desk.Distrust(Unreadable(refused.Message));
                return;
            }
            catch (DiscordException unknown)
            {
                Log.NotProven(logger, unknown.Message);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Says what the bot may do beyond its needs, and gives up where that is everything. Asked until Discord answers.</summary>
    public async Task LookAtRightsAsync(Action<string> giveUp, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var rights = await OwnRights.AskAsync(
                    rest,
                    await SelfAsync(cancellationToken),
                    new Snowflake(settings.Guild),
                    await rest.GetChannelAsync(_channel, cancellationToken),
                    cancellationToken
                );
                foreach (var warning in rights.Warnings)
                    Log.RightsAreOdd(logger, warning);

                if (rights.Refusal is { } refusal)
                    giveUp($"Refused to run: {refusal}");

                return;
            }
            catch (Exception unknown) when (unknown is DiscordException or InvalidOperationException)
            {
                Log.RightsAreUnknown(logger, unknown.Message);
                await Task.Delay(LongPause, time, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What the channel is told: that the journal is not believed, or that another one is from here on; null where all is as it was.</summary>
    private Card? Word(Proof proof) =>
        proof.Doubt is { } doubt
            ? Card.Of(CardTone.Bad, Markdown.Ours("🔴 ") + Markdown.Text(doubt.Why), Markdown.Text(doubt.Next))
        : proof.IsAccepted && desk.Anchor is { } anchor
            ? Card.Of(
                CardTone.Warning,
                Markdown.Ours(
                    $"🟠 The journal goes on from record {anchor.Sequence}, as the settings accept. What this channel was told after it is not on record any more."
                ),
                ChannelMemory.Line(anchor)
            )
        : null;

    private static Refusal.Unknown Unreadable(string why) =>
        new(
            $"The bot may not read what its channel remembers of its journal, so it changes nothing: {why}",
            "Let its role read the message history of the channel, and start it again."
        );

    private static partial class Log
    {
        [LoggerMessage(317, LogLevel.Warning, "The bot's own permissions: {What}")]
        public static partial void RightsAreOdd(ILogger logger, string what);

        [LoggerMessage(318, LogLevel.Warning, "What the bot may do is not known; asked again in a minute: {Why}")]
        public static partial void RightsAreUnknown(ILogger logger, string why);

        [LoggerMessage(319, LogLevel.Critical, "{Why} {Next}")]
        public static partial void Distrusted(ILogger logger, string why, string next);

        [LoggerMessage(
            320,
            LogLevel.Error,
            "What the channel remembers of the journal cannot be read, and nothing is done before: {Why}"
        )]
        public static partial void NotProven(ILogger logger, string why);
    }
}
