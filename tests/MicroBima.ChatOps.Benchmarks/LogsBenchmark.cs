using System.Globalization;
using System.Text;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tools;
using static MicroBima.ChatOps.Benchmarks.Report;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>What a log costs: <c>chatops logs</c> on one core beside <c>grep -ic error</c> over the same bytes, with the start of both processes.</summary>
/// <remarks>The programs take turns in one run. Processor time is compared too: it does not depend on who else is at work.</remarks>
internal static class LogsBenchmark
{
    private const int Turns = 7;
    private const long Bytes = 240_000_000;

    public static async Task RunAsync(Report report, CancellationToken cancellationToken)
    {
        await RunAsync(
            report,
            Event,
            "Nest, pino, PostgreSQL, plain text and stacks, most of it inside lines of Fly",
            cancellationToken
        );
        await RunAsync(
            report,
            Varied,
            "a log that is hard to read: every line has names, hosts or ids in letters that hardly come twice",
            cancellationToken
        );
    }

    private static async Task RunAsync(
        Report report,
        Func<Random, DateTime, string> make,
        string what,
        CancellationToken cancellationToken
    )
    {
        var file = Path.GetTempFileName();
        var shell = new Shell(TimeProvider.System, "benchmark");
        try
        {
            var lines = await WriteAsync(file, make, cancellationToken);
            report.Say($"{new FileInfo(file).Length / 1_000_000} MB, {lines} lines: {what}. {Turns} turns.");
            var names = new[] { "grep -ic error", "LC_ALL=C grep -ic error", "chatops logs", "chatops logs --groups" };
            var (wall, processor, memory) = (Make(), Make(), new long[names.Length]);
            for (var turn = 0; turn < Turns; turn++)
            {
                for (var program = 0; program < names.Length; program++)
                {
                    var (took, used, most) = await TimeAsync(shell, program, file, cancellationToken);
                    wall[program].Add(took);
                    processor[program].Add(used);
                    memory[program] = Math.Max(memory[program], most);
                }
            }

            report.Table(
                [
                    "s, medians",
                    "wall",
                    "processor",
                    "× grep",
                    "× grep, processor",
                    "× grep in C",
                    "× grep in C, processor",
                    "MB at most",
                ],
                names.Select(
                    (name, program) =>
                        new[]
                        {
                            $"`{name}`",
                            Show(wall[program].Median),
                            Show(processor[program].Median),
                            Show(wall[program].Median / wall[0].Median),
                            Show(processor[program].Median / processor[0].Median),
                            Show(wall[program].Median / wall[1].Median),
                            Show(processor[program].Median / processor[1].Median),
                            (memory[program] / 1024 / 1024).ToString(CultureInfo.InvariantCulture),
                        }
                )
            );
            Series[] Make() => [.. names.Select(_ => new Series())];
        }
        finally
        {
            File.Delete(file);
            File.Delete($"{file}.out");
        }
    }

    private static async Task<(double Wall, double Processor, long Memory)> TimeAsync(
        Shell shell,
        int program,
        string file,
        CancellationToken cancellationToken
    )
    {
        string[] command = program switch
        {
            0 or 1 => ["grep", "-ic", "error", file],
            2 => ["dotnet", typeof(Phase).Assembly.Location, "logs", file],
            _ => ["dotnet", typeof(Phase).Assembly.Location, "logs", "--groups", file],
        };
        return await TimedProgram.RunAsync(
            shell,
            // What comes out goes into a file: it is the program that is timed, and not who reads it. (At /dev/null grep stops at its first line.)
            ["taskset", "-c", "0", "sh", "-c", $"exec \"$@\" > {file}.out", "sh", .. command],
            program == 1 ? "C" : Environment.GetEnvironmentVariable("LANG") ?? "C.UTF-8",
            cancellationToken
        );
    }

    private static async Task<int> WriteAsync(
        string file,
        Func<Random, DateTime, string> make,
        CancellationToken cancellationToken
    )
    {
        var random = new Random(1);
        var at = new DateTime(2026, 11, 22, 9, 0, 0, DateTimeKind.Utc);
        await using var output = new StreamWriter(file, append: false, new UTF8Encoding(false), 1 << 16);
        var (lines, bytes) = (0, 0L);
        while (bytes < Bytes)
        {
            at = at.AddMilliseconds(random.Next(20));
            var text = make(random, at);
            await output.WriteAsync(text.AsMemory(), cancellationToken);
            lines += text.Count(letter => letter == '\n');
            bytes += text.Length;
        }

        return lines;
    }

