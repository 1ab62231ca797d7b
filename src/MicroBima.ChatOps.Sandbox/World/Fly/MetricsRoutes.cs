using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>Fly's Prometheus of one organization: instant queries about the memory of an app's machines.</summary>
internal sealed partial class MetricsRoutes(string token, IReadOnlyCollection<FlyApp> apps, TimeProvider time)
{
    public const string Organization = "microbima";

    /// <summary>What `memory = "512mb"` of fly.toml gives a machine.</summary>
    private const double MachineMemory = 512 * 1024 * 1024;

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet($"/prometheus/{Organization}/api/v1/query", context => AnswerAsync(context));

    private Task AnswerAsync(HttpContext context)
    {
        var given = context.Request.Headers.Authorization.ToString();
        if (given != $"Bearer {token}" && given != $"FlyV1 {token}")
            return SendAsync(context, 401, Error("unauthorized", "a token of the organization is needed"));

        var query = context.Request.Query["query"].ToString();
        var (one, share) = (Series().Match(query), Share().Match(query));
        if (!one.Success && !share.Success)
            return SendAsync(context, 400, Error("bad_data", $"this twin does not know the query: {query}"));

        var app = apps.FirstOrDefault(it => it.Identity.App == (share.Success ? share : one).Groups["app"].Value);
        double? used = app?.View().ResidentMemory;
        var value = (used, one.Groups["what"].Value) switch
        {
            (null, _) => null,
            (_, "total") => MachineMemory,
            ({ } bytes, "available") => MachineMemory - bytes,
            ({ } bytes, _) => (double?)Math.Clamp(bytes / MachineMemory, 0, 1),
        };
        var result = new JsonArray();
        if (value is { } number)
            result.Add(
                new JsonObject
                {
                    ["metric"] = new JsonObject { ["app"] = app!.Identity.App, ["instance"] = app.Identity.Machine },
                    ["value"] = new JsonArray(
                        time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
                        number.ToString("R", CultureInfo.InvariantCulture)
                    ),
                }
            );

        return SendAsync(
            context,
            200,
            new JsonObject
            {
                ["status"] = "success",
                ["data"] = new JsonObject { ["resultType"] = "vector", ["result"] = result },
            }
        );
    }

    private static JsonObject Error(string type, string what) =>
        new()
        {
            ["status"] = "error",
            ["errorType"] = type,
            ["error"] = what,
        };

    private static Task SendAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    [GeneratedRegex(
        """^fly_instance_memory_mem_(?<what>total|available)\{app="(?<app>[a-z0-9-]+)"\}\z""",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Series();

    [GeneratedRegex(
        """^max\(1 - fly_instance_memory_mem_available\{app="(?<app>[a-z0-9-]+)"\} / fly_instance_memory_mem_total\{app="\k<app>"\}\)\z""",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Share();
}
