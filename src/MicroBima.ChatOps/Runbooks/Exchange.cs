using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>How the three names of a restore stand at the server, read from its catalog alone: whatever was interrupted, this says where it is.</summary>
public abstract record Exchange
{
    private Exchange() { }

    /// <summary>The present database has its name, the verified copy stands beside it.</summary>
    public sealed record Ready : Exchange;

    /// <summary>The present database was put aside, and nothing has its name: somebody renamed by hand.</summary>
    public sealed record HalfWay : Exchange;

    /// <summary>The copy has the name of the live database, and the one before is kept.</summary>
    public sealed record Done : Exchange;

    /// <summary>None of these; a person has to look.</summary>
    public sealed record Odd(string Why) : Exchange;

    /// <summary>Where it stands.</summary>
    public static Exchange Of(PlannedRestore restore, string mark, IReadOnlyDictionary<string, DatabaseSeat> seats) =>
        (
            seats.GetValueOrDefault(restore.Live),
            seats.GetValueOrDefault(restore.Fresh),
            seats.GetValueOrDefault(restore.Kept)
        ) switch
        {
            ({ } live, null, not null) when IsWhole(live, mark) => new Done(),
            ({ } live, { } fresh, null) when IsWhole(fresh, mark) && !IsOurs(live, mark) => new Ready(),
            (null, { } fresh, not null) when IsWhole(fresh, mark) => new HalfWay(),
            (_, { } fresh, _) when !IsWhole(fresh, mark) => new Odd(
                $"{restore.Fresh} is not the copy that this session made and verified"
            ),
            var (live, fresh, kept) => new Odd(
                $"{restore.Live} {Is(live)}, {restore.Fresh} {Is(fresh)}, {restore.Kept} {Is(kept)}"
            ),
        };

    /// <summary>What the bot writes at a database that it makes: of which session and plan.</summary>
    public static string MarkOf(Session session) =>
        $"chatops: made by restore {session.Number}, plan {session.Proposal!.Plan.Digest.Short}";

    /// <summary>The mark once all of the backup is in it.</summary>
    public static string WholeMark(string mark) => $"{mark}, whole";

    /// <summary>True where this session made the database.</summary>
    public static bool IsOurs(DatabaseSeat seat, string mark) =>
        string.Equals(seat.Mark, mark, StringComparison.Ordinal) || IsWhole(seat, mark);

    /// <summary>True where this session made it and put all of the backup into it.</summary>
    public static bool IsWhole(DatabaseSeat seat, string mark) =>
        string.Equals(seat.Mark, WholeMark(mark), StringComparison.Ordinal);

    private static string Is(DatabaseSeat? seat) => seat is null ? "is not there" : "is there";
}
