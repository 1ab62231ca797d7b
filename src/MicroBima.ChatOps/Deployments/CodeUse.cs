namespace MicroBima.ChatOps.Deployments;

/// <summary>How somebody's approval codes were used, in all environments.</summary>
/// <param name="Step">The half minute of the newest code that counted; it and all before it are used up.</param>
/// <param name="Wrong">How many in a row were wrong.</param>
/// <param name="LockedUntil">Until when no code of theirs is looked at, or null.</param>
public sealed record CodeUse(long Step, int Wrong, DateTimeOffset? LockedUntil)
{
    private const int MostWrong = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);

    /// <summary>Nothing was typed yet.</summary>
    public static CodeUse None { get; } = new(0, 0, null);

    /// <summary>How many more may be wrong.</summary>
    public int Left => Math.Max(0, MostWrong - Wrong);

    /// <summary>True where a code is right and new.</summary>
    public bool Accepts(long step) => step > Step;

    /// <summary>Until when nothing is looked at after one more wrong code, or null. After a pause one is enough for the next, until a right one comes.</summary>
    public DateTimeOffset? LockAfterAnother(DateTimeOffset now) => Wrong + 1 >= MostWrong ? now + Pause : null;

    /// <summary>How they were used once one more was wrong.</summary>
    public CodeUse AfterAnother(DateTimeOffset? lockedUntil) =>
        this with
        {
            Wrong = Wrong + 1,
            LockedUntil = lockedUntil,
        };
}
