namespace MicroBima.ChatOps.Sandbox;

/// <summary>How the sandbox is started.</summary>
public sealed record SandboxOptions
{
    /// <summary>The port on loopback; 0 takes a free one.</summary>
    public int Port { get; init; } = 8787;

    /// <summary>Where the world is kept; null makes a new temporary folder.</summary>
    public string? DataFolder { get; init; }

    /// <summary>How long the bot watches a release.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>The bot's program; null looks for it beside the sandbox.</summary>
    public string? BotPath { get; init; }

    /// <summary>Whether a browser opens.</summary>
    public bool Headless { get; init; }

    /// <summary>Whether there is a repository, an app, a database and a bot around the Discord twin.</summary>
    public bool HasWorld { get; init; } = true;
}
