using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>One session told step by step, on an explicit clock: every request is decided and its events are folded, as the desk does.</summary>
internal sealed class Story
{
    public Story(ApprovalPolicy? policy = null, SessionKind kind = SessionKind.Deploy, DateTimeOffset? at = null)
    {
        Now = at ?? Now;
        var opened = new SessionEvent.Opened(
            Now,
            kind,
            "production",
            Team.Ana,
            "KYC fix",
            "",
            policy ?? Team.Policy(),
            "seal",
            null
        );
        Session = Apply.First(new SessionNumber(57), opened);
        Events.Add(opened);
    }

    public DateTimeOffset Now { get; private set; } = new(2026, 9, 10, 12, 0, 0, TimeSpan.Zero);

    public Session Session { get; private set; }

    public List<SessionEvent> Events { get; } = [];

    public IEnumerable<SessionEvent.StepIntended> Intents => Events.OfType<SessionEvent.StepIntended>();

    public Digest Digest => Session.Proposal!.Plan.Digest;

    /// <summary>A checklist of which every item is proven for an hour.</summary>
    public Checklist Complete() =>
        Enum.GetValues<ChecklistItem>()
            .Aggregate(
                Checklist.Unchecked,
                (list, item) =>
                    list.With(item, new Standing.Proven(new Evidence("seen", Now, Now + TimeSpan.FromHours(1))))
            );

    public Story After(TimeSpan time)
    {
        Now += time;
        return this;
    }

    public Decision Ask(SessionRequest request)
    {
        var decision = Decide.On(Session, request, Now);
        var events = decision is Decision.Refused refused ? refused.Events : ((Decision.Accepted)decision).Events;
        foreach (var happened in events)
        {
            Session = Apply.To(Session, happened);
            Events.Add(happened);
        }

        return decision;
    }

    /// <summary>Asks for something that has to be granted.</summary>
    public Story Does(SessionRequest request) =>
        Ask(request) is Decision.Refused { Refusal: var refusal }
            ? throw new InvalidOperationException(refusal.Why)
            : this;

    /// <summary>Asks for something that has to be refused.</summary>
    public Refusal Refused(SessionRequest request) => Assert.IsType<Decision.Refused>(Ask(request)).Refusal;

    public Story Proposed(Plan? plan = null, Checklist? list = null) =>
        Does(new SessionRequest.Propose(plan ?? SamplePlans.Release(), list ?? Complete()));

    public SessionRequest.Approve Approval(Actor by, params ReadOnlySpan<string> moved) => new(by, Digest, [.. moved]);

    public Story Approved(params ReadOnlySpan<Actor> people)
    {
        foreach (var person in people)
            Does(Approval(person));

        return this;
    }

    /// <summary>Proposed and approved: the run has started.</summary>
    public Story Started(Plan? plan = null) => Proposed(plan).Approved(Team.Ben);

    public Decision Begin(Recheck? recheck = null) =>
        Ask(new SessionRequest.Begin(Session.Current!.Kind, recheck ?? Recheck.Clear));

    public Story Reports(StepOutcome outcome) =>
        Does(new SessionRequest.Report(Session.Current!.Kind, Session.Current.Attempt, outcome));

    /// <summary>Runs steps until the given one is next.</summary>
    public Story RunUpTo(StepKind kind)
    {
        while (Session.Current is { } step && step.Kind != kind)
            RunStep();

        return this;
    }

    /// <summary>Lets the next step begin, with the click of a person where it needs one.</summary>
    public Story BeginStep(Recheck? recheck = null)
    {
        if (Session.Current is { State: StepState.Waiting, Mode: not StepMode.Auto })
            Begin();

        if (Session.Current is { State: StepState.Offered, Kind: var kind })
            Does(new SessionRequest.Confirm(Team.Ben, kind));

        Begin(recheck);
        return this;
    }

    public Story RunStep() => BeginStep().Reports(new StepOutcome.Succeeded("seen"));

    public Story RunToEnd()
    {
        while (!Session.IsOver)
            RunStep();

        return this;
    }

    public static StepOutcome Failure(ProblemNature nature) =>
        new StepOutcome.Failed(new Problem("It failed.", "output", "Look.", nature));

    /// <summary>A safety backup that failed, with the question that follows.</summary>
    public static StepOutcome NoBackup() =>
        new StepOutcome.Failed(
            new Problem("No safety backup: it failed.", "output", "Choose.", ProblemNature.Failed)
            {
                Remedies = [Remedy.Retry, Remedy.GoWithout],
            }
        );

    public static Recheck Lost(Actor who) => new([new LostApproval(who.Person, "the role is gone")], [], []);

    public static Recheck Moved(string what) => new([], [what], []);

    public static Recheck Obstacle(string what) => new([], [], [what]);
}
