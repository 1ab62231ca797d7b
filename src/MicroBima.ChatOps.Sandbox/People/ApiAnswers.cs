using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>Reads and writes the JSON of the API for programs.</summary>
internal static class ApiAnswers
{
    private const int LongestBody = 1024 * 1024;

    /// <summary>Reads the body; anything but an object is answered with 400.</summary>
    public static async Task<JsonObject?> TryReadAsync(HttpContext context)
    {
        if (!(context.Request.ContentLength > LongestBody))
        {
            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
            if (WireJson.TryParse(bytes.ToArray(), out var node) && node is JsonObject body)
            {
                return body;
            }
        }
        await WriteAsync(
            context,
            Refusal.Wrong("The body is no JSON object.", "Send an object like {\"message\": \"1\"}.")
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
