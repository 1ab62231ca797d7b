using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>People, plans and facts for tests of the runbook.</summary>
internal static class Sample
{
    public static readonly SessionNumber Number = new(1);

    public static DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Where the channel is, of server 1.</summary>
    public static Uri Channel { get; } = new("https://discord.com/channels/1/50/");

    public static Actor Ana { get; } =
        new(new AccountId(11), new PersonName("Ana"), [Surroundings.Role], IsHuman: true);

    public static Actor Ben { get; } =
        new(new AccountId(12), new PersonName("Ben"), [Surroundings.Role], IsHuman: true);

    public static CommitSha Sha(char digit) => CommitSha.Parse(new string(digit, 40), null);

    public static Plan Plan { get; } =
        new(
            "production",
            new Targets("microbima/internal-api", "master", "staging", "internal-api", null),
            Sha('a'),
            Sha('b'),
            Sha('c'),
            Sha('d'),
            [],
            [],
            [new(StepKind.Push, StepMode.Auto), new(StepKind.Health, StepMode.Auto)],
            [],
            ImmutableSortedSet.Create<string>(StringComparer.Ordinal),
            "policy-1"
        );

    /// <summary>The facts of a session that was asked for by Ana, approved by Ben, and has begun.</summary>
    public static ImmutableArray<Fact> Started(Plan plan, SessionKind kind = SessionKind.Deploy) =>
        [.. Approved(plan, kind), new SessionEvent.Started(Now)];

    /// <summary>The facts of a session whose release is pushed and whose watch ended with a warning.</summary>
    public static ImmutableArray<Fact> Released(Plan plan) =>
        [
            .. Started(plan),
            new SessionEvent.StepIntended(Now, StepKind.Push, 1),
            new SessionEvent.StepDone(Now, StepKind.Push, 1, "pushed"),
            new SessionEvent.Finished(Now, Ending.Warn, "somebody should look"),
        ];

    /// <summary>The same, with Ben's approval still the last thing that happened.</summary>
    public static ImmutableArray<Fact> Approved(Plan plan, SessionKind kind = SessionKind.Deploy) =>
        [.. Proposed(plan, Complete, kind), new SessionEvent.Approved(Now, Ben, plan.Digest)];

    /// <summary>The same, while its plan still waits for people.</summary>
    public static ImmutableArray<Fact> Proposed(Plan plan, Checklist list, SessionKind kind = SessionKind.Deploy) =>
        [
            new SessionEvent.Opened(Now, kind, plan.Environment, Ana, "release", "", Surroundings.Policy, "seal", null),
            new SessionEvent.Proposed(Now, plan, list),
        ];

    public static Checklist Complete { get; } =
        Enum.GetValues<ChecklistItem>()
            .Aggregate(
                Checklist.Unchecked,
                (list, item) =>
                    list.With(item, new Standing.Proven(new Evidence("seen", Now, Now + TimeSpan.FromHours(1))))
            );

    /// <summary>The session that facts make.</summary>
    public static Session Of(IEnumerable<Fact> facts)
    {
        var all = facts.Cast<SessionEvent>().ToList();
        return all.Skip(1).Aggregate(Apply.First(Number, (SessionEvent.Opened)all[0]), Apply.To);
    }
}
