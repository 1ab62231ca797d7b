namespace MicroBima.ChatOps.Discord;

/// <summary>Something the operator may want to read in the log; never carries a token, a callback address or a header.</summary>
public abstract record DiscordNotice
{
    private DiscordNotice() { }

    /// <summary>The notice as one readable sentence.</summary>
    public abstract string Text { get; }

    /// <summary>The gateway session is live.</summary>
    public sealed record Online(bool WasResumed) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text =>
            WasResumed ? "The gateway session was resumed." : "A new gateway session has started.";
    }

    /// <summary>The gateway connection ended and will be tried again.</summary>
    public sealed record ConnectionLost(string Reason, TimeSpan RetryIn) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text =>
            $"The gateway connection was lost: {Reason} Next attempt in {Seconds(RetryIn)} s.";
    }

    /// <summary>The session could not be continued; what happened meanwhile may be missing.</summary>
    public sealed record SessionDropped(string Reason) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"The gateway session was given up: {Reason} A new one is identified.";
    }

    /// <summary>Discord allows no further identify for now.</summary>
    public sealed record IdentifyBudgetSpent(TimeSpan Wait) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text =>
            $"All session starts of the day are used; the next attempt is in {Seconds(Wait)} s. Find out what restarts so often.";
    }

    /// <summary>Discord said 429.</summary>
    public sealed record RateLimited(string Route, string Scope, TimeSpan Wait) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"{Route} is rate limited ({Scope}); waiting {Seconds(Wait)} s.";
    }

    /// <summary>A request failed in a way that makes a second attempt harmless.</summary>
    public sealed record Retrying(string Route, string Reason, TimeSpan Wait) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"{Route} failed: {Reason} Trying again in {Seconds(Wait)} s.";
    }

    /// <summary>So many requests were refused that further ones stay at home, before Discord bans the address.</summary>
    public sealed record BreakerOpened(TimeSpan Wait) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text =>
            $"Too many requests were refused by Discord (401, 403 or 429); no more are sent for {Seconds(Wait)} s.";
    }

    /// <summary>The handler of an interaction threw.</summary>
    public sealed record HandlerFailed(Snowflake Interaction, Exception Error) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"The handler of interaction {Interaction} failed: {Error.Message}";
    }

    /// <summary>Nobody answered in time, so the client deferred.</summary>
    public sealed record AutoDeferred(Snowflake Interaction, AnswerOutcome Outcome) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"Interaction {Interaction} was deferred by itself: {Outcome.Text}";
    }

    /// <summary>Discord has an answer to an interaction that this process had not answered: another one hears and speaks with the same token.</summary>
    public sealed record AnsweredElsewhere(Snowflake Interaction) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"Interaction {Interaction} was answered by another process.";
    }

    /// <summary>The queue is full; the person sees that the bot did not respond.</summary>
    public sealed record QueueFull(Snowflake Interaction) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"Interaction {Interaction} was dropped: too many are waiting.";
    }

    /// <summary>Something arrived that could not be read and was left aside.</summary>
    public sealed record Unreadable(string What) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"Left aside: {What}";
    }

    /// <summary>An edit of a message did not arrive.</summary>
    public sealed record EditFailed(MessageAddress Message, EditOutcome Outcome) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"Message {Message.Id} was not edited: {Outcome.Text}";
    }

    /// <summary>A side job of the client failed; the client goes on.</summary>
    public sealed record SideJobFailed(string Job, Exception Error) : DiscordNotice
    {
        /// <inheritdoc />
        public override string Text => $"{Job} failed: {Error.Message}";
    }

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
