using System.Globalization;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire.Forms;
using MicroBima.ChatOps.Sandbox.Wire.Gateway;

namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>The bot about itself: gateway, application, user, commands.</summary>
internal sealed class ApplicationRoutes(DiscordTwin twin)
{
    public IEnumerable<WireRoute> All =>
        [
            Route("GET", "/gateway", _ => WireAnswer.Ok(new JsonObject { ["url"] = GatewayUrl })),
            Route("GET", "/gateway/bot", _ => GatewayBot()),
            Route("GET", "/applications/@me", _ => WireAnswer.Ok(Application())),
            Route("GET", "/oauth2/applications/@me", _ => WireAnswer.Ok(Application())),
            Route("GET", "/users/@me", _ => WireAnswer.Ok(GuildJson.Self(twin.Roster.Bot))),
            Route("GET", "/users/{user}", User),
            Route("GET", "/applications/{application}/commands", List),
            Route("PUT", "/applications/{application}/commands", Replace),
            Route("POST", "/applications/{application}/commands", Create),
            Route("GET", "/applications/{application}/commands/{command}", Get),
            Route("DELETE", "/applications/{application}/commands/{command}", Delete),
            Route("GET", "/applications/{application}/guilds/{guild}/commands", List),
            Route("PUT", "/applications/{application}/guilds/{guild}/commands", Replace),
            Route("POST", "/applications/{application}/guilds/{guild}/commands", Create),
            Route("GET", "/applications/{application}/guilds/{guild}/commands/{command}", Get),
            Route("DELETE", "/applications/{application}/guilds/{guild}/commands/{command}", Delete),
        ];

    private string GatewayUrl => twin.Address.Gateway.AbsoluteUri.TrimEnd('/');

    private static WireRoute Route(string method, string pattern, Func<WireRequest, WireAnswer> answer) =>
        new(method, pattern, Credential.BotToken, Quota.Usual, (request, _) => ValueTask.FromResult(answer(request)));

    private WireAnswer GatewayBot() =>
        WireAnswer.Ok(
            new JsonObject
            {
                ["url"] = GatewayUrl,
                ["shards"] = 1,
                ["session_start_limit"] = new JsonObject
                {
                    ["total"] = Limits.IdentifiesPerDay,
                    ["remaining"] = twin.Gateway.IdentifiesLeft,
                    ["reset_after"] = (int)TimeSpan.FromDays(1).TotalMilliseconds,
                    ["max_concurrency"] = 1,
                },
            }
        );

    private JsonObject Application() =>
        new()
        {
            ["id"] = Roster.ApplicationId,
            ["name"] = twin.Roster.Bot.DisplayName,
            ["icon"] = null,
            ["description"] = "Deployments, told and asked for in chat",
            ["type"] = null,
            ["bot"] = GuildJson.User(twin.Roster.Bot),
            ["summary"] = "",
            ["bot_public"] = false,
            ["bot_require_code_grant"] = false,
            ["verify_key"] = new string('0', 64),
            ["flags"] = Greetings.ApplicationFlags,
            ["flags_new"] = Greetings.ApplicationFlags.ToString(CultureInfo.InvariantCulture),
            ["explicit_content_filter"] = 0,
            ["eligible_oauth2_scopes"] = new JsonArray(),
            ["approximate_user_install_count"] = 0,
            ["approximate_user_authorization_count"] = 0,
            ["owner"] = GuildJson.User(twin.Roster.People[0]),
            ["team"] = null,
            ["approximate_guild_count"] = 1,
            ["redirect_uris"] = new JsonArray(),
            ["interactions_endpoint_url"] = null,
            ["role_connections_verification_url"] = null,
            ["integration_types_config"] = new JsonObject { ["0"] = new JsonObject() },
        };

    private WireAnswer User(WireRequest request) =>
        twin.Roster.TryFind(request.Id("user")) is { } member
            ? WireAnswer.Ok(GuildJson.User(member))
            : Refused.UnknownUser;

    private WireAnswer List(WireRequest request) =>
        RefuseScope(request, out var guild)
        ?? WireAnswer.Ok(new JsonArray([.. twin.Commands.In(guild).Select(command => command.Definition.DeepClone())]));

    private WireAnswer Get(WireRequest request) =>
        RefuseScope(request, out var guild) is { } refusal ? refusal
        : twin.Commands.In(guild).FirstOrDefault(command => command.Id == request.Id("command")) is { } found
            ? WireAnswer.Ok(found.Definition.DeepClone())
        : Refused.UnknownCommand;

    private WireAnswer Replace(WireRequest request)
    {
        if (RefuseScope(request, out var guild) is { } refusal)
        {
            return refusal;
        }
        if (request.Body is not JsonArray definitions)
        {
            return Refused.Because(400, 50035, "Invalid Form Body");
        }
        var errors = new FormErrors();
        new CommandForm(errors).Check(definitions);
        if (errors.Any)
        {
            return errors.ToAnswer();
        }
        return twin.Commands.Replace(guild, definitions) is { } replaced
            ? WireAnswer.Ok(new JsonArray([.. replaced.Select(command => command.Definition.DeepClone())]))
            : Refused.TooManyCommandCreates;
    }

    private WireAnswer Create(WireRequest request)
    {
        if (RefuseScope(request, out var guild) is { } refusal)
        {
            return refusal;
        }
        var errors = new FormErrors();
        new CommandForm(errors).One(request.Body, "");
        if (errors.Any)
        {
            return errors.ToAnswer();
        }
        return twin.Commands.Put(guild, request.Body!, out var isNew) is { } command
            ? new WireAnswer(isNew ? 201 : 200, command.Definition.DeepClone())
            : Refused.TooManyCommandCreates;
    }

    private WireAnswer Delete(WireRequest request) =>
        RefuseScope(request, out var guild) is { } refusal ? refusal
        : twin.Commands.Remove(guild, request.Id("command")) ? WireAnswer.NoContent
        : Refused.UnknownCommand;

    private static WireAnswer? RefuseScope(WireRequest request, out Snowflake? guild)
    {
        guild = request.Text("guild").Length == 0 ? null : request.Id("guild");
        return request.Id("application") != Roster.ApplicationId ? Refused.UnknownApplication
            : guild is { } id && id != Roster.GuildId ? Refused.UnknownGuild
            : null;
    }
}
