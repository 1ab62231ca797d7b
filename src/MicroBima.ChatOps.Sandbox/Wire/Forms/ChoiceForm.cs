using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Checks the choices that complete an option.</summary>
internal static class ChoiceForm
{
    public static void Check(JsonNode? data, FormErrors errors)
    {
        if (data.List("choices") is not { } choices)
        {
            errors.Required("data.choices");
            return;
        }
        if (choices.Count > Limits.Choices)
        {
            errors.TooLong("data.choices", Limits.Choices);
        }
        for (var index = 0; index < choices.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"data.choices.{index}");
            errors.Text(choices[index], at, "name", 1, Limits.ChoiceText, required: true);
            if (choices[index].Field("value") is null)
            {
                errors.Required($"{at}.value");
            }
            else if (choices[index].Text("value") is { Length: > Limits.ChoiceText })
            {
                errors.TooLong($"{at}.value", Limits.ChoiceText);
            }
        }
    }
}
