using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>A call of Discord's REST, read completely.</summary>
internal sealed record WireRequest(
    RouteValueDictionary Route,
    IQueryCollection Query,
    JsonNode? Body,
    IReadOnlyDictionary<int, UploadedFile> Files
)
{
    public Snowflake Id(string name) => Snowflake.TryParse(Text(name), out var id) ? id : default;

    public string Text(string name) => Route.TryGetValue(name, out var value) ? value as string ?? "" : "";

    public bool Asks(string name) => Query[name].ToString() is "true" or "True" or "1";

    public int Number(string name, int otherwise) =>
        int.TryParse(Query[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}

/// <summary>Answers one call.</summary>
internal delegate ValueTask<WireAnswer> WireHandler(WireRequest request, CancellationToken cancellationToken);

/// <summary>What opens a route.</summary>
internal enum Credential
{
    /// <summary>The bot's token in the header.</summary>
    BotToken,

    /// <summary>The token of the interaction in the address; no header is needed.</summary>
    InteractionToken,
}

/// <summary>How many calls a route takes in which time.</summary>
internal sealed record Quota(int Limit, TimeSpan Per)
{
    public static Quota Usual { get; } = new(50, TimeSpan.FromSeconds(1));

    public static Quota Talk { get; } = new(5, TimeSpan.FromSeconds(5));
}

/// <summary>One route of Discord's REST, below the version.</summary>
internal sealed record WireRoute(string Method, string Pattern, Credential Credential, Quota Quota, WireHandler Handler)
{
    /// <summary>Whether this is the first answer to an interaction.</summary>
    public bool IsCallback { get; init; }
}
