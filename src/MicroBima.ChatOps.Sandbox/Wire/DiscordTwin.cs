using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MicroBima.ChatOps.Sandbox.Wire.Gateway;
using Microsoft.AspNetCore.WebUtilities;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>The Discord-compatible server: one guild, its people, its channels, one bot account, and what happened so far.</summary>
public sealed class DiscordTwin
{
    /// <summary>Founds the guild.</summary>
    public DiscordTwin(TimeProvider time)
    {
        Time = time;
        Ids = new Snowflakes(time);
        Messages = new Messages(Changes, time);
        Interactions = new Interactions(Ids, Changes, time);
        Commands = new Commands(Ids, Changes, time);
        Attachments = new Attachments(Ids);
        Faults = new Faults(time);
        Requests = new RequestLog(time);
        Token = NewToken();
        MessageJson = new MessageJson(Roster, Channels, Messages, Address);
        InteractionJson = new InteractionJson(Roster, Channels, Messages, MessageJson);
        Gateway = new GatewayHub(this);
    }

    /// <summary>The clock of everything that has a deadline.</summary>
    public TimeProvider Time { get; }

    /// <summary>The only token that the bot can identify with.</summary>
    public string Token { get; }

    /// <summary>Where the twin listens.</summary>
    public TwinAddress Address { get; } = new();

    /// <summary>What wakes those who look.</summary>
    public Changes Changes { get; } = new();

    /// <summary>Who belongs to the guild.</summary>
    public Roster Roster { get; } = new();

    /// <summary>The channels and threads.</summary>
    public Channels Channels { get; } = new();

    /// <summary>The ids.</summary>
    public Snowflakes Ids { get; }

    /// <summary>The messages.</summary>
    public Messages Messages { get; }

    /// <summary>What people did.</summary>
    public Interactions Interactions { get; }

    /// <summary>What people can type.</summary>
    public Commands Commands { get; }

    /// <summary>The uploaded files.</summary>
    public Attachments Attachments { get; }

    /// <summary>The trouble in force.</summary>
    public Faults Faults { get; }

    /// <summary>What the bot sent.</summary>
    public RequestLog Requests { get; }

    /// <summary>The connections of the bot.</summary>
    public GatewayHub Gateway { get; }

    internal MessageJson MessageJson { get; }

    internal InteractionJson InteractionJson { get; }

    // Shaped like Discord's: the id, a time and a signature. Random, so that it is worth nothing anywhere else.
    private string NewToken()
    {
        var id = Encoding.ASCII.GetBytes(Roster.ApplicationId.ToString());
        var seconds = Time.GetUtcNow().ToUnixTimeSeconds().ToString("x8", CultureInfo.InvariantCulture);
        return string.Join(
            '.',
            WebEncoders.Base64UrlEncode(id),
            WebEncoders.Base64UrlEncode(Convert.FromHexString(seconds)),
            WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(28))
        );
    }
}
