using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.World;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>The API for programs: the world's state, commits, trouble, requests of the bot, files.</summary>
internal sealed class WorldApi(Desk desk)
{
    private const JsonValueKind Text = JsonValueKind.String;

    public void Map(IEndpointRouteBuilder server)
    {
        server.MapGet("/api/world", context => ApiAnswers.WriteAsync(context, State()));
        server.MapPost("/api/world/commits", PushAsync);
        server.MapPost("/api/world/faults", TroubleAsync);
        server.MapGet("/api/world/requests", RequestsAsync);
        server.MapGet("/api/attachments/{id}/{name}", DownloadAsync);
        server.MapGet("/attachments/{channel}/{id}/{name}", DownloadAsync);
        server.MapFallback("/api/{**rest}", RefuseAsync);
    }

    private static Task RefuseAsync(HttpContext context) =>
        ApiAnswers.WriteAsync(
            context,
            Refusal.Missing(
                $"There is no call {context.Request.Method} {context.Request.Path}.",
                "People have /api/people/{name}/…, the world has /api/world/…."
            )
        );

    private JsonObject State()
    {
        var twin = desk.Twin;
        var world = desk.World.World;
        return new JsonObject
        {
            ["people"] = new JsonArray([.. twin.Roster.People.Select(person => (JsonNode)Person(person))]),
            ["guild"] = new JsonObject { ["id"] = Roster.GuildId, ["name"] = GuildJson.Name },
            ["channel"] = new JsonObject { ["id"] = Roster.DeploymentsId, ["name"] = "deployments" },
            ["channels"] = new JsonArray([
                .. twin
                    .Channels.All.Where(channel => !channel.IsThread)
                    .Select(one => (JsonNode)new JsonObject { ["id"] = one.Id, ["name"] = one.Name }),
            ]),
            ["roles"] = new JsonObject(
                twin.Roster.Roles.Select(role => KeyValuePair.Create(role.Name, (JsonNode?)role.Id))
            ),
            ["discord"] = new JsonObject
            {
                ["apiUrl"] = twin.Address.Api.AbsoluteUri,
                ["gatewayUrl"] = twin.Address.Gateway.AbsoluteUri,
                ["token"] = twin.Token,
                ["applicationId"] = Roster.ApplicationId,
            },
            ["repository"] = world is null ? null : Repository(world.Repository),
            ["app"] = world is null ? null : App(world.App),
            ["database"] = Database(
                world?.Database ?? new DatabaseView(null, "the sandbox was started without the world")
            ),
            ["bot"] = Bot(world?.Bot),
            ["faults"] = new JsonArray([
                .. desk.World.FaultsInForce.Select(fault =>
                    (JsonNode)new JsonObject { ["kind"] = fault.Key, ["until"] = WireJson.Iso(fault.Value) }
                ),
            ]),
        };
    }

    private JsonObject Person(Member person) =>
        new()
        {
            ["name"] = person.Name,
            ["id"] = person.Id,
            ["roles"] = new JsonArray([.. desk.Twin.Roster.RoleNames(person).Select(role => (JsonNode)role)]),
        };

    private static JsonObject Repository(RepositoryView view) =>
        new()
        {
            ["path"] = view.Path,
            ["branches"] = new JsonObject(
                view.Branches.Select(branch => KeyValuePair.Create(branch.Key, (JsonNode?)branch.Value))
            ),
        };

    private static JsonObject App(AppView view) =>
        new()
        {
            ["url"] = view.Url,
            ["version"] = view.Version,
            ["sha"] = view.Sha,
        };

    private static JsonObject Database(DatabaseView view) =>
        new() { ["connection"] = view.Connection, ["why"] = view.Why };

    private JsonObject Bot(BotView? view) =>
        new()
        {
            ["pid"] = view?.Pid,
            ["running"] = view?.Running ?? desk.Twin.Gateway.IsConnected,
            ["connected"] = desk.Twin.Gateway.IsConnected,
        };

    private async Task PushAsync(HttpContext context)
    {
        if (
            await ApiAnswers.TryReadAsync(
                context,
                ("version", Text),
                ("migration", Text),
                ("author", Text),
                ("branch", Text)
            ) is
            { } body
        )
        {
            var commit = new CommitRequest(
                body.Text("version") ?? "good",
                body.Text("migration") ?? "none",
                body.Text("author") ?? "ana",
                body.Text("branch") ?? "staging"
            );
            var pushed = await desk.World.PushAsync(commit, context.RequestAborted);
            await ApiAnswers.WriteAsync(context, pushed, sha => new JsonObject { ["sha"] = sha });
        }
    }

    private async Task TroubleAsync(HttpContext context)
    {
        if (await ApiAnswers.TryReadAsync(context, ("kind", Text)) is { } body)
        {
            var seconds = body.Field("seconds") is { } given
                ? double.TryParse(given.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : double.NaN
                : (double?)null;
            var done = await desk.World.TroubleAsync(body.Text("kind") ?? "", seconds, context.RequestAborted);
            await ApiAnswers.WriteNothingAsync(context, done);
        }
    }

    private Task RequestsAsync(HttpContext context)
    {
        var after = context.Request.Query["after"].ToString();
        var number = 0;
        if (after.Length > 0 && !int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return ApiAnswers.WriteAsync(
                context,
                Refusal.Wrong($"\"{after}\" is no number.", "after=N is the \"n\" of the last request you know.")
            );
        }
        return ApiAnswers.WriteAsync(
            context,
            new JsonArray([.. desk.Twin.Requests.After(number).Select(request => (JsonNode)Write(request))])
        );
    }

    private static JsonObject Write(LoggedRequest request) =>
        new()
        {
            ["n"] = request.Number,
            ["method"] = request.Method,
            ["path"] = request.Path,
            ["body"] = request.Body?.DeepClone(),
            ["files"] = new JsonArray([.. request.Files.Select(file => (JsonNode)file)]),
            ["status"] = request.Status,
            ["at"] = WireJson.Iso(request.At),
        };

    private async Task DownloadAsync(HttpContext context)
    {
        var values = context.Request.RouteValues;
        if (
            !Snowflake.TryParse(values["id"] as string, out var id)
            || desk.Twin.Attachments.TryFind(id) is not { } file
            || file.FileName != values["name"] as string
        )
        {
            await ApiAnswers.WriteAsync(
                context,
                Refusal.Missing("There is no such file.", "Messages carry their files as \"attachments\".")
            );
            return;
        }
        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Bytes.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }
}