    private static string Event(Random random, DateTime at)
    {
        var fly = string.Create(
            CultureInfo.InvariantCulture,
            $"{at:yyyy-MM-ddTHH:mm:ssZ} app[{(random.Next(2) == 0 ? "148e2d5a" : "9185f3c2")}] jnb [info]"
        );
        var nest = string.Create(CultureInfo.InvariantCulture, $"{fly}[Nest] 17  - {at:MM/dd/yyyy, h:mm:ss tt} ");
        string[] routes =
        [
            "health",
            "internal/customers",
            "internal/policies",
            $"internal/policies/{random.Next(100_000)}",
        ];
        string[] services = ["Policies", "Customers", "Payments", "Claims"];
        FormattableString text = random.Next(100) switch
        {
            < 40 =>
                $"{nest}    LOG [HTTP] GET /api/{routes[random.Next(4)]} {(random.Next(100) == 0 ? 503 : 200)} {random.Next(300)}ms\n",
            < 60 =>
                $"{nest}    LOG [{services[random.Next(4)]}Service] Loaded {random.Next(500)} items for policy {random.Next(99_999)} in {random.Next(400)}ms, errors: 0\n",
            < 75 =>
                $"{{\"level\":30,\"time\":{1_795_000_000_000 + random.Next()},\"pid\":17,\"hostname\":\"148e\",\"req\":{{\"id\":{random.Next(99_999)},\"method\":\"GET\",\"url\":\"/api/internal/policies/{random.Next(9999)}\"}},\"res\":{{\"statusCode\":200}},\"responseTime\":{random.Next(300)},\"msg\":\"request completed\"}}\n",
            < 85 =>
                $"{at:yyyy-MM-dd HH:mm:ss.fff} UTC [{1000 + random.Next(50)}] LOG:  checkpoint complete: wrote {random.Next(999)} buffers ({random.Next(9)}.{random.Next(9)}%); 0 WAL file(s) added, {random.Next(3)} removed; write={random.Next(99)}.{random.Next(999)} s\n",
            < 88 =>
                $"{at:yyyy-MM-dd HH:mm:ss.fff} UTC [{1000 + random.Next(50)}] ERROR:  duplicate key value violates unique constraint \"customers_phone_key\"\n",
            < 90 =>
                $"{nest}  ERROR [ExceptionsHandler] PrismaClientKnownRequestError: \n{fly}Invalid `prisma.policy.findMany()` invocation:\n{fly}\n{fly}Timed out fetching a new connection from the connection pool.\n{fly}    at async PoliciesService.findMany (/app/dist/policies/policies.service.js:27:16) {{\n{fly}  code: 'P2024',\n{fly}}}\n",
            < 95 =>
                $"{at:yyMMdd HHmmss} {random.Next(999)} INFO depot.Shelf$Carrier: Stored parcel prc-{random.NextInt64(1L << 60)} of 67108864 bytes for /10.20.{random.Next(255)}.{random.Next(255)}\n",
            _ =>
                $"{fly}worker {random.Next(9)} heartbeat ok, lag {random.Next(90)} ms, job {new Guid(random.Next(), (short)random.Next(), (short)random.Next(), new byte[8])}\n",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    private static string Varied(Random random, DateTime at)
    {
        string[] names = ["amina", "baraka", "chepkoech", "daudi", "esther", "farida", "grace", "hassan"];
        var name = $"{names[random.Next(8)]}.{names[random.Next(8)]}{(char)('a' + random.Next(26))}";
        var id = new Guid(random.Next(), (short)random.Next(), (short)random.Next(), new byte[8]);
        var host = $"{name}.{names[random.Next(8)]}.example.org";
        FormattableString text = random.Next(4) switch
        {
            0 =>
                $"{at:MMM dd HH:mm:ss} depot gate({name})[{random.Next(9999)}]: session opened for {name} from {host}\n",
            1 =>
                $"{at:yyyy-MM-dd HH:mm:ss,fff} INFO worker-{random.Next(40)} Storing part {id:N} of {random.Next()} bytes\n",
            2 =>
                $"{at:yyyy-MM-dd HH:mm:ss.fff} WARN [{id}] no answer from {host}:{random.Next(65_000)} in {random.Next(900)} ms\n",
            _ =>
                $"[{at:ddd MMM dd HH:mm:ss yyyy}] [notice] child {random.Next(9999)} of {name} took /srv/{name}/{id:N}.json\n",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }
}
