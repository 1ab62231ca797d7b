using System.Collections.Immutable;

namespace MicroBima.ChatOps.Approvals;

/// <summary>Who may ask and who may approve, and how many people it takes.</summary>
/// <param name="People">How many people must stand behind a run, the requester among them: 2 means one approval by somebody else.</param>
/// <param name="AllowedAccounts">Where not empty, only these accounts count, and they need the role too.</param>
/// <param name="Expires">How long a session waits for its approvals, and how long one is good for starting.</param>
/// <param name="RunExpires">How long after its start a run may still begin an effect.</param>
/// <param name="AuthorsNeedAnother">True: people who wrote commits of the release do not make the quorum among themselves.</param>
public sealed record ApprovalPolicy(
    int People,
    ImmutableArray<RoleId> RequesterRoles,
    ImmutableArray<RoleId> ApproverRoles,
    ImmutableArray<AccountId> AllowedAccounts,
    TimeSpan Expires,
    TimeSpan RunExpires,
    bool AuthorsNeedAnother
)
{
    /// <summary>Approvals needed from people other than the requester.</summary>
    public int Needed => People - 1;

    /// <summary>How many people must stand behind a run with a dangerous migration; it raises <see cref="People"/> and never lowers it.</summary>
    public int PeopleForDanger { get; init; }

    /// <summary>After how long the bot takes back by itself what failed its watch, where the code fits the database; null: never.</summary>
    public TimeSpan? RollsBackAfter { get; init; }

    /// <summary>How long somebody must have been seen as an approver before they count as one; zero: at once.</summary>
    public TimeSpan RoleMinAge { get; init; }

    /// <summary>True: an approval counts only with a code of the approver's authenticator app.</summary>
    public bool AsksForCode { get; init; }

    /// <summary>Who belongs to which team, where somebody of another team than the requester's has to approve; empty where that is not asked for.</summary>
    public ImmutableArray<TeamMember> Teams { get; init; } = [];

    /// <summary>Approvals needed from people other than the requester, for a plan that is dangerous or not.</summary>
    public int NeededFor(bool isDangerous) => isDangerous ? Math.Max(People, PeopleForDanger) - 1 : Needed;

    /// <summary>
    /// True where one of them is of a team that none of the requesters is of. Nobody knows the team of people without one, so they are of no other, and
    /// nobody is of another than theirs.
    /// </summary>
    public bool IsOfAnotherTeam(IEnumerable<PersonName> approvers, IReadOnlyCollection<PersonName> requesters)
    {
        var own = Teams.Where(member => requesters.Contains(member.Person)).ToList();
        return requesters.All(person => own.Exists(member => member.Person == person))
            && Teams.Any(member =>
                approvers.Contains(member.Person)
                && !own.Exists(one => string.Equals(one.Team, member.Team, StringComparison.Ordinal))
            );
    }

    /// <summary>True where the actor may ask for a run.</summary>
    public bool MayRequest(Actor actor) => IsAllowed(actor, RequesterRoles);

    /// <summary>True where the actor's approval may count.</summary>
    public bool MayApprove(Actor actor) => IsAllowed(actor, ApproverRoles);

    /// <summary>True where the actor may sign, abort or answer a question: whoever may request or approve.</summary>
    public bool MayAct(Actor actor) => MayRequest(actor) || MayApprove(actor);

    private bool IsAllowed(Actor actor, ImmutableArray<RoleId> roles) =>
        actor.IsHuman
        && actor.Roles.Any(roles.Contains)
        && (AllowedAccounts.IsEmpty || AllowedAccounts.Contains(actor.Account));
}

/// <summary>Somebody and their team.</summary>
public sealed record TeamMember(PersonName Person, string Team);

/// <summary>The people of the chat server as they are now; asked again at the start of every effect.</summary>
public interface IMembers
{
    /// <summary>The account's present roles, or null where it is no member any more. An error is an exception, and means no.</summary>
    /// <exception cref="MembersAwayException">The chat is away: nobody knows, and it may help to ask again later.</exception>
    Task<Actor?> FindAsync(AccountId account, CancellationToken cancellationToken);
}

/// <summary>The chat cannot be asked now: nobody's role is known, and nobody's was lost.</summary>
public sealed class MembersAwayException(string message, Exception inner) : Exception(message, inner);
