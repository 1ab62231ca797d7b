using System.Text;
using CsCheck;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;

namespace MicroBima.ChatOps.Tests.Logs;

public sealed class LogReaderTests
{
    private const string Fly = "2026-11-22T10:00:00Z app[148e2d5a] jnb [info]";
    private const string Nest = "[Nest] 17  - 11/22/2026, 1:11:20 PM ";

    private static readonly string[] Pieces =
    [
        Fly,
        Nest,
        "{\"level\":30,",
        "\u001b[31m",
        "\n",
        "{\n",
        "}\n",
        "ERROR:  ",
        "  at ",
        "\0",
        "GET /a 500",
        "Invalid `",
        "\"",
        "\u202e",
        "P2024",
        "- 12:00:00 ",
    ];

    [Theory]
    [InlineData(
        "/app/dist/a.js:88\n      throw new Error('ledger out of balance');\n            ^\n\nError: ledger out of balance\n    at a (/app/dist/a.js:88:13)\n\nNode.js v22.11.0",
        "fatal",
        "Error: ledger out of balance"
    )]
    [InlineData(
        Nest
            + "  ERROR [Api] connect ECONNREFUSED 10.0.0.1:6379\nError: connect ECONNREFUSED 10.0.0.1:6379\n    at a (net:1:1)",
        "error",
        "[Api] connect ECONNREFUSED * Error: connect ECONNREFUSED *"
    )]
    [InlineData(
        "2026-11-22T10:00:00Z [Api] error: push failed\nAxiosError: push failed\n    at a (/b.js:1:1)",
        "error",
        "error: push failed AxiosError: push failed"
    )]
    [InlineData(
        "Error: P3018\n\nA migration failed to apply.\n\nMigration name: 20261101_x\n\nDatabase error code: 23505\n\nDatabase error:\nERROR: could not create unique index\nDETAIL: Key (a)=(b) is duplicated.\n\nDbError { severity: \"ERROR\" }",
        "error",
        null
    )]
    [InlineData(
        "Error: P1001: Can't reach database server at `db:5432`\n\nPlease make sure your database server is running at `db:5432`.",
        "error",
        null
    )]
    [InlineData(
        "<--- Last few GCs --->\n\n[17:0x7f1c]   913211 ms: Mark-Compact 252.9 (258.6) -> 252.1 (258.9) MB\n\n<--- JS stacktrace --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----\n\n 1: 0xe13044 node::OOMErrorHandler [node]\n 2: 0x11d5070 v8::Utils [node]",
        "fatal",
        "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"
    )]
    [InlineData(
        "Unhandled Rejection at: Promise {\n  <rejected> Error: off\n      at a (/b.js:1:1)\n} reason: Error: off",
        "fatal",
        null
    )]
    [InlineData(
        "(node:17) [DEP0040] DeprecationWarning: `a` is deprecated.\n(Use `node --trace-deprecation ...` to show where)",
        "warn",
        "(node:*) [*] DeprecationWarning: `*` is deprecated."
    )]
    [InlineData(
        "/app/node_modules/x/parser.js:30\n      throw new DatabaseError(text);\n      ^\n\nerror: role is unknown\n    at parse (/app/x.js:1:1)\n\nNode.js v22.11.0",
        "fatal",
        "error: role is unknown"
    )]
    [InlineData(
        "payout failed: KnownError: \nInvalid `db.payout.create()` invocation in\n/app/pay.js:4:9\n\n  3 const db = make();\n→ 4 await db.payout.create(\nAn account is missing\n    at pay (/app/x.js:1:1)",
        "error",
        null
    )]
    [InlineData(
        "error: sums differ:\n\n3 !== 0\n {\"code\":\"E_SUM\",\"stack\":\"AssertionError: sums differ\"}",
        "error",
        null
    )]
    [InlineData(
        "/app/x.js:1\nlevel=info 12:00:00 source\n    ^\n\nUncaught:\nTypeError: late\n    at a (/app/x.js:1:1)\nThrown at:\n    at a (/app/x.js:1:1)\n\nNode.js v22.11.0",
        "fatal",
        null
    )]
    [InlineData(
        "node:events:500\n      throw late;\n      ^\n\nError: off\n    at a (/app/x.js:1:1)\nEmitted 'error' event on Server instance at:\n    at b (/app/x.js:2:1) {\n  code: 'E_OFF'\n}\n\nNode.js v22.11.0",
        "fatal",
        null
    )]
    [InlineData(
        "----- Native stack trace -----\n\n 9: 0xd3a3c0  [/usr/bin/node]\n10: 0xd3a3c8 v8::grow(int) [/usr/bin/node]",
        "fatal",
        "----- Native stack trace -----"
    )]
    [InlineData(
        "TypeError: a circle\n    --> begins at 'Object'\n    at a (/app/x.js:1:1)",
        "error",
        "TypeError: a circle"
    )]
    [InlineData(
        "Error while paying: \nInvalid `db.payout.count()` invocation:\n\n\nThe database is away\n\nPlease make sure that it runs.",
        "error",
        null
    )]
    [InlineData(
        "----- Native stack trace -----\n\n 1: 0xd3a3c0  [/usr/bin/node]\n\n----- JavaScript stack trace -----\n\n1: /app/pay.js:3:9\n2: load (node:internal/modules:15:14)",
        "fatal",
        null
    )]
    [InlineData(
        "{\n  code: 'E_PAY',\n  level: 'error',\n  message: 'payout lost'\n}",
        "error",
        "{ code: '*' message: 'payout lost'"
    )]
    [InlineData(
        "[10:00:00 ERR] no rate\nSystem.TimeoutException: late\n   at Bima.Rates.Find(Int32 id)",
        "error",
        null
    )]
    [InlineData(
        "ERROR:    a request failed\nTraceback (most recent call last):\n  File \"/app/x.py\", line 4, in rate\n    return a / b\nZeroDivisionError: division by zero",
        "error",
        null
    )]
    [InlineData(
        "PrismaClientRustPanicError: \nInvalid `db.rate.count()` invocation:\n\n\nPANIC: a rate is missing in rates.rs:4:9\n\nThis is a non-recoverable error, please report it.",
        "fatal",
        null
    )]
    [InlineData(
        Nest
            + "  ERROR [Api] \nInvalid `db.rate.create()` invocation:\n\n\nThe rate is taken\nPrismaClientKnownRequestError: \nInvalid `db.rate.create()` invocation:\n\n\nThe rate is taken\n    at a (/app/x.js:1:1)",
        "error",
        null
    )]
    [InlineData(
        Nest + "  ERROR [Api] Object:\n{\n  \"reason\": \"no rate\",\n  \"agent\": 17\n}",
        "error",
        "[Api] Object: \"reason\": \"no rate\""
    )]
    [InlineData(
        Nest + "    LOG [Api] Object:\n{\n  \"error\": \"taken back\",\n  \"status\": \"failed\"\n}",
        "info",
        null
    )]
    [InlineData("fail: Bima.Floats[7]\n      A float is gone\n      System.Exception: off", "error", null)]
    public void A_block_is_one_event_as_bad_as_its_error(string block, string level, string? pattern)
    {
        var found = Grouping.Read("ready\n" + block + "\nready\n");

        var (number, first) = found[1];
        Assert.All(found.Skip(1).SkipLast(1), line => Assert.Equal(number, line.Event));
        Assert.NotEqual(number, found[^1].Event);
        Assert.Equal((level, pattern ?? first.Text), (first.Level.Written(), first.Text));
    }

