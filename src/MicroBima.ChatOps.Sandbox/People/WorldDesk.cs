using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.Wire.Gateway;
using MicroBima.ChatOps.Sandbox.World;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>What surrounds the chat: the state of the world, commits, trouble, roles.</summary>
public sealed class WorldDesk
{
    private const double LongestFault = 3600;
    private static readonly TimeSpan UsualFault = TimeSpan.FromSeconds(30);

    private readonly DiscordTwin _twin;
    private readonly Acts _acts;

    internal WorldDesk(DiscordTwin twin, Acts acts)
    {
        _twin = twin;
        _acts = acts;
    }

    /// <summary>The world, once it has started; null where the twin stands alone.</summary>
    public DemoWorld? World { get; private set; }

    /// <summary>Every kind of trouble that can be made now.</summary>
    public IReadOnlyList<string> FaultKinds =>
        World is null ? [.. Faults.Kinds] : [.. Faults.Kinds, .. DemoWorld.FaultKinds];

    /// <summary>All trouble in force, with its end.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> FaultsInForce =>
        _twin
            .Faults.InForce.Concat(World?.Faults ?? ImmutableDictionary<string, DateTimeOffset>.Empty)
            .ToDictionary(fault => fault.Key, fault => fault.Value, StringComparer.Ordinal);

    /// <summary>Pushes a commit and answers its SHA.</summary>
    public async Task<Outcome<string>> PushAsync(CommitRequest commit, CancellationToken cancellationToken)
    {
        if (World is not { } world)
        {
            return NoWorld;
        }
        try
        {
            return await world.PushAsync(commit, cancellationToken);
        }
        catch (ArgumentException wrong)
        {
            return Refusal.Wrong(wrong.Message, "See the table of commits in the sandbox's documentation.");
        }
        catch (InvalidOperationException notNow)
        {
            return Refusal.Conflict(notNow.Message, "Try again when the world has settled.");
        }
    }

    /// <summary>Makes trouble.</summary>
    public async Task<Outcome<string>> TroubleAsync(string kind, double? seconds, CancellationToken cancellationToken)
    {
        if (seconds is < 0 or > LongestFault or double.NaN)
        {
            return Refusal.Wrong($"{seconds} seconds are not possible.", $"0 to {LongestFault} are.");
        }
        if (Faults.Kinds.Contains(kind))
        {
            var usual = kind == Faults.GatewayDrop ? TimeSpan.Zero : UsualFault;
            _twin.Faults.Begin(kind, seconds is { } given ? TimeSpan.FromSeconds(given) : usual);
            if (kind == Faults.GatewayDrop)
            {
                _twin.Gateway.CutAll();
            }
            _twin.Changes.Announce();
            return kind;
        }
        if (!DemoWorld.FaultKinds.Contains(kind))
        {
            return Refusal.Wrong(
                $"There is no fault \"{kind}\".",
                $"Faults: {string.Join(", ", Faults.Kinds.Concat(DemoWorld.FaultKinds))}."
            );
        }
        if (World is not { } world)
        {
            return NoWorld;
        }
        try
        {
            var duration = seconds is { } given ? TimeSpan.FromSeconds(given) : UsualFault;
            await world.ApplyFaultAsync(kind, duration, cancellationToken);
            _twin.Changes.Announce();
            return kind;
        }
        catch (InvalidOperationException notNow)
        {
            return Refusal.Conflict(notNow.Message, "See GET /api/world for what runs.");
        }
    }

    /// <summary>Gives a person other roles; the bot hears of it where it asked to.</summary>
    public Outcome<Member> Assign(string name, IReadOnlyList<string> roles)
    {
        if (!_acts.TryFind(name, out var person, out var nobody))
        {
            return nobody;
        }
        var assignable = _twin.Roster.Roles.Where(role => role is { Managed: false, Position: > 0 }).ToArray();
        var unknown = roles.FirstOrDefault(role => assignable.All(one => one.Name != role));
        if (unknown is not null)
        {
            return Refusal.Wrong(
                $"There is no role \"{unknown}\".",
                $"Roles: {string.Join(", ", assignable.Select(role => role.Name))}."
            );
        }
        var changed = _twin.Roster.Assign(
            person,
            [.. roles.Distinct(StringComparer.Ordinal).Select(role => assignable.First(one => one.Name == role).Id)]
        );
        _twin.Changes.Announce();
        _twin.Gateway.Dispatch(
            "GUILD_MEMBER_UPDATE",
            Intents.GuildMembers,
            () =>
            {
                JsonObject member = GuildJson.MemberOf(changed);
                member["guild_id"] = Roster.GuildId;
                return member;
            }
        );
        return changed;
    }

    internal void Begin(DemoWorld world) => World = world;

    private static Refusal NoWorld =>
        Refusal.Conflict(
            "The sandbox was started without the world around it.",
            "Start it without --no-world to have a repository, an app, a database and a bot."
        );
}
