using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>A registered command: Discord's object, with the ids that it adds.</summary>
public sealed record RegisteredCommand(Snowflake Id, string Name, int Kind, JsonObject Definition);

/// <summary>The commands that the bot registered, for the guild and for everywhere.</summary>
public sealed class Commands(Snowflakes ids, Changes changes, TimeProvider time)
{
    private readonly Lock _lock = new();
    private ImmutableArray<RegisteredCommand> _guild = [];
    private ImmutableArray<RegisteredCommand> _global = [];
    private DateOnly _day;
    private int _createdToday;

    /// <summary>What a person can type: the guild's commands, then the global ones that they do not hide.</summary>
    public IReadOnlyList<RegisteredCommand> Typeable
    {
        get
        {
            lock (_lock)
            {
                return
                [
                    .. _guild
                        .Concat(_global)
                        .Where(command => command.Kind == 1)
                        .DistinctBy(command => command.Name, StringComparer.Ordinal)
                        .OrderBy(command => command.Name, StringComparer.Ordinal),
                ];
            }
        }
    }

    /// <summary>The commands of one scope.</summary>
    public ImmutableArray<RegisteredCommand> In(Snowflake? guild)
    {
        lock (_lock)
        {
            return guild is null ? _global : _guild;
        }
    }

    /// <summary>Replaces a whole scope; a command that keeps its name keeps its id. Answers null where too many were created today.</summary>
    public ImmutableArray<RegisteredCommand>? Replace(Snowflake? guild, JsonArray definitions)
    {
        ImmutableArray<RegisteredCommand> replaced;
        lock (_lock)
        {
            var before = guild is null ? _global : _guild;
            var known = before.ToDictionary(command => (command.Name, command.Kind));
            var created = definitions.Count(definition => !known.ContainsKey(KeyOf(definition)));
            if (!MayCreateLocked(created))
            {
                return null;
            }
            replaced =
            [
                .. definitions.Select(definition =>
                    Complete(definition!, guild, known.GetValueOrDefault(KeyOf(definition)))
                ),
            ];
            StoreLocked(guild, replaced);
        }
        changes.Announce();
        return replaced;
    }

    /// <summary>Adds one command, or replaces the one of that name.</summary>
    public RegisteredCommand? Put(Snowflake? guild, JsonNode definition, out bool isNew)
    {
        RegisteredCommand command;
        lock (_lock)
        {
            var scope = guild is null ? _global : _guild;
            var before = scope.FirstOrDefault(known => (known.Name, known.Kind) == KeyOf(definition));
            isNew = before is null;
            if (!MayCreateLocked(isNew ? 1 : 0))
            {
                return null;
            }
            command = Complete(definition, guild, before);
            StoreLocked(guild, before is null ? scope.Add(command) : scope.Replace(before, command));
        }
        changes.Announce();
        return command;
    }

    /// <summary>Forgets one command.</summary>
    public bool Remove(Snowflake? guild, Snowflake id)
    {
        lock (_lock)
        {
            var scope = guild is null ? _global : _guild;
            var rest = scope.RemoveAll(command => command.Id == id);
            if (rest.Length == scope.Length)
            {
                return false;
            }
            StoreLocked(guild, rest);
        }
        changes.Announce();
        return true;
    }

    private static (string Name, int Kind) KeyOf(JsonNode? definition) =>
        (definition.Text("name") ?? "", definition.Number("type") ?? 1);

    private bool MayCreateLocked(int count)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (today != _day)
        {
            (_day, _createdToday) = (today, 0);
        }
        if (_createdToday + count > Limits.CommandCreatesPerDay)
        {
            return false;
        }
        _createdToday += count;
        return true;
    }

    private void StoreLocked(Snowflake? guild, ImmutableArray<RegisteredCommand> commands)
    {
        if (guild is null)
        {
            _global = commands;
        }
        else
        {
            _guild = commands;
        }
    }

    private RegisteredCommand Complete(JsonNode definition, Snowflake? guild, RegisteredCommand? before)
    {
        var (name, kind) = KeyOf(definition);
        var id = before?.Id ?? ids.Next();
        var permissions = definition.Field("default_member_permissions");
        var complete = new JsonObject
        {
            ["id"] = id,
            ["application_id"] = Roster.ApplicationId,
            ["version"] = ids.Next(),
            ["default_member_permissions"] = permissions is null ? null : permissions.ToString(),
            ["type"] = kind,
            ["name"] = name,
            ["name_localizations"] = definition.Field("name_localizations")?.DeepClone(),
            ["description"] = definition.Text("description") ?? "",
            ["description_localizations"] = definition.Field("description_localizations")?.DeepClone(),
            ["dm_permission"] = definition.Flag("dm_permission") ?? true,
            ["contexts"] = definition.Field("contexts")?.DeepClone(),
            ["integration_types"] = definition.Field("integration_types")?.DeepClone() ?? new JsonArray(0),
            ["nsfw"] = definition.Flag("nsfw") ?? false,
            ["options"] = definition.List("options")?.DeepClone() ?? new JsonArray(),
        };
        if (guild is { } one)
        {
            complete["guild_id"] = one;
        }
        return new RegisteredCommand(id, name, kind, complete);
    }
}
