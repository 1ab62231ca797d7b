using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>The body of a refusal: Discord's code, its sentence, and each wrong field (https://discord.com/developers/docs/reference#error-messages).</summary>
internal sealed record ErrorBody(int Code, string? Message, string Details, TimeSpan? RetryAfter, bool IsGlobal)
{
    private const int MostDetails = 8;

    public static ErrorBody Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return new ErrorBody(
                root.Int("code") ?? 0,
                root.Text("message"),
                string.Join("; ", Wrong(root.Get("errors") ?? default, "").Take(MostDetails)),
                root.Double("retry_after") is { } seconds ? RateHeaders.Seconds(seconds) : null,
                root.Flag("global")
            );
        }
        catch (JsonException)
        {
            return new ErrorBody(0, null, "", null, false); // Proxies answer in HTML.
        }
    }

    /// <summary>The headers of a 429, completed by what its body says.</summary>
    public RateHeaders Refine(RateHeaders headers) =>
        headers with
        {
            RetryAfter = headers.RetryAfter > RetryAfter ? headers.RetryAfter : RetryAfter ?? headers.RetryAfter,
            IsGlobal = headers.IsGlobal || IsGlobal,
        };

    private static IEnumerable<string> Wrong(JsonElement node, string path)
    {
        foreach (var error in node.Items("_errors"))
            yield return $"{path}: {error.Text("message")}";
        if (node.ValueKind != JsonValueKind.Object)
            yield break;

        foreach (var child in node.EnumerateObject().Where(c => c.Name != "_errors"))
        {
            foreach (var wrong in Wrong(child.Value, path.Length == 0 ? child.Name : $"{path}.{child.Name}"))
                yield return wrong;
        }
    }
}