    [Theory]
    [InlineData("Error: off by one\nError: off by two")]
    [InlineData(Nest + "  ERROR [Api] off\nTypeError: off\n    at a (/b.js:1:1)\nError: another")]
    [InlineData("Error: off\n    at a (/b.js:1:1)\n  ▲ Next.js 15.0.3")]
    [InlineData(
        "/app/a.js:88\n      throw late;\n      ^\n\nError: late\n    at a (/app/a.js:88:13)\n\nNode.js v22.11.0\n/app/b.js:3"
    )]
    [InlineData("{\n  level: 'error',\n  message: 'payout lost'\n}\n{")]
    [InlineData("  app:error no rate +12ms\n  app:http GET /rates 200 +3ms")]
    public void What_comes_after_a_block_is_another_event(string block)
    {
        var found = Grouping.Read(block + "\n");

        Assert.NotEqual(found[0].Event, found[^1].Event);
    }

    [Theory]
    [InlineData(Fly + Nest + "    LOG [HTTP] GET /a/17 200 5ms", "info", "[HTTP] GET /a/* 2xx *")]
    [InlineData(
        "\u001b[2m2026-11-22T10:00:00Z\u001b[0m app[148e2d5a] \u001b[32mjnb\u001b[0m [info]Listening on 3000",
        "info",
        "Listening on *"
    )]
    [InlineData(Nest + "  ERROR [Api] no 17", "error", "[Api] no *")]
    [InlineData("[Nest] 17  - 2026-11-22 13:11:20   WARN [Api] no 17", "warn", "[Api] no *")]
    [InlineData("[Nest] 17   - 22.11.2026, 13:11:20   WARN [Api] no 17", "warn", "[Api] no *")]
    [InlineData("{\"level\":50,\"time\":1795700000000,\"msg\":\"no 17\"}", "error", "no *")]
    [InlineData("{\"level\":\"\\u001b[33mwarn\\u001b[39m\",\"message\":\"no 17\"}", "warn", "no *")]
    [InlineData("2026-11-22T10:00:00.000Z [error]: no 17", "error", "no *")]
    [InlineData("2026-11-22 10:00:00 warn: no 17", "warn", "no *")]
    [InlineData("2026-11-22 10:00:00.123 UTC [1234] LOG:  no 17", "info", "no *")]
    [InlineData("2026-11-22 10:00:00 UTC [1234]: [3-1] user=app,db=prod FATAL:  no 17", "fatal", "no *")]
    [InlineData("2026-11-22 10:00:00 UTC:10.0.0.1(5432):app@prod:[1234]:ERROR:  no 17", "error", "no *")]
    [InlineData("<2026-11-22 10:00:00.123 UTC> [1234] WARNING:  no 17", "warn", "no *")]
    [InlineData("Nov 22 10:00:00 host app[17]: no 17", "info", "no *")]
    [InlineData("no 17", "info", "no *")]
    public void Every_format_is_known_by_its_looks(string line, string level, string pattern)
    {
        var (_, found) = Assert.Single(Grouping.Read(line + "\n"));

        Assert.Equal((level, pattern), (found.Level.Written(), found.Text));
    }

