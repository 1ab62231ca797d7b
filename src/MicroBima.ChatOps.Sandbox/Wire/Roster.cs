using System.Collections.Immutable;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>A role of the guild.</summary>
public sealed record Role(Snowflake Id, string Name, int Colour, int Position, long Permissions, bool Managed = false);

/// <summary>Somebody with an account in the guild: a person of the demo, or the bot.</summary>
public sealed record Member(
    Snowflake Id,
    string Name,
    string DisplayName,
    ImmutableArray<Snowflake> RoleIds,
    bool IsBot = false
);

/// <summary>Who belongs to the guild, with which roles. Ids are the same in every run, so that a kept world stays whole.</summary>
public sealed class Roster
{
    private const long Everyone = Permission.ViewChannel | Permission.SendMessages | Permission.UseCommands;

    private readonly Lock _lock = new();
    private ImmutableArray<Member> _members;

    /// <summary>Fills the guild with the people of the demo.</summary>
    public Roster()
    {
        Roles =
        [
            new Role(GuildId, "@everyone", 0, 0, Everyone),
            new Role(Fixed(21), "viewer", 0x99AAB5, 1, Everyone),
            new Role(Fixed(22), "approver", 0x3BA55C, 2, Everyone),
            new Role(Fixed(23), "deployer", 0x5865F2, 3, Everyone),
            new Role(Fixed(24), "MicroBima ChatOps", 0xEB459E, 4, Permission.Bot, Managed: true),
        ];
        Bot = new Member(ApplicationId, "microbima-chatops", "MicroBima ChatOps", [Fixed(24)], IsBot: true);
        _members =
        [
            new Member(Fixed(31), "ana", "Ana", [Fixed(23), Fixed(22)]),
            new Member(Fixed(32), "ben", "Ben", [Fixed(23), Fixed(22)]),
            new Member(Fixed(33), "cara", "Cara", [Fixed(21)]),
            new Member(Fixed(34), "ana-alt", "Ana (second account)", [Fixed(23), Fixed(22)]),
        ];
    }

    /// <summary>The guild "MicroBima".</summary>
    public static Snowflake GuildId { get; } = Fixed(1);

    /// <summary>The application, which is the bot's user too.</summary>
    public static Snowflake ApplicationId { get; } = Fixed(2);

    /// <summary>The channel in which deployments are talked about.</summary>
    public static Snowflake DeploymentsId { get; } = Fixed(11);

    /// <summary>The other channel.</summary>
    public static Snowflake GeneralId { get; } = Fixed(12);

    /// <summary>The bot's own account.</summary>
    public Member Bot { get; }

    /// <summary>All roles, lowest first.</summary>
    public ImmutableArray<Role> Roles { get; private set; }

    /// <summary>The people, without the bot, in the order of the demo.</summary>
    public ImmutableArray<Member> People
    {
        get
        {
            lock (_lock)
            {
                return _members;
            }
        }
    }

    /// <summary>The person of that name, or null.</summary>
    public Member? TryFind(string name) =>
        People.FirstOrDefault(person => string.Equals(person.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The person or bot of that id, or null.</summary>
    public Member? TryFind(Snowflake id) => id == Bot.Id ? Bot : People.FirstOrDefault(person => person.Id == id);

    /// <summary>The names of a member's roles.</summary>
    public IReadOnlyList<string> RoleNames(Member member) =>
        [.. member.RoleIds.Select(id => Roles.First(role => role.Id == id).Name)];

    /// <summary>What a member may do: everybody's permissions and those of each role.</summary>
    public long PermissionsOf(Member member) =>
        Roles
            .Where(role => role.Id == GuildId || member.RoleIds.Contains(role.Id))
            .Aggregate(0L, (sum, role) => sum | role.Permissions);

    /// <summary>Lets the bot's own role do other things.</summary>
    public void LetBot(long permissions)
    {
        lock (_lock)
        {
            var own = Roles.Single(role => role.Managed);
            Roles = Roles.Replace(own, own with { Permissions = permissions });
        }
    }

    /// <summary>Gives a person other roles and answers the member as it is now.</summary>
    public Member Assign(Member person, ImmutableArray<Snowflake> roles)
    {
        lock (_lock)
        {
            var index = _members.IndexOf(_members.Single(member => member.Id == person.Id));
            var changed = _members[index] with { RoleIds = roles };
            _members = _members.SetItem(index, changed);
            return changed;
        }
    }

    // A day in 2024, so that the accounts are older than every message.
    private static Snowflake Fixed(uint number) =>
        new(Snowflake.At(new DateTimeOffset(2024, 3, 1, 9, 0, 0, TimeSpan.Zero)).Value + number);
}

/// <summary>The permission bits that the demo hands out.</summary>
internal static class Permission
{
    /// <summary>May do everything.</summary>
    public const long Administrator = 1L << 3;

    /// <summary>May give and take roles.</summary>
    public const long ManageRoles = 1L << 28;

    /// <summary>Sees the channel.</summary>
    public const long ViewChannel = 1L << 10;

    /// <summary>May write there.</summary>
    public const long SendMessages = 1L << 11;

    /// <summary>May type commands.</summary>
    public const long UseCommands = 1L << 31;
    private const long EmbedLinks = 1L << 14;
    private const long AttachFiles = 1L << 15;
    private const long ReadHistory = 1L << 16;
    private const long ManageMessages = 1L << 13;
    private const long MentionEveryone = 1L << 17;
    private const long ManageThreads = 1L << 34;
    private const long CreateThreads = 1L << 35;
    private const long SendInThreads = 1L << 38;

    /// <summary>What the bot was invited with.</summary>
    public const long Bot =
        ViewChannel
        | SendMessages
        | UseCommands
        | EmbedLinks
        | AttachFiles
        | ReadHistory
        | ManageMessages
        | MentionEveryone
        | ManageThreads
        | CreateThreads
        | SendInThreads;
}
