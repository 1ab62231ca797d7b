using CsCheck;
using MicroBima.ChatOps.Rehearsals;

namespace MicroBima.ChatOps.Tests.Rehearsals;

/// <summary>Cutting files into statements, with everything that may hold a semicolon.</summary>
public sealed class StatementsTests
{
    public static TheoryData<string, int> Files =>
        new()
        {
            { "", 0 },
            { "  -- only; a comment\n /* and; another */ ;; ; ", 0 },
            { "select 1", 1 },
            { "select 1; select 2;", 2 },
            { "select ';'; select 'it''s; fine'", 2 },
            { "select E'a\\'; b'; select 2", 2 },
            { "select 'a\\'; select 2", 2 },
            { "select \"a;b\"\"c;\" from t; select 2", 2 },
            { "do $$ begin perform 1; end $$; select 2", 2 },
            { "do $body$ begin perform $$;$$; end $body$; select 2", 2 },
            { "select $1; select a$b; select 3", 3 },
            { "/* outer /* inner; */ still; */ select 1; select 2", 2 },
            { "select 1 -- ;\n; select 2 /* ; */", 2 },
            { "select 'unclosed; select 2", 1 },
            { "\uFEFFselect 1;", 1 },
            { "DROP/**/TABLE t; select 2", 2 },
            { "select U&'a;b', B'1', N';'; select 2", 2 },
            { "select 1 as a$$; select $$;$$", 2 },
            { "select 1 -- here\r; select 2", 2 },
            { "select 'é;日本'; select 'ü'", 2 },
        };

    [Theory]
    [MemberData(nameof(Files))]
    public void I04_I05_a_semicolon_ends_a_statement_only_where_it_is_one(string sql, int count) =>
        Assert.Equal(count, Statements.Of(sql).Length);

    [Fact]
    public void A_statement_knows_its_line_and_its_first_word()
    {
        var statements = Statements.Of("-- one\nselect 1;\n\n/* two\n */ alter table t\n add c int;");

        Assert.Equal([2, 5], statements.Select(statement => statement.Line));
        Assert.Equal(["SELECT", "ALTER"], statements.Select(statement => statement.Word));
    }

    [Theory]
    [InlineData("begin", true, false)]
    [InlineData("COMMIT;", true, false)]
    [InlineData("/* x */ Start transaction", true, false)]
    [InlineData("create index CONCURRENTLY i on t (c)", false, true)]
    [InlineData("vacuum t", false, true)]
    [InlineData("Drop index concurrently i", false, true)]
    [InlineData("reindex table concurrently t", false, true)]
    [InlineData("reindex table t", false, false)]
    [InlineData("create index i on t (c)", false, false)]
    [InlineData("insert into t values ('CONCURRENTLY')", false, false)]
    [InlineData("end_of_day()", false, false)]
    [InlineData("create table beginning (id int)", false, false)]
    public void I10_what_cannot_be_taken_back_is_known(string sql, bool isTransaction, bool isLoner)
    {
        var statement = Assert.Single(Statements.Of(sql));

        Assert.Equal((isTransaction, isLoner), (statement.IsTransaction, statement.IsLoner));
    }

    [Fact]
    public void I07_any_text_is_cut_without_losing_a_word() =>
        Gen.String[Gen.OneOf('a', ';', '\'', '"', '$', '-', '/', '*', '\n', 'E', '\\', ' ', '\0', 'é'), 0, 60]
            .Sample(sql =>
            {
                var statements = Statements.Of(sql);

                Assert.All(statements, statement => Assert.Contains(statement.Sql, sql, StringComparison.Ordinal));
                Assert.All(
                    statements,
                    statement => Assert.InRange(statement.Line, 1, sql.Count(one => one == '\n') + 1)
                );
            });
}
