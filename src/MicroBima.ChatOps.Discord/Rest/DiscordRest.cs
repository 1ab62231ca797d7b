using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MicroBima.ChatOps.Discord;

/// <summary>Discord's REST API, version 10, as far as a bot of commands, buttons and messages needs it. Failures are <see cref="DiscordException"/>.</summary>
public sealed partial class DiscordRest : IDisposable
{
    private readonly RestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Random _random;

    /// <summary>Opens no connection yet. Several threads may use it, so <paramref name="random"/> must allow that.</summary>
    public DiscordRest(DiscordOptions options, TimeProvider time, Random random, Action<DiscordNotice> notify)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(notify);
        _pipeline = new RestPipeline(options, time, random, notify);
        (_time, _random) = (time, random);
    }

    /// <summary>How far this machine's clock is ahead of Discord's; null before the first answer.</summary>
    public TimeSpan? ClockSkew => _pipeline.ClockSkew;

    /// <inheritdoc />
    public void Dispose() => _pipeline.Dispose();

    /// <summary>Where the gateway is, and how many sessions may still be started.</summary>
    public Task<GatewayInfo> GetGatewayAsync(CancellationToken cancellationToken) =>
        GetAsync("/gateway/bot", "/gateway/bot", "", ReadGateway, cancellationToken);

    /// <summary>The bot's own account.</summary>
    public Task<DiscordUser> GetSelfAsync(CancellationToken cancellationToken) =>
        GetAsync("/users/@me", "/users/@me", "", j => Replies.Required(Replies.User(j)), cancellationToken);

    /// <summary>The id of the bot's application.</summary>
    public Task<Snowflake> GetApplicationIdAsync(CancellationToken cancellationToken) =>
        GetAsync(
            "/applications/@me",
            "/applications/@me",
            "",
            j => j.Id("id") ?? throw new JsonException("The application has no id."),
            cancellationToken
        );

    private Task<T> GetAsync<T>(
        string template,
        string path,
        string major,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    ) =>
        _pipeline.SendAsync(
            new RestCall(RestRoute.Get(template, path, major), RetryRule.Always),
            read,
            cancellationToken
        );

    private static ReadOnlyMemory<byte> Json<T>(T body, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToUtf8Bytes(body, type);

    private static GatewayInfo ReadGateway(JsonElement json)
    {
        var limit = json.Get("session_start_limit") ?? default;
        return new GatewayInfo(
            json.Address("url") ?? throw new JsonException("The gateway has no address."),
            limit.Int("remaining") ?? GatewayInfo.StartsPerDay,
            TimeSpan.FromMilliseconds(
                Math.Clamp(limit.Long("reset_after") ?? long.MaxValue, 0, GatewayInfo.Day.TotalMilliseconds)
            ),
            Math.Max(limit.Int("max_concurrency") ?? 1, 1)
        );
    }
}

/// <summary>Where the gateway is, and how many sessions may still be started until the count begins anew.</summary>
public sealed record GatewayInfo(Uri Url, int StartsLeft, TimeSpan ResetsAfter, int MaxConcurrency)
{
    /// <summary>What Discord grants a small bot; the token is reset when it is overdrawn.</summary>
    internal const int StartsPerDay = 1000;

    internal static readonly TimeSpan Day = TimeSpan.FromDays(1);
}
