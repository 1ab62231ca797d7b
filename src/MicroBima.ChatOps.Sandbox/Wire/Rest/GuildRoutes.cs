using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>The guild, its channels, roles and members.</summary>
internal sealed class GuildRoutes(DiscordTwin twin)
{
    public IEnumerable<WireRoute> All =>
        [
            Route("/users/@me/guilds", _ => WireAnswer.Ok(new JsonArray(GuildJson.Guild(twin.Roster)))),
            Route("/guilds/{guild}", _ => WireAnswer.Ok(GuildJson.Guild(twin.Roster))),
            Route("/guilds/{guild}/channels", _ => WireAnswer.Ok(Channels())),
            Route("/guilds/{guild}/roles", _ => WireAnswer.Ok(Roles())),
            Route("/guilds/{guild}/members", _ => WireAnswer.Ok(Members())),
            Route("/guilds/{guild}/members/{user}", Member),
            Route("/guilds/{guild}/threads/active", _ => WireAnswer.Ok(ActiveThreads())),
        ];

    private static WireRoute Route(string pattern, Func<WireRequest, WireAnswer> answer) =>
        new(
            "GET",
            pattern,
            Credential.BotToken,
            Quota.Usual,
            (request, _) =>
                ValueTask.FromResult(
                    request.Text("guild").Length > 0 && request.Id("guild") != Roster.GuildId
                        ? Refused.UnknownGuild
                        : answer(request)
                )
        );

    private JsonArray Channels() =>
        new([
            .. twin
                .Channels.All.Where(channel => !channel.IsThread)
                .Select(channel => (JsonNode)ChannelJson.Write(channel, twin.Messages)),
        ]);

    private JsonArray Roles() => new([.. twin.Roster.Roles.Select(role => (JsonNode)GuildJson.RoleOf(role))]);

    private JsonArray Members() =>
        new([.. twin.Roster.People.Prepend(twin.Roster.Bot).Select(one => (JsonNode)GuildJson.MemberOf(one))]);

    private WireAnswer Member(WireRequest request) =>
        request.Text("user") == "@me" ? WireAnswer.Ok(GuildJson.MemberOf(twin.Roster.Bot))
        : twin.Roster.TryFind(request.Id("user")) is { } member ? WireAnswer.Ok(GuildJson.MemberOf(member))
        : Refused.UnknownMember;

    private JsonObject ActiveThreads() =>
        new()
        {
            ["threads"] = new JsonArray([
                .. twin
                    .Channels.All.Where(channel => channel is { IsThread: true, Archived: false })
                    .Select(thread => (JsonNode)ChannelJson.Write(thread, twin.Messages)),
            ]),
            ["members"] = new JsonArray(),
        };
}
