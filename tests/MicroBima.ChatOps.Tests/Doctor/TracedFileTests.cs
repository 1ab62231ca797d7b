using MicroBima.ChatOps.Doctor;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Doctor;

/// <summary>What the doctor looks for after a migration broke off, and what it does not claim to see.</summary>
public sealed class TracedFileTests
{
    private const string Returns = "the file changes the same thing again";
    private const string Path = "the file changes the search path or the role";

    [Theory]
    [InlineData("create table a (id int); drop table a", Returns, Returns)]
    [InlineData("create table a (id int); drop table public.a", Returns, Returns)]
    [InlineData("create table x.a (id int); drop table y.a", "", "")]
    [InlineData("create table a (id int); drop table b", "", "")]
    [InlineData("create table a (id int); create table b (id int)", "", "")]
    [InlineData("drop index i; create index i on a (x)", Returns, Returns)]
    [InlineData("alter table a add column x int; alter table a drop column x", Returns, Returns)]
    [InlineData("alter table a drop column x, add column x int; create table b (id int)", Returns, "")]
    [InlineData("alter table a drop column x, add column y int; create table b (id int)", "", "")]
    [InlineData("alter table a rename to b; alter table b rename column x to y", "", "")]
    [InlineData("alter table a add column x int; alter table a drop column y", "", "")]
    [InlineData("alter table a add column x int; drop table a", Returns, Returns)]
    [InlineData("alter table a drop column x; create table if not exists a (id int)", "", "")]
    [InlineData("alter table a add column x int; alter table a alter column x drop not null", "", "")]
    [InlineData("create table if not exists a (id int); create table if not exists a (id int)", "", "")]
    [InlineData("set search_path = x; create table a (id int)", "", Path)]
    [InlineData("set role app; create table a (id int)", "", Path)]
    [InlineData("set lock_timeout = 1; create table a (id int)", "", "")]
    [InlineData("show search_path; create table a (id int)", "", "")]
    public void D2_what_a_file_takes_back_itself_is_not_looked_for(string sql, string first, string second)
    {
        var statements = Of(sql).Statements;

        Assert.Equal(second, statements[1].Blind);
        Assert.Equal(second.Length > 0, statements[1].Marks.IsEmpty);
        Assert.Equal(first, statements[0].Blind);
    }

    [Theory]
    [InlineData("create table a (id int)", true)]
    [InlineData("create index concurrently i on a (x)", false)]
    [InlineData("create table a (id int); commit; create table b (id int)", false)]
    [InlineData("selec 1", false)]
    public void I10_a_file_is_all_or_nothing_only_where_it_is_read_and_nothing_in_it_stands_alone(
        string sql,
        bool isAtomic
    ) => Assert.Equal(isAtomic, Of(sql).IsAtomic);

    [Theory]
    [InlineData("selec 1", "PostgreSQL's grammar refuses it: ")]
    [InlineData("select 1\0", "")]
    public void I07_of_what_cannot_be_read_nothing_is_said_but_that(string sql, string why)
    {
        var file = Of(sql);

        Assert.StartsWith(why, file.Unreadable, StringComparison.Ordinal);
        Assert.NotEmpty(file.Unreadable);
        Assert.Empty(file.Statements);
    }

    [Fact]
    public void A_statement_is_named_by_its_line_and_its_words_without_the_comments_before_it()
    {
        var statements = Of(
            "-- zero\ncreate table a (id int);\n-- one\n/* two */\n\ncreate  table\n b (id int)"
        ).Statements;

        Assert.Equal(
            [(2, "create table a (id int)"), (6, "create table b (id int)")],
            statements.Select(one => (one.Line, one.Text))
        );
    }

    [Theory]
    [InlineData("varchar(5)", "character varying(5)")]
    [InlineData("varchar", "character varying")]
    [InlineData("char(3)", "character(3)")]
    [InlineData("char", "character(1)")]
    [InlineData("numeric", "numeric")]
    [InlineData("decimal(5)", "numeric(5,0)")]
    [InlineData("numeric(5, 2)", "numeric(5,2)")]
    [InlineData("INT", "integer")]
    [InlineData("float", "double precision")]
    [InlineData("pg_catalog.int8", "bigint")]
    [InlineData("timestamp(3)", "timestamp(3) without time zone")]
    [InlineData("timestamptz", "timestamp with time zone")]
    [InlineData("time(3) with time zone", "time(3) with time zone")]
    [InlineData("text[]", "text[]")]
    [InlineData("bpchar", null)]
    [InlineData("numeric(3, -2)", null)]
    [InlineData("status", null)]
    [InlineData("x.text", null)]
    public void D4_a_type_is_compared_as_PostgreSQL_writes_it_and_only_where_that_is_certain(string type, string? text)
    {
        var mark = Assert.Single(Assert.Single(Of($"alter table a add column x {type}").Statements).Marks);

        Assert.Equal(
            text is null ? [] : [text],
            mark.Details.Where(one => one.Trace.Kind is TraceKind.ColumnType).Select(one => one.Trace.Type)
        );
    }

    [Fact]
    public void G05_what_is_shown_of_a_statement_is_masked_before_it_is_cut()
    {
        var text = $"insert into a values ('{new string('x', 100)}ghp_0123456789abcdefghijABCDEFGHIJ012345')";

        Assert.DoesNotContain("ghp_", Assert.Single(Of(text).Statements).Text, StringComparison.Ordinal);
    }

    private static TracedFile Of(string sql)
    {
        using var parser = Grammar.Shared.Open();
        return TracedFile.Of(sql, parser, new MicroBima.ChatOps.Secrets.Redactor().Mask);
    }
}
