using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.World.GitHub;

/// <summary>An answer of GitHub's API: status, document, and the address of the next page.</summary>
internal sealed record Answer(int Status, JsonNode Body, string? Next)
{
    public static Answer NotFound => Error(404, "Not Found");

    public static Answer Ok(JsonNode body, string? next = null) => new(200, body, next);

    public static Answer Error(int status, string message) =>
        new(
            status,
            new JsonObject
            {
                ["message"] = message,
                ["documentation_url"] = "https://docs.github.com/rest",
                ["status"] = status.ToString(CultureInfo.InvariantCulture),
            },
            null
        );
}

/// <summary>Which page of a list was asked for (https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api).</summary>
internal sealed record Paging(int Page, int PerPage)
{
    public static Paging Of(HttpContext context) =>
        new(Math.Max(1, Number(context, "page", 1)), Math.Clamp(Number(context, "per_page", 30), 1, 100));

    public IEnumerable<T> Take<T>(IEnumerable<T> all) => all.Skip((Page - 1) * PerPage).Take(PerPage);

    public string? Next(HttpContext context, int total)
    {
        if (Page * PerPage >= total)
            return null;

        var request = context.Request;
        var others = request
            .Query.Where(parameter => parameter.Key is not ("page" or "per_page"))
            .Select(parameter => $"&{parameter.Key}={Uri.EscapeDataString(parameter.Value.ToString())}");
        return $"{request.Scheme}://{request.Host}{request.Path}?page={Page + 1}&per_page={PerPage}{string.Concat(others)}";
    }

    private static int Number(HttpContext context, string parameter, int otherwise) =>
        int.TryParse(context.Request.Query[parameter], CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
