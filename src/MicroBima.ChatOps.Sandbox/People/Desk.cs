using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>Everything that a person can do: the page and the API for programs both act through it.</summary>
public sealed class Desk
{
    /// <summary>Opens the desk of a guild.</summary>
    public Desk(DiscordTwin twin)
    {
        var acts = new Acts(twin);
        Twin = twin;
        Commands = new CommandDesk(twin, acts);
        Components = new ComponentDesk(twin, acts);
        Modals = new ModalDesk(twin, acts);
        Messages = new MessageDesk(twin, acts);
        World = new WorldDesk(twin, acts);
    }

    /// <summary>The server behind.</summary>
    public DiscordTwin Twin { get; }

    /// <summary>Slash commands.</summary>
    public CommandDesk Commands { get; }

    /// <summary>Buttons and menus.</summary>
    public ComponentDesk Components { get; }

    /// <summary>Modals.</summary>
    public ModalDesk Modals { get; }

    /// <summary>What is seen and said.</summary>
    public MessageDesk Messages { get; }

    /// <summary>What surrounds the chat.</summary>
    public WorldDesk World { get; }
}
