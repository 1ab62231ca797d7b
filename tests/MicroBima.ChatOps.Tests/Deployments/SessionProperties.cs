using CsCheck;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>What holds after any sequence of people, actions, times and faults.</summary>
public sealed class SessionProperties
{
    private const int Runs = 3000;

    [Fact]
    public void No_effect_begins_without_enough_other_people_who_said_yes_to_exactly_this_plan() =>
        Moves.Sample(
            moves =>
            {
                var story = new Story(Team.Policy(people: 3));
                foreach (var move in moves)
                {
                    var before = story.Session;
                    var intents = story.Intents.Count();
                    Play(story, move);
                    if (story.Intents.Count() == intents)
                        continue;

                    var digest = before.Proposal!.Plan.Digest;
                    var lost = move.Recheck.Lost.Select(one => one.Person).ToHashSet();
                    var people = GivenTo(story, digest)
                        .Select(approval => approval.By)
                        .Where(by => !lost.Contains(by.Person))
                        .Where(by => by.Person != Team.Ana.Person && by.Account != Team.Ana.Account)
                        .DistinctBy(by => by.Person)
                        .DistinctBy(by => by.Account)
                        .Count();
                    Assert.True(people >= 2, $"{people} people stood behind an effect");
                    Assert.Empty(move.Recheck.Obstacles);
                    Assert.Empty(move.Recheck.Moved);
                }
            },
            iter: Runs
        );

    [Fact]
    public void No_first_effect_begins_on_an_approval_that_has_expired() =>
        Moves.Sample(
            moves =>
            {
                var story = Play(new Story(Team.Policy(people: 3)), moves);

                foreach (var first in FirstIntents(story))
                {
                    var fresh = story
                        .Events.TakeWhile(happened => happened != first)
                        .OfType<SessionEvent.Approved>()
                        .Count(approved => approved.At + story.Session.Policy.Expires > first.At);
                    Assert.True(fresh >= 2);
                }
            },
            iter: Runs
        );

    [Fact]
    public void Each_attempt_of_a_step_is_intended_once() =>
        Moves.Sample(
            moves =>
            {
                var story = Play(new Story(), moves);

                foreach (var run in Split(story.Events, happened => happened is SessionEvent.Superseded))
                {
                    var intents = run.OfType<SessionEvent.StepIntended>().ToList();
                    Assert.Equal(intents.Count, intents.Distinct(new ByAttempt()).Count());
                    foreach (var again in intents.Where(intent => intent.Attempt > 1))
                    {
                        var between = run.SkipWhile(happened => !IsIntent(happened, again.Step, again.Attempt - 1))
                            .TakeWhile(happened => happened != again);
                        Assert.Contains(
                            between,
                            happened => happened is SessionEvent.StepRetried or SessionEvent.StepCleared
                        );
                    }
                }
            },
            iter: Runs
        );

    [Fact]
    public void Nothing_is_added_to_a_session_that_is_over() =>
        Moves.Sample(
            moves =>
            {
                var story = Play(new Story(), moves);

                var ends = story.Events.FindIndex(happened => happened is SessionEvent.Finished);
                if (ends >= 0)
                    Assert.All(
                        story.Events.Skip(ends + 1),
                        happened => Assert.IsType<SessionEvent.CardPosted>(happened)
                    );
            },
            iter: Runs
        );

    [Fact]
    public void The_events_alone_make_the_same_session() =>
        Moves.Sample(
            moves =>
            {
                var story = Play(new Story(), moves);

                var first = (SessionEvent.Opened)story.Events[0];
                var folded = story.Events.Skip(1).Aggregate(Apply.First(new SessionNumber(57), first), Apply.To);

                Assert.Equal(Lines(story.Session), Lines(folded));
                Assert.Equal(story.Events.Count, story.Session.Version);
            },
            iter: Runs
        );

    [Fact]
    public void Whoever_said_no_before_the_start_ended_it() =>
        Moves.Sample(
            moves =>
            {
                var story = Play(new Story(), moves);

                if (story.Session.Phase is Phase.Ended { How: Ending.Rejected })
                    Assert.Empty(
                        story
                            .Events.SkipWhile(happened => happened is not SessionEvent.Finished)
                            .OfType<SessionEvent.Started>()
                    );
            },
            iter: Runs
        );

    private static string Lines(Session session) =>
        $"{session.Phase} {session.Version} {session.Revision} {session.Proposal?.Plan.Digest} {session.MayHavePushed} {session.StartedAt} {session.Card} "
        + string.Join(' ', session.Steps)
        + string.Join(' ', session.CountedApprovals)
        + string.Join(' ', session.Proposal?.Checklist.Items.Select(item => $"{item}") ?? [])
        + string.Join(' ', session.Denials.Order(StringComparer.Ordinal));

    private static Story Play(Story story, IEnumerable<Move> moves)
    {
        foreach (var move in moves)
            Play(story, move);

        return story;
    }

    private static void Play(Story story, Move move) => story.After(move.Time).Ask(move.Request(story.Session));

    private static IEnumerable<SessionEvent.Approved> GivenTo(Story story, Digest digest)
    {
        var given = new List<SessionEvent.Approved>();
        foreach (var happened in story.Events)
        {
            if (happened is SessionEvent.Approved approved)
                given.Add(approved);
            else if (happened is SessionEvent.ApprovalVoided voided)
                given.RemoveAll(one => one.By.Person == voided.Person);
            else if (happened is SessionEvent.Superseded or SessionEvent.Proposed)
                given.Clear();
        }

        return given.Where(approved => approved.Digest == digest);
    }

    private static IEnumerable<SessionEvent.StepIntended> FirstIntents(Story story) =>
        Split(story.Events, happened => happened is SessionEvent.Superseded)
            .Select(run => run.OfType<SessionEvent.StepIntended>().FirstOrDefault())
            .OfType<SessionEvent.StepIntended>();

    private static IEnumerable<List<SessionEvent>> Split(
        IEnumerable<SessionEvent> events,
        Func<SessionEvent, bool> isEnd
    )
    {
        var run = new List<SessionEvent>();
        foreach (var happened in events)
        {
            run.Add(happened);
            if (!isEnd(happened))
                continue;

            yield return run;
            run = [];
        }

        yield return run;
    }

    private static bool IsIntent(SessionEvent happened, StepKind step, int attempt) =>
        happened is SessionEvent.StepIntended intended && intended.Step == step && intended.Attempt == attempt;

    private static Gen<Move[]> Moves => SessionMoves.Any.Array[0, 60];

    private sealed class ByAttempt : IEqualityComparer<SessionEvent.StepIntended>
    {
        public bool Equals(SessionEvent.StepIntended? x, SessionEvent.StepIntended? y) =>
            x?.Step == y?.Step && x?.Attempt == y?.Attempt;

        public int GetHashCode(SessionEvent.StepIntended obj) => HashCode.Combine(obj.Step, obj.Attempt);
    }
}
