namespace MicroBima.ChatOps.Discord;

/// <summary>Where commands are registered: in one guild, at once, or everywhere.</summary>
internal sealed record CommandScope(Snowflake Application, Snowflake? Guild)
{
    public string Template =>
        Guild is null ? "/applications/{application}/commands" : "/applications/{application}/guilds/{guild}/commands";

    public string Major => Guild?.ToString() ?? "";

    public string Path =>
        Guild is { } guild
            ? $"/applications/{Application}/guilds/{guild}/commands"
            : $"/applications/{Application}/commands";
}
