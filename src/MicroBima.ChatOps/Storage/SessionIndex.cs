using System.Collections.Concurrent;
using LiteDB;
using LiteDB.Engine;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Storage;

/// <summary>
/// The queryable store: LiteDB, one document a session, fed from the journal by one thread of its own. It holds nothing that the journal
/// does not, and is built anew at every start: of a damaged, truncated or older file LiteDB often makes silently wrong data.
/// </summary>
public sealed class SessionIndex : IDisposable
{
    private readonly BlockingCollection<(long Sequence, Session Session)> _work = [];
    private readonly DurableStream _data;
    private readonly DurableStream _log;
    private readonly Action<Exception> _fail;
    private readonly Thread _owner;

    private SessionIndex(DurableStream data, DurableStream log, Ledger ledger, long sequence, Action<Exception> fail)
    {
        (_data, _log, _fail) = (data, log, fail);

        // LiteDB runs on a thread without a synchronization context: with one it lost commits thirteen times as often.
        _owner = new Thread(() => Own(ledger, sequence)) { IsBackground = true, Name = "sessions" };
        _owner.Start();
    }

    /// <summary>Takes the files and builds the store from the ledger. A store that breaks later tells once, and is left alone until the next start.</summary>
    /// <exception cref="IOException">Somebody else has the files.</exception>
    public static SessionIndex Open(string path, Ledger ledger, long sequence, Action<Exception> fail)
    {
        var data = new DurableStream(path);
        try
        {
            return new SessionIndex(data, new DurableStream(path + "-log"), ledger, sequence, fail);
        }
        catch (IOException)
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Up to which record of the journal a store was written, for checks; null where it does not say so. The bot may be writing it meanwhile.</summary>
    public static long? NewestIn(string path)
    {
        try
        {
            using var bytes = new MemoryStream();
            using (
                var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            )
                file.CopyTo(bytes);

            using var log = new MemoryStream();
            using var database = new LiteDatabase(
                new LiteEngine(
                    new EngineSettings
                    {
                        DataStream = bytes,
                        LogStream = log,
                        ReadOnly = true,
                    }
                )
            );
            return database.GetCollection("head").FindById(1)?["sequence"].AsInt64;
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // LiteDB meets a broken file with any exception. Then the store says nothing, and what the journal says of itself stands alone.
            return null;
        }
    }

    /// <summary>Puts a session as it is now.</summary>
    public void Put(long sequence, Session session) => _work.Add((sequence, session));

    /// <inheritdoc />
    public void Dispose()
    {
        _work.CompleteAdding();
        if (_owner.Join(TimeSpan.FromSeconds(5)))
            _work.Dispose();
    }

    private void Own(Ledger ledger, long sequence)
    {
        try
        {
            using var database = Build(ledger, sequence);
            foreach (var (at, session) in _work.GetConsumingEnumerable())
                Write(database, at, [session]);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // LiteDB reports a full disk or a broken file as any exception, and one that leaves this thread would end the bot in the middle
            // of a deployment. The journal has everything.
            _fail(broken);
        }
        finally
        {
            _data.Dispose();
            _log.Dispose();
        }
    }

    private LiteDatabase Build(Ledger ledger, long sequence)
    {
        _data.SetLength(0);
        _log.SetLength(0);
        var database = new LiteDatabase(new LiteEngine(new EngineSettings { DataStream = _data, LogStream = _log }));
        database.GetCollection("sessions").EnsureIndex("environment");
        Write(database, sequence, ledger.Sessions.Values);
        return database;
    }

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

    /// <summary>A session as it stands in the store.</summary>
    internal static BsonDocument ToDocument(Session session) =>
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
            ["approvers"] = new BsonArray(
                session.CountedApprovals.Select(approval => new BsonValue(approval.Person.Value))
            ),
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
