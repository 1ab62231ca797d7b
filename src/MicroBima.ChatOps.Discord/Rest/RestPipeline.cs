using System.Net;
using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>Sends one request as often as is right: waits for its turn, obeys 429, repeats only what is harmless, and reads the answer.</summary>
internal sealed class RestPipeline : IDisposable
{
    private const int MostAttempts = 5;
    private const int MostLimitedAttempts = 10;
    private const int LargestAnswer = 8 * 1024 * 1024;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(400);

    private readonly DiscordOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Action<DiscordNotice> _notify;
    private readonly RateLimits _limits;
    private readonly RequestBreaker _breaker;
    private readonly HttpClient _http;

    public RestPipeline(DiscordOptions options, TimeProvider time, Random random, Action<DiscordNotice> notify)
    {
        (_options, _time, _random, _notify) = (options, time, random, notify);
        _limits = new RateLimits(time);
        _breaker = new RequestBreaker(time);
        _http = new HttpClient(
            new SocketsHttpHandler
            {
                PooledConnectionLifetime = TimeSpan.FromMinutes(15),
                MaxConnectionsPerServer = 32,
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.All,
            }
        )
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>How far this machine's clock is ahead of Discord's, by the last answer.</summary>
    public TimeSpan? ClockSkew { get; private set; }

    public async Task<T> SendAsync<T>(RestCall call, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await AttemptAsync(call, read, cancellationToken);
            if (result.Failure is null)
                return result.Value;

            if (result.Limit is { } headers)
            {
                var wait = _limits.Punish(call.Route, headers);
                _notify(new DiscordNotice.RateLimited(call.Route.Name, headers.Scope, wait));
                if (attempt >= MostLimitedAttempts || IsTooLate(call, wait))
                    throw new DiscordException(result.Failure, result.Error);
                continue;
            }

            var pause = FirstPause * Math.Pow(2, attempt - 1) * (0.5 + _random.NextDouble());
            if (!MayRepeat(call, result) || attempt >= MostAttempts || IsTooLate(call, pause))
                throw new DiscordException(result.Failure, result.Error);
            _notify(new DiscordNotice.Retrying(call.Route.Name, result.Failure.Text, pause));
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private static bool MayRepeat<T>(RestCall call, Attempt<T> result) =>
        result.IsUnsent || (result.IsTransient && call.Retry == RetryRule.Always);

    private bool IsTooLate(RestCall call, TimeSpan wait) => call.GiveUpAt is { } end && _time.Monotonic() + wait >= end;

    private async Task<Attempt<T>> AttemptAsync<T>(
        RestCall call,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        if (_breaker.Wait() is var wait && wait > TimeSpan.Zero)
            return new Attempt<T>(new DiscordFailure.HeldBack(call.Route.Name, wait));

        var ticket = await _limits.EnterAsync(call.Route, cancellationToken);
        RateHeaders? headers = null;
        try
        {
            using var timeout = new CancellationTokenSource(_options.RequestTimeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            using var request = RestRequest.Build(call, _options);
            using var response = await _http.SendAsync(request, either.Token);
            headers = RateHeaders.Read(response.Headers);
            return await ReadAsync(call, response, headers, read, either.Token);
        }
        catch (HttpRequestException error)
        {
            return new Attempt<T>(new DiscordFailure.Unreachable(call.Route.Name, error.Message))
            {
                Error = error,
                IsTransient = true,
                IsUnsent = IsConnectFailure(error.HttpRequestError),
            };
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            // The connection broke, or what came over it cannot be unpacked.
            return Broken<T>(call, error.Message, error);
        }
        catch (JsonException error)
        {
            return Broken<T>(call, "The answer is not JSON.", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            return Broken<T>(call, $"No answer within {_options.RequestTimeout.TotalSeconds:0} s.", error);
        }
        finally
        {
            _limits.Leave(call.Route, ticket, headers);
        }
    }

    private async Task<Attempt<T>> ReadAsync<T>(
        RestCall call,
        HttpResponseMessage response,
        RateHeaders headers,
        Func<JsonElement, T> read,
        CancellationToken cancellationToken
    )
    {
        DiscordMetrics.Request(call.Route.Name, (int)response.StatusCode);
        if (response.Headers.Date is { } date)
            ClockSkew = _time.GetUtcNow() - date;

        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            _limits.Forgive(call.Route);
            using var answer = body.Length == 0 ? null : JsonDocument.Parse(body);
            return new Attempt<T>(read(answer?.RootElement ?? default));
        }

        if (_breaker.Count(response.StatusCode, headers.Scope))
            _notify(new DiscordNotice.BreakerOpened(_breaker.Wait()));

        var problem = ErrorBody.Read(body);
        var failure = new DiscordFailure.Refused(
            call.Route.Name,
            response.StatusCode,
            problem.Code,
            problem.Message ?? response.ReasonPhrase ?? "no reason given",
            problem.Details
        );
        return new Attempt<T>(failure)
        {
            IsTransient = (int)response.StatusCode >= 500,
            Limit = response.StatusCode == HttpStatusCode.TooManyRequests ? problem.Refine(headers) : null,
        };
    }

    private static Attempt<T> Broken<T>(RestCall call, string reason, Exception error) =>
        new(new DiscordFailure.Unreachable(call.Route.Name, reason)) { Error = error, IsTransient = true };

    private static bool IsConnectFailure(HttpRequestError error) =>
        error
            is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private sealed record Attempt<T>
    {
        private readonly T? _value;

        public Attempt(T value) => _value = value;

        public Attempt(DiscordFailure failure) => Failure = failure;

        public T Value => _value!;
        public DiscordFailure? Failure { get; }
        public Exception? Error { get; init; }
        public RateHeaders? Limit { get; init; }
        public bool IsTransient { get; init; }
        public bool IsUnsent { get; init; }
    }
}
