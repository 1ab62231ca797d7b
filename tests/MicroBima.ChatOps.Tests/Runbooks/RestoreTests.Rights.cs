using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <content>A live database that somebody shut, and one that holds what belongs to others.</content>
public sealed partial class RestoreTests
{
    [SkippableFact]
    public async Task J09_a_database_that_somebody_shut_against_everybody_comes_back_open()
    {
        _bench = await RestoreBench.MakeAsync(server);
        var live = _bench.Restore.Live;
        await _bench.Database.RunAsync(
            $"alter role internal_api in database {live} set default_transaction_read_only = on; alter database {live} set default_transaction_read_only = on; alter database {live} connection limit 0"
        );
        var restore = new RestoreStep(
            _bench.Around.Tools,
            _bench.Vaults.Vault,
            new Restorer(_bench.Vaults.Room, _bench.Around.Shell, _bench.Vaults.Tools)
        );

        var outcome = await restore.RunAsync(Context(), CancellationToken.None);

        var fact = Assert.IsType<StepOutcome.Succeeded>(outcome).Fact;
        Assert.EndsWith(
            $"⚠️ Not taken over from {live}, a superuser sets it where it is wanted: alter database {_bench.Restore.Fresh} set default_transaction_read_only to 'on'; alter database {_bench.Restore.Fresh} connection limit 0",
            fact,
            StringComparison.Ordinal
        );
        Assert.Equal(RestoreBench.InBackup, await _bench.CountAsync(_bench.Restore.Fresh));
        var copy = new TestDatabase(new UriBuilder(_bench.Database.Url) { Path = _bench.Restore.Fresh }.Uri.ToString());
        await server.Super(copy).RunAsync("delete from customers");
    }

    [SkippableFact]
    public async Task J05_an_extension_that_only_a_superuser_may_make_keeps_nobody_from_restoring_and_is_told()
    {
        _bench = await RestoreBench.MakeAsync(server);
        await server.AsSuperAsync(_bench.Database, "create extension pageinspect; create extension hstore");
        await _bench.Database.RunAsync("create table bags (bag hstore); insert into bags values ('a=>1')");
        var made = await _bench.Vaults.MadeAsync(_bench.Ours);
        made = await _bench.Vaults.Shelf.ProveAsync(
            made,
            new ProofRecord(made.Manifest, Sample.Now, TimeSpan.FromSeconds(1), 2, RestoreBench.Before),
            CancellationToken.None
        );
        await _bench.PlanAnewAsync();
        var restorer = new Restorer(_bench.Vaults.Room, _bench.Around.Shell, _bench.Vaults.Tools);
        var restore = new RestoreStep(_bench.Around.Tools, _bench.Vaults.Vault, restorer);

        var outcome = await restore.RunAsync(Context(), CancellationToken.None);

        Assert.EndsWith(
            $"a superuser sets it where it is wanted: create extension \"pageinspect\"",
            Assert.IsType<StepOutcome.Succeeded>(outcome).Fact,
            StringComparison.Ordinal
        );
        Assert.Equal(RestoreBench.Before, await _bench.CountAsync(_bench.Restore.Fresh));
    }

    [SkippableFact]
    public async Task J05_what_belongs_to_roles_that_the_bots_is_no_member_of_is_told_before_anybody_may_approve()
    {
        _bench = await RestoreBench.MakeAsync(server);
        var stranger = $"stranger_{_bench.Restore.Live}";
        await server.AsSuperAsync(
            _bench.Database,
            $"create role {stranger}; create table theirs (id int); alter table theirs owner to {stranger}; grant select on theirs to public"
        );
        var made = await _bench.Vaults.MadeAsync(_bench.Ours);
        var proof = new ProofRecord(made.Manifest, Sample.Now, TimeSpan.FromSeconds(1), 2, RestoreBench.InBackup);
        made = await _bench.Vaults.Shelf.ProveAsync(made, proof, CancellationToken.None);

        var refused = await ChecksAsync(made);
        await server.AsSuperAsync(_bench.Database, $"grant {stranger} to internal_api");
        var granted = await ChecksAsync(made);

        Assert.Contains(
            $"belong to {stranger}, and the bot's role is no member of that role",
            Fact(refused[ChecklistItem.Backup]),
            StringComparison.Ordinal
        );
        Assert.IsType<Standing.Proven>(granted[ChecklistItem.Backup]);
    }
}
