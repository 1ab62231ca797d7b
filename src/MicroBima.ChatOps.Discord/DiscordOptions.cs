namespace MicroBima.ChatOps.Discord;

/// <summary>How the bot reaches Discord and how patient it is; a class, so that no log line prints the token by accident.</summary>
public sealed class DiscordOptions
{
    /// <summary>The bot's token, without the word "Bot".</summary>
    public required string Token { get; init; }

    /// <summary>Where the REST API answers, version included.</summary>
    public Uri ApiUrl { get; init; } = new("https://discord.com/api/v10");

    /// <summary>Where the gateway listens; null asks GET /gateway/bot.</summary>
    public Uri? GatewayUrl { get; init; }

    /// <summary>Interactions need no intent at all.</summary>
    public int Intents { get; init; }

    /// <summary>Asks the gateway for one zlib stream per connection.</summary>
    public bool Compress { get; init; }

    /// <summary>Discord refuses requests that do not name their maker (https://discord.com/developers/docs/reference#user-agent).</summary>
    public string UserAgent { get; init; } = "DiscordBot (https://github.com/microbima/chatops, 0.1.0)";

    /// <summary>After how long an interaction is deferred by itself; Discord gives up after three seconds.</summary>
    public TimeSpan DeferAfter { get; init; } = TimeSpan.FromSeconds(1.2);

    /// <summary>How long one HTTP request may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The shortest time between two edits of one message.</summary>
    public TimeSpan EditInterval { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>How many interactions are handled at the same time.</summary>
    public int Workers { get; init; } = 32;

    /// <summary>How many interactions may wait for a worker before further ones are dropped with a notice.</summary>
    public int QueueCapacity { get; init; } = 1024;

    /// <summary>The session is taken when this is done; until then the connection waits, or is made anew.</summary>
    public Task Ready { get; init; } = Task.CompletedTask;

    /// <summary>Ends the session at Discord when the client stops; leave it off so that the next process can resume without losing a click.</summary>
    public bool EndSessionOnStop { get; init; }

    /// <summary>What the person sees, alone, when a handler failed before it answered.</summary>
    public string FailureText { get; init; } =
        "Something went wrong while handling this. The error was logged; please try again.";
}
