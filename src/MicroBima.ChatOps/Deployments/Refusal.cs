using System.Collections.Immutable;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>Why something was not done, in the words that the person reads, with what to do next.</summary>
public abstract record Refusal
{
    private Refusal() { }

    /// <summary>A short name for the audit: <c>self</c>, <c>expired</c>.</summary>
    public abstract string Code { get; }

    /// <summary>What was not done and why.</summary>
    public abstract string Why { get; }

    /// <summary>What to do next.</summary>
    public abstract string Next { get; }

    /// <summary>The account may not do this here. It does not say who could.</summary>
    public sealed record NotPermitted(string Asked, string Environment) : Refusal
    {
        public override string Code => "not-permitted";
        public override string Why => $"Not done. Your roles do not allow you to {Asked} for {Environment}.";
        public override string Next => "Ask somebody of the team who may.";
    }

    /// <summary>The approvers were called a moment ago.</summary>
    public sealed record CalledLately(DateTimeOffset At) : Refusal
    {
        public override string Code => "called-lately";
        public override string Why => $"Not called again. The approvers were called at {Words.At(At)}.";
        public override string Next => "Give them ten minutes, or call one of them: /contacts.";
    }

    /// <summary>The requester approves.</summary>
    public sealed record Self(int Needed, int Given) : Refusal
    {
        /// <summary>Who could approve instead, where that is known.</summary>
        public ImmutableArray<PersonName> Others { get; init; } = [];

        public override string Code => "self";
        public override string Why => "Not counted. You asked for this run; somebody else has to approve it.";
        public override string Next =>
            $"Still needed: {Math.Max(0, Needed - Given)} of {(Others.IsEmpty ? "the other approvers" : string.Join(", ", Others))}.";
    }

    /// <summary>The role that allows it was given too lately.</summary>
    public sealed record TooFresh(DateTimeOffset Until) : Refusal
    {
        public override string Code => "too-new";
        public override string Why => "Not counted. Your role of an approver is too new here, and everybody was told.";
        public override string Next => $"It counts from {Words.At(Until)} on. Until then another approver has to.";
    }

    /// <summary>The code that came with it was not the person's of now, or was used before.</summary>
    public sealed record WrongCode(int Left) : Refusal
    {
        public override string Code => "wrong-code";
        public override string Why => "Not counted. That is not your code of now, or it was used before.";
        public override string Next =>
            $"Press Approve again and type the next one. After {Words.Count(Left, "more wrong one")} none of yours is looked at for a while.";
    }

    /// <summary>Too many codes in a row were wrong.</summary>
    public sealed record CodesLocked(DateTimeOffset Until) : Refusal
    {
        public override string Code => "codes-locked";
        public override string Why => "Not counted. Too many wrong codes came from you, and everybody was told.";
        public override string Next =>
            $"Yours are looked at again from {Words.At(Until)} on. Until then another approver has to.";
    }

    /// <summary>The policy asks for a code, and the person has none.</summary>
    public sealed record NoCode : Refusal
    {
        public override string Code => "no-code";
        public override string Why =>
            "Not counted. Approvals need the code of an authenticator app here, and the bot knows none of yours.";
        public override string Next =>
            "Whoever runs the bot gives you one (People:CodeFile). Until then another approver has to.";
    }

    /// <summary>The same person again.</summary>
    public sealed record Twice(int Needed, int Given) : Refusal
    {
        public override string Code => "twice";
        public override string Why => "Already counted. A person counts once, with whatever account.";
        public override string Next =>
            Given >= Needed ? "Nothing is missing." : $"Still needed: {Needed - Given} other people.";
    }

    /// <summary>The quorum would be made of the authors alone.</summary>
    public sealed record OnlyAuthors : Refusal
    {
        public override string Code => "only-authors";
        public override string Why =>
            "Not counted. You wrote commits of this release, and nobody else has approved it.";
        public override string Next => "Somebody who did not write them has to approve as well.";
    }

    /// <summary>The quorum would be made of the requester's team alone.</summary>
    public sealed record OnlyOneTeam : Refusal
    {
        public override string Code => "only-one-team";
        public override string Why =>
            "Not counted. Nobody who stands behind this is known to be of another team than the requester.";
        public override string Next =>
            "Somebody of another team has to approve. Whoever asked for it has to have a team too (People:Team).";
    }

