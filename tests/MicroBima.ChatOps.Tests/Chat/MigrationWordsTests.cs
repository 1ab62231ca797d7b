using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What a card says of a migration.</summary>
public sealed class MigrationWordsTests
{
    [Theory]
    [InlineData("-- note\r\nALTER TABLE \"a\"\r\n  ADD COLUMN \"b\" TEXT;\r\n")]
    [InlineData("ALTER TABLE \"a\"\n\nADD COLUMN \"b\" TEXT;")]
    public void A_statement_on_several_lines_is_told_whole(string sql)
    {
        var plan = SamplePlans.Release(migrations: 1);
        var migration = plan.Migrations[0] with { Sql = sql, Verdict = null };

        var said = MigrationWords.Block(plan with { Migrations = [migration] }).ToString();

        Assert.Contains("`ALTER TABLE \"a\" ADD COLUMN \"b\" TEXT;`", said, StringComparison.Ordinal);
    }
}
