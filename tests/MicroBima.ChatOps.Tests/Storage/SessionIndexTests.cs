using LiteDB;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Storage;

/// <summary>Whatever happened to the queryable store, after a start it says what the journal says.</summary>
public sealed class SessionIndexTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Session _old = new Story().Proposed().Session;
    private readonly Session _new = new Story().Started().RunToEnd().Session;

    private string File => _folder.In("chatops.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void L03_A_store_that_was_cut_to_nothing_is_built_again() =>
        AfterDamage(() => System.IO.File.WriteAllBytes(File, []));

    [Fact]
    public void L03_A_store_that_was_deleted_is_built_again() => AfterDamage(() => System.IO.File.Delete(File));

    [Fact]
    public void L02_An_older_copy_of_the_store_is_not_believed()
    {
        Index(Of(_old), 3);
        var copy = System.IO.File.ReadAllBytes(File);
        AfterDamage(() => System.IO.File.WriteAllBytes(File, copy));
    }

    [Fact]
    public void L02_A_copy_with_the_right_number_and_other_contents_is_not_believed()
    {
        Index(Of(_old), 9);
        var copy = System.IO.File.ReadAllBytes(File);
        AfterDamage(() => System.IO.File.WriteAllBytes(File, copy));
    }

    [Fact]
    public void L01_Damaged_bytes_are_not_believed() =>
        AfterDamage(() =>
        {
            var bytes = System.IO.File.ReadAllBytes(File);
            for (var at = 0; at < bytes.Length; at += 97)
                bytes[at] ^= 0x55;

            System.IO.File.WriteAllBytes(File, bytes);
        });

    [Fact]
    public void What_is_put_later_is_there_too()
    {
        using (var index = SessionIndex.Open(File, Of(_old), 1, Fail))
            index.Put(9, _new);

        AssertHolds(_new);
    }

    [Fact]
    public void E11_What_people_write_is_a_value_and_never_a_query()
    {
        const string Typed = "' OR 1=1 OR '";
        Index(Of(_new with { Reason = Typed, Environment = Typed }), 9);

        using var database = new LiteDatabase($"Filename={File};ReadOnly=true");
        var document = Assert.Single(database.GetCollection("sessions").FindAll());
        Assert.Equal((Typed, Typed), (document["reason"].AsString, document["environment"].AsString));
    }

    [Fact]
    public void Two_never_write_one_store()
    {
        using var index = SessionIndex.Open(File, Of(_new), 9, Fail);

        Assert.Throws<IOException>(() => SessionIndex.Open(File, Of(_old), 1, Fail));
    }

    [Fact]
    public void A_store_that_cannot_be_written_tells_and_the_process_lives()
    {
        Exception? told = null;
        using (var index = SessionIndex.Open(File, Of(_new), 9, broken => told = broken))
        {
            index.Put(10, _new with { Steps = default });
            index.Put(11, _old);
        }

        Assert.NotNull(told);
    }

    private static Ledger Of(Session session) =>
        Ledger.Empty with
        {
            Sessions = Ledger.Empty.Sessions.Add(session.Number.Value, session),
        };

    private static void Fail(Exception broken) => Assert.Fail(broken.ToString());

    private void Index(Ledger ledger, long sequence)
    {
        using (SessionIndex.Open(File, ledger, sequence, Fail)) { }
    }

    private void AfterDamage(Action damage)
    {
        Index(Of(_new), 9);
        damage();

        Index(Of(_new), 9);

        AssertHolds(_new);
    }

    private void AssertHolds(Session session)
    {
        using var database = new LiteDatabase($"Filename={File};ReadOnly=true");
        var document = Assert.Single(database.GetCollection("sessions").FindAll());
        Assert.Equal(SessionIndex.ToDocument(session).ToString(), document.ToString());
        Assert.Equal(9, database.GetCollection("head").FindById(1)["sequence"].AsInt64);
    }
}
