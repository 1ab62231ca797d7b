using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Nest;

/// <summary>The routes of the demo app, with one line in the log for each request.</summary>
internal sealed class InternalApi(
    IRecords records,
    Misbehaviour misbehaviour,
    NestLog log,
    string version,
    string commit,
    TimeProvider time
)
{
    /// <summary>Every so many requests the SMS provider does not answer, in every version: a known, harmless error, known soon after the start.</summary>
    private const int SmsFailureEvery = 45;
    private const int FirstSmsFailure = 4;

    private static readonly TimeSpan PingPatience = TimeSpan.FromSeconds(1.5);

    private int _requests;

    public async Task AnswerAsync(HttpContext context)
    {
        var began = time.GetTimestamp();
        var (status, body) = await AnswerAsync(context.Request, context.RequestAborted);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        var request = context.Request;
        var took = time.GetElapsedTime(began).TotalMilliseconds;
        log.Write(
            status >= 500 ? "ERROR" : "LOG",
            "HTTP",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Method} {request.Path}{request.QueryString} {status} {took:0}ms"
            )
        );
        if (Interlocked.Increment(ref _requests) % SmsFailureEvery == FirstSmsFailure)
            log.Write(
                "ERROR",
                "NotificationsService",
                "SMS provider timed out after 5000ms, the message is queued again"
            );

        await context.Response.WriteAsync(WorldJson.Compact(body), context.RequestAborted);
    }

    private async Task<(int Status, JsonNode Body)> AnswerAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var page = int.TryParse(request.Query["page"], CultureInfo.InvariantCulture, out var asked)
            ? Math.Clamp(asked, 1, 1000)
            : 1;
        return request.Path.Value switch
        {
            "/api/health" => await HealthAsync(cancellationToken),
            "/api/internal/customers" => await DataAsync(
                "customer.findMany",
                () => records.CustomersAsync(page, cancellationToken),
                cancellationToken
            ),
            "/api/internal/policies" => await DataAsync(
                "policy.findMany",
                () => records.PoliciesAsync(page, cancellationToken),
                cancellationToken
            ),
            _ => (404, Problem(404, $"Cannot {request.Method} {request.Path}")),
        };
    }

    private async Task<(int Status, JsonNode Body)> HealthAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PingPatience);
        try
        {
            await records.PingAsync(patience.Token);
            return (200, Health("ok"));
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException or SocketException)
        {
            log.Write("ERROR", "HealthController", $"Database is not reachable: {error.Message}");
            return (503, Health("error"));
        }
    }

    private JsonObject Health(string status) =>
        new()
        {
            ["status"] = status,
            ["version"] = version,
            ["commit"] = commit,
        };

    private async Task<(int Status, JsonNode Body)> DataAsync(
        string call,
        Func<Task<JsonArray>> read,
        CancellationToken cancellationToken
    )
    {
        await Task.Delay(misbehaviour.Latency(), time, cancellationToken);
        if (misbehaviour.Fails())
            return Failed(
                call,
                "P2024",
                "Timed out fetching a new connection from the connection pool. More info: http://pris.ly/d/connection-pool (Current connection pool timeout: 10, connection limit: 5)"
            );

        try
        {
            var rows = await read();
            return (200, new JsonObject { ["data"] = rows, ["count"] = rows.Count });
        }
        catch (PostgresException error)
        {
            return Failed(call, CodeOf(error), error.MessageText);
        }
        catch (NpgsqlException error) when (error.InnerException is TimeoutException)
        {
            return Failed(call, "P2024", "Timed out fetching a new connection from the connection pool.");
        }
        catch (NpgsqlException error)
        {
            return Failed(call, "P1001", $"Can't reach database server: {error.Message}");
        }
    }

    private (int Status, JsonNode Body) Failed(string call, string code, string message)
    {
        log.DatabaseError(call, code, message);
        return (500, Problem(500, "Internal server error"));
    }

    private static string CodeOf(PostgresException error) =>
        error.SqlState switch
        {
            PostgresErrorCodes.UndefinedColumn => "P2022",
            PostgresErrorCodes.UndefinedTable => "P2021",
            PostgresErrorCodes.TooManyConnections => "P2037",
            PostgresErrorCodes.AdminShutdown => "P1017",
            _ => "P2010",
        };

    private static JsonObject Problem(int status, string message) =>
        new() { ["statusCode"] = status, ["message"] = message };
}
