using System.Globalization;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>A command as a person can type it: its path, and the options of its last word.</summary>
public sealed record TypedCommand(RegisteredCommand Command, IReadOnlyList<string> Path, JsonArray Options)
{
    /// <summary>How it is typed, without the slash.</summary>
    public string Words => string.Join(' ', Path.Prepend(Command.Name));

    /// <summary>The names of the options that it cannot do without, in their order.</summary>
    public IEnumerable<string> Required =>
        Options.Where(option => option.Flag("required") == true).Select(option => option.Text("name") ?? "");
}

/// <summary>Slash commands: which there are, sending one, completing an option.</summary>
public sealed class CommandDesk
{
    private const int Subcommand = 1;
    private const int Group = 2;

    private readonly DiscordTwin _twin;
    private readonly Acts _acts;
    private readonly OptionReader _reader;

    internal CommandDesk(DiscordTwin twin, Acts acts)
    {
        _twin = twin;
        _acts = acts;
        _reader = new OptionReader(twin);
    }

    /// <summary>What a person can type, subcommands spelled out.</summary>
    public IReadOnlyList<TypedCommand> TypeableBy(Member person) =>
        [.. _twin.Commands.Typeable.Where(command => MayUse(person, command)).SelectMany(Spell)];

    /// <summary>Sends a command.</summary>
    public Outcome<Interaction> Send(string name, string command, JsonObject options, string? channel)
    {
        if (!_acts.TryFind(name, out var person, out var nobody))
        {
            return nobody;
        }
        if (!_acts.TryFindChannel(channel, out var place, out var nowhere))
        {
            return nowhere;
        }
        if (Find(person, command, options) is not { } typed)
        {
            return Unregistered(person, command);
        }
        var given = typed.Path.Aggregate(options, (inner, word) => inner.Field(word) as JsonObject ?? inner);
        var read = _reader.Read(typed, given, partly: false);
        return read switch
        {
            Outcome<ReadOptions>.Refused(var refusal) => refusal,
            Outcome<ReadOptions>.Done(var value) => _acts.Deliver(
                InteractionKind.Command,
                person,
                place.Id,
                typed.Words,
                DataOf(typed, value)
            ),
        };
    }

    /// <summary>Asks the bot to complete an option; the choices as the bot gave them.</summary>
    public async Task<Outcome<JsonArray>> CompleteAsync(
        string name,
        string command,
        string option,
        string value,
        JsonObject others,
        CancellationToken cancellationToken
    )
    {
        if (!_acts.TryFind(name, out var person, out var nobody))
        {
            return nobody;
        }
        if (Find(person, command, others) is not { } typed)
        {
            return Unregistered(person, command);
        }
        var known = typed.Options.FirstOrDefault(one => one.Text("name") == option);
        if (known is null)
        {
            return OptionReader.UnknownOption(typed, option);
        }
        if (known.Flag("autocomplete") != true)
        {
            return Refusal.Conflict(
                $"The option \"{option}\" of /{typed.Words} does not complete itself.",
                "Type the value, or take one of its choices."
            );
        }
        if (_reader.Read(typed, others, partly: true) is not Outcome<ReadOptions>.Done { Value: var read })
        {
            read = new ReadOptions([], []);
        }
        var focused = new JsonObject
        {
            ["name"] = option,
            ["type"] = known.Number("type"),
            ["value"] = value,
            ["focused"] = true,
        };
        var options = new JsonArray([
            .. read.Options.Where(one => one.Text("name") != option).Select(one => one!.DeepClone()),
            focused,
        ]);
        var interaction = _acts.Deliver(
            InteractionKind.Autocomplete,
            person,
            Roster.DeploymentsId,
            typed.Words,
            DataOf(typed, new ReadOptions(options, []))
        );
        var answered = await _twin.Interactions.WaitForAnswerAsync(interaction.Id, cancellationToken);
        return answered.State is InteractionState.Acknowledged
            ? answered.AnswerData.List("choices")?.DeepClone().AsArray() ?? []
            : Refusal.Conflict("failed: no answer in 3 s", "Is the bot connected? See \"bot\" in GET /api/world.");
    }

    private TypedCommand? Find(Member person, string command, JsonObject options)
    {
        var words = command.Trim().TrimStart('/');
        var typeable = TypeableBy(person);
        return typeable.FirstOrDefault(typed => typed.Words == words)
            ?? typeable.FirstOrDefault(typed =>
                typed.Command.Name == words
                && typed.Path.Count > 0
                && typed.Path.Aggregate((JsonNode?)options, (inner, word) => inner.Field(word)) is JsonObject
            );
    }

    private Refusal Unregistered(Member person, string command)
    {
        var words = TypeableBy(person).Select(typed => typed.Words).ToArray();
        var hint =
            words.Length > 0
                ? $"Registered: {string.Join(", ", words.Select(one => "/" + one))}."
                : "The bot registered no commands yet. Is it connected? See \"bot\" in GET /api/world.";
        return Refusal.Missing($"/{command.TrimStart('/')} is not registered.", hint) with
        {
            Details = new JsonObject { ["commands"] = new JsonArray([.. words.Select(one => (JsonNode)one)]) },
        };
    }

    private bool MayUse(Member person, RegisteredCommand command) =>
        !long.TryParse(
            command.Definition.Text("default_member_permissions"),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var needed
        ) || (needed != 0 && (_twin.Roster.PermissionsOf(person) & needed) == needed);

    private static IEnumerable<TypedCommand> Spell(RegisteredCommand command) =>
        Spell(command, [], command.Definition.List("options") ?? []);

    private static IEnumerable<TypedCommand> Spell(
        RegisteredCommand command,
        IReadOnlyList<string> path,
        JsonArray options
    )
    {
        var inner = options.Where(option => option.Number("type") is Subcommand or Group).ToArray();
        return inner.Length == 0
            ? [new TypedCommand(command, path, options)]
            : inner.SelectMany(option =>
                Spell(command, [.. path, option.Text("name") ?? ""], option.List("options") ?? [])
            );
    }

    private static JsonObject DataOf(TypedCommand typed, ReadOptions read)
    {
        var options = read.Options;
        for (var depth = typed.Path.Count - 1; depth >= 0; depth--)
        {
            options =
            [
                new JsonObject
                {
                    ["name"] = typed.Path[depth],
                    ["type"] = depth == typed.Path.Count - 1 ? Subcommand : Group,
                    ["options"] = options,
                },
            ];
        }
        var data = new JsonObject
        {
            ["id"] = typed.Command.Id,
            ["name"] = typed.Command.Name,
            ["type"] = 1,
            ["options"] = options,
        };
        if (read.Resolved.Count > 0)
        {
            data["resolved"] = read.Resolved;
        }
        if (typed.Command.Definition.Text("guild_id") is { } guild)
        {
            data["guild_id"] = guild;
        }
        return data;
    }
}