    [Fact]
    public void The_objects_of_flyctl_are_one_line_of_the_log_each()
    {
        static string Of(string message) =>
            "{\n    \"level\": \"info\",\n    \"instance\": \"148e\",\n    \"message\": \""
            + message
            + "\",\n    \"region\": \"jnb\",\n    \"timestamp\": \"2026-11-22T10:00:00.1Z\",\n    \"meta\": {\n        \"event\": {\n            \"provider\": \"app\"\n        }\n    }\n}\n";

        var lines = Grouping.Read(Of("Error: no 17") + Of("    at a (/b.js:1:1)") + Of("fine"), LogFormat.FlyJson);

        Assert.Equal(36, lines.Count);
        Assert.Equal(
            24,
            lines.Count(line => line is { Event: 0, Pattern: { Level: LogLevel.Error, Text: "Error: no *" } })
        );
        Assert.Equal(12, lines.Count(line => line is { Event: 1, Pattern: { Level: LogLevel.Info, Text: "fine" } }));
    }

    [Fact]
    public void Lines_of_two_machines_do_not_mix()
    {
        var lines = Grouping.Read(
            """
            2026-11-22T10:00:00Z app[a] jnb [info]TypeError: x is not a function
            2026-11-22T10:00:00Z app[b] jnb [info]RangeError: too long
            2026-11-22T10:00:00Z app[a] jnb [info]    at f (/app/a.js:1:1)
            2026-11-22T10:00:00Z app[b] jnb [info]    at g (/app/b.js:1:1)
            """
        );

        Assert.Equal([0L, 1, 0, 1], lines.Select(line => line.Event));
    }

    [Fact]
    public void Lines_of_one_process_of_PostgreSQL_belong_together()
    {
        var lines = Grouping.Read(
            """
            2026-11-22 10:00:00 UTC [1] ERROR:  duplicate key value violates unique constraint "a"
            2026-11-22 10:00:00 UTC [2] ERROR:  relation "b" does not exist
            2026-11-22 10:00:00 UTC [1] DETAIL:  Key (phone)=(0712345678) already exists.
            2026-11-22 10:00:00 UTC [2] STATEMENT:  SELECT *
            	FROM b
            2026-11-22 10:00:00 UTC [1] STATEMENT:  INSERT
            2026-11-22 10:00:00 UTC [1] LOG:  disconnection
            """
        );

        Assert.Equal([0L, 1, 0, 1, 1, 0, 2], lines.Select(line => line.Event));
    }

