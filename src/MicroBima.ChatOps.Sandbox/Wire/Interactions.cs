using System.Security.Cryptography;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>What became of an attempt to answer an interaction.</summary>
internal enum AnswerAttempt
{
    Accepted,
    Unknown,
    Repeated,
}

/// <summary>All interactions, with the deadline of three seconds for the first answer and of fifteen minutes for the others.</summary>
public sealed class Interactions(Snowflakes ids, Changes changes, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Snowflake, Interaction> _interactions = [];
    private readonly Dictionary<string, Snowflake> _tokens = new(StringComparer.Ordinal);

    /// <summary>Notes what a person did; the three seconds begin.</summary>
    public Interaction Open(
        InteractionKind kind,
        Snowflake user,
        Snowflake channel,
        string label,
        Func<Interaction, Interaction>? more
    )
    {
        var token = Convert.ToBase64String(RandomNumberGenerator.GetBytes(72)).Replace('+', '-').Replace('/', '_');
        var interaction = new Interaction(
            ids.Next(),
            token,
            kind,
            user,
            channel,
            label,
            time.GetUtcNow(),
            time.GetTimestamp()
        );
        interaction = more?.Invoke(interaction) ?? interaction;
        lock (_lock)
        {
            _interactions.Add(interaction.Id, interaction);
            _tokens.Add(token, interaction.Id);
        }
        changes.Announce();
        _ = ExpireAsync(interaction.Id);
        return interaction;
    }

    /// <summary>The interaction of that id, or null.</summary>
    public Interaction? TryFind(Snowflake id)
    {
        lock (_lock)
        {
            return _interactions.TryGetValue(id, out var interaction) ? AsOfNowLocked(interaction) : null;
        }
    }

    /// <summary>The interaction with that token, or null.</summary>
    public Interaction? TryFind(string token)
    {
        lock (_lock)
        {
            return _tokens.TryGetValue(token, out var id) ? AsOfNowLocked(_interactions[id]) : null;
        }
    }

    /// <summary>The interactions of a channel that a person started, oldest first.</summary>
    public IReadOnlyList<Interaction> Of(Snowflake user, Snowflake channel)
    {
        lock (_lock)
        {
            return
            [
                .. _interactions
                    .Values.Where(interaction => interaction.UserId == user && interaction.ChannelId == channel)
                    .Select(AsOfNowLocked),
            ];
        }
    }

    /// <summary>The interaction whose modal is open for a person, or null; a later modal takes the place of an earlier one.</summary>
    public Interaction? ModalOf(Snowflake user)
    {
        lock (_lock)
        {
            var latest = _interactions
                .Values.Where(one =>
                    one.UserId == user && one.State is InteractionState.Acknowledged { Kind: CallbackKind.Modal }
                )
                .MaxBy(one => one.Id);
            return latest is { IsModalClosed: false } ? latest : null;
        }
    }

    /// <summary>Whether the token still opens anything.</summary>
    public bool IsExpired(Interaction interaction) =>
        time.GetUtcNow() - interaction.CreatedAt >= Limits.InteractionToken;

    /// <summary>Takes the first answer: the first one in time wins.</summary>
    internal AnswerAttempt TryAcknowledge(
        Snowflake id,
        CallbackKind kind,
        Func<Interaction, Interaction> change,
        out Interaction? acknowledged
    )
    {
        lock (_lock)
        {
            acknowledged = null;
            if (!_interactions.TryGetValue(id, out var interaction))
            {
                return AnswerAttempt.Unknown;
            }
            switch (AsOfNowLocked(interaction).State)
            {
                case InteractionState.Failed:
                    return AnswerAttempt.Unknown;
                case InteractionState.Acknowledged:
                    return AnswerAttempt.Repeated;
                case InteractionState.Pending:
                    break;
            }
            var after = time.GetElapsedTime(interaction.Started);
            acknowledged = change(interaction) with
            {
                State = new InteractionState.Acknowledged(kind, after, time.GetUtcNow()),
            };
            _interactions[id] = acknowledged;
        }
        changes.Announce();
        return AnswerAttempt.Accepted;
    }

    /// <summary>Changes what is known about an interaction.</summary>
    internal void Change(Snowflake id, Func<Interaction, Interaction> change)
    {
        lock (_lock)
        {
            _interactions[id] = change(_interactions[id]);
        }
        changes.Announce();
    }

    /// <summary>Waits for the first answer, or for the three seconds to pass.</summary>
    public async Task<Interaction> WaitForAnswerAsync(Snowflake id, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = changes.Revision;
            if (TryFind(id) is { State: not InteractionState.Pending } done)
            {
                return done;
            }
            await changes.WaitAsync(seen, cancellationToken);
        }
    }

    private async Task ExpireAsync(Snowflake id)
    {
        // Not tied to a request: the deadline passes whether or not anybody looks.
        await Task.Delay(Limits.FirstAnswer, time, CancellationToken.None);
        while (TryFind(id) is { State: InteractionState.Pending })
        {
            // A timer may ring a little before its time.
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, CancellationToken.None);
        }
        changes.Announce();
    }

    private Interaction AsOfNowLocked(Interaction interaction) =>
        interaction.State is InteractionState.Pending && time.GetElapsedTime(interaction.Started) >= Limits.FirstAnswer
            ? interaction with
            {
                State = new InteractionState.Failed(),
            }
            : interaction;
}
