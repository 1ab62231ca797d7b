using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MicroBima.ChatOps.Checklists;

/// <summary>The five items of the guide's pre-deployment checklist.</summary>
public enum ChecklistItem
{
    /// <summary>Staging verification complete.</summary>
    Staging,

    /// <summary>Database backup created.</summary>
    Backup,

    /// <summary>Migration plan reviewed.</summary>
    Migrations,

    /// <summary>Rollback plan prepared.</summary>
    Rollback,

    /// <summary>Team notified.</summary>
    Team,
}

/// <summary>Where an item stands. The names are stored for ever.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Checking), "checking")]
[JsonDerivedType(typeof(Proven), "proven")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Open), "open")]
[JsonDerivedType(typeof(Signed), "signed")]
public abstract record Standing
{
    private Standing() { }

    /// <summary>The check is running.</summary>
    public sealed record Checking : Standing;

    /// <summary>A check proved it.</summary>
    public sealed record Proven(Evidence Evidence) : Standing;

    /// <summary>A check found that it is not so; nobody can sign it away.</summary>
    public sealed record Failed(Evidence Evidence) : Standing;

    /// <summary>A person has to sign; what there is to know so far.</summary>
    public sealed record Open(string Ask) : Standing;

    /// <summary>A person signed.</summary>
    public sealed record Signed(PersonName Signer, DateTimeOffset At, string Ask) : Standing;
}

/// <summary>A fact that a check recorded: what, when, good until when.</summary>
public sealed record Evidence(string Fact, DateTimeOffset At, DateTimeOffset ValidUntil);

/// <summary>The checklist of one plan.</summary>
public sealed record Checklist(ImmutableSortedDictionary<ChecklistItem, Standing> Items)
{
    /// <summary>A checklist of which nothing is known yet.</summary>
    public static Checklist Unchecked { get; } =
        new(
            Enum.GetValues<ChecklistItem>()
                .ToImmutableSortedDictionary(item => item, Standing (_) => new Standing.Checking())
        );

    /// <summary>Items that a person has to sign.</summary>
    public IEnumerable<ChecklistItem> ToSign =>
        Items.Where(item => item.Value is Standing.Open).Select(item => item.Key);

    /// <summary>Items that hold.</summary>
    public int Done => Items.Values.Count(IsDone);

    /// <summary>True where every item holds.</summary>
    public bool IsComplete => Items.Values.All(IsDone);

    /// <summary>True while a check is running.</summary>
    public bool IsChecking => Items.Values.Any(standing => standing is Standing.Checking);

    /// <summary>True where a check found that something is not so.</summary>
    public bool HasFailed => Items.Values.Any(standing => standing is Standing.Failed);

    /// <summary>The checklist with one item changed.</summary>
    public Checklist With(ChecklistItem item, Standing standing) => new(Items.SetItem(item, standing));

    /// <summary>The item whose evidence is too old at a moment, or null.</summary>
    public ChecklistItem? StaleAt(DateTimeOffset now)
    {
        foreach (var (item, standing) in Items)
        {
            if (standing is Standing.Proven { Evidence.ValidUntil: var until } && until < now)
                return item;
        }

        return null;
    }

    /// <summary>True where the item holds.</summary>
    public bool IsDone(ChecklistItem item) => IsDone(Items[item]);

    private static bool IsDone(Standing standing) =>
        standing switch
        {
            Standing.Checking => false,
            Standing.Proven => true,
            Standing.Failed => false,
            Standing.Open => false,
            Standing.Signed => true,
        };
}

/// <summary>The words for an item.</summary>
public static class ChecklistWords
{
    /// <summary>The item as it stands on buttons and cards.</summary>
    public static string Title(this ChecklistItem item) =>
        item switch
        {
            ChecklistItem.Staging => "Staging verified",
            ChecklistItem.Backup => "Backup created",
            ChecklistItem.Migrations => "Migrations reviewed",
            ChecklistItem.Rollback => "Rollback plan ready",
            ChecklistItem.Team => "Team notified",
        };
}
