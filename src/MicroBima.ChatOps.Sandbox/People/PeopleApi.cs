using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>The API for programs: what each person does and sees.</summary>
internal sealed class PeopleApi(Desk desk)
{
    private const double LongestWait = 300;
    private const JsonValueKind Text = JsonValueKind.String;
    private const JsonValueKind List = JsonValueKind.Array;
    private const JsonValueKind Fields = JsonValueKind.Object;

    public void Map(IEndpointRouteBuilder server)
    {
        server.MapPost("/api/people/{name}/commands", SendCommandAsync);
        server.MapGet("/api/people/{name}/autocomplete", CompleteAsync);
        server.MapPost("/api/people/{name}/clicks", ClickAsync);
        server.MapPost("/api/people/{name}/selects", SelectAsync);
        server.MapGet("/api/people/{name}/modal", ShowModalAsync);
        server.MapPost("/api/people/{name}/modals", SendModalAsync);
        server.MapGet("/api/people/{name}/messages", ReadAsync);
        server.MapPost("/api/people/{name}/messages", SayAsync);
        server.MapPut("/api/people/{name}/roles", AssignAsync);
        server.MapGet("/api/interactions/{id}", ShowInteractionAsync);
    }

    private static string NameOf(HttpContext context) => context.Request.RouteValues["name"] as string ?? "";

    private static JsonObject Started(Interaction interaction) => new() { ["interaction"] = interaction.Id };

    private async Task SendCommandAsync(HttpContext context)
    {
        if (
            await ApiAnswers.TryReadAsync(context, ("command", Text), ("options", Fields), ("channel", Text)) is
            { } body
        )
        {
            var options = body.Field("options") as JsonObject ?? [];
            var sent = desk.Commands.Send(NameOf(context), body.Text("command") ?? "", options, body.Text("channel"));
            await ApiAnswers.WriteAsync(context, sent, Started);
        }
    }

    private async Task CompleteAsync(HttpContext context)
    {
        string[] own = ["command", "option", "value"];
        var query = context.Request.Query;
        var others = new JsonObject(
            query
                .Where(one => !own.Contains(one.Key))
                .Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value.ToString()))
        );
        var choices = await desk.Commands.CompleteAsync(
            NameOf(context),
            query["command"].ToString(),
            query["option"].ToString(),
            query["value"].ToString(),
            others,
            context.RequestAborted
        );
        await ApiAnswers.WriteAsync(context, choices, list => list);
    }

    private async Task ClickAsync(HttpContext context)
    {
        if (await ApiAnswers.TryReadAsync(context, ("button", Text)) is { } body)
        {
            var clicked = desk.Components.Click(
                NameOf(context),
                body.Field("message")?.ToString() ?? "",
                body.Text("button") ?? ""
            );
            await ApiAnswers.WriteAsync(context, clicked, Started);
        }
    }

    private async Task SelectAsync(HttpContext context)
    {
        if (await ApiAnswers.TryReadAsync(context, ("select", Text), ("values", List)) is { } body)
        {
            var selected = desk.Components.Select(
                NameOf(context),
                body.Field("message")?.ToString() ?? "",
                body.Text("select") ?? "",
                [.. body.Items("values").Select(value => value?.ToString() ?? "")]
            );
            await ApiAnswers.WriteAsync(context, selected, Started);
        }
    }

    private Task ShowModalAsync(HttpContext context) =>
        ApiAnswers.WriteAsync(
            context,
            desk.Modals.OpenFor(NameOf(context)),
            modal =>
            {
                var json = modal.Form.DeepClone();
                json["interaction"] = modal.Cause.Id;
                return json;
            }
        );

    private async Task SendModalAsync(HttpContext context)
    {
        if (await ApiAnswers.TryReadAsync(context, ("modal", Text), ("values", Fields)) is { } body)
        {
            var values = body.Field("values") as JsonObject ?? [];
            await ApiAnswers.WriteAsync(
                context,
                desk.Modals.Send(NameOf(context), body.Text("modal"), values),
                Started
            );
        }
    }

    private async Task ReadAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var seconds = 0d;
        if (
            query.ContainsKey("wait")
            && !(
                double.TryParse(query["wait"], NumberStyles.Float, CultureInfo.InvariantCulture, out seconds)
                && seconds is >= 0 and <= LongestWait
            )
        )
        {
            await ApiAnswers.WriteAsync(
                context,
                Refusal.Wrong($"\"{query["wait"]}\" is no wait.", $"wait takes 0 to {LongestWait} seconds.")
            );
            return;
        }
        var read = await desk.Messages.ReadAsync(
            NameOf(context),
            Given("after"),
            Given("thread"),
            TimeSpan.FromSeconds(seconds),
            context.RequestAborted
        );
        await ApiAnswers.WriteAsync(
            context,
            read,
            messages => new JsonArray([.. messages.Select(message => (JsonNode)desk.Messages.Write(message))])
        );

        string? Given(string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
    }

    private async Task SayAsync(HttpContext context)
    {
        if (await ApiAnswers.TryReadAsync(context, ("content", Text), ("channel", Text)) is { } body)
        {
            var said = desk.Messages.Say(NameOf(context), body.Text("content") ?? "", body.Text("channel"));
            await ApiAnswers.WriteAsync(context, said, message => desk.Messages.Write(message));
        }
    }

    private async Task AssignAsync(HttpContext context)
    {
        if (await ApiAnswers.TryReadAsync(context, ("roles", List)) is not { } body)
        {
            return;
        }
        if (body.List("roles") is not { } roles)
        {
            await ApiAnswers.WriteAsync(
                context,
                Refusal.Wrong(
                    "The body names no roles.",
                    "Send {\"roles\": [\"deployer\"]}; an empty list takes all away."
                )
            );
            return;
        }
        await ApiAnswers.WriteNothingAsync(
            context,
            desk.World.Assign(NameOf(context), [.. roles.Select(role => role?.ToString() ?? "")])
        );
    }

    private Task ShowInteractionAsync(HttpContext context)
    {
        var text = context.Request.RouteValues["id"] as string;
        return Snowflake.TryParse(text, out var id) && desk.Twin.Interactions.TryFind(id) is { } interaction
            ? ApiAnswers.WriteAsync(context, Describe(interaction))
            : ApiAnswers.WriteAsync(
                context,
                Refusal.Missing(
                    $"There is no interaction {text}.",
                    "Commands, clicks, selects and modals answer its id."
                )
            );
    }

    private static JsonObject Describe(Interaction interaction)
    {
        var json = new JsonObject
        {
            ["id"] = interaction.Id,
            ["state"] = interaction.State switch
            {
                InteractionState.Pending => "pending",
                InteractionState.Acknowledged => "acknowledged",
                InteractionState.Failed => "failed: no answer in 3 s",
            },
            ["kind"] = (int)interaction.Kind,
            ["at"] = WireJson.Iso(interaction.CreatedAt),
        };
        if (interaction.State is InteractionState.Acknowledged(var kind, var after, var at))
        {
            json["type"] = (int)kind;
            json["ackMs"] = Math.Round(after.TotalMilliseconds, 1);
            json["acknowledgedAt"] = WireJson.Iso(at);
            if (interaction.OriginalId is { } message)
            {
                json["message"] = message;
            }
        }
        return json;
    }
}
