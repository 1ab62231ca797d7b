using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.Wire.Forms;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>A modal that is open for a person.</summary>
public sealed record OpenModal(Interaction Cause, JsonObject Form)
{
    /// <summary>The name that the bot gave it.</summary>
    public string CustomId => Form.Text("custom_id") ?? "";

    /// <summary>Everything that can be filled, with its label.</summary>
    public IReadOnlyList<(string Label, JsonObject Control)> Controls =>
        [
            .. Form.Items("components")
                .SelectMany(component =>
                    component.Field("component") is JsonObject single
                        ? [(component.Text("label") ?? "", single)]
                        : component
                            .Items("components")
                            .OfType<JsonObject>()
                            .Select(input => (input.Text("label") ?? "", input))
                ),
        ];
}

/// <summary>Modals: which is open for whom, sending and closing it.</summary>
public sealed class ModalDesk
{
    private readonly DiscordTwin _twin;
    private readonly Acts _acts;
    private readonly ChoiceReader _choices;

    internal ModalDesk(DiscordTwin twin, Acts acts)
    {
        _twin = twin;
        _acts = acts;
        _choices = new ChoiceReader(twin);
    }

    /// <summary>The modal that is open for a person.</summary>
    public Outcome<OpenModal> OpenFor(string name)
    {
        if (!_acts.TryFind(name, out var person, out var nobody))
        {
            return nobody;
        }
        var cause = _twin.Interactions.ModalOf(person.Id);
        if (cause?.AnswerData is not JsonObject form)
        {
            return Refusal.Missing($"No modal is open for {person.Name}.", "A click or a command opens one.");
        }
        var copy = form.DeepClone().AsObject();
        ComponentNumbers.Assign(copy.List("components") ?? []);
        return new OpenModal(cause, copy);
    }

    /// <summary>Closes the modal without sending it.</summary>
    public void Close(OpenModal modal) =>
        _twin.Interactions.Change(modal.Cause.Id, one => one with { IsModalClosed = true });

    /// <summary>Sends the modal; a field that is not named keeps what the bot put into it.</summary>
    public Outcome<Interaction> Send(string name, string? customId, JsonObject values)
    {
        return OpenFor(name) switch
        {
            Outcome<OpenModal>.Refused(var refusal) => refusal,
            Outcome<OpenModal>.Done(var modal) => Send(name, modal, customId, values),
        };
    }

    private Outcome<Interaction> Send(string name, OpenModal modal, string? customId, JsonObject values)
    {
        if (customId is not null && customId != modal.CustomId)
        {
            return Refusal.Missing($"The modal \"{customId}\" is not open.", $"Open is \"{modal.CustomId}\".");
        }
        var unknown = values.FirstOrDefault(one => modal.Controls.All(has => has.Control.Text("custom_id") != one.Key));
        if (unknown.Key is not null)
        {
            return Refusal.Wrong(
                $"The modal has no field \"{unknown.Key}\".",
                $"Fields: {string.Join(", ", modal.Controls.Select(one => one.Control.Text("custom_id")))}."
            );
        }
        var filled = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var resolved = new JsonObject();
        foreach (var (_, control) in modal.Controls)
        {
            var id = control.Text("custom_id") ?? "";
            switch (Fill(control, values.Field(id), resolved))
            {
                case Outcome<JsonObject>.Refused(var refusal):
                    return refusal;
                case Outcome<JsonObject>.Done(var field):
                    filled[id] = field;
                    break;
            }
        }
        Close(modal);
        var person = _twin.Roster.TryFind(name)!;
        return _acts.Deliver(
            InteractionKind.Modal,
            person,
            modal.Cause.ChannelId,
            modal.Form.Text("title") ?? modal.CustomId,
            DataOf(modal, filled, resolved),
            one => one with { MessageId = modal.Cause.MessageId, CustomId = modal.CustomId }
        );
    }

    private Outcome<JsonObject> Fill(JsonObject control, JsonNode? value, JsonObject resolved)
    {
        var id = control.Text("custom_id") ?? "";
        var field = new JsonObject
        {
            ["type"] = control.Number("type"),
            ["id"] = control.Number("id"),
            ["custom_id"] = id,
        };
        if (control.Number("type") == ComponentTypes.TextInput)
        {
            var text = value?.ToString() ?? control.Text("value") ?? "";
            var min = control.Number("min_length") ?? 0;
            var max = control.Number("max_length") ?? 4000;
            if (text.Length == 0 && (control.Flag("required") ?? true))
            {
                return Refusal.Wrong($"The field \"{id}\" is required.", "Give it a value.");
            }
            if (text.Length > 0 && (text.Length < min || text.Length > max))
            {
                return Refusal.Wrong($"The field \"{id}\" has {text.Length} characters.", $"It takes {min} to {max}.");
            }
            field["value"] = text;
            return field;
        }
        var chosen = value switch
        {
            JsonArray list => list.Select(one => one?.ToString() ?? "").ToArray(),
            null =>
            [
                .. control.Items("options").Where(one => one.Flag("default") == true).Select(one => one.Text("value")!),
            ],
            _ => [value.ToString()],
        };
        if (chosen.Length == 0 && control.Flag("required") == false)
        {
            field["values"] = new JsonArray();
            return field;
        }
        switch (_choices.Read(control, chosen))
        {
            case Outcome<ChosenValues>.Refused(var refusal):
                return refusal;
            case Outcome<ChosenValues>.Done(var read):
                field["values"] = read.Values;
                foreach (var (kind, objects) in read.Resolved)
                {
                    resolved[kind] = objects?.DeepClone();
                }
                break;
        }
        return field;
    }

    private static JsonObject DataOf(OpenModal modal, Dictionary<string, JsonObject> filled, JsonObject resolved)
    {
        var components = new JsonArray();
        foreach (var component in modal.Form.Items("components"))
        {
            var copy = new JsonObject { ["type"] = component.Number("type"), ["id"] = component.Number("id") };
            if (component.Field("component") is { } single)
            {
                copy["component"] = filled[single.Text("custom_id") ?? ""];
            }
            else if (component.List("components") is { } inputs)
            {
                copy["components"] = new JsonArray([
                    .. inputs.Select(input => (JsonNode)filled[input.Text("custom_id") ?? ""]),
                ]);
            }
            components.Add(copy);
        }
        var data = new JsonObject { ["custom_id"] = modal.CustomId, ["components"] = components };
        if (resolved.Count > 0)
        {
            data["resolved"] = resolved;
        }
        return data;
    }
}