    /// <summary>The plan on the card is not the plan any more.</summary>
    public sealed record PlanMoved(Digest Old, ImmutableArray<string> What) : Refusal
    {
        public override string Code => "plan-moved";
        public override string Why =>
            $"Not counted. This card was about plan {Old.Short}, but {string.Join(", ", What)}.";
        public override string Next => "The plan is being made again on the same card. Read it and approve that one.";
    }

    /// <summary>A button of an older plan.</summary>
    public sealed record Superseded : Refusal
    {
        public override string Code => "superseded";
        public override string Why => "Not done. This button belongs to an earlier plan of the session.";
        public override string Next => "Use the buttons that are on the card now.";
    }

    /// <summary>The plan must not run as it is.</summary>
    public sealed record Blocked(string What) : Refusal
    {
        public override string Code => "blocked";
        public override string Why => $"Not counted. This plan must not run: {What}";
        public override string Next => "Put it in order, then press Retry: the plan is made again.";
    }

    /// <summary>Whether the plan still holds could not be looked up, and that means no.</summary>
    public sealed record NotChecked(string What) : Refusal
    {
        public override string Code => "not-checked";
        public override string Why => $"Not counted. Whether the plan still holds could not be looked up: {What}";
        public override string Next => "Press Approve again when it can be reached.";
    }

    /// <summary>It could not be written down, and what is not on record does not count.</summary>
    public sealed record NotStored(string What) : Refusal
    {
        public override string Code => "not-stored";
        public override string Why => $"Not recorded, and so not done: {What}";
        public override string Next => "Try again when the bot's disk has room. The card shows where it stands.";
    }

    /// <summary>Open items.</summary>
    public sealed record ChecklistOpen(SessionKind Kind, ImmutableArray<ChecklistItem> Items) : Refusal
    {
        public override string Code => "checklist-open";
        public override string Why =>
            $"Not counted. The checklist is not complete: {string.Join(", ", Items.Select(item => item.TitleFor(Kind)))}.";
        public override string Next => "Press Checklist to see what is missing.";
    }

    /// <summary>A proof has become too old.</summary>
    public sealed record Stale(SessionKind Kind, ChecklistItem Item) : Refusal
    {
        public override string Code => "stale";
        public override string Why => $"Not counted. The proof of \"{Item.TitleFor(Kind)}\" is too old by now.";
        public override string Next => "Press Retry on the card: the checks run again.";
    }

    /// <summary>An item that nobody can sign now.</summary>
    /// <param name="By">Who signed it before, or null.</param>
    public sealed record NotToSign(SessionKind Kind, ChecklistItem Item, PersonName? By = null) : Refusal
    {
        public override string Code => "not-to-sign";
        public override string Why =>
            By is { } signer
                ? $"\"{Item.TitleFor(Kind)}\" is signed already, by {signer}."
                : $"Not signed. \"{Item.TitleFor(Kind)}\" does not wait for a signature.";
        public override string Next => "Press Checklist to see where it stands.";
    }

    /// <summary>The session waited too long.</summary>
    public sealed record TooLate(DateTimeOffset Since) : Refusal
    {
        public override string Code => "expired";
        public override string Why => $"Not counted. The session expired at {Since:HH:mm} UTC; nobody denied it.";
        public override string Next => "Type the command again: the checks are made anew.";
    }

    /// <summary>The session is in another state.</summary>
    public sealed record NotNow(string Asked, SessionNumber Number, string State) : Refusal
    {
        public override string Code => "not-now";
        public override string Why => $"Not done. Session {Number} is {State}; \"{Asked}\" means nothing there.";
        public override string Next => "The card shows what can be done now.";
    }

    /// <summary>A step that may not be left out.</summary>
    public sealed record NotToSkip(StepKind Step) : Refusal
    {
        public override string Code => "not-to-skip";
        public override string Why =>
            Step is StepKind.Safety
                ? "Not skipped. To restore without a safety backup is a decision of its own, not of one person."
                : $"Not skipped. Without \"{Step.Title()}\" the run is not safe.";
        public override string Next =>
            Step is StepKind.Safety
                ? "Retry it, abort, or press Go on without it where the card has that button."
                : "Retry it, roll back, or abort.";
    }

