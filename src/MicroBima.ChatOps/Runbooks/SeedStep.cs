using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Seeds an empty database; one that holds rows is never seeded.</summary>
public sealed class SeedStep(Toolbox tools) : IStep
{
    private static readonly ImmutableArray<string> Seed = ["pnpm", "db:seed"];

    /// <inheritdoc />
    public StepKind Kind => StepKind.Seed;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.AskPerson;

    /// <inheritdoc />
    public bool CanBeInterrupted => false;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        "Only where the database is empty: pnpm db:seed in a machine of the app. Never seed production with test data.";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (tools.Database(context.Environment) is not { } database)
            return Outcome.Failed(
                "The bot has no access to the database and cannot see whether it is empty.",
                "",
                "Skip, or seed by hand."
            );

        var mayOverwrite = context.Plan.SeedsOver.Length > 0 && context.Environment.Database!.AllowSeedingOverRows;
        if (!mayOverwrite && await database.FilledTableAsync(cancellationToken) is { } table)
            return Outcome.Failed($"The database is not empty ({table} holds rows): it is not seeded.", "", "Skip.");

        var seed = await tools
            .Fly(context.Environment)
            .SshAsync(Seed, TimeSpan.FromMinutes(10), context.Say, cancellationToken);
        return seed.End switch
        {
            ProgramEnd.Exited { Code: 0 } => new StepOutcome.Succeeded("seeded"),
            ProgramEnd.Stopped => Outcome.Unknown(
                $"pnpm db:seed: {seed.Ending}. It may go on in the machine.",
                "Look at the database before you retry."
            ),
            ProgramEnd.Exited or ProgramEnd.NotStarted => Outcome.Failed(
                $"pnpm db:seed: {seed.Ending}.",
                seed.LastLines(8),
                "Look at the database before you retry."
            ),
        };
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("a person seeded and says so"));
}
