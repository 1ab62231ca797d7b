using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Backups on demand, over a real database: who may, one at a time, and only what is on record is believed.</summary>
[Collection(WithPostgres.Name)]
public sealed class BackupDeskTests(PostgresServer server) : IAsyncLifetime
{
    private readonly Desk _desk = new(new MemoryStore(), TimeProvider.System);
    private Surroundings _around = null!;
    private Vaults _vaults = null!;
    private BackupDesk _backups = null!;

    public async Task InitializeAsync()
    {
        var database = await server.NewAsync("on_demand");
        _around = new Surroundings("/nonexistent", database.Url);
        _around.Environment = _around.Environment with
        {
            Database = _around.Environment.Database! with { Rehearsal = RehearsalMode.Off },
        };
        _vaults = _around.Vault();
        _backups = new BackupDesk(
            _around.Tools,
            _vaults.Vault,
            _vaults.Scratch,
            _desk,
            _around.Redactor,
            TimeProvider.System
        );
    }

    public Task DisposeAsync()
    {
        _around?.Dispose();
        _desk.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Who_may_not_act_sees_makes_proves_and_stops_no_backup()
    {
        var stranger = Sample.Ana with { Roles = [] };
        Reply[] replies =
        [
            await _backups.ListAsync(_around.Environment, stranger, CancellationToken.None),
            _backups.Create(_around.Environment, stranger),
            await _backups.VerifyAsync(_around.Environment, "", stranger, CancellationToken.None),
            _backups.Cancel(_around.Environment, stranger),
        ];

        Assert.All(replies, reply => Assert.Contains("do not allow you", Text(reply), StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task What_is_made_is_on_record_and_in_the_list_and_what_somebody_laid_there_is_marked()
    {
        Assert.Contains("None yet", await ListAsync(), StringComparison.Ordinal);
        var card = await DoAsync(_backups.Create(_around.Environment, Sample.Ana));
        Assert.DoesNotContain("not on record", await ListAsync(), StringComparison.Ordinal);
        await _vaults.MadeAsync(_around.Tools.Database(_around.Environment)!);

        Assert.Contains("not restored: no data may be copied here", Text(card), StringComparison.Ordinal);
        var made = Assert.Single(_desk.Ledger.Backups);
        var list = await ListAsync();
        Assert.Contains("2 backups", list, StringComparison.Ordinal);
        Assert.Equal(2, list.Split("not on record").Length);
        Assert.Contains($"{made.Key}`", list.Split("not on record")[1], StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task One_piece_of_work_at_a_time_which_can_be_stopped_and_makes_room_for_the_next()
    {
        Assert.Contains(
            "Nothing is being done",
            Text(_backups.Cancel(_around.Environment, Sample.Ben)),
            StringComparison.Ordinal
        );
        var first = Assert.IsType<Reply.Work>(_backups.Create(_around.Environment, Sample.Ana));

        Assert.Contains("already", Text(_backups.Create(_around.Environment, Sample.Ben)), StringComparison.Ordinal);
        Assert.Contains(
            "being stopped",
            Text(_backups.Cancel(_around.Environment, Sample.Ben)),
            StringComparison.Ordinal
        );
        var stopped = await first.Do(_ => { }, CancellationToken.None);

        Assert.Contains("Stopped", Text(stopped), StringComparison.Ordinal);
        Assert.Empty(await _vaults.Shelf.AllAsync("production", CancellationToken.None));
        Assert.IsType<Reply.Work>(_backups.Create(_around.Environment, Sample.Ana));
    }

    [SkippableFact]
    public async Task J18_a_backup_that_is_not_the_one_on_record_is_not_proven_and_a_name_that_is_none_is_no_path()
    {
        var made = await _vaults.MadeAsync(_around.Tools.Database(_around.Environment)!);
        var proven = await DoAsync(await VerifyAsync(made.Id));
        await _desk.RecordAsync("production", made.Id, "another manifest", null, CancellationToken.None);

        Assert.Contains("read in full", Text(proven), StringComparison.Ordinal);
        Assert.Contains("not the backup on record", Text(await VerifyAsync(made.Id)), StringComparison.Ordinal);
        Assert.Contains("not the backup on record", Text(await VerifyAsync("")), StringComparison.Ordinal);
        Assert.Contains("no such backup", Text(await VerifyAsync("../../etc/passwd")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task G05_what_went_wrong_is_told_without_its_secrets()
    {
        var connection = _around.Environment.Database!.ConnectionFile;
        await File.WriteAllTextAsync(connection, "postgresql://app:hunterhunter@127.0.0.1:1/hunterhunter");

        var card = await DoAsync(_backups.Create(_around.Environment, Sample.Ana));

        Assert.Equal(CardTone.Bad, card.Tone);
        Assert.DoesNotContain("hunterhunter", Text(card), StringComparison.Ordinal);
    }

    private Task<Reply> VerifyAsync(string id) =>
        _backups.VerifyAsync(_around.Environment, id, Sample.Ana, CancellationToken.None);

    private async Task<string> ListAsync() =>
        Text(await _backups.ListAsync(_around.Environment, Sample.Ana, CancellationToken.None));

    private static Task<Card> DoAsync(Reply reply) =>
        Assert.IsType<Reply.Work>(reply).Do(_ => { }, CancellationToken.None);

    private static string Text(Reply reply) => Text(Assert.IsType<Reply.Say>(reply).Card);

    private static string Text(Card card) => Markdown.Join("\n", card.Blocks).Source;
}