    [Fact]
    public void A_long_error_of_Prisma_is_one_event_with_its_call_and_code()
    {
        var error = string.Join('\n', Enumerable.Range(24, 16).Select(number => $"  {number} line {number}"));
        var lines = Grouping.Read(
            $"""
            {Nest}  ERROR [ExceptionsHandler] PrismaClientKnownRequestError: 
            Invalid `this.prisma.policy.findMany()` invocation in
            /app/src/policies/policies.service.ts:27:39

            {error}
            → 41     return this.prisma.policy.findMany(
            Timed out fetching a new connection from the connection pool.
                at $n.handleRequestError (/app/library.js:121:7315)
                at async PoliciesService.findMany (/app/dist/policies.service.js:27:16)
              code: 'P2024',
            worker 3 is fine
            """
        );

        Assert.Equal(25, lines.Count(line => line.Event == 0));
        Assert.Equal("info", lines[^1].Pattern.Level.Written());
        Assert.Contains("this.prisma.policy.findMany()", lines[0].Pattern.Text, StringComparison.Ordinal);
        Assert.Contains("Timed out fetching a new connection", lines[0].Pattern.Text, StringComparison.Ordinal);
        Assert.EndsWith("code: 'P2024'", lines[0].Pattern.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void F05_any_bytes_are_read_and_every_line_has_an_event() =>
        Gen.OneOf(
                Gen.Byte.Array[0, 400],
                Gen.Int[0, Pieces.Length - 1]
                    .Select(at => Pieces[at])
                    .Array[0, 30]
                    .Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts)))
            )
            .Sample(bytes =>
            {
                var lines = ReadInPieces(bytes, 7);

                return lines.SequenceEqual(ReadInPieces(bytes, int.MaxValue)) && lines.Count == LinesOf(bytes);
            });

    [Fact]
    public void F05_bad_Unicode_and_zero_bytes_become_text()
    {
        var (_, found) = Assert.Single(Read([(byte)'a', 0, (byte)'b', 0xff, 0xfe, (byte)'c', (byte)'\n']));

        Assert.Equal("a b\uFFFD\uFFFDc", found.Text);
    }

    [Fact]
    public void F03_what_was_overwritten_stays_readable()
    {
        var (_, found) = Assert.Single(Grouping.Read("FAILED\rOK\n"));

        Assert.Equal("FAILED OK", found.Text);
    }

    [Fact]
    public void F07_F08_of_a_line_without_end_the_beginning_is_kept_and_the_rest_counted()
    {
        var reader = new LogReader(LogFormat.Auto, new PatternMiner(text => text));
        var piece = new byte[1 << 20];
        Array.Fill(piece, (byte)'x');
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var count = 0; count < 100; count++)
            reader.Read(piece);
        reader.Complete();

        Assert.Equal(1, reader.Lines);
        Assert.Equal((100L << 20) - LogReader.LongestLine, reader.Skipped);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void F08_O11_memory_does_not_grow_with_lines_that_all_differ()
    {
        // Of the tests beside this one, which go on meanwhile.
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var miner = new PatternMiner(text => text);
        var reader = new LogReader(LogFormat.Auto, miner);
        var random = new Random(1);
        var line = new byte[60];
        for (var count = 0; count < 300_000; count++)
        {
            for (var at = 0; at < line.Length - 1; at++)
                line[at] = random.Next(6) == 0 ? (byte)' ' : (byte)('a' + random.Next(26));

            line[^1] = (byte)'\n';
            reader.Read(line);
        }

        reader.Complete();
        var patterns = miner.Settle();

        Assert.Equal(reader.Events, patterns.Sum(pattern => pattern.Now));
        Assert.InRange(patterns.Count, 1, 20_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 100 << 20);
        GC.KeepAlive((miner, reader, patterns));
    }

    private static int LinesOf(byte[] bytes) =>
        bytes.Count(one => one == '\n') + (bytes.Length > 0 && bytes[^1] != '\n' ? 1 : 0);

    private static List<(long Event, LogPattern Pattern)> Read(byte[] bytes) => ReadInPieces(bytes, int.MaxValue);

    private static List<(long Event, LogPattern Pattern)> ReadInPieces(byte[] bytes, int length)
    {
        var events = new List<long>();
        var patterns = new Dictionary<long, int>();
        var miner = new PatternMiner(text => text);
        var reader = new LogReader(LogFormat.Auto, miner, events.Add, (number, pattern) => patterns[number] = pattern);
        for (var at = 0; at < bytes.Length; at += Math.Min(length, bytes.Length))
            reader.Read(bytes.AsSpan(at, Math.Min(length, bytes.Length - at)));
        reader.Complete();
        miner.Settle();
        return [.. events.Select(number => (number, miner.Pattern(miner.Settled(patterns[number]))))];
    }
}
