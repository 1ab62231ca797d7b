using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>The log of an app as Fly gives it, or why it could not be read.</summary>
/// <param name="Text">Lines as <c>flyctl logs</c> prints them, oldest first.</param>
/// <param name="Gap">What is missing, in words; empty where nothing is known to be.</param>
public sealed record FlyLogText(string Text, string Gap, string? Problem)
{
    /// <summary>Between which lines something may be missing; null where that is not known, or nothing is.</summary>
    public Period? Missing { get; init; }

    /// <summary>From where the next reading goes on; null where it cannot.</summary>
    public string? Next { get; init; }

    /// <summary>It could not be read.</summary>
    public static FlyLogText Unread(string problem) => new("", "", problem);
}

/// <summary>
/// Fly's log over HTTP: it reaches days back, where flyctl prints what it has at hand. A page ends with a token, the nanoseconds since 1970 from which
/// the next goes on.
/// </summary>
public sealed class FlyLogs(HttpClient client, Uri address, string app, string token)
{
    private const int MostPages = 400;
    private const int LargestPage = 8 * 1024 * 1024;
    private const int Largest = 16 * 1024 * 1024;

    /// <summary>Everything of a period, as far as it fits; what does not is said.</summary>
    /// <param name="from">Where another reading ended: this one goes on there, whatever the period says.</param>
    public async Task<FlyLogText> ReadAsync(Period period, string? from, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var since = period.From.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks;
        var next = from ?? (since * 100).ToString(CultureInfo.InvariantCulture);
        try
        {
            for (var page = 0; page < MostPages; page++)
            {
                var answer = await PageAsync(next, cancellationToken);
                foreach (var line in answer.Data.Where(line => !line.Attributes.IsAfter(period.To)))
                    Append(text, line.Attributes);

                if (
                    answer.Data.Count == 0
                    || answer.Data[^1].Attributes.IsAfter(period.To)
                    || answer.Meta?.NextToken is not { Length: > 0 } token
                    || string.Equals(token, next, StringComparison.Ordinal)
                )
                    return new FlyLogText(text.ToString(), "", null) { Next = answer.Meta?.NextToken ?? next };

                next = token;
                if (text.Length > Largest)
                    break;
            }

            return new FlyLogText(
                text.ToString(),
                $"the log goes on after the first {text.Length / 1024 / 1024} MiB; that part was not read",
                null
            )
            {
                Next = next,
            };
        }
        catch (Exception dark) when (dark is HttpRequestException or JsonException or IOException)
        {
            return FlyLogText.Unread($"Fly's log API: {dark.Message}");
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            return FlyLogText.Unread($"Fly's log API did not answer in time: {late.Message}");
        }
    }

    private static void Append(StringBuilder text, FlyLogAttributes line) =>
        text.Append(
            CultureInfo.InvariantCulture,
            $"{line.Timestamp} {line.Meta?.Event?.Provider ?? "app"}[{line.Instance}] {line.Region} [{line.Level}]{line.Message.TrimEnd('\n')}\n"
        );

    private async Task<FlyLogPage> PageAsync(string next, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(address, $"/api/v1/apps/{Uri.EscapeDataString(app)}/logs?next_token={Uri.EscapeDataString(next)}")
        );
        request.Headers.Authorization = token.StartsWith("FlyV1 ", StringComparison.Ordinal)
            ? new AuthenticationHeaderValue("FlyV1", token["FlyV1 ".Length..])
            : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"HTTP {(int)answer.StatusCode}");

        await answer.Content.LoadIntoBufferAsync(LargestPage, cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var page = await JsonSerializer.DeserializeAsync(body, FlyLogFormat.Default.FlyLogPage, cancellationToken);
        return page?.Data?.All(line => line?.Attributes?.Message is not null) is true
            ? page
            : throw new JsonException("a page without lines, or a line without a message");
    }
}

/// <summary>A page of the log API.</summary>
internal sealed record FlyLogPage(IReadOnlyList<FlyLogLine> Data, FlyLogMeta? Meta);

/// <summary>From where the next page goes on.</summary>
internal sealed record FlyLogMeta([property: JsonPropertyName("next_token")] string? NextToken);

/// <summary>One line with its envelope.</summary>
internal sealed record FlyLogLine(FlyLogAttributes Attributes);

/// <summary>One line.</summary>
internal sealed record FlyLogAttributes(
    string Timestamp,
    string Message,
    string Level,
    string Instance,
    string Region,
    FlyLogOrigin? Meta
)
{
    public bool IsAfter(DateTimeOffset end) =>
        DateTimeOffset.TryParse(Timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        && at >= end;
}

/// <summary>Where a line comes from.</summary>
internal sealed record FlyLogOrigin(FlyLogEvent? Event);

/// <summary>The part of Fly that wrote it.</summary>
internal sealed record FlyLogEvent(string? Provider);

/// <summary>How they are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = false
)]
[JsonSerializable(typeof(FlyLogPage))]
internal sealed partial class FlyLogFormat : JsonSerializerContext;
