using System.Collections.Immutable;
using MicroBima.ChatOps.Rollbacks;

namespace MicroBima.ChatOps.Tests.Rollbacks;

/// <summary>Tables of the same name in two schemas are two tables, whatever code looks at them.</summary>
public sealed class TwoSchemasTests
{
    private static readonly LiveColumn Id = new("id", "int4", null, true, true, null);
    private static readonly LiveColumn Notes = new("notes", "text", null, false, false, null);

    [Fact]
    public void H1_a_table_that_is_gone_is_not_found_in_another_schema() =>
        Assert.Equal(
            "table customers is not there any more",
            Assert.Single(Judge(Wants("crm", "customers"), null, Live("public", "customers", Id)).Findings)
        );

    [Fact]
    public void H1_of_two_tables_of_one_name_each_is_compared_with_its_own_code()
    {
        var code = Wants("crm", "customers");

        Assert.IsType<RollbackVerdict.Safe>(
            Judge(code, null, Live("public", "customers"), Live("crm", "customers", Id))
        );
        Assert.IsType<RollbackVerdict.Refuse>(
            Judge(code, null, Live("public", "customers", Id), Live("crm", "customers"))
        );
    }

    [Theory]
    [InlineData("crm", "LOSS")]
    [InlineData("public", "SAFE")]
    [InlineData(null, "SAFE")]
    public void H1_what_the_code_of_now_knows_in_another_schema_is_not_lost_here(string? schema, string expected)
    {
        var present = new PrismaTable(schema, "customers", false, [Column("id"), Column("notes")]);

        var verdict = Judge(Wants("crm", "customers"), present, Live("crm", "customers", Id, Notes));

        Assert.Equal(expected, verdict.Word);
    }

    [Fact]
    public void H1_a_table_beside_one_of_the_same_name_in_another_schema_is_lost_with_its_rows()
    {
        var code = Schema(Table(null, "customers"), Table("crm", "policies"));
        var live = new LiveSchema(
            "public",
            [Live("public", "customers", Id), Live("crm", "policies", Id), Live("crm", "customers", Id)],
            []
        );

        var verdict = Compatibility.Judge(code, null, live, _ => 1);

        Assert.Equal("customers: 1 row", Assert.Single(Assert.IsType<RollbackVerdict.Loss>(verdict).Findings));
    }

    private static RollbackVerdict Judge(
        PrismaSchema code,
        PrismaTable? present,
        params ImmutableArray<LiveTable> live
    ) =>
        Compatibility.Judge(
            code,
            present is null ? null : Schema(present),
            new LiveSchema("public", live, []),
            question => question is RowQuestion.Filled ? 1 : 0
        );

    private static PrismaSchema Wants(string schema, string table) => Schema(Table(schema, table));

    private static PrismaSchema Schema(params ImmutableArray<PrismaTable> tables) => new(tables, []);

    private static PrismaTable Table(string? schema, string name) => new(schema, name, false, [Column("id")]);

    private static PrismaColumn Column(string name) => new(name, "Int", true, false, null);

    private static LiveTable Live(string schema, string name, params ImmutableArray<LiveColumn> columns) =>
        new(schema, name, columns);
}