    /// <summary>The environment is held by another session.</summary>
    public sealed record Held(string Environment, SessionNumber By, PersonName Requester, TimeSpan Since, string State)
        : Refusal
    {
        /// <summary>The place in the queue, from 1; 0 for somebody who is not in it.</summary>
        public int Place { get; init; }

        /// <summary>True where whoever asks has asked for the same before, and holds the environment with it.</summary>
        public bool IsTheSame { get; init; }

        public override string Code => "held";
        public override string Why =>
            IsTheSame
                ? $"Already asked for: {By} is yours ({Words.For(Since)}, {State}). Nothing was started twice."
                : $"Not started. {Environment} is held by {By} ({Requester}, {Words.For(Since)}, {State})."
                    + (Place > 0 ? $" You are number {Place} in the queue." : "");
        public override string Next =>
            IsTheSame
                ? "Go on with its card."
                : $"{(Place > 0 ? "The channel calls you when it is your turn. To stop it" : "Wait for it, or stop it")}: /abort session:{By.Value}";
    }

    /// <summary>The environment is locked.</summary>
    public sealed record Locked(EnvironmentLock Lock) : Refusal
    {
        public override string Code => "locked";
        public override string Why =>
            $"Not started. {Lock.Environment} was locked by {Lock.By} at {Words.At(Lock.At)}: {Lock.Reason}";
        public override string Next => $"When it is fixed: /unlock environment:{Lock.Environment}";
    }

    /// <summary>A freeze window.</summary>
    public sealed record Frozen(string Environment, string Freeze, string Until) : Refusal
    {
        public override string Code => "frozen";
        public override string Why => $"Not started. {Freeze} freeze for {Environment} until {Until}.";
        public override string Next =>
            $"An override needs a reason and is announced: /deploy environment:{Environment} override:<why it cannot wait>";
    }

    /// <summary>A freeze that somebody declared.</summary>
    public sealed record FrozenByHand(EnvironmentFreeze Freeze) : Refusal
    {
        public override string Code => "frozen";
        public override string Why =>
            $"Not started. {Freeze.By} froze {Freeze.Environment} {Freeze.End}: {Freeze.Reason}";
        public override string Next =>
            $"When it is over: /unfreeze environment:{Freeze.Environment}. An override needs a reason and is announced: /deploy environment:{Freeze.Environment} override:<why it cannot wait>";
    }

    /// <summary>A reason that says nothing.</summary>
    public sealed record ReasonTooShort(int Least) : Refusal
    {
        public override string Code => "no-reason";
        public override string Why => $"Not done. A reason of at least {Least} characters is needed.";
        public override string Next => "Say in one sentence why; everybody will read it.";
    }

    /// <summary>The journal is not the one that the channel was told of.</summary>
    public sealed record Distrusted(string What, Anchor Newest) : Refusal
    {
        public override string Code => "distrusted";
        public override string Why =>
            $"Not done. The bot does not believe its journal: {What}. It changes nothing until somebody looked.";
        public override string Next =>
            $"Stop the bot and put the newest copy of its folder back. If that is lost for good, and you know why, set Storage:Accept to {Newest.Text} and start it again.";
    }

    /// <summary>Somebody else uses the bot's token: whoever can write as the bot can show cards that lie.</summary>
    /// <param name="What">How that was noticed.</param>
    /// <param name="File">What keeps it in the bot's folder.</param>
    public sealed record TokenShared(string What, string File) : Refusal
    {
        public override string Code => "token-shared";
        public override string Why => $"Not done. {Alarm}";

        /// <summary>As the channel reads it.</summary>
        public string Alarm =>
            $"Somebody else uses this bot's token: {What}. It changes nothing any more, and no step begins; believe no card.";
        public override string Next =>
            $"Make a new token in Discord's developer portal, give it to the bot, and start it again: what is under way goes on then. If it was a second bot of your own, stop that one, remove {File} from the folder of this one, and start it again.";
    }

    /// <summary>An environment, session or release that does not exist.</summary>
    public sealed record Unknown(string What, string Hint) : Refusal
    {
        public override string Code => "unknown";
        public override string Why => $"Not done. {What}";
        public override string Next => Hint;
    }
}

/// <summary>The lock of an environment: no deployment until somebody lifts it, but for those of the person who locked it by hand.</summary>
/// <param name="IsByHand">False for the lock that a rollback or a restore leaves: it holds for everybody.</param>
public sealed record EnvironmentLock(
    string Environment,
    PersonName By,
    DateTimeOffset At,
    string Reason,
    bool IsByHand = false
)
{
    /// <summary>True where it keeps a person from deploying.</summary>
    public bool Stops(PersonName person) => !IsByHand || By != person;
}
