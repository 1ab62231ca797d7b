using System.Globalization;
using System.Text.Json.Nodes;
using static MicroBima.ChatOps.Sandbox.Wire.Forms.ComponentTypes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Checks what a person can press, choose from or write into.</summary>
internal sealed class ControlForm(FormErrors errors)
{
    public void Button(JsonNode button, string path)
    {
        var style = button.Number("style");
        if (style is null)
        {
            errors.Required($"{path}.style");
            return;
        }
        if (style is < ButtonStyles.Primary or > ButtonStyles.Premium)
        {
            errors.NotOneOf($"{path}.style", 1, 2, 3, 4, 5, 6);
            return;
        }
        errors.Text(button, path, "label", 0, Limits.ButtonLabel);
        Emoji(button, path);
        if (style == ButtonStyles.Premium)
        {
            errors.Text(button, path, "sku_id", 1, Limits.CustomId, required: true);
            return;
        }
        if (button.Text("label") is not { Length: > 0 } && button.Field("emoji") is null)
        {
            errors.Required($"{path}.label");
        }
        if (style == ButtonStyles.Link)
        {
            LinkOf(button, path);
        }
        else
        {
            errors.Text(button, path, "custom_id", 1, Limits.CustomId, required: true);
            if (button.Field("url") is not null)
            {
                errors.Add(
                    path,
                    "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                    "A custom id and url cannot both be specified"
                );
            }
        }
    }

    public void Select(JsonNode select, string path, int type)
    {
        errors.Text(select, path, "custom_id", 1, Limits.CustomId, required: true);
        errors.Text(select, path, "placeholder", 0, Limits.SelectPlaceholder);
        Range(select, path, "min_values", 0);
        Range(select, path, "max_values", 1);
        if (select.Number("min_values") > (select.Number("max_values") ?? 1))
        {
            errors.Add(
                $"{path}.min_values",
                "BASE_TYPE_MIN_MAX",
                "min_values must be less than or equal to max_values"
            );
        }
        if (type == StringSelect)
        {
            Options(select, path);
        }
    }

    public void TextInput(JsonNode input, string path, bool needsLabel)
    {
        errors.Text(input, path, "custom_id", 1, Limits.CustomId, required: true);
        errors.Text(input, path, "label", needsLabel ? 1 : 0, Limits.LabelText, required: needsLabel);
        errors.Text(input, path, "placeholder", 0, Limits.TextInputPlaceholder);
        errors.Text(input, path, "value", 0, Limits.TextInputValue);
        if (input.Number("style") is not (1 or 2))
        {
            errors.NotOneOf($"{path}.style", 1, 2);
        }
        if (input.Number("min_length") is { } min and (< 0 or > Limits.TextInputValue))
        {
            errors.OutOfRange($"{path}.min_length", 0, Limits.TextInputValue);
        }
        if (input.Number("max_length") is { } max and (< 1 or > Limits.TextInputValue))
        {
            errors.OutOfRange($"{path}.max_length", 1, Limits.TextInputValue);
        }
    }

    private void LinkOf(JsonNode button, string path)
    {
        errors.Text(button, path, "url", 1, Limits.Url, required: true);
        if (button.Text("url") is { Length: > 0 } url && !FormRules.IsWebAddress(url) && !IsApp(url))
        {
            errors.Add($"{path}.url", "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord').");
        }
        if (button.Field("custom_id") is not null)
        {
            errors.Add(
                path,
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                "A custom id and url cannot both be specified"
            );
        }
    }

    private static bool IsApp(string url) => url.StartsWith("discord://", StringComparison.Ordinal);

    private void Range(JsonNode select, string path, string name, int min)
    {
        if (select.Number(name) is { } value && (value < min || value > Limits.SelectOptions))
        {
            errors.OutOfRange($"{path}.{name}", min, Limits.SelectOptions);
        }
    }

    private void Options(JsonNode select, string path)
    {
        if (select.List("options") is not { Count: >= 1 and <= Limits.SelectOptions } options)
        {
            errors.BadLength($"{path}.options", 1, Limits.SelectOptions);
            return;
        }
        var values = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < options.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.options.{index}");
            errors.Text(options[index], at, "label", 1, Limits.SelectOptionText, required: true);
            errors.Text(options[index], at, "value", 1, Limits.SelectOptionText, required: true);
            errors.Text(options[index], at, "description", 0, Limits.SelectOptionText);
            Emoji(options[index], at);
            if (options[index].Text("value") is { } value && !values.Add(value))
            {
                errors.Add(
                    $"{at}.value",
                    "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                    "The specified option value is already used"
                );
            }
        }
        if (select.Number("max_values") > options.Count)
        {
            errors.OutOfRange($"{path}.max_values", 1, options.Count);
        }
    }

    private void Emoji(JsonNode? control, string path)
    {
        if (control.Field("emoji") is { } emoji && !FormRules.IsEmoji(emoji))
        {
            errors.Add($"{path}.emoji.name", "COMPONENT_INVALID_EMOJI", "Invalid emoji");
        }
    }
}
