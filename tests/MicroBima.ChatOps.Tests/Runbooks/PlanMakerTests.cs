using System.Globalization;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What is written into a plan, from real repositories without a database.</summary>
public sealed class PlanMakerTests : WithRemote
{
    [Fact]
    public async Task P1_P2_a_plan_names_commits_result_and_tree_and_a_moved_branch_makes_another()
    {
        var @base = await Remote.HeadAsync("master");
        var head = await Remote.CommitAsync("staging", "feature", ("feature", "x"));

        var made = await MadeAsync();
        await Remote.CommitAsync("staging", "more", ("more", "x"));
        var later = await MadeAsync();

        Assert.Equal((@base, head), (made.Plan.Base, made.Plan.Head));
        Assert.Equal(await Remote.TreeAsync(head), made.Plan.ResultTree);
        Assert.Equal(["feature"], made.Plan.Commits.Select(commit => commit.Subject));
        Assert.NotEqual(made.Plan.Digest, later.Plan.Digest);
    }

    [Fact]
    public async Task O05_a_GitHub_that_does_not_answer_is_asked_once_for_the_pull_requests_of_a_plan()
    {
        await using var gitHub = new LoopbackServer();
        gitHub.Answers(_ => new HttpAnswer(502));
        using var around = new Surroundings(Remote.Path, gitHub: gitHub.HttpUrl);
        for (var number = 0; number < 3; number++)
            await Remote.CommitAsync("staging", "feature", ($"feature-{number}", "x"));

        var made = await around
            .Plans()
            .MakeAsync(
                Sample.Of([Sample.Approved(Sample.Plan)[0]]),
                [],
                around.Environment,
                null,
                CancellationToken.None
            );

        Assert.Equal(3, Assert.IsType<PlanResult.Made>(made).Plan.Commits.Length);
        Assert.Single(gitHub.Calls);
    }

    [Fact]
    public async Task G01_a_secret_in_the_name_of_an_author_stands_in_no_plan()
    {
        const string Token = "ghp_q9W8e7R6t5Y4u3I2o1P0a9S8d7F6g5H4j3K2";
        await Remote.CommitWithAsync(
            "staging",
            "feature",
            [("feature", "x", "100644")],
            [("GIT_AUTHOR_NAME", $"Grace {Token}")]
        );

        var commit = Assert.Single((await MadeAsync()).Plan.Commits);

        Assert.Equal($"Grace {Redactor.Instead}", commit.Author);
    }

    [Fact]
    public async Task P7_the_same_world_gives_the_same_digest()
    {
        await Remote.CommitAsync(
            "staging",
            "feature",
            ("feature", "x"),
            ("prisma/migrations/20260101000000_a/migration.sql", "select 1;\n")
        );

        Assert.Equal((await MadeAsync()).Plan.Digest, (await MadeAsync()).Plan.Digest);
    }

    [Fact]
    public async Task P3_P4_a_migration_that_was_edited_or_added_makes_another_digest()
    {
        await Remote.CommitAsync("staging", "one", ("prisma/migrations/20260201000000_b/migration.sql", "select 1;\n"));
        var one = await MadeAsync();
        await Remote.CommitAsync("staging", "two", ("prisma/migrations/20260201000000_b/migration.sql", "select 2;\n"));
        var two = await MadeAsync();
        await Remote.CommitAsync(
            "staging",
            "three",
            ("prisma/migrations/20260101000000_a/migration.sql", "select 3;\n")
        );
        var three = await MadeAsync();

        Assert.NotEqual(one.Plan.Migrations[0].Checksum, two.Plan.Migrations[0].Checksum);
        Assert.Equal(
            ["20260101000000_a", "20260201000000_b"],
            three.Plan.Migrations.Select(migration => migration.Name)
        );
        Assert.Equal(3, new[] { one, two, three }.Select(made => made.Plan.Digest).Distinct().Count());
    }

