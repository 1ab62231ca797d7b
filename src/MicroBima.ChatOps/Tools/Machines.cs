using System.Collections.Immutable;
using MicroBima.ChatOps.Environments;

namespace MicroBima.ChatOps.Tools;

/// <summary>What came of stopping or starting machines: what <c>flyctl status</c> says afterwards, whatever the command said.</summary>
public abstract record MachinesResult
{
    private MachinesResult() { }

    /// <summary>They are as they should be.</summary>
    public sealed record Done(string Fact) : MachinesResult;

    /// <summary>They are not, or nobody can say.</summary>
    public sealed record Failed(string What, string Detail) : MachinesResult;
}

/// <summary>Stops, starts and restarts the machines of an app, and believes only its status.</summary>
public sealed class Machines(Toolbox tools, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Stops every machine that runs.</summary>
    public Task<MachinesResult> StopAsync(
        DeploymentEnvironment environment,
        Action<string> say,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            environment,
            (fly, before) => fly.StopAsync(Running(before), cancellationToken),
            before => !Running(before).IsEmpty,
            status => status.States.All(machine => !machine.MayRun),
            "stopped",
            say,
            cancellationToken
        );

    /// <summary>Starts every machine that does not run.</summary>
    public Task<MachinesResult> StartAsync(
        DeploymentEnvironment environment,
        Action<string> say,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            environment,
            (fly, before) => fly.StartAsync(Resting(before), cancellationToken),
            before => !Resting(before).IsEmpty,
            IsUp,
            "started",
            say,
            cancellationToken
        );

    /// <summary>Restarts the machines that run, and starts the others.</summary>
    public Task<MachinesResult> RestartAsync(
        DeploymentEnvironment environment,
        Action<string> say,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            environment,
            async (fly, before) =>
            {
                var (running, resting) = (Running(before), Resting(before));
                if (running.IsEmpty)
                    return await fly.StartAsync(resting, cancellationToken);

                var restarted = await fly.RestartAsync(running, cancellationToken);
                return restarted.IsSuccess && !resting.IsEmpty
                    ? await fly.StartAsync(resting, cancellationToken)
                    : restarted;
            },
            _ => true,
            status => IsUp(status) && status.ChecksPassing == status.Checks,
            "restarted",
            say,
            cancellationToken
        );

    private async Task<MachinesResult> ChangeAsync(
        DeploymentEnvironment environment,
        Func<Fly, FlyStatus, Task<ProgramResult>> change,
        Func<FlyStatus, bool> isNeeded,
        Func<FlyStatus, bool> isDone,
        string done,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        if (!tools.HasFly)
            return new MachinesResult.Failed("There is no flyctl here.", "Set Tools:Flyctl.");

        var fly = tools.Fly(environment);
        if (await StatusAsync(fly, cancellationToken) is not { } before)
            return new MachinesResult.Failed(
                $"flyctl does not say which machines {environment.App.Name} has.",
                "See flyctl status."
            );

        if (Left(before).IsEmpty && !isDone(before))
            return new MachinesResult.Failed(
                $"{environment.App.Name} has no machine that could be {done}.",
                "Deploy it, or see flyctl scale count."
            );

        ProgramResult? command = null;
        if (isNeeded(before))
        {
            say($"{Left(before).Length} machines: flyctl is asked");
            command = await change(fly, before);
        }

        var began = time.GetTimestamp();
        while (true)
        {
            var now = await StatusAsync(fly, cancellationToken);
            if (now is not null && isDone(now))
            {
                var (machines, were) = Left(now).Length == 1 ? ("machine", "was") : ("machines", "were");
                return new MachinesResult.Done(
                    $"{Left(now).Length} {machines} {(command is null ? $"{were} {done} already" : done)}: {Names(now)}"
                );
            }

            if (time.GetElapsedTime(began) > Patience || command is { IsSuccess: false })
                return new MachinesResult.Failed(
                    $"The machines are not {done}: {(now is null ? "flyctl does not answer" : Names(now))}.",
                    command?.LastLines(5) ?? ""
                );

            say(now is null ? "flyctl does not answer" : Names(now));
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task<FlyStatus?> StatusAsync(Fly fly, CancellationToken cancellationToken)
    {
        var status = await fly.StatusAsync(cancellationToken);
        return status.IsSuccess ? FlyStatus.TryRead(status.Output) : null;
    }

    private static bool IsUp(FlyStatus status) =>
        Left(status) is { IsEmpty: false } left && left.All(machine => machine.State is "started");

    /// <summary>Fly lists a machine for a while after it is gone; one that rests until Fly starts it is nobody's: it would do its work twice.</summary>
    private static ImmutableArray<MachineState> Left(FlyStatus status) =>
        [.. status.States.Where(machine => machine.State is not "destroyed" && (machine.MayRun || !machine.IsFlys))];

    private static ImmutableArray<string> Running(FlyStatus status) =>
        [.. status.States.Where(machine => machine.MayRun).Select(machine => machine.Id)];

    private static ImmutableArray<string> Resting(FlyStatus status) =>
        [.. Left(status).Where(machine => !machine.MayRun).Select(machine => machine.Id)];

    private static string Names(FlyStatus status) =>
        string.Join(", ", Left(status).Select(machine => $"{machine.Id} {machine.State}"));
}
