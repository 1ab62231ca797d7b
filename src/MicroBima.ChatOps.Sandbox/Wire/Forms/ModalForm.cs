using System.Globalization;
using System.Text.Json.Nodes;
using static MicroBima.ChatOps.Sandbox.Wire.Forms.ComponentTypes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Checks a modal, in both layouts: rows with one text input, and labels with one control.</summary>
internal sealed class ModalForm(FormErrors errors)
{
    private readonly ControlForm _controls = new(errors);
    private readonly HashSet<string> _customIds = new(StringComparer.Ordinal);

    public void Check(JsonNode? modal)
    {
        errors.Text(modal, "data", "custom_id", 1, Limits.CustomId, required: true);
        errors.Text(modal, "data", "title", 1, Limits.ModalTitle, required: true);
        if (modal.List("components") is not { Count: >= 1 and <= Limits.ModalComponents } components)
        {
            errors.BadLength("data.components", 1, Limits.ModalComponents);
            return;
        }
        for (var index = 0; index < components.Count; index++)
        {
            Top(components[index], string.Create(CultureInfo.InvariantCulture, $"data.components.{index}"));
        }
    }

    private void Top(JsonNode? component, string path)
    {
        switch (component.Number("type"))
        {
            case ActionRow when component.List("components") is { Count: 1 } children:
                InRow(children[0], $"{path}.components.0");
                break;
            case ActionRow:
                errors.BadLength($"{path}.components", 1, 1);
                break;
            case TextDisplay:
                errors.Text(component, path, "content", 1, Limits.DisplayText, required: true);
                break;
            case Label:
                errors.Text(component, path, "label", 1, Limits.LabelText, required: true);
                errors.Text(component, path, "description", 0, Limits.LabelDescription);
                InLabel(component.Field("component"), $"{path}.component");
                break;
            default:
                errors.WrongUnion($"{path}.type", ActionRow, TextDisplay, Label);
                break;
        }
    }

    private void InRow(JsonNode? input, string path)
    {
        if (input.Number("type") != TextInput)
        {
            errors.WrongUnion($"{path}.type", TextInput);
            return;
        }
        _controls.TextInput(input!, path, needsLabel: true);
        Unique(input, path);
    }

    private void InLabel(JsonNode? control, string path)
    {
        var type = control.Number("type") ?? 0;
        if (control is not null && type == TextInput)
        {
            _controls.TextInput(control, path, needsLabel: false);
        }
        else if (control is not null && IsSelect(type))
        {
            _controls.Select(control, path, type);
        }
        else
        {
            errors.WrongUnion(
                $"{path}.type",
                StringSelect,
                TextInput,
                UserSelect,
                RoleSelect,
                MentionableSelect,
                ChannelSelect
            );
            return;
        }
        Unique(control, path);
    }

    private void Unique(JsonNode? control, string path)
    {
        if (control.Text("custom_id") is { } id && !_customIds.Add(id))
        {
            errors.Add(
                $"{path}.custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated"
            );
        }
    }
}
