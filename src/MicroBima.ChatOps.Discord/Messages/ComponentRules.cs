using static MicroBima.ChatOps.Discord.Component;

namespace MicroBima.ChatOps.Discord;

/// <summary>Discord's limits for components: what may stand in what, how long, how many.</summary>
internal sealed class ComponentRules(Findings findings, IReadOnlyList<Component> roots)
{
    private const string Prefix = "components";
    private readonly List<string> _customIds = [];
    private IReadOnlyList<Attachment> _files = [];
    private int _count;
    private int _text;
    private bool _isModal;

    public void CheckRows()
    {
        Each(Prefix, roots, c => c is ActionRow);
        findings.Unique("custom_id", _customIds);
    }

    public void CheckModal()
    {
        _isModal = true;
        Each(Prefix, roots, c => c is Label or TextDisplay);
        findings.Unique("custom_id", _customIds);
    }

    public void CheckLayout(IReadOnlyList<Attachment> files)
    {
        _files = files;
        Each(Prefix, roots, c => c is Container || IsBlock(c));
        if (_count > PayloadLimits.LayoutComponents)
            findings.Add(
                Prefix,
                $"{_count} with all nested ones, at most {PayloadLimits.LayoutComponents} are allowed."
            );
        if (_text > PayloadLimits.LayoutText)
            findings.Add(Prefix, $"{_text} characters of text, at most {PayloadLimits.LayoutText} are allowed.");
        findings.Unique("custom_id", _customIds);
    }

    private static bool IsBlock(Component component) =>
        component is ActionRow or Section or TextDisplay or MediaGallery or FileCard or Separator;

    private void Each(string where, IReadOnlyList<Component> components, Func<Component, bool> isAllowed)
    {
        for (var i = 0; i < components.Count; i++)
            One($"{where}[{i}]", components[i], isAllowed);
    }

    private void One(string where, Component component, Func<Component, bool> isAllowed)
    {
        _count++;
        if (!isAllowed(component))
            findings.Add(where, $"a {component.GetType().Name} may not stand here.");
        _ = component switch
        {
            ActionRow row => Row(where, row),
            Button button => Press(where, button),
            StringSelect select => Pick(where, select),
            TextInput input => Type(where, input),
            Section section => Beside(where, section),
            TextDisplay text => Show(where, text),
            Thumbnail thumbnail => Picture($"{where}.media", thumbnail.Media, thumbnail.Description),
            MediaGallery gallery => Gallery(where, gallery),
            FileCard card => File(where, card),
            Separator separator => Gap(where, separator),
            Container container => Box(where, container),
            Label label => Caption(where, label),
        };
    }

    private bool Row(string where, ActionRow row)
    {
        var most = row.Items is [StringSelect, ..] ? 1 : PayloadLimits.ButtonsPerRow;
        findings.Count($"{where}.components", row.Items.Count, 1, most);
        Each($"{where}.components", row.Items, c => c is Button || (c is StringSelect && most == 1));
        return true;
    }

    private bool Press(string where, Button button)
    {
        findings.Text($"{where}.label", button.Text, PayloadLimits.ButtonLabel);
        var isLink = button.Style == ButtonStyle.Link;
        if (isLink != button.Url is not null || isLink == button.CustomId is not null)
            findings.Add(where, "a link has an address, every other button has a custom id, and none has both.");
        if (button.Url is { } url && (url.AbsoluteUri.Length > PayloadLimits.ButtonUrl || !IsWeb(url)))
            findings.Add($"{where}.url", $"must be http or https, {PayloadLimits.ButtonUrl} characters at most.");
        return button.CustomId is null || CustomId(where, button.CustomId);
    }

    private bool Pick(string where, StringSelect select)
    {
        findings.Count($"{where}.options", select.Options.Count, 1, PayloadLimits.SelectOptions);
        findings.Unique($"{where}.options", select.Options.Select(o => o.Value));
        findings.Text($"{where}.placeholder", select.Placeholder, PayloadLimits.SelectPlaceholder, 0);
        Range(where, "values", select.MinValues, select.MaxValues, PayloadLimits.SelectOptions);
        for (var i = 0; i < select.Options.Count; i++)
        {
            findings.Text($"{where}.options[{i}].label", select.Options[i].Label, PayloadLimits.CustomId);
            findings.Text($"{where}.options[{i}].value", select.Options[i].Value, PayloadLimits.CustomId);
            findings.Text(
                $"{where}.options[{i}].description",
                select.Options[i].Description,
                PayloadLimits.CustomId,
                0
            );
        }

        if (_isModal ? select.Disabled is not null : select.Required is not null)
            findings.Add(where, "\"disabled\" is for messages, \"required\" for forms.");
        return CustomId(where, select.CustomId);
    }

