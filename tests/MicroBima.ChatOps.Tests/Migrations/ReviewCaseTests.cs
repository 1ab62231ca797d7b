using System.Globalization;
using MicroBima.ChatOps.Migrations.Review;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Migrations;

/// <summary>The labelled cases of <c>Cases/*.sql</c>.</summary>
public sealed class ReviewCaseTests
{
    public static TheoryData<string> Numbers => [.. ReviewCase.All.Select((one, at) => $"{at} {one}")];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void I04_I05_Each_labelled_migration_is_judged_as_its_label_says(string number)
    {
        var one = ReviewCase.All[int.Parse(number.Split(' ')[0], CultureInfo.InvariantCulture)];

        var review = Grammar.Review(one.Sql, one.Pg);

        var rules = review.Statements.SelectMany(statement => statement.Hazards).Select(hazard => hazard.Rule);
        Assert.Equal(
            (one.Level, one.Rules),
            (review.Level.Word(), string.Join(',', rules.Distinct().Order(StringComparer.Ordinal)))
        );
    }

    [Fact]
    public void Every_rule_has_a_case_in_which_it_speaks()
    {
        var told = ReviewCase
            .All.SelectMany(one => Grammar.Review(one.Sql, one.Pg).Statements)
            .SelectMany(statement => statement.Hazards.Concat(statement.Notes))
            .Select(hazard => hazard.Rule)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(RuleBook.Codes.Except(told, StringComparer.Ordinal));
    }
}
