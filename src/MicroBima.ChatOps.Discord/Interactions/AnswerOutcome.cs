namespace MicroBima.ChatOps.Discord;

/// <summary>What became of an answer to an interaction.</summary>
public abstract record AnswerOutcome
{
    private AnswerOutcome() { }

    /// <summary>The outcome as one sentence.</summary>
    public abstract string Text { get; }

    /// <summary>Discord accepted it; the message is known where Discord gave it back.</summary>
    public sealed record Delivered(PostedMessage? Message) : AnswerOutcome
    {
        /// <inheritdoc />
        public override string Text => "The answer was delivered.";
    }

    /// <summary>This interaction was answered before, here or by another process (40060).</summary>
    public sealed record AlreadyAnswered : AnswerOutcome
    {
        /// <inheritdoc />
        public override string Text => "The interaction was answered before.";
    }

    /// <summary>Discord no longer takes answers (10062, 10015, 50027): say it in the channel instead.</summary>
    public sealed record TokenLost(int Code) : AnswerOutcome
    {
        /// <inheritdoc />
        public override string Text => $"Discord no longer takes answers to this interaction (code {Code}).";
    }

    /// <summary>It did not arrive, or nobody knows whether it did.</summary>
    public sealed record Failed(string Reason) : AnswerOutcome
    {
        /// <inheritdoc />
        public override string Text => $"The answer failed: {Reason}";
    }
}
