namespace MicroBima.ChatOps.Deployments;

/// <content>Whether the store is the one that the channel was told of. Before that is known the desk waits; where it is not, the desk changes nothing.</content>
public sealed partial class Desk
{
    private TaskCompletionSource<Refusal?>? _trust;
    private Anchor? _accepted;
    private volatile Refusal? _shut;

    /// <summary>Why nobody's request is taken any more; null while all is well. What runs is still recorded.</summary>
    public Refusal? Shut => _shut;

    /// <summary>The newest record, for the channel to remember; null where the store is not believed, since that would make the channel forget.</summary>
    public Anchor? Anchor =>
        _trust is null or { Task: { IsCompletedSuccessfully: true, Result: null } } ? store.Newest : null;

    /// <summary>From here on everything waits until somebody says what the channel remembers.</summary>
    public void AwaitProof() => _trust = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Compares the store with what the channel remembers, and opens the door or keeps it shut.</summary>
    /// <param name="told">The newest anchor that the channel has, or null where it has none.</param>
    /// <param name="accepted">An anchor that whoever runs the bot accepts although the channel knows another.</param>
    public Proof Prove(Anchor? told, Anchor? accepted)
    {
        var doubt = told is null ? null : DoubtBy(told, "this channel");
        _accepted = accepted;
        var isAccepted = store.Newest == accepted;
        _trust?.TrySetResult(isAccepted ? null : doubt);
        return new Proof(isAccepted ? null : doubt, isAccepted && doubt is not null);
    }

    /// <summary>What the channel remembers cannot be read, and that will not change by itself: the desk changes nothing.</summary>
    public void Distrust(Refusal why) => _trust?.TrySetResult(why);

    /// <summary>From here on nobody's request is taken and no step begins.</summary>
    public void ShutFor(Refusal why) => _shut ??= why;

    /// <summary>True where sessions may be driven, once that is known.</summary>
    public async Task<bool> IsTrustedAsync(CancellationToken cancellationToken) =>
        await DoubtAsync(cancellationToken) is null && _shut is null;

    /// <summary>What a record that is remembered outside the store says against it, or null; null too where whoever runs the bot accepts the store as it is.</summary>
    /// <param name="by">What remembers it: the channel, or a branch.</param>
    public Refusal.Distrusted? DoubtOf(Anchor told, string by)
    {
        if (_accepted is { } accepted && store.At(accepted.Sequence) == accepted)
            return null;

        return DoubtBy(told, by);
    }

    private Refusal.Distrusted? DoubtBy(Anchor told, string by)
    {
        var newest = store.Newest;
        return store.At(told.Sequence) is not { } kept
                ? new Refusal.Distrusted(
                    $"it has {newest.Sequence} records, and {by} was told of {told.Sequence}: it is an older copy, or its end is gone",
                    newest
                )
            : kept != told
                ? new Refusal.Distrusted(
                    $"record {told.Sequence} is not the one that {by} was told of: it was written anew, or belongs to another bot",
                    newest
                )
            : null;
    }

    /// <param name="cause">The interaction that asks; empty where the bot itself does, which records what it began.</param>
    private async Task<Refusal?> ObjectionAsync(string cause, CancellationToken cancellationToken) =>
        await DoubtAsync(cancellationToken) ?? (cause.Length > 0 ? _shut : null);

    private Task<Refusal?> DoubtAsync(CancellationToken cancellationToken) =>
        _trust?.Task.WaitAsync(cancellationToken) ?? Task.FromResult<Refusal?>(null);
}

/// <summary>What the comparison of the store with the channel's memory came to.</summary>
/// <param name="Doubt">Why the desk changes nothing, or null.</param>
/// <param name="IsAccepted">The store is not the one that the channel knows, and whoever runs the bot accepts that.</param>
public readonly record struct Proof(Refusal? Doubt, bool IsAccepted);
