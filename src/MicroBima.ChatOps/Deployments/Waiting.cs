using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Deployments;

/// <summary>Somebody who asked for a deployment while the environment was held. It reserves nothing: whoever waits is called first.</summary>
public sealed record Waiting(string Environment, PersonName Person, AccountId Account, DateTimeOffset At)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>True until they have surely forgotten that they asked.</summary>
    public bool IsInForce(DateTimeOffset now) => now - At < Longest;
}