    private bool Type(string where, TextInput input)
    {
        findings.Text($"{where}.value", input.Value, PayloadLimits.TextInputValue, 0);
        findings.Text($"{where}.placeholder", input.Placeholder, PayloadLimits.CustomId, 0);
        Range(where, "length", input.MinLength, input.MaxLength, PayloadLimits.TextInputValue);
        return CustomId(where, input.CustomId);
    }

    private bool Beside(string where, Section section)
    {
        findings.Count($"{where}.components", section.Texts.Count, 1, PayloadLimits.SectionTexts);
        Each($"{where}.components", section.Texts, c => c is TextDisplay);
        One($"{where}.accessory", section.Accessory, c => c is Button or Thumbnail);
        return true;
    }

    private bool Show(string where, TextDisplay text)
    {
        _text += text.Content.Length;
        findings.Text($"{where}.content", text.Content, PayloadLimits.LayoutText);
        return true;
    }

    private bool Gallery(string where, MediaGallery gallery)
    {
        findings.Count($"{where}.items", gallery.Items.Count, 1, PayloadLimits.Files);
        for (var i = 0; i < gallery.Items.Count; i++)
            Picture($"{where}.items[{i}].media", gallery.Items[i].Media, gallery.Items[i].Description);
        return true;
    }

    private bool File(string where, FileCard card)
    {
        if (!card.File.Url.StartsWith("attachment://", StringComparison.Ordinal))
            findings.Add($"{where}.file", "must point at a file of the same message (attachment://name).");
        return Picture($"{where}.file", card.File, null);
    }

    private bool Gap(string where, Separator separator)
    {
        if (separator.Spacing is < 1 or > 2)
            findings.Add($"{where}.spacing", "is 1 or 2.");
        return true;
    }

    private bool Box(string where, Container container)
    {
        findings.Count($"{where}.components", container.Items.Count, 1, PayloadLimits.LayoutComponents);
        if (container.AccentColor is < 0 or > 0xFFFFFF)
            findings.Add($"{where}.accent_color", "is 0x000000 to 0xFFFFFF.");
        Each($"{where}.components", container.Items, IsBlock);
        return true;
    }

    private bool Caption(string where, Label label)
    {
        findings.Text($"{where}.label", label.Text, PayloadLimits.ModalTitle);
        findings.Text($"{where}.description", label.Description, PayloadLimits.ChoiceText);
        One($"{where}.component", label.Field, c => c is TextInput or StringSelect);
        return true;
    }

    private bool Picture(string where, Media media, string? description)
    {
        const string Attached = "attachment://";
        findings.Text($"{where}.description", description, PayloadLimits.FileDescription, 0);
        var isAttached = media.Url.StartsWith(Attached, StringComparison.Ordinal);
        if (!isAttached && !(Uri.TryCreate(media.Url, UriKind.Absolute, out var url) && IsWeb(url)))
            findings.Add($"{where}.url", "must be http, https or attachment://name.");
        if (isAttached && _files.Count > 0 && _files.All(f => f.FileName != media.Url[Attached.Length..]))
            findings.Add($"{where}.url", $"{media.Url} is not among the attached files.");
        return true;
    }

    private bool CustomId(string where, string customId)
    {
        findings.Text($"{where}.custom_id", customId, PayloadLimits.CustomId);
        _customIds.Add(customId);
        return true;
    }

    private void Range(string where, string what, int? least, int? most, int limit)
    {
        if (least < 0 || least > limit || most < 1 || most > limit || least > most)
            findings.Add(where, $"the {what} must lie between 0 and {limit}, the smaller bound first.");
    }

    private static bool IsWeb(Uri url) => url.IsAbsoluteUri && (url.Scheme == "https" || url.Scheme == "http");
}
