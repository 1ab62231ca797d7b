using System.Collections.Immutable;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>One fact of every kind, with every kind of value inside.</summary>
internal static class SampleFacts
{
    private static readonly DateTimeOffset At = new(2026, 9, 10, 14, 2, 3, 456, TimeSpan.FromHours(3));

    public static ImmutableArray<Fact> All()
    {
        var list = Checklist
            .Unchecked.With(ChecklistItem.Backup, new Standing.Proven(new Evidence("restored", At, At.AddHours(1))))
            .With(ChecklistItem.Staging, new Standing.Failed(new Evidence("CI is red", At, At)))
            .With(ChecklistItem.Team, new Standing.Open("tell them"))
            .With(ChecklistItem.Rollback, new Standing.Signed(Team.Ben.Person, At, "does it run?"));
        var digest = SamplePlans.Release().Digest;
        return
        [
            new SessionEvent.Opened(
                At,
                SessionKind.Rollback,
                "production",
                Team.Ana,
                "“why”\n<&>",
                "override",
                Team.Policy() with
                {
                    AllowedAccounts = [Team.Ben.Account],
                    PeopleForDanger = 3,
                },
                "seal",
                new SessionNumber(7)
            ),
            new SessionEvent.CardPosted(At, new CardPlace(ulong.MaxValue, 1)),
            new SessionEvent.Proposed(
                At,
                SamplePlans.Release(migrations: 2) with
                {
                    Targets = new Targets("/r", "a", "b", "app", null),
                },
                list
            ),
            new SessionEvent.Proposed(At, SamplePlans.Reviewed(), list),
            new SessionEvent.Checked(At, ChecklistItem.Migrations, new Standing.Checking()),
            new SessionEvent.Rehearsed(
                At,
                digest,
                [
                    new Rehearsal(
                        "20260901000000_add_index_1",
                        "the restored backup",
                        TimeSpan.FromSeconds(1.5),
                        ["SHARE lock on policies"],
                        [],
                        ["DROP COLUMN customers.old_phone: 1\u00a0204 non-null values"],
                        []
                    ),
                ]
            ),
            new SessionEvent.Signed(At, ChecklistItem.Team, Team.Cara, digest),
            new SessionEvent.PlanRead(At, Team.Cara, digest),
            new SessionEvent.Approved(At, Team.Ben, digest),
            new SessionEvent.ApprovalVoided(At, Team.Ben.Person, "the role is gone"),
            new SessionEvent.Superseded(At, "staging moved"),
            new SessionEvent.Denied(At, Team.Ana.Person, "Approve", "self"),
            new SessionEvent.Started(At),
            new SessionEvent.StepOffered(At, StepKind.Migrate, "pnpm prisma migrate deploy"),
            new SessionEvent.StepConfirmed(At, StepKind.Migrate, Team.Ben),
            new SessionEvent.StepIntended(At, StepKind.Migrate, 2),
            new SessionEvent.StepDone(At, StepKind.Push, 2, "pushed"),
            new SessionEvent.StepStopped(
                At,
                StepKind.Push,
                1,
                new Problem("refused", "remote: no", "retry", ProblemNature.Unknown)
            ),
            new SessionEvent.StepRetried(At, StepKind.Push, Team.Cara),
            new SessionEvent.StepCleared(At, StepKind.Push, 1, "nothing there"),
            new SessionEvent.StepSkipped(At, StepKind.Seed, Team.Cara),
            new SessionEvent.SafetyWaived(At, Team.Ben, 1),
            new SessionEvent.AbortAsked(At, Team.Ben),
            new SessionEvent.StepRemedied(
                At,
                StepKind.Migrate,
                Team.Cara,
                Remedy.EndBlocker,
                new Blocker(4711, At, "app", "psql", "idle in transaction", At, "select 1")
            ),
            new SessionEvent.TurnedBack(At, Team.Ben.Person),
            new SessionEvent.Proposed(At, SamplePlans.Restore(), list),
            new SessionEvent.Finished(
                At,
                Ending.Inconclusive,
                "no data",
                new WatchReport("p50 1 → 2 ms", "watch-7.png", "a picture")
            ),
            new SessionEvent.Kept(At, Team.Ben),
            new SessionEvent.Assigned(At, Team.Ben.Person),
            new SessionEvent.Nudged(At, Team.Ben.Person),
            new SessionEvent.CodeAccepted(At, Team.Ben.Person, 41152263),
            new SessionEvent.Announced(At),
            new EnvironmentEvent.Locked(At, Team.Ben.Person, "audit"),
            new EnvironmentEvent.Unlocked(At, Team.Ben.Person, ""),
            new EnvironmentEvent.BackedUp(At, "production-1", new string('a', 64), Team.Ben.Person),
            new EnvironmentEvent.BackedUp(At, "production-2", new string('b', 64), null),
            new EnvironmentEvent.Muted(At, "0123456789ab", Team.Ben.Person, "a probe", "probe failed *"),
            new EnvironmentEvent.Unmuted(At, "0123456789ab", Team.Ben.Person),
            new EnvironmentEvent.Frozen(At, Team.Ben.Person, "audit", null),
            new EnvironmentEvent.Frozen(At, Team.Ben.Person, "audit", At + TimeSpan.FromHours(2)),
            new EnvironmentEvent.Thawed(At, Team.Ben.Person, ""),
            new EnvironmentEvent.AppAsked(At, Team.Ben.Person, AppAct.Stop, "it writes rubbish", "seal"),
            new EnvironmentEvent.Queued(At, Team.Ben.Person, Team.Ben.Account),
            new EnvironmentEvent.ApproverSeen(At, Team.Ben.Person, Team.Ben.Account, IsApproving: true),
            new EnvironmentEvent.CodeRefused(At, Team.Ben.Person, At + TimeSpan.FromMinutes(15)),
            new EnvironmentEvent.AppBegun(At, Team.Ben.Person),
            new EnvironmentEvent.AppEnded(At, IsDone: true, "1 machine stopped"),
        ];
    }
}
