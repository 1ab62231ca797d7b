using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Doctor;

/// <summary>A migration whose SQL holds what looks like a secret: the plan keeps it masked, the doctor reads the approved file, and no message says it.</summary>
[Collection(WithPostgres.Name)]
public sealed class MaskedSqlTests(PostgresServer server) : IDisposable
{
    private const string One = "20260101000000_one";
    private const string Email = "alerts@microbima.co.ke";
    private const string Phone = "+254712345678";
    private const string Notices =
        $"create table notices (id int, sender text default '{Email}', phone text check (phone <> '{Phone}'))";
    private const string Channel = $"alter type channel add value '{Email}'";
    private const string Sql = $"{Notices};\ncommit;\n{Channel};\n";

    private readonly TemporaryFolder _folder = new();
    private Remote? _remote;
    private Surroundings? _around;
    private TestDatabase _database = null!;

    public void Dispose()
    {
        _around?.Dispose();
        _remote?.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task D1_none_of_it_is_there()
    {
        var problem = await LookAsync(await PlanAsync());

        Offers(problem, Remedy.Retry);
        SaysNothingOf(problem);
    }

    [SkippableFact]
    public async Task D2_half_of_it_is_there()
    {
        var plan = await PlanAsync();
        await _database.RunAsync(Notices);

        var problem = await LookAsync(plan);

        Offers(problem, Remedy.MarkRolledBack, Remedy.LookAgain);
        Assert.Contains("line 1: table notices is there", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("line 3: label [redacted] of channel is not there", problem.Detail, StringComparison.Ordinal);
        SaysNothingOf(problem);
    }

    [SkippableFact]
    public async Task D1_all_of_it_is_there()
    {
        var plan = await PlanAsync();
        await _database.RunAsync(Notices);
        await _database.RunAsync(Channel);

        var problem = await LookAsync(plan);

        Offers(problem, Remedy.MarkApplied, Remedy.LookAgain);
        SaysNothingOf(problem);
    }

    [SkippableFact]
    public async Task D4_a_file_of_the_repository_that_is_not_the_approved_one_says_nothing()
    {
        var plan = await PlanAsync();
        var changed = await CommitAsync($"{Sql}-- more");

        var problem = await LookAsync(plan with { Result = changed, Base = changed });

        Offers(problem, Remedy.LookAgain);
        Assert.Contains("was changed since", problem.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task D4_where_the_repository_is_away_the_masked_text_is_not_taken_for_the_file()
    {
        var plan = await PlanAsync();
        Directory.Delete(_remote!.Path, recursive: true);

        var problem = await LookAsync(plan);

        Offers(problem, Remedy.LookAgain);
        Assert.Contains("the repository cannot be asked", problem.Detail, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("create index concurrently by_sender on notices (sender);", true)]
    [InlineData("create index by_sender on notices (sender);", false)]
    public async Task D5_whether_an_index_waits_alone_is_read_in_the_file_and_not_in_what_the_plan_shows(
        string sql,
        bool waitsAlone
    )
    {
        var plan = await PlanAsync();
        var commit = await CommitAsync(sql);
        PlannedMigration planned = new(
            One,
            new MigrationFile(One, sql).Checksum,
            waitsAlone ? "[redacted]" : "create index concurrently [redacted];"
        );
        plan = plan with { Base = commit, Result = commit, Migrations = [planned] };

        Assert.Equal(
            waitsAlone,
            await _around!.Doctor.WaitsAloneAsync(
                plan.Migrations,
                new ApprovedSql(
                    _around.Tools,
                    new StepContext(Sample.Of(Sample.Started(plan)), plan, _around.Environment, _ => { })
                ),
                CancellationToken.None
            )
        );
    }

    /// <summary>The plan as it is kept, of a migration that was cut off.</summary>
    private async Task<Plan> PlanAsync()
    {
        _database = await server.NewAsync();
        await _database.RunAsync("create type channel as enum ('none')");
        _remote = await Remote.WithBranchesAsync();
        var commit = await CommitAsync(Sql);
        _around = new Surroundings(_remote.Path, _database.Url);
        var file = new MigrationFile(One, Sql);
        var (planned, _) = new MigrationJudge(Grammar.Shared, _around.Redactor).Judge([file], null, null);
        Assert.DoesNotContain(Email, Assert.Single(planned).Sql, StringComparison.Ordinal);
        await _database.MigrationAsync(One, file.Checksum, finished: false, steps: 0);
        return Sample.Plan with
        {
            Base = commit,
            Result = commit,
            Migrations = planned,
            Steps = [new(StepKind.Migrate, StepMode.Auto)],
        };
    }

    private Task<CommitSha> CommitAsync(string sql) =>
        _remote!.CommitAsync("master", "a migration", ($"prisma/migrations/{One}/migration.sql", sql));

    private async Task<Problem> LookAsync(Plan plan) =>
        Assert
            .IsType<StepOutcome.Failed>(
                await new MigrateStep(_around!.Tools, _around.Doctor, TimeProvider.System).RunAsync(
                    new StepContext(Sample.Of(Sample.Started(plan)), plan, _around.Environment, _ => { })
                    {
                        Remedy = Remedy.LookAgain,
                    },
                    CancellationToken.None
                )
            )
            .Problem;

    private static void Offers(Problem problem, params Remedy[] remedies) => Assert.Equal(remedies, problem.Remedies);

    private static void SaysNothingOf(Problem problem)
    {
        var all = $"{problem.What}\n{problem.Detail}\n{problem.Next}";
        Assert.DoesNotContain(Email, all, StringComparison.Ordinal);
        Assert.DoesNotContain(Phone, all, StringComparison.Ordinal);
    }
}
