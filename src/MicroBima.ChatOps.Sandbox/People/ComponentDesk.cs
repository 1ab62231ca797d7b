using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.Wire.Forms;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>Buttons and select menus of messages.</summary>
public sealed class ComponentDesk
{
    private readonly DiscordTwin _twin;
    private readonly Acts _acts;
    private readonly ChoiceReader _choices;

    internal ComponentDesk(DiscordTwin twin, Acts acts)
    {
        _twin = twin;
        _acts = acts;
        _choices = new ChoiceReader(twin);
    }

    /// <summary>Presses a button, named by its custom_id or its label.</summary>
    public Outcome<Interaction> Click(string name, string messageId, string button)
    {
        if (Find(name, messageId, out var person, out var message) is { } refusal)
        {
            return refusal;
        }
        var buttons = ControlsOf(message, type => type == ComponentTypes.Button);
        var found = buttons.Where(one => one.Text("custom_id") == button).ToArray();
        if (found.Length == 0)
        {
            found = [.. buttons.Where(one => Labels.Match(one.Text("label"), button))];
        }
        return found switch
        {
            [] => Refusal.Missing($"The message has no button \"{button}\".", $"Buttons: {Names(buttons)}."),
            [var one] when one.Flag("disabled") == true => Refusal.Conflict(
                $"The button \"{button}\" is disabled.",
                "Nobody can press it now."
            ),
            [var one] when one.Text("custom_id") is not { } => Refusal.Conflict(
                $"The button \"{button}\" is a link.",
                $"It opens {one.Text("url")}."
            ),
            [var one] => Use(person, message, one, null),
            _ => Refusal.Conflict(
                $"The message has {found.Length} buttons \"{button}\".",
                $"Name one by its custom_id: {string.Join(", ", found.Select(one => one.Text("custom_id")))}."
            ),
        };
    }

    /// <summary>Chooses in a select menu, named by its custom_id.</summary>
    public Outcome<Interaction> Select(string name, string messageId, string select, IReadOnlyList<string> values)
    {
        if (Find(name, messageId, out var person, out var message) is { } refusal)
        {
            return refusal;
        }
        var selects = ControlsOf(message, ComponentTypes.IsSelect);
        if (selects.FirstOrDefault(one => one.Text("custom_id") == select) is not { } menu)
        {
            return Refusal.Missing(
                $"The message has no select menu \"{select}\".",
                $"Menus: {string.Join(", ", selects.Select(one => one.Text("custom_id")))}."
            );
        }
        if (menu.Flag("disabled") == true)
        {
            return Refusal.Conflict($"The menu \"{select}\" is disabled.", "Nobody can use it now.");
        }
        return _choices.Read(menu, values) switch
        {
            Outcome<ChosenValues>.Refused(var wrong) => wrong,
            Outcome<ChosenValues>.Done(var chosen) => Use(person, message, menu, chosen),
        };
    }

    private Interaction Use(Member person, Message message, JsonObject control, ChosenValues? chosen)
    {
        var customId = control.Text("custom_id")!;
        var data = new JsonObject
        {
            ["custom_id"] = customId,
            ["component_type"] = control.Number("type"),
            ["id"] = control.Number("id"),
        };
        if (chosen is not null)
        {
            data["values"] = chosen.Values;
            data["resolved"] = chosen.Resolved;
        }
        return _acts.Deliver(
            InteractionKind.Component,
            person,
            message.ChannelId,
            control.Text("label") ?? customId,
            data,
            one => one with { MessageId = message.Id, CustomId = customId }
        );
    }

    private Refusal? Find(string name, string messageId, out Member person, out Message message)
    {
        person = _twin.Roster.Bot;
        message = null!;
        if (!_acts.TryFind(name, out var found, out var nobody))
        {
            return nobody;
        }
        person = found;
        if (
            !Snowflake.TryParse(messageId, out var id)
            || _twin.Messages.TryFind(id) is not { } visible
            || !visible.IsVisibleTo(found.Id)
        )
        {
            return Refusal.Missing(
                $"{found.Name} sees no message {messageId}.",
                $"GET /api/people/{found.Name}/messages lists what {found.Name} sees."
            );
        }
        message = visible;
        return null;
    }

    private static JsonObject[] ControlsOf(Message message, Func<int, bool> isKind) =>
        [
            .. ComponentNumbers
                .Flatten(message.Content.Components)
                .Where(component => isKind(component.Number("type") ?? 0)),
        ];

    private static string Names(JsonObject[] buttons) =>
        buttons.Length == 0
            ? "none"
            : string.Join(", ", buttons.Select(one => one.Text("label") ?? one.Text("custom_id")));
}
