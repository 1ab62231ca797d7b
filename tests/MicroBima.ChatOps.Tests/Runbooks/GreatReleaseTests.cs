using System.Globalization;
using System.Text.Json;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>A release of very many files: what people read of it stays as short as of any other.</summary>
public sealed class GreatReleaseTests : WithRemote
{
    private const int Files = 10_000;
    private const int LongestMessage = 4000;

    [Fact]
    public async Task F08_A_plan_of_ten_thousand_changed_files_is_as_short_as_of_one()
    {
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        var small = await MadePlanAsync();
        await Remote.ImportAsync("staging", Paths("src/{0}/module_{0}.ts"));

        var great = await MadePlanAsync();

        Assert.Equal("many", great.Commits[0].Subject);
        Assert.InRange(JsonSerializer.Serialize(great).Length, 0, JsonSerializer.Serialize(small).Length + 1000);
        Assert.InRange(PlanText.Whole(great).Length, 0, PlanText.Whole(small).Length + 1000);
    }

    [Fact]
    public async Task F08_The_cards_of_ten_thousand_delicate_files_fit_into_a_message()
    {
        await Remote.CommitAsync("master", "a change of its own", ("own", "x"));
        await Remote.ImportAsync("staging", Paths(".github/workflows/of_the_team_number_{0}.yml"));

        var plan = await MadePlanAsync();
        var session = Sample.Of(Sample.Proposed(plan, Sample.Complete));

        Assert.Contains(
            plan.Notes,
            note => note.Text.StartsWith("Changes how the app is built", StringComparison.Ordinal)
        );
        Assert.All(plan.Notes, note => Assert.InRange(note.Text.Length, 1, 1000));
        Assert.InRange(LengthOf(SessionCard.Render(session, Sample.Now, null)), 1, LongestMessage);
        Assert.InRange(LengthOf(PlanText.Answer(session, withButton: true)), 1, LongestMessage);
    }

    private static int LengthOf(Card card) => card.Blocks.Sum(block => block.Source.Length);

    private static IEnumerable<string> Paths(string pattern) =>
        Enumerable.Range(0, Files).Select(number => string.Format(CultureInfo.InvariantCulture, pattern, number));
}
