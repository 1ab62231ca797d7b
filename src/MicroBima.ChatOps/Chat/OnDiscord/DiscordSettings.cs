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
    /// <summary>A journal that is believed although the channel was told of another.</summary>
    public Anchor? Accepted { get; init; }
}