    [Fact]
    public async Task C06_a_tag_named_like_a_branch_is_noted()
    {
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await Remote.SetAsync("refs/tags/staging", await Remote.HeadAsync("master"));

        var made = await MadeAsync();

        Assert.Contains(
            made.Plan.Notes,
            note => note.Level is NoteLevel.Warning && note.Text.Contains("tag named staging", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(".github/workflows/deploy.yml")]
    [InlineData("Dockerfile")]
    [InlineData("apps/api/Dockerfile.production")]
    [InlineData("fly.toml")]
    [InlineData("apps/api/fly.toml")]
    [InlineData("fly.production.toml")]
    [InlineData("prisma.config.mjs")]
    [InlineData("docs/CODEOWNERS")]
    [InlineData("prisma/schema.prisma")]
    [InlineData("package.json")]
    public async Task C11_a_change_of_how_the_app_is_built_or_started_is_noted(string path)
    {
        await Remote.CommitAsync("staging", "delicate", (path, "{}"));

        var made = await MadeAsync();

        Assert.Contains(
            made.Plan.Notes,
            note => note.Text.Contains($"built, deployed or started: {path}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task I08_a_migration_that_cannot_be_read_stands_against_the_plan()
    {
        await Remote.CommitWithAsync(
            "staging",
            "odd",
            [
                ("prisma/migrations/20260101000000_link/migration.sql", "../../../evil.sql", "120000"),
                ("prisma/migrations/20260102000000_empty/readme.txt", "x", "100644"),
                ("prisma/migrations/20260103000000_linked", "../elsewhere", "120000"),
                ("prisma/migrations/20260104000000_fine/migration.sql", "select 1;\n", "100644"),
                ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n", "100644"),
            ],
            []
        );

        var made = await MadeAsync();

        Assert.Equal(["20260104000000_fine"], made.Plan.Migrations.Select(migration => migration.Name));
        Assert.Equal(3, made.MigrationObstacles.Length);
        Assert.Contains(
            made.MigrationObstacles,
            why => why.Contains("_link: migration.sql is a symbolic link", StringComparison.Ordinal)
        );
        Assert.Contains(
            made.MigrationObstacles,
            why => why.Contains("_linked: migration.sql is a symbolic link", StringComparison.Ordinal)
        );
        Assert.Contains(
            made.MigrationObstacles,
            why => why.Contains("_empty has no file migration.sql (P3015)", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task I08_a_linked_folder_of_migrations_stands_against_the_plan()
    {
        await Remote.CommitWithAsync("staging", "odd", [("prisma/migrations", "../elsewhere", "120000")], []);

        var made = await MadeAsync();

        Assert.Contains("symbolic link", Assert.Single(made.MigrationObstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task I08_two_thousand_migrations_with_names_of_any_letters_are_all_read_in_bounded_time()
    {
        var files = Enumerable
            .Range(0, 2000)
            .Select(number =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"prisma/migrations/{20_200_101_000_000 + number}_größe_{number}/migration.sql"
                )
            );
        await Remote.ImportAsync("staging", files);

        var made = await MadeAsync();

        Assert.Empty(made.MigrationObstacles);
        Assert.Equal(2000, made.Plan.Migrations.Length);
        Assert.Equal("20200101000000_größe_0", made.Plan.Migrations[0].Name);
        Assert.Equal("-- prisma/migrations/20200101001999_größe_1999/migration.sql\n", made.Plan.Migrations[^1].Sql);
    }

    [Fact]
    public async Task F08_a_migration_larger_than_any_log_is_read_whole()
    {
        var sql = string.Concat(
            Enumerable
                .Range(0, 20_000)
                .Select(number => string.Create(CultureInfo.InvariantCulture, $"insert into t values ({number});\n"))
        );
        await Remote.CommitAsync("staging", "big", ("prisma/migrations/20260101000000_big/migration.sql", sql));

        var made = await MadeAsync();

        Assert.Equal(sql, Assert.Single(made.Plan.Migrations).Sql);
    }

    [Fact]
    public async Task A11_authors_of_commits_that_are_brought_back_count_as_authors()
    {
        var before = await Remote.HeadAsync("master");
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await Remote.MergeAsync("master", await Remote.HeadAsync("staging"), "Merge staging");
        await Remote.RevertHeadAsync("master");
        var ana = new Person(new PersonName("Ana"), [new AccountId(11)], null, ["ana@microbima.example"]);

        var made = await MadeAsync(ana);

        Assert.Empty(made.Plan.Commits);
        Assert.Equal(["Ana"], made.Plan.Authors);
        Assert.NotEqual(before, made.Plan.Base);
    }

    [Fact]
    public async Task K02_what_comes_back_is_said_in_the_plan()
    {
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await Remote.MergeAsync("master", await Remote.HeadAsync("staging"), "Merge staging");
        await Remote.RevertHeadAsync("master");

        var made = await MadeAsync();

        Assert.Contains(
            made.Plan.Notes,
            note =>
                note.Level is NoteLevel.Warning
                && note.Text.Contains(
                    "Brings back 1 commit that a rollback took out: feature",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task G01_a_secret_in_a_subject_or_a_path_stands_in_no_note_and_a_long_subject_hides_no_other()
    {
        const string Token = "ghp_q9W8e7R6t5Y4u3I2o1P0a9S8d7F6g5H4j3K2";
        await Remote.CommitAsync("staging", $"{new string('a', 40)} {Token}", ("feature", "x"));
        await Remote.CommitAsync("staging", new string('b', 3000), ($".github/workflows/{Token}.yml", "x"));
        await Remote.MergeAsync("master", await Remote.HeadAsync("staging"), "Merge staging");
        await Remote.RevertHeadAsync("master");

        var notes = (await MadeAsync()).Plan.Notes.Select(note => note.Text).ToList();

        Assert.DoesNotContain(notes, note => note.Contains("ghp_", StringComparison.Ordinal));
        Assert.Contains(
            $"Brings back 2 commits that a rollback took out: {new string('b', 59)}…, {new string('a', 40)} {Redactor.Instead}.",
            notes
        );
        Assert.Contains(
            notes,
            note => note.Contains($".github/workflows/{Redactor.Instead}.yml", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_rollback_needs_no_staging_branch()
    {
        var (release, before) = await ReleasedAsync(StepMode.Auto, byHand: false);
        await Remote.GitAsync("update-ref", "-d", "refs/heads/staging");

        var made = await RollbackAsync(release);

        Assert.Equal(await Remote.TreeAsync(before), made.Plan.ResultTree);
    }

    [Fact]
    public async Task A_release_that_a_person_merged_by_hand_can_be_rolled_back()
    {
        var (release, before) = await ReleasedAsync(StepMode.Manual, byHand: true);

        var made = await RollbackAsync(release);

        Assert.Equal(await Remote.TreeAsync(before), made.Plan.ResultTree);
        Assert.Equal(await Remote.HeadAsync("master"), made.Plan.Base);
    }

    [Fact]
    public async Task C18_what_came_by_no_release_on_record_is_not_rolled_back()
    {
        var (release, _) = await ReleasedAsync(StepMode.Auto, byHand: false);
        await Remote.CommitAsync("master", "somebody else", ("other", "x"));

        var none = Assert.IsType<PlanResult.None>(await MakeAsync(SessionKind.Rollback, [release]));

        Assert.Equal(Ending.Aborted, none.How);
        Assert.Contains("no deployment on record", none.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task K01_What_a_rollback_put_there_is_not_rolled_back_and_it_is_named()
    {
        var plan = SamplePlans.Release() with { Result = await Remote.HeadAsync("master") };
        var back = Sample.Of(Sample.Started(plan, SessionKind.Rollback));

        var none = Assert.IsType<PlanResult.None>(await MakeAsync(SessionKind.Rollback, [back]));

        Assert.Equal(
            $"Nothing to roll back. master is at {plan.Result.Short}, and rollback {back.Number} put it there: what it took back is out already.",
            none.Why
        );
    }

    private async Task<(Session Release, CommitSha Before)> ReleasedAsync(StepMode mode, bool byHand)
    {
        var before = await Remote.HeadAsync("master");
        var head = await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var made = await MadeAsync();
        var plan = made.Plan with { Steps = [new(StepKind.Push, mode)] };
        if (byHand)
        {
            await Remote.MergeAsync("master", head, "Merged by hand");
        }
        else
        {
            using var git = Around.Git();
            await MergeBuilder.RebuildAsync(git, false, plan, Around.Environment.Repository, CancellationToken.None);
            Assert.True((await git.PushAsync(plan.Result, "master", plan.Base, CancellationToken.None)).IsSuccess);
        }

        return (
            Sample.Of([
                .. Sample.Started(plan),
                new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
                new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed"),
                new SessionEvent.Finished(Sample.Now, Ending.Healthy, "fine"),
            ]),
            before
        );
    }

    private async Task<PlanResult.Made> RollbackAsync(Session release) =>
        Assert.IsType<PlanResult.Made>(await MakeAsync(SessionKind.Rollback, [release]));

    private async Task<PlanResult.Made> MadeAsync(params Person[] people) =>
        Assert.IsType<PlanResult.Made>(await MakeAsync(SessionKind.Deploy, [], people));

    private Task<PlanResult> MakeAsync(SessionKind kind, Session[] history, params Person[] people) =>
        Around
            .Plans(people)
            .MakeAsync(
                Sample.Of([Sample.Approved(Sample.Plan, kind)[0]]),
                history,
                Around.Environment,
                null,
                CancellationToken.None
            );
}
