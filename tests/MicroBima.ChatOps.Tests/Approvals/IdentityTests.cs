using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Tests.Infra;
using Directory = MicroBima.ChatOps.Approvals.Directory;

namespace MicroBima.ChatOps.Tests.Approvals;

/// <summary>Who is who.</summary>
public sealed class IdentityTests
{
    private readonly Directory _directory = new([
        new Person(
            new PersonName("ana"),
            [Team.Ana.Account, Team.AnaOnHerPhone.Account],
            "ana-gh",
            ["ana@example.com"]
        ),
        new Person(new PersonName("ben"), [Team.Ben.Account], null, []),
    ]);

    [Fact]
    public void A10_All_accounts_of_a_person_are_that_person()
    {
        Assert.Equal(new PersonName("ana"), _directory.WhoIs(Team.Ana.Account, "whatever"));
        Assert.Equal(new PersonName("ana"), _directory.WhoIs(Team.AnaOnHerPhone.Account, "whatever"));
    }

    [Fact]
    public void Nobody_becomes_a_person_by_calling_their_account_so() =>
        Assert.Equal(new PersonName($"ben ({Team.Stranger.Account})"), _directory.WhoIs(Team.Stranger.Account, "ben"));

    [Theory]
    [InlineData("whoever", "ANA@example.com", "ana")]
    [InlineData("ana-gh", "x@y.z", "ana")]
    [InlineData("Ana", "12345+ana-gh@users.noreply.github.com", "ana")]
    [InlineData("Ana", "ana-gh@users.noreply.github.com", "ana")]
    [InlineData("Eve", "12345+@users.noreply.github.com", null)]
    [InlineData("", "", null)]
    public void An_author_is_known_by_address_or_login(string author, string email, string? person) =>
        Assert.Equal(person, _directory.AuthorOf(author, email)?.Value);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    [InlineData("Approver")]
    [InlineData("18446744073709551616")]
    public void A06_Only_a_number_is_an_account_or_a_role(string text)
    {
        Assert.False(AccountId.TryParse(text, null, out _));
        Assert.False(RoleId.TryParse(text, null, out _));
    }

    [Fact]
    public void A_number_is_the_account_or_role_that_it_names()
    {
        Assert.True(AccountId.TryParse("900000000000000001", null, out var account));
        Assert.True(RoleId.TryParse("900000000000000001", null, out var role));
        Assert.Equal((new AccountId(900_000_000_000_000_001), Team.Requesting), (account, role));
    }
}
