using System.Globalization;

namespace MicroBima.ChatOps.Sandbox.World.Nest;

/// <summary>Writes lines as Nest's console logger does, one event at a time even where it spans several lines.</summary>
internal sealed class NestLog(TextWriter output, TimeProvider time)
{
    private readonly Lock _lock = new();

    public void Write(string level, string context, string message)
    {
        var at = time.GetUtcNow().ToString("MM/dd/yyyy, h:mm:ss tt", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            output.WriteLine($"[Nest] {Environment.ProcessId}  - {at} {level.PadLeft(7)} [{context}] {message}");
            output.Flush();
        }
    }

    /// <summary>A failure of the database client with its stack, as the exception filter prints it.</summary>
    public void DatabaseError(string call, string code, string message) =>
        Write(
            "ERROR",
            "ExceptionsHandler",
            $$"""
            PrismaClientKnownRequestError:
            Invalid `prisma.{{call}}()` invocation:

            {{message}}
                at $n.handleRequestError (/app/node_modules/@prisma/client/runtime/library.js:121:7315)
                at $n.handleAndLogRequestError (/app/node_modules/@prisma/client/runtime/library.js:121:6623)
                at $n.request (/app/node_modules/@prisma/client/runtime/library.js:121:6307)
                at async l (/app/node_modules/@prisma/client/runtime/library.js:130:9633)
                at async {{Service(call)}} (/app/dist/{{Folder(call)}}.service.js:27:16) {
              code: '{{code}}',
              clientVersion: '7.10.1',
              meta: { modelName: '{{(call.StartsWith("policy", StringComparison.Ordinal) ? "Policy" : "Customer")}}' }
            }
            """
        );

    /// <summary>What Node prints when nobody catches an error, just before the process ends.</summary>
    public void Uncaught()
    {
        lock (_lock)
        {
            output.WriteLine(
                """
                /app/dist/policies/policies.cache.js:41
                        const entry = this.entries.get(key).value;
                                                           ^

                TypeError: Cannot read properties of undefined (reading 'value')
                    at PoliciesCache.refresh (/app/dist/policies/policies.cache.js:41:44)
                    at Timeout._onTimeout (/app/dist/policies/policies.cache.js:18:30)
                    at listOnTimeout (node:internal/timers:581:17)
                    at process.processTimers (node:internal/timers:519:7)

                Node.js v20.19.5
                """
            );
            output.Flush();
        }
    }

    private static string Service(string call) =>
        call.StartsWith("policy", StringComparison.Ordinal) ? "PoliciesService.findMany" : "CustomersService.findMany";

    private static string Folder(string call) =>
        call.StartsWith("policy", StringComparison.Ordinal) ? "policies/policies" : "customers/customers";
}
