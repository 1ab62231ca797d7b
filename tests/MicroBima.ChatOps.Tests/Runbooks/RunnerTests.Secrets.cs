using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What a step found may hold a secret wherever a program or a database wrote something.</summary>
public sealed partial class RunnerTests
{
    [Fact]
    public async Task G05_nothing_of_what_a_step_came_to_is_stored_with_a_secret()
    {
        const string Secret = "postgres://app:hunterhunter@db.internal/prod";
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = (_, _) =>
            Task.FromResult<StepOutcome>(
                new StepOutcome.Failed(
                    new Problem($"what {Secret}", $"detail {Secret}", $"next {Secret}", ProblemNature.Failed)
                    {
                        Blocker = new Blocker(
                            7,
                            Sample.Now,
                            "app",
                            $"job {Secret}",
                            "active",
                            Sample.Now,
                            $"select dblink('{Secret}')"
                        ),
                    }
                )
            );

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.DoesNotContain("hunter", $"{problem}", StringComparison.Ordinal);
        Assert.StartsWith("job ", problem.Blocker!.Application, StringComparison.Ordinal);
        Assert.StartsWith("select dblink", problem.Blocker.Query, StringComparison.Ordinal);
    }
}
