using MicroBima.ChatOps.Rehearsals;

namespace MicroBima.ChatOps.Tests.Rehearsals;

/// <summary>Which questions a change of the shape leads to, word for word; none where the change takes nothing away and nothing can stand against it.</summary>
public sealed class QuestionsTests
{
    private const string Customers = "1";
    private const string Policies = "2";

    private static readonly ShapeColumn Phone = new("phone", "phone", "text", IsRequired: false, HasDefault: false, "");

    private static readonly Shape Before = new(
        new Dictionary<string, ShapeTable>(StringComparer.Ordinal)
        {
            [Customers] = new("public.customers", "customers", "100", IsView: false),
            [Policies] = new("public.\"Policies\"", "Policies", "200", IsView: false),
            ["3"] = new("public.totals", "totals", "300", IsView: true),
        },
        new Dictionary<(string, string), ShapeColumn> { [(Customers, "1")] = Phone },
        new Dictionary<string, ShapeIndex>(StringComparer.Ordinal),
        new Dictionary<string, ShapeRule>(StringComparer.Ordinal)
    );

    [Fact]
    public void What_stays_as_it_is_leads_to_no_question()
    {
        Assert.Empty(Questions.Losses(Before, Before));
        Assert.Empty(Questions.Violations(Before, Before));
        Assert.Empty(Questions.Retyped(Before, Before));
    }

    [Fact]
    public void D8_Rows_of_a_dropped_table_are_counted_and_those_of_a_view_are_not_lost()
    {
        var after = Before with
        {
            Tables = new Dictionary<string, ShapeTable>(StringComparer.Ordinal)
            {
                [Customers] = Before.Tables[Customers],
            },
        };

        var question = Assert.Single(Questions.Losses(Before, after));

        Assert.Equal("select count(*), 0 from public.\"Policies\"", question.Sql);
        Assert.Equal("DROP TABLE Policies: 1\u00A0204 rows", question.Say(1204, 0));
    }

    [Fact]
    public void D8_Values_of_a_dropped_column_are_counted_and_those_of_a_dropped_table_only_once()
    {
        var question = Assert.Single(Questions.Losses(Before, With()));
        Assert.Equal("select count(phone), 0 from public.customers", question.Sql);
        Assert.Equal("DROP COLUMN customers.phone: 3 non-null values", question.Say(3, 0));

        var gone = With() with { Tables = new Dictionary<string, ShapeTable>(StringComparer.Ordinal) };
        Assert.Equal(
            ["select count(*), 0 from public.\"Policies\"", "select count(*), 0 from public.customers"],
            Questions.Losses(Before, gone).Select(one => one.Sql)
        );
    }

    public static TheoryData<string, bool, bool, string> NewColumns =>
        new()
        {
            { "2", true, false, "customers: 7 rows get no value for the required column kyc" },
            { "2", true, true, "" },
            { "2", false, false, "" },
        };

    [Theory]
    [MemberData(nameof(NewColumns))]
    public void D7_A_required_column_without_a_default_has_no_value_for_the_rows_that_are_there(
        string number,
        bool isRequired,
        bool hasDefault,
        string said
    )
    {
        var after = With(
            ((Customers, "1"), Phone),
            ((Customers, number), new("kyc", "kyc", "text", isRequired, hasDefault, ""))
        );

        Assert.Equal(said, Said(after));
    }

    [Fact]
    public void D7_A_column_that_becomes_required_is_asked_for_its_NULLs_under_its_old_name()
    {
        var after = With(((Customers, "1"), Phone with { Sql = "mobile", Name = "mobile", IsRequired = true }));

        var question = Assert.Single(Questions.Violations(Before, after));

        Assert.Equal("select count(*), 0 from public.customers where phone is null", question.Sql);
        Assert.Equal("customers.phone: 7 rows are NULL", question.Say(7, 0));
    }

