using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>Which server and channel the bot works in; nothing from anywhere else is listened to.</summary>
public sealed record DiscordSettings(
    Uri ApiUrl,
    Uri? GatewayUrl,
    string Token,
    ulong Guild,
    ulong Channel,
    string Folder
)
{
    /// <summary>Where people find the channel; a message of it is a step further.</summary>
    public Uri ChannelAddress { get; } = new($"https://discord.com/channels/{Guild}/{Channel}/");

    /// <summary>A journal that is believed although the channel was told of another.</summary>
    public Anchor? Accepted { get; init; }
}
