using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MicroBima.ChatOps.Approvals;

/// <summary>A chat account; a person may have several.</summary>
public readonly record struct AccountId(ulong Value) : IParsable<AccountId>
{
    /// <inheritdoc />
    public static AccountId Parse(string s, IFormatProvider? provider) =>
        new(ulong.Parse(s, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AccountId result)
    {
        var fits = ulong.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0;
        result = new AccountId(value);
        return fits;
    }

    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A role of the chat server, by id: a role of the same name with another id is another role.</summary>
public readonly record struct RoleId(ulong Value) : IParsable<RoleId>
{
    /// <inheritdoc />
    public static RoleId Parse(string s, IFormatProvider? provider) => new(AccountId.Parse(s, provider).Value);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RoleId result)
    {
        var fits = AccountId.TryParse(s, provider, out var id);
        result = new RoleId(id.Value);
        return fits;
    }

    /// <inheritdoc />
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the team says about one person: all chat accounts, the GitHub login, the addresses on commits.</summary>
public sealed record Person(
    PersonName Name,
    ImmutableArray<AccountId> Accounts,
    string? GitHub,
    ImmutableArray<string> Emails
)
{
    private const string NoReply = "@users.noreply.github.com";

    /// <summary>True where a commit's author address or name is this person's.</summary>
    public bool Wrote(string author, string email) =>
        Emails.Contains(email, StringComparer.OrdinalIgnoreCase)
        || GitHub is { Length: > 0 } login
            && (
                string.Equals(login, author, StringComparison.OrdinalIgnoreCase)
                || string.Equals(email, $"{login}{NoReply}", StringComparison.OrdinalIgnoreCase)
                || email.EndsWith($"+{login}{NoReply}", StringComparison.OrdinalIgnoreCase)
            );
}

/// <summary>Who is who. An account that nobody claimed is a person of its own.</summary>
public sealed class Directory(IEnumerable<Person> people)
{
    private readonly ImmutableArray<Person> _people = [.. people];

    /// <summary>Everybody whom the team names.</summary>
    public ImmutableArray<Person> All => _people;

    /// <summary>The person behind an account. Nobody can take a person's name by calling an account so.</summary>
    public PersonName WhoIs(AccountId account, string accountName) =>
        Find(account)?.Name ?? new PersonName($"{accountName} ({account})");

    /// <summary>The person who wrote a commit, or null where the team names nobody.</summary>
    public PersonName? AuthorOf(string author, string email) =>
        _people.FirstOrDefault(person => person.Wrote(author, email))?.Name;

    private Person? Find(AccountId account) => _people.FirstOrDefault(person => person.Accounts.Contains(account));
}

/// <summary>Somebody who did something in the channel: account, person, the roles they had at that moment.</summary>
public sealed record Actor(AccountId Account, PersonName Person, ImmutableArray<RoleId> Roles, bool IsHuman);
