namespace MicroBima.ChatOps.Discord;

/// <summary>What became of an edit.</summary>
public abstract record EditOutcome
{
    private EditOutcome() { }

    /// <summary>The outcome as one sentence.</summary>
    public abstract string Text { get; }

    /// <summary>The message shows this content, or newer one.</summary>
    public sealed record Edited : EditOutcome
    {
        /// <inheritdoc />
        public override string Text => "The message was edited.";
    }

    /// <summary>The message or its channel is gone: post a new one.</summary>
    public sealed record Gone : EditOutcome
    {
        /// <inheritdoc />
        public override string Text => "The message no longer exists.";
    }

    /// <summary>Discord said no, and would say no again.</summary>
    public sealed record Refused(string Reason) : EditOutcome
    {
        /// <inheritdoc />
        public override string Text => Reason;
    }
}
