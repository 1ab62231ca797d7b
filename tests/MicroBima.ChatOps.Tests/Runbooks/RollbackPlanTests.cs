using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>A way back is planned by what the database can carry: the code of before is read from git, the rest from the server.</summary>
[Collection(WithPostgres.Name)]
public sealed class RollbackPlanTests(PostgresServer server) : IAsyncLifetime
{
    private const string Schema = "model Customer {\n  id Int @id\n  name String\n  @@map(\"customers\")\n}\n";

    private Remote _remote = null!;
    private TestDatabase _database = null!;
    private Surroundings _around = null!;

    public async Task InitializeAsync()
    {
        _remote = await Remote.WithBranchesAsync();
        _database = await server.NewAsync("way_back");
        _around = new Surroundings(_remote.Path, _database.Url);
    }

    public Task DisposeAsync()
    {
        _around?.Dispose();
        _remote.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Code_that_fits_the_database_goes_back_by_itself_too()
    {
        var release = await ReleasedAsync(Schema);
        var made = await MadeAsync(release);

        Assert.IsType<RollbackVerdict.Safe>(made.Verdict);
        Assert.IsType<Standing.Proven>(WayBack(made));
        Assert.IsType<RollbackVerdict.Safe>((await MadeAsync(release, isHuman: false)).Verdict);
    }

    [SkippableFact]
    public async Task Code_that_needs_what_is_gone_does_not_go_back_whoever_asks()
    {
        var release = await ReleasedAsync(Schema);
        await _database.RunAsync("alter table customers drop column name");

        var none = Assert.IsType<PlanResult.None>(await PlanAsync(release));

        Assert.Equal(Ending.Aborted, none.How);
        Assert.StartsWith("Refused before anything was touched", none.Why, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task C18_a_database_that_somebody_changed_since_the_plan_is_seen_before_the_push()
    {
        var plan = (await MadeAsync(await ReleasedAsync(Schema))).Plan;
        await _database.RunAsync("alter table customers drop column name");

        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var guard = new Guard(
            _around.List,
            _around.Tools,
            _around.Restores(desk),
            desk,
            new Members(),
            _around.Redactor,
            TimeProvider.System
        );
        var session = Sample.Of([.. Sample.Approved(plan, SessionKind.Rollback)]);
        var moved = await guard.MovedAsync(session, CancellationToken.None);

        Assert.Contains("customers.name is not there any more", Assert.Single(moved), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(Schema, "alter table customers add note text; update customers set note = 'x'", "LOSS")]
    [InlineData(null, "select 1", "unknown")]
    [InlineData("model Customer {\n  id Int @id\n", "select 1", "unknown")] // half a file
    public async Task What_is_not_proven_to_fit_is_for_people_and_not_for_the_bot_alone(
        string? schema,
        string sql,
        string expected
    )
    {
        var release = await ReleasedAsync(schema);
        await _database.RunAsync(sql);

        var made = await MadeAsync(release);
        var alone = Assert.IsType<PlanResult.None>(await PlanAsync(release, isHuman: false));

        Assert.Equal(expected, made.Verdict!.Word);
        Assert.IsType<Standing.Open>(WayBack(made));
        Assert.Contains("only where that is SAFE", alone.Why, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_database_that_is_away_lets_people_decide_and_nobody_else()
    {
        var release = await ReleasedAsync(Schema);
        var connection = _around.Environment.Database!.ConnectionFile;
        await File.WriteAllTextAsync(
            connection,
            _database.Url.Replace("way_back", "no_such", StringComparison.Ordinal)
        );

        Assert.IsType<RollbackVerdict.Unknown>((await MadeAsync(release)).Verdict);
        Assert.IsType<PlanResult.None>(await PlanAsync(release, isHuman: false));
    }

    /// <summary>What the card asks or says about the way back at once.</summary>
    private Standing WayBack(PlanResult.Made made)
    {
        using var prober = new Prober(TimeProvider.System);
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var preflight = new Preflight(
            _around.Tools,
            _around.Groundwork(desk),
            _around.Restores(desk),
            prober,
            _around.Redactor,
            TimeProvider.System
        );
        var session = Sample.Of([Sample.Approved(Sample.Plan, SessionKind.Rollback)[0]]);
        return preflight.First(session, made, _around.Environment).Items[ChecklistItem.Rollback];
    }

    /// <summary>A release on top of a commit with this schema, whose code knows one column more; beside it lies a file that is none.</summary>
    private async Task<Session> ReleasedAsync(string? schema)
    {
        await _remote.CommitAsync(
            "master",
            "before",
            ("prisma/schema.prisma", schema),
            ("prisma/notes.txt", "model Gone {\n  id Int @id\n}\n")
        );
        await _remote.MergeAsync("staging", await _remote.HeadAsync("master"), "Merge master");
        await _remote.CommitAsync(
            "staging",
            "feature",
            ("prisma/schema.prisma", Schema.Replace("}", "  note String?\n}", StringComparison.Ordinal))
        );
        var deploy = await PlanAsync(SessionKind.Deploy, [], isHuman: true);
        var plan = Assert.IsType<PlanResult.Made>(deploy).Plan with { Steps = [new(StepKind.Push, StepMode.Auto)] };
        using var git = _around.Git();
        await MergeBuilder.RebuildAsync(git, false, plan, _around.Environment.Repository, CancellationToken.None);
        Assert.True((await git.PushAsync(plan.Result, "master", plan.Base, CancellationToken.None)).IsSuccess);
        return Sample.Of([
            .. Sample.Started(plan),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
            new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed"),
            new SessionEvent.Finished(Sample.Now, Ending.Healthy, "fine"),
        ]);
    }

    private async Task<PlanResult.Made> MadeAsync(Session release, bool isHuman = true) =>
        Assert.IsType<PlanResult.Made>(await PlanAsync(release, isHuman));

    private Task<PlanResult> PlanAsync(Session release, bool isHuman = true) =>
        PlanAsync(SessionKind.Rollback, [release], isHuman);

    private Task<PlanResult> PlanAsync(SessionKind kind, Session[] history, bool isHuman) =>
        _around
            .Plans()
            .MakeAsync(
                Sample.Of([
                    ((SessionEvent.Opened)Sample.Approved(Sample.Plan, kind)[0]) with
                    {
                        By = Sample.Ana with { IsHuman = isHuman },
                    },
                ]),
                history,
                _around.Environment,
                null,
                CancellationToken.None
            );
}
