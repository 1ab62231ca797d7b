using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.People;
using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Sandbox.Page;

/// <summary>One thing that the composer offers, and the line as it is after taking it.</summary>
internal sealed record Suggestion(string Title, string Description, string Line);

/// <summary>A typed line that begins with a slash: which command it names, which options it has so far, and where the cursor is.</summary>
internal sealed record SlashLine(
    TypedCommand? Command,
    JsonObject Options,
    string Head,
    string? OpenOption,
    string OpenText
)
{
    private const StringSplitOptions Clean = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    /// <summary>
    /// Reads a line like "/logs production since:15m". A value goes on until the next option; what stands before the first named
    /// one belongs to the required ones in their order, a word to each and the rest to the last, as the client fills them in.
    /// </summary>
    public static SlashLine Read(string line, IReadOnlyList<TypedCommand> commands)
    {
        var text = line.TrimStart().TrimStart('/');
        var command = commands
            .Where(one => text == one.Words || text.StartsWith(one.Words + " ", StringComparison.Ordinal))
            .MaxBy(one => one.Words.Length);
        if (command is null || text.Length == command.Words.Length)
        {
            return new SlashLine(command, [], "/", null, text);
        }
        var rest = text[(command.Words.Length + 1)..];
        var starts = command
            .Options.Select(option => option.Text("name") ?? "")
            .Select(name => (Name: name, At: Find(rest, name)))
            .Where(found => found.At >= 0)
            .OrderBy(found => found.At)
            .ToArray();
        var lead = starts.Length > 0 ? rest[..starts[0].At] : rest;
        string[] waiting = [.. command.Required.Except(starts.Select(start => start.Name), StringComparer.Ordinal)];
        var words = lead.Split(' ', Math.Max(1, waiting.Length), Clean);
        var options = new JsonObject();
        foreach (var (name, value) in waiting.Zip(words))
        {
            options[name] = value;
        }
        if (waiting.Length == 0 && words is [var stray])
        {
            // Sent as it is, and refused as an option that there is not.
            options[stray] = "";
        }
        for (var index = 0; index < starts.Length; index++)
        {
            var from = starts[index].At + starts[index].Name.Length + 1;
            var to = index + 1 < starts.Length ? starts[index + 1].At : rest.Length;
            options[starts[index].Name] = rest[from..to].Trim();
        }
        if (starts.Length > 0 && !rest.EndsWith(' '))
        {
            var last = starts[^1];
            var from = last.At + last.Name.Length + 1;
            return new SlashLine(command, options, $"/{command.Words} {rest[..from]}", last.Name, rest[from..]);
        }
        if (starts.Length == 0 && waiting.Length > 0 && words.Length > 0 && !rest.EndsWith(' '))
        {
            var before = string.Concat(waiting.Zip(words[..^1], (name, value) => $"{name}:{value} "));
            var open = waiting[words.Length - 1];
            return new SlashLine(command, options, $"/{command.Words} {before}{open}:", open, words[^1]);
        }
        var word = rest[(rest.LastIndexOf(' ') + 1)..];
        return new SlashLine(command, options, $"/{command.Words} {rest[..^word.Length]}", null, word);
    }

    /// <summary>The commands or options that fit what was typed so far.</summary>
    public IEnumerable<Suggestion> Offer(IReadOnlyList<TypedCommand> commands)
    {
        if (Command is null || (OpenOption is null && Head == "/" && OpenText == Command.Words))
        {
            return commands
                .Where(one => one.Words.StartsWith(OpenText, StringComparison.OrdinalIgnoreCase))
                .Select(one => new Suggestion("/" + one.Words, Describe(one), $"/{one.Words} "));
        }
        return OpenOption is null
            ? Command
                .Options.Where(option =>
                    !Options.ContainsKey(option.Text("name") ?? "")
                    && option.Text("name")!.StartsWith(OpenText, StringComparison.OrdinalIgnoreCase)
                )
                .Select(option => new Suggestion(
                    option.Text("name") ?? "",
                    (option.Flag("required") == true ? "required · " : "") + option.Text("description"),
                    $"{Head}{option.Text("name")}:"
                ))
            : Values(Open.Items("choices"));
    }

    /// <summary>Choices as suggestions.</summary>
    public IEnumerable<Suggestion> Values(IEnumerable<JsonNode?> choices) =>
        choices
            .Where(choice =>
                choice.Text("name")?.Contains(OpenText, StringComparison.OrdinalIgnoreCase) != false || CompletesItself
            )
            .Select(choice => new Suggestion(
                choice.Text("name") ?? "",
                choice.Field("value")?.ToString() ?? "",
                $"{Head}{choice.Field("value")} "
            ));

    /// <summary>Whether the bot has to be asked for choices.</summary>
    public bool CompletesItself => Open.Flag("autocomplete") == true;

    /// <summary>Whether everything that has to be there is there.</summary>
    public bool IsComplete =>
        Command is not null && Command.Required.All(name => Options.Text(name) is { Length: > 0 });

    private JsonNode? Open => Command?.Options.FirstOrDefault(option => option.Text("name") == OpenOption);

    private static string Describe(TypedCommand typed)
    {
        var inner = typed.Command.Definition.List("options");
        foreach (var word in typed.Path)
        {
            var option = inner?.FirstOrDefault(one => one.Text("name") == word);
            if (word == typed.Path[^1])
            {
                return option.Text("description") ?? "";
            }
            inner = option.List("options");
        }
        return typed.Command.Definition.Text("description") ?? "";
    }

    private static int Find(string rest, string name) =>
        rest.StartsWith(name + ":", StringComparison.Ordinal) ? 0
        : rest.IndexOf($" {name}:", StringComparison.Ordinal) is >= 0 and var at ? at + 1
        : -1;
}
