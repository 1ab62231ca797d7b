using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>The people of the tests: Ana asks, Ben and Cara approve, Dan wrote commits, the others may nothing.</summary>
internal static class Team
{
    public static readonly RoleId Requesting = new(900_000_000_000_000_001);
    public static readonly RoleId Approving = new(900_000_000_000_000_002);

    public static Actor Ana { get; } = Member(1, "ana", Requesting, Approving);

    public static Actor AnaOnHerPhone { get; } = Member(11, "ana", Requesting, Approving);

    public static Actor Ben { get; } = Member(2, "ben", Approving);

    public static Actor BenAtHome { get; } = Member(12, "ben", Approving);

    public static Actor Cara { get; } = Member(3, "cara", Approving);

    public static Actor Dan { get; } = Member(4, "dan", Requesting, Approving);

    public static Actor Stranger { get; } = Member(5, "stranger");

    public static Actor RoleOfTheSameName { get; } = Member(6, "eve", new RoleId(900_000_000_000_000_099));

    public static Actor Robot { get; } = Member(7, "robot", Requesting, Approving) with { IsHuman = false };

    public static IReadOnlyList<Actor> Everybody { get; } =
    [Ana, AnaOnHerPhone, Renamed(Ana), Ben, BenAtHome, Renamed(Ben), Cara, Dan, Stranger, RoleOfTheSameName, Robot];

    /// <summary>The same account under another name, as nobody's list of people knows it.</summary>
    public static Actor Renamed(Actor actor) => actor with { Person = new PersonName($"new name ({actor.Account})") };

    public static ApprovalPolicy Policy(int people = 2, bool authorsNeedAnother = false) =>
        new(people, [Requesting], [Approving], [], TimeSpan.FromMinutes(30), TimeSpan.FromHours(4), authorsNeedAnother);

    private static Actor Member(ulong account, string person, params ReadOnlySpan<RoleId> roles) =>
        new(new AccountId(100_000_000_000_000_000 + account), new PersonName(person), [.. roles], IsHuman: true);
}
