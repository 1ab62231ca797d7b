using System.Collections.Concurrent;
using LiteDB;
using LiteDB.Engine;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Storage;

/// <summary>
/// The queryable store: LiteDB, one document a session, fed from the journal by one thread of its own. It holds nothing that the journal
/// does not; where the two disagree at the start it is moved aside and built again.
/// </summary>
public sealed class SessionIndex : IDisposable
{
    private readonly BlockingCollection<(long Sequence, Session Session)> _work = [];
    private readonly Thread _owner;

    private SessionIndex(string path, Ledger ledger, long sequence)
    {
        // LiteDB runs on a thread without a synchronization context: with one it lost commits thirteen times as often.
        _owner = new Thread(() => Own(path, ledger, sequence)) { IsBackground = true, Name = "sessions" };
        _owner.Start();
    }

    /// <summary>Opens the store and brings it to the state of the ledger.</summary>
    public static SessionIndex Open(string path, Ledger ledger, long sequence) => new(path, ledger, sequence);

    /// <summary>Puts a session as it is now.</summary>
    public void Put(long sequence, Session session) => _work.Add((sequence, session));

    /// <inheritdoc />
    public void Dispose()
    {
        _work.CompleteAdding();
        if (_owner.Join(TimeSpan.FromSeconds(5)))
            _work.Dispose();
    }

    private void Own(string path, Ledger ledger, long sequence)
    {
        using var database = OpenOrRebuild(path, ledger, sequence);
        foreach (var (at, session) in _work.GetConsumingEnumerable())
            Write(database, at, [session]);
    }

    private static LiteDatabase OpenOrRebuild(string path, Ledger ledger, long sequence)
    {
        try
        {
            var database = OpenFile(path);
            if (database.GetCollection("head").FindById(1) is { } head && head["sequence"].AsInt64 == sequence)
                return database;

            database.Dispose();
        }
        catch (Exception damaged) when (damaged is LiteException or IOException or InvalidCastException or NullReferenceException)
        {
            // LiteDB reports damage as any of these; what it holds can be made again from the journal.
        }

        foreach (var file in new[] { path, path + "-log" }.Where(File.Exists))
            File.Move(file, file + ".aside", overwrite: true);

        var rebuilt = OpenFile(path);
        rebuilt.GetCollection("sessions").EnsureIndex("environment");
        Write(rebuilt, sequence, ledger.Sessions.Values);
        return rebuilt;
    }

    private static LiteDatabase OpenFile(string path) =>
        new(
            new LiteEngine(
                new EngineSettings { DataStream = new DurableStream(path), LogStream = new DurableStream(path + "-log") }
            )
        );

    private static void Write(LiteDatabase database, long sequence, IEnumerable<Session> sessions)
    {
        database.BeginTrans();
        var documents = database.GetCollection("sessions");
        foreach (var session in sessions)
            documents.Upsert(ToDocument(session));

        database.GetCollection("head").Upsert(new BsonDocument { ["_id"] = 1, ["sequence"] = sequence });
        database.Commit();
        database.Checkpoint();
    }

    private static BsonDocument ToDocument(Session session) =>
        new()
        {
            ["_id"] = session.Number.Value,
            ["kind"] = session.Kind.ToString(),
            ["environment"] = session.Environment,
            ["state"] = session.State,
            ["requester"] = session.Requester.Person.Value,
            ["reason"] = session.Reason,
            ["opened"] = session.OpenedAt.UtcDateTime,
            ["started"] = session.StartedAt is { } started ? new BsonValue(started.UtcDateTime) : BsonValue.Null,
            ["ended"] = session.Phase is Phase.Ended { At: var at } ? new BsonValue(at.UtcDateTime) : BsonValue.Null,
            ["why"] = session.Phase is Phase.Ended { Why: var why } ? why : "",
            ["digest"] = session.Proposal?.Plan.Digest.ToString() ?? "",
            ["base"] = session.Proposal?.Plan.Base.ToString() ?? "",
            ["head"] = session.Proposal?.Plan.Head.ToString() ?? "",
            ["result"] = session.Proposal?.Plan.Result.ToString() ?? "",
            ["approvers"] = new BsonArray(session.CountedApprovals.Select(approval => new BsonValue(approval.Person.Value))),
            ["steps"] = new BsonArray(
                session.Steps.Select(step => new BsonDocument
                {
                    ["step"] = step.Kind.ToString(),
                    ["attempt"] = step.Attempt,
                    ["state"] = step.State.GetType().Name,
                })
            ),
        };
}

/// <summary>A file whose flush reaches the disk, and that only its owner reads.</summary>
internal sealed class DurableStream(string path)
    : FileStream(
        path,
        new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }
    )
{
    /// <inheritdoc />
    public override void Flush() => base.Flush(flushToDisk: true);
}