    [Fact]
    public void A_type_of_labels_is_asked_for_values_that_it_does_not_have_and_is_no_retyping()
    {
        var after = With(((Customers, "1"), Phone with { Type = "status", Labels = "'new', 'paid'" }));

        var question = Assert.Single(Questions.Violations(Before, after));

        Assert.Equal(
            "select count(*), 0 from public.customers where phone is not null and phone::text not in ('new', 'paid')",
            question.Sql
        );
        Assert.Equal("customers.phone: 7 rows hold a value that status does not have", question.Say(7, 0));
        Assert.Empty(Questions.Retyped(Before, after));
        Assert.Empty(Questions.Violations(after, after));
    }

    [Fact]
    public void Another_type_is_named_with_the_column_as_it_was()
    {
        var (table, column, type) = Assert.Single(
            Questions.Retyped(Before, With(((Customers, "1"), Phone with { Name = "mobile", Type = "integer" })))
        );

        Assert.Equal(("customers", "phone", "integer"), (table.Name, column.Name, type));
    }

    [Theory]
    [InlineData("", false, "true and num_nulls(\"Phone\", lower(name)) = 0")]
    [InlineData("deleted is null", false, "(deleted is null) and num_nulls(\"Phone\", lower(name)) = 0")]
    [InlineData("", true, "true and true")]
    public void D6_A_unique_index_is_asked_for_duplicates_among_the_rows_that_it_is_about(
        string predicate,
        bool nullsAreEqual,
        string where
    )
    {
        var after = Before with
        {
            Indexes = new Dictionary<string, ShapeIndex>(StringComparer.Ordinal)
            {
                ["9"] = new(Customers, "customers_phone", "\"Phone\", lower(name)", predicate, nullsAreEqual),
                ["8"] = new("77", "of a new table", "id", "", NullsAreEqual: false),
            },
        };

        var question = Assert.Single(Questions.Violations(Before, after));

        Assert.Contains(
            $"from public.customers where {where} group by \"Phone\", lower(name) having count(*) > 1",
            question.Sql,
            StringComparison.Ordinal
        );
        Assert.Equal("customers (Phone, lower(name)): 4 rows share 2 values", question.Say(4, 2));
        Assert.Equal("customers (Phone, lower(name)): 2 rows share 1 value", question.Say(2, 1));
        Assert.Empty(Questions.Violations(after, after));
    }

    [Fact]
    public void A_check_and_a_foreign_key_are_asked_for_rows_that_do_not_hold_them()
    {
        var after = Before with
        {
            Rules = new Dictionary<string, ShapeRule>(StringComparer.Ordinal)
            {
                ["5"] = new(Customers, "customers_age", "age > 17", "0", [], []),
                ["6"] = new(Policies, "policies_owner", "", Customers, ["a", "b"], ["x", "y"]),
                ["7"] = new(Policies, "to a new table", "", "77", ["a"], ["x"]),
                ["8"] = new("77", "of a new table", "a > 1", "0", [], []),
            },
        };

        Assert.Equal(
            [
                "select count(*), 0 from public.customers where not (age > 17)",
                "select count(*), 0 from public.\"Policies\" o where o.a is not null and o.b is not null and not exists (select 1 from public.customers t where t.x = o.a and t.y = o.b)",
            ],
            Questions.Violations(Before, after).Select(one => one.Sql)
        );
        Assert.Equal(
            "customers: 7 rows do not hold customers_age\nPolicies: 7 rows point to customers rows that do not exist (policies_owner)",
            Said(after)
        );
        Assert.Empty(Questions.Violations(after, after));
    }

    private static string Said(Shape after) =>
        string.Join('\n', Questions.Violations(Before, after).Select(question => question.Say(7, 0)));

    private static Shape With(params ((string, string) Id, ShapeColumn Column)[] columns) =>
        Before with
        {
            Columns = columns.ToDictionary(one => one.Id, one => one.Column),
        };
}
