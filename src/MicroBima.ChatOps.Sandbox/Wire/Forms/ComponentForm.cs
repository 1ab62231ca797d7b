using System.Globalization;
using System.Text.Json.Nodes;
using static MicroBima.ChatOps.Sandbox.Wire.Forms.ComponentTypes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Checks the components of a message as Discord does, in the old layout (rows only) and in the second version.</summary>
internal sealed class ComponentForm(FormErrors errors, Func<string, bool> isAttached)
{
    private static readonly int[] OldTop = [ActionRow];
    private static readonly int[] NewTop =
    [
        ActionRow,
        Section,
        TextDisplay,
        MediaGallery,
        ComponentTypes.File,
        Separator,
        Container,
    ];
    private static readonly int[] InContainer =
    [
        ActionRow,
        Section,
        TextDisplay,
        MediaGallery,
        ComponentTypes.File,
        Separator,
    ];
    private static readonly int[] InRow =
    [
        Button,
        StringSelect,
        UserSelect,
        RoleSelect,
        MentionableSelect,
        ChannelSelect,
    ];
    private static readonly int[] InSection = [TextDisplay];
    private static readonly int[] Accessories = [Button, Thumbnail];

    private readonly HashSet<string> _customIds = new(StringComparer.Ordinal);
    private readonly HashSet<long> _ids = [];
    private readonly ControlForm _controls = new(errors);
    private int _count;
    private int _text;

    /// <summary>Checks a whole message.</summary>
    public void Check(JsonArray components, bool isSecondVersion)
    {
        if (!isSecondVersion && components.Count > Limits.Rows)
        {
            errors.BadLength("components", 1, Limits.Rows);
        }
        Children(components, "components", isSecondVersion ? NewTop : OldTop);
        if (isSecondVersion && _count > Limits.NestedComponents)
        {
            errors.Add(
                "components",
                "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                $"The maximum number of total components is {Limits.NestedComponents}"
            );
        }
        if (_text > Limits.DisplayText)
        {
            errors.Add(
                "components",
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                $"The combined length of displayable text must be {Limits.DisplayText} or fewer."
            );
        }
    }

    private void Children(JsonArray components, string path, int[] allowed)
    {
        for (var index = 0; index < components.Count; index++)
        {
            One(components[index], string.Create(CultureInfo.InvariantCulture, $"{path}.{index}"), allowed);
        }
    }

    private void One(JsonNode? component, string path, int[] allowed)
    {
        _count++;
        if (component is not JsonObject)
        {
            errors.Add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
            return;
        }
        if (component.Number("type") is not { } type)
        {
            errors.Required($"{path}.type");
            return;
        }
        if (!allowed.Contains(type))
        {
            errors.WrongUnion($"{path}.type", allowed);
            return;
        }
        if (component.Long("id") is { } id and > 0 && !_ids.Add(id))
        {
            errors.Add($"{path}.id", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated");
        }
        if (component.Text("custom_id") is { Length: > 0 } customId && !_customIds.Add(customId))
        {
            errors.Add(
                $"{path}.custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated"
            );
        }
        ByType(component, path, type);
    }

    private void ByType(JsonNode component, string path, int type)
    {
        switch (type)
        {
            case ActionRow:
                Row(component, path);
                break;
            case Button:
                _controls.Button(component, path);
                break;
            case Section:
                InSectionOf(component, path);
                break;
            case TextDisplay:
                errors.Text(component, path, "content", 1, Limits.DisplayText, required: true);
                _text += component.Text("content")?.Length ?? 0;
                break;
            case Thumbnail:
                Media(component.Field("media"), $"{path}.media");
                errors.Text(component, path, "description", 0, Limits.MediaDescription);
                break;
            case MediaGallery:
                Gallery(component, path);
                break;
            case ComponentTypes.File:
                Media(component.Field("file"), $"{path}.file", attachmentOnly: true);
                break;
            case Separator:
                if (component.Number("spacing") is { } spacing and not (1 or 2))
                {
                    errors.NotOneOf($"{path}.spacing", 1, 2);
                }
                break;
            case Container:
                InContainerOf(component, path);
                break;
            default:
                _controls.Select(component, path, type);
                break;
        }
    }

    private void Row(JsonNode row, string path)
    {
        if (row.List("components") is not { Count: > 0 } children)
        {
            errors.BadLength($"{path}.components", 1, Limits.ButtonsInRow);
            return;
        }
        Children(children, $"{path}.components", InRow);
        var selects = children.Count(child => IsSelect(child.Number("type") ?? 0));
        if (children.Count > Limits.ButtonsInRow)
        {
            errors.BadLength($"{path}.components", 1, Limits.ButtonsInRow);
        }
        else if (selects > 0 && children.Count > 1)
        {
            errors.Add(
                $"{path}.components",
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width"
            );
        }
    }

    private void InSectionOf(JsonNode section, string path)
    {
        if (section.List("components") is not { Count: >= 1 and <= Limits.SectionTexts } texts)
        {
            errors.BadLength($"{path}.components", 1, Limits.SectionTexts);
        }
        else
        {
            Children(texts, $"{path}.components", InSection);
        }
        if (section.Field("accessory") is { } accessory)
        {
            One(accessory, $"{path}.accessory", Accessories);
        }
        else
        {
            errors.Required($"{path}.accessory");
        }
    }

    private void InContainerOf(JsonNode container, string path)
    {
        if (container.List("components") is not { Count: > 0 } children)
        {
            errors.BadLength($"{path}.components", 1, Limits.NestedComponents);
        }
        else
        {
            Children(children, $"{path}.components", InContainer);
        }
        if (container.Long("accent_color") is { } colour and (< 0 or > 0xFFFFFF))
        {
            errors.OutOfRange($"{path}.accent_color", 0, 0xFFFFFF);
        }
    }

    private void Gallery(JsonNode gallery, string path)
    {
        if (gallery.List("items") is not { Count: >= 1 and <= Limits.GalleryItems } items)
        {
            errors.BadLength($"{path}.items", 1, Limits.GalleryItems);
            return;
        }
        for (var index = 0; index < items.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.items.{index}");
            Media(items[index].Field("media"), $"{at}.media");
            errors.Text(items[index], at, "description", 0, Limits.MediaDescription);
        }
    }

    private void Media(JsonNode? media, string path, bool attachmentOnly = false)
    {
        if (media.Text("url") is not { Length: > 0 } url)
        {
            errors.Required($"{path}.url");
        }
        else if (url.StartsWith("attachment://", StringComparison.Ordinal))
        {
            if (!isAttached(url["attachment://".Length..]))
            {
                errors.Add(
                    $"{path}.url",
                    "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                    "The referenced attachment was not found"
                );
            }
        }
        else if (attachmentOnly || !FormRules.IsWebAddress(url))
        {
            errors.Add($"{path}.url", "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
    }
}
