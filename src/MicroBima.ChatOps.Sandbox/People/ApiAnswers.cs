using System.Text.Json;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.Wire.Rest;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>Reads and writes the JSON of the API for programs.</summary>
internal static class ApiAnswers
{
    private const int LongestBody = 1024 * 1024;

    /// <summary>Reads the body; anything but an object, and a field of another kind than the call takes, is answered with 400.</summary>
    public static async Task<JsonObject?> TryReadAsync(
        HttpContext context,
        params (string Name, JsonValueKind Kind)[] fields
    )
    {
        var bytes =
            context.Request.ContentLength > LongestBody
                ? null
                : await RequestBody.ReadAllAsync(context.Request.Body, LongestBody, context.RequestAborted);
        if (bytes is null || !WireJson.TryParse(bytes, out var node) || node is not JsonObject body)
        {
            await WriteAsync(
                context,
                Refusal.Wrong("The body is no JSON object.", "Send an object like {\"message\": \"1\"}.")
            );
            return null;
        }
        var odd = fields.FirstOrDefault(field =>
            body.Field(field.Name) is { } value && value.GetValueKind() != field.Kind
        );
        if (odd.Name is null)
        {
            return body;
        }
        await WriteAsync(
            context,
            Refusal.Wrong(
                $"\"{odd.Name}\" is of the wrong kind.",
                $"It is a JSON {odd.Kind.ToString().ToLowerInvariant()}."
            )
        );
        return null;
    }

    public static Task WriteAsync(HttpContext context, JsonNode body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(WireJson.Utf8(body), context.RequestAborted).AsTask();
    }

    public static Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var body = new JsonObject { ["error"] = refusal.Error, ["hint"] = refusal.Hint };
        foreach (var (name, value) in refusal.Details ?? [])
        {
            body[name] = value?.DeepClone();
        }
        return WriteAsync(context, body, refusal.Status);
    }

    public static Task WriteAsync<T>(HttpContext context, Outcome<T> outcome, Func<T, JsonNode> write) =>
        outcome switch
        {
            Outcome<T>.Done(var value) => WriteAsync(context, write(value)),
            Outcome<T>.Refused(var refusal) => WriteAsync(context, refusal),
        };

    public static Task WriteNothingAsync<T>(HttpContext context, Outcome<T> outcome)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            return WriteAsync(context, refusal);
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
