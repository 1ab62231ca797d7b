using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>Puts the routes on the server: every call is read, checked, counted, answered and logged in this one place.</summary>
internal sealed class WireEndpoints(DiscordTwin twin)
{
    private static readonly TimeSpan SlowAcknowledgement = TimeSpan.FromSeconds(2);
    private static readonly string[] Roots = ["/api/v10", "/api"];
    private static readonly string[] Majors = ["channel", "guild", "token"];

    private readonly RateLimits _rates = new(twin.Time);

    public void Map(IEndpointRouteBuilder server)
    {
        WireRoute[] routes =
        [
            .. new ApplicationRoutes(twin).All,
            .. new InteractionRoutes(twin).All,
            .. new WebhookRoutes(twin).All,
            .. new MessageRoutes(twin).All,
            .. new ThreadRoutes(twin).All,
            .. new GuildRoutes(twin).All,
        ];
        foreach (var root in Roots)
        {
            foreach (var route in routes)
            {
                server.MapMethods(root + route.Pattern, [route.Method], context => ServeAsync(context, route));
            }
        }
        foreach (var pattern in routes.Select(route => route.Pattern).Distinct(StringComparer.Ordinal))
        {
            server.Map($"/api/v10{pattern}", context => WriteAsync(context, Refused.MethodNotAllowed)).WithOrder(1);
        }
        server.MapFallback("/api/v10/{**rest}", context => WriteAsync(context, Refused.NotFound));
        server.MapFallback("/api/v{version:int}/{**rest}", context => WriteAsync(context, Refused.InvalidVersion));
    }

    private async Task ServeAsync(HttpContext context, WireRoute route)
    {
        var cancellationToken = context.RequestAborted;
        var (body, unreadable) = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var answer = unreadable ?? Refuse(context, route);
        if (answer is null)
        {
            var request = new WireRequest(context.Request.RouteValues, context.Request.Query, body!.Json, body.Files);
            if (route.IsCallback && twin.Faults.Remaining(Faults.SlowAcknowledgement) is not null)
            {
                await Task.Delay(SlowAcknowledgement, twin.Time, cancellationToken);
            }
            answer = await route.Handler(request, cancellationToken);
        }
        twin.Requests.Add(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            body?.Json,
            [.. body?.Files.Values.Select(file => file.FileName) ?? []],
            answer.Status
        );
        await WriteAsync(context, answer);
    }

    private WireAnswer? Refuse(HttpContext context, WireRoute route)
    {
        var headers = context.Request.Headers;
        if (!headers.UserAgent.ToString().StartsWith("DiscordBot (", StringComparison.Ordinal))
        {
            return Refused.NoUserAgent;
        }
        if (route.Credential == Credential.BotToken && headers.Authorization != $"Bot {twin.Token}")
        {
            return Refused.Unauthorized;
        }
        if (twin.Faults.Remaining(Faults.ServerErrors) is not null)
        {
            return Refused.ServerError;
        }
        var decision =
            twin.Faults.Remaining(Faults.TooManyRequests) is { } storm && !route.IsCallback
                ? RateLimits.Storm(storm)
                : _rates.Count(route, MajorOf(context.Request.RouteValues));
        foreach (var (name, value) in decision.Headers)
        {
            context.Response.Headers[name] = value;
        }
        return decision.Refusal;
    }

    private static string MajorOf(RouteValueDictionary values) =>
        string.Join('/', Majors.Select(name => values.TryGetValue(name, out var value) ? value as string : null));

    private static async Task WriteAsync(HttpContext context, WireAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } wait)
        {
            var seconds = Math.Ceiling(wait.TotalSeconds);
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            (answer.Body as JsonObject)?.Add("retry_after", Math.Round(wait.TotalSeconds, 3));
        }
        if (answer.Body is { } body)
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(WireJson.Utf8(body), context.RequestAborted);
        }
    }
}
