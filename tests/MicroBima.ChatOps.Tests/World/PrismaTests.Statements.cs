using Npgsql;

namespace MicroBima.ChatOps.Tests.World;

/// <summary>What single statements do to a deploy: locks, and statements that end a transaction.</summary>
public sealed partial class PrismaTests
{
    [SkippableFact]
    public async Task A_lock_timeout_in_the_address_ends_a_deploy_that_would_wait()
    {
        Have(First, "CREATE TABLE a (id int)");
        await PrismaAsync("deploy");
        Have(Second, "ALTER TABLE a ADD COLUMN b int");
        await using var reader = await OpenAsync(_database);
        await using var read = new NpgsqlCommand("BEGIN; SELECT * FROM a", reader);
        await read.ExecuteNonQueryAsync();
        _url += "?schema=public&options=-c%20lock_timeout%3D300";

        var deploy = await PrismaAsync("deploy");

        Assert.Equal(1, deploy.Code);
        Assert.Contains("Database error code: 55P03", deploy.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Concurrently_needs_a_file_of_its_own()
    {
        Have(First, "CREATE TABLE a (id int)");
        Have(Second, "CREATE INDEX CONCURRENTLY a_id ON a (id)");
        Have(Third, "CREATE INDEX CONCURRENTLY a_again ON a (id);\nSELECT 1;");

        var deploy = await PrismaAsync("deploy");

        Assert.Contains($"Migration name: {Third}\n", deploy.Errors, StringComparison.Ordinal);
        Assert.Contains("Database error code: 25001", deploy.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_a_file_commits_itself_stays_applied_after_its_failure()
    {
        Have(First, "BEGIN;\nCREATE TABLE kept (id int);\nCOMMIT;\nSELECT 1/0;");

        var deploy = await PrismaAsync("deploy");

        Assert.Equal(1, deploy.Code);
        Assert.Equal("t", await ReadAsync("SELECT (to_regclass('kept') IS NOT NULL)::text::char(1)"));
    }
}
