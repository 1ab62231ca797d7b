using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Which releases migrate the database by themselves, read from real repositories.</summary>
public sealed class SelfMigrationTests : WithRemote
{
    private const string Deploy = "prisma migrate deploy";

    [Fact]
    public async Task C10_a_release_that_migrates_by_itself_is_noted_in_its_plan()
    {
        await Remote.CommitAsync(
            "staging",
            "change",
            ("fly.toml", $"[deploy]\n  release_command = \"pnpm {Deploy}\"\n")
        );

        Assert.Contains(
            (await MadePlanAsync()).Notes,
            note => note.Text.Contains("migrates the database by itself", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("fly.toml", "[deploy]\n  release_command = \"pnpm prisma migrate deploy\"\n")]
    [InlineData("fly.production.toml", "[processes]\n  app = 'npx prisma@5.22.0 migrate deploy && node dist/main'\n")]
    [InlineData("Dockerfile", "CMD pnpm migrate:deploy && node dist/main.js\n")]
    [InlineData("Dockerfile", """CMD ["pnpm", "prisma", "migrate", "deploy"]""")]
    [InlineData("Dockerfile", "CMD ./node_modules/.bin/prisma  migrate \\\n    deploy; node dist/main.js\n")]
    [InlineData("Dockerfile", "RUN npx prisma db push --accept-data-loss\n")]
    [InlineData("Procfile", "release: npx prisma migrate reset --force\n")]
    [InlineData("docker-entrypoint.sh", "npx prisma migrate deploy\n")]
    [InlineData(
        ".github/workflows/deploy.yml",
        "jobs:\n  deploy:\n    steps:\n      - run: flyctl deploy --remote-only\n      - run: flyctl ssh console -C \"pnpm prisma migrate deploy\"\n"
    )]
    [InlineData(".github/workflows/deploy.yml", "      - run: pnpm migrate:deploy\n")]
    [InlineData("package.json", """{"scripts":{"start:prod":"prisma migrate deploy && node dist/main"}}""")]
    [InlineData("package.json", """{"scripts":{"postinstall":"prisma migrate deploy"}}""")]
    [InlineData(
        "package.json",
        """{"scripts":{"start":"pnpm run up && node .","up":"yarn db","db":"prisma migrate dev"}}"""
    )]
    public async Task C10_it_is_told_from_what_builds_or_starts_the_app(string path, string content) =>
        Assert.True(await MigratesAsync((path, content)));

    [Theory]
    [InlineData("package.json", """{"scripts":{"migrate:deploy":"prisma migrate deploy","start":"node dist/main"}}""")]
    [InlineData(
        "package.json",
        """{"scripts":{"start:dev":"prisma migrate dev && nest start --watch","start":"node ."}}"""
    )]
    [InlineData("package.json", "not json: prisma migrate deploy")]
    [InlineData("package.json", """{"scripts":["prisma migrate deploy"]}""")]
    [InlineData("package.json", """{"scripts":{"start":["prisma","migrate","deploy"]}}""")]
    [InlineData("Dockerfile", "# the bot runs prisma migrate deploy\nCMD node dist/main.js\n")]
    [InlineData("Dockerfile", "RUN npx prisma generate && npx prisma migrate status\nCMD node deploy\n")]
    [InlineData("Dockerfile.dev", "CMD npx prisma migrate dev\n")]
    [InlineData("README.md", "prisma migrate deploy")]
    [InlineData(".github/workflows/ci.yml", "      - run: pnpm prisma migrate deploy\n")]
    [InlineData(".github/workflows/deploy.yml", "      # - run: pnpm prisma migrate deploy\n")]
    [InlineData("scripts/reset.sh", "npx prisma migrate reset\n")]
    public async Task What_people_run_by_hand_is_nothing_of_the_release(string path, string content) =>
        Assert.False(await MigratesAsync((path, content)));

    [Theory]
    [InlineData("Dockerfile", """ENTRYPOINT ["/app/docker/start.sh"]""", "docker/start.sh")]
    [InlineData("Dockerfile", "COPY tools/up.sh /usr/local/bin/up.sh\nCMD up.sh\n", "tools/up.sh")]
    [InlineData("fly.toml", "[build]\n  dockerfile = \"deploy/Dockerfile.api\"\n", "deploy/Dockerfile.api")]
    public async Task C10_a_file_that_is_named_where_the_app_starts_is_read_too(
        string path,
        string content,
        string named
    ) =>
        Assert.Equal(
            (true, false),
            (
                await MigratesAsync((path, content), (named, $"set -e\nnpx {Deploy}\n")),
                await MigratesAsync((path, content), (named, "exec node dist/main.js\n"))
            )
        );

    [Fact]
    public async Task C10_a_script_is_followed_to_the_one_that_it_calls_and_a_ring_of_them_ends() =>
        Assert.Equal(
            (true, false),
            (
                await MigratesAsync(
                    ("start.sh", ". ./lib/a.sh\n"),
                    ("lib/a.sh", "sh lib/b.sh\n"),
                    ("lib/b.sh", Deploy)
                ),
                await MigratesAsync(
                    ("start.sh", "sh lib/a.sh\n"),
                    ("lib/a.sh", "sh lib/b.sh\n"),
                    ("lib/b.sh", "sh lib/a.sh")
                )
            )
        );

    [Theory]
    [InlineData("RUN pnpm install && pnpm run setup\n", true)]
    [InlineData("CMD pnpm setup\n", true)]
    [InlineData("CMD pnpm --filter api db:up\n", true)]
    [InlineData("FROM node AS setup\nRUN npm ci --omit=setup\n", false)]
    public async Task C10_a_script_of_the_package_counts_where_something_runs_it(string docker, bool migrates) =>
        Assert.Equal(
            migrates,
            await MigratesAsync(
                ("Dockerfile", docker),
                ("package.json", """{"scripts":{"setup":"prisma migrate deploy","db:up":"prisma migrate deploy"}}""")
            )
        );

    [Theory]
    [InlineData("app = 'internal-api'\n", false)]
    [InlineData("app = 'another'\n", true)]
    [InlineData("[build]\n", true)]
    public async Task C10_settings_of_another_app_count_only_where_none_are_for_ours(string own, bool migrates) =>
        Assert.Equal(
            migrates,
            await MigratesAsync(
                ("fly.toml", own),
                ("fly.staging.toml", $"app = \"internal-api-staging\"\n[deploy]\nrelease_command = \"pnpm {Deploy}\"\n")
            )
        );

    [Theory]
    [InlineData("apps/api/prisma/migrations", true)]
    [InlineData("apps/web/prisma/migrations", false)]
    public async Task C10_the_folder_of_the_app_is_looked_at_beside_the_top(string migrations, bool migrates) =>
        Assert.Equal(
            migrates,
            await MigratesAsync(
                migrations,
                ("apps/api/Dockerfile", "CMD ./go.sh\n"),
                ("apps/api/go.sh", Deploy),
                ("apps/web/Dockerfile", "CMD node .\n")
            )
        );

    private Task<bool> MigratesAsync(params (string Path, string? Content)[] files) =>
        MigratesAsync("prisma/migrations", files);

    private async Task<bool> MigratesAsync(string migrations, params (string Path, string? Content)[] files)
    {
        var commit = await Remote.CommitAsync("staging", "change", files);
        using var git = Around.Git();
        await git.FetchAsync(["staging"], CancellationToken.None);
        return await SelfMigration.IsInAsync(
            git,
            commit,
            Around.Environment with
            {
                Database = new DatabaseSettings("", migrations),
            },
            CancellationToken.None
        );
    }
}
