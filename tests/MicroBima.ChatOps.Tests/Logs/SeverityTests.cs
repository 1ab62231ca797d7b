using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;

namespace MicroBima.ChatOps.Tests.Logs;

public sealed class SeverityTests
{
    [Fact]
    public void F08_A_line_of_bars_is_no_pile_of_names()
    {
        var line = string.Concat(Enumerable.Repeat("a | ", 16_000)) + "b";
        var found = 0;
        // What went a step deeper for each bar would not fit into this stack.
        var reader = new Thread(() => found = Grouping.Read(line + "\n").Count, maxStackSize: 512 * 1024);

        reader.Start();
        reader.Join();

        Assert.Equal(1, found);
    }

    private const string Runner = "2026-11-22T10:00:00Z runner[148e2d5a] jnb [info]";
    private const string App = "2026-11-22T10:00:00Z app[148e2d5a] jnb [info]";
    private const string Proxy = "2026-11-22T10:00:00Z proxy[148e2d5a] jnb [error]";

    [Theory]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR [ExceptionsHandler] PrismaClientKnownRequestError:")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [HTTP] GET /policies 503 12ms")]
    [InlineData("TypeError: Cannot read properties of undefined (reading 'value')")]
    [InlineData("Error: connect ECONNREFUSED 127.0.0.1:5432")]
    [InlineData("Process appears to have been OOM killed!")]
    [InlineData("Out of memory: Killed process 512 (node)")]
    [InlineData("FATAL:  sorry, too many clients already")]
    [InlineData("sorry, too many clients already")]
    [InlineData("circuit breaker for payments is open")]
    [InlineData("wanted to answer and could not")]
    [InlineData(Runner + "Main child exited normally with code: 137")]
    [InlineData("Main child exited with code: 1")]
    [InlineData("exit code 2")]
    [InlineData("oom_killed=true exit_code=137")]
    [InlineData("GET /policies HTTP/1.1\" 503 12")]
    [InlineData("request done status=500 in 12 ms")]
    [InlineData("upstream returned 502")]
    [InlineData("{\"level\":50,\"msg\":\"boom\"}")]
    [InlineData("{\"level\":\"error\",\"msg\":\"boom\"}")]
    [InlineData("{\"level\":30,\"res\":{\"statusCode\":502},\"msg\":\"request completed\"}")]
    [InlineData("  code: 'P2024',")]
    [InlineData("panic: runtime error")]
    [InlineData("Uncaught Exception: boom")]
    [InlineData("(node:17) UnhandledPromiseRejectionWarning: Error: boom")]
    [InlineData("deadlock detected")]
    [InlineData("write failed: No space left on device")]
    [InlineData("3 errors while importing")]
    [InlineData(Runner + "Health check on port 8080 has failed. Your app is not responding properly.")]
    [InlineData(Proxy + "[PC01] instance refused connection. is your app listening on 0.0.0.0:8080?")]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  server process (PID 5) was terminated by signal 9: Killed")]
    [InlineData(App + " INFO Main child exited normally with code: 1")]
    [InlineData(App + " INFO Main child exited with signal (with signal 'SIGKILL', core dumped? false)")]
    [InlineData(App + " INFO Process appears to have been OOM killed!")]
    [InlineData("[Payments] 17  - 2026-11-22T13:11:20.123Z   ERROR [Api] lost lease - {}")]
    [InlineData("{\"level\":50,\"time\":1795700000000,\"msg\":\"declined twice and")]
    [InlineData("{\"message\":\"declined\",\"level\":\"error\",\"stack\":\"Error: x\\n    at")]
    [InlineData("{\"timestamp\":\"2026-11-22 10:00:00 UTC\",\"error_severity\":\"FATAL\",\"message\":\"bye\"}")]
    [InlineData("{\"levelname\":\"ERROR\",\"message\":\"off by one\"}")]
    [InlineData("{\"@level\":\"error\",\"@message\":\"off by one\"}")]
    [InlineData("{\"level\":\"info\",\"msg\":\"done\",\"http\":{\"method\":\"GET\",\"status_code\":502}}")]
    [InlineData("WARNING:  terminating connection because of crash of another server process")]
    [InlineData("sh: 1: nest: not found")]
    [InlineData("x509: certificate has expired or is not yet valid")]
    [InlineData("webhook rejected: signature mismatch")]
    [InlineData("SMS 17 not delivered, giving up")]
    [InlineData("SQLITE_BUSY: database is locked")]
    [InlineData("Trace/breakpoint trap")]
    [InlineData("500 POST /api/claims 12ms")]
    [InlineData("E1122 10:00:00.123456       1 payout.go:17] payout went missing")]
    [InlineData("2026/11/22 10:00:00 http: panic serving 10.0.0.7:41234: runtime error: index out of range")]
    [InlineData("{ level: 'error', timestamp: '2026-11-22T10:00:00.000Z' }")]
    [InlineData("{\"@fields\":{\"level\":\"error\",\"stack\":\"Error: late\"},\"@message\":\"late\"}")]
    [InlineData("----- Native stack trace -----")]
    [InlineData("(node:17) UnhandledPromiseRejectionWarning: null")]
    [InlineData("rates are stale\n    at load (/app/rates.js:4:9)")]
    [InlineData("{\n  level: 'error',\n  message: 'payout lost'\n}")]
    [InlineData("[10:00:00.000] INFO (17): request completed\n    res: {\n      \"statusCode\": 503,\n    }")]
    [InlineData("! unknown or unexpected option: --frce")]
    [InlineData(App + " {\"level\":60,\"time\":1795700000000,\"msg\":\"leaving\"}")]
    [InlineData(App + " [Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR [Api] lost lease")]
    [InlineData("\uFEFF{\"level\":\"error\",\"msg\":\"boom\"}")]
    [InlineData("{\"severityText\":\"ERROR\",\"body\":\"boom\"}")]
    [InlineData("/bin/sh: prisma: command not found")]
    [InlineData("connection timeout: 5000 ms")]
    [InlineData("{ \"level\": \"error\", \"msg\": \"off by one\" }")]
    [InlineData("{\"level\":\"50\",\"msg\":\"off by one\"}")]
    [InlineData("PM2      | App [api:0] exited with code [1] via signal [SIGINT]")]
    [InlineData("error | payout went missing")]
    [InlineData("server closed the connection unexpectedly")]
    [InlineData("invalid input syntax for type uuid: \"x\"")]
    [InlineData("value too long for type character varying(5)")]
    [InlineData("the database system is shutting down")]
    [InlineData("self-signed certificate in certificate chain")]
    [InlineData("thread 'tokio-runtime-worker' panicked at src/main.rs:4:5:")]
    [InlineData("[GraphQL error]: Message: off by one")]
    [InlineData("2026-11-22T10:00:00Z FTL leaving")]
    [InlineData("t=2026-11-22T10:00:00+0000 lvl=eror msg=\"float gone\" agent=17")]
    [InlineData("app:error float of 17 is gone")]
    [InlineData("Sun, 22 Nov 2026 10:00:00 GMT app:error float of 17 is gone")]
    [InlineData("[10:00:00 ERR] float of 17 is gone")]
    [InlineData("9:14AM ERR float of 17 is gone")]
    [InlineData("12:40PM ERR float of 17 is gone agent=4")]
    [InlineData("worker died (signal: SIGKILL)")]
    [InlineData("terminate called after throwing an instance of 'std::bad_alloc'")]
    [InlineData("[22/Nov/2026:10:00:00] 503 GET /api/floats 4ms")]
    [InlineData("EXT4-fs error (device vdb): checksum is off")]
    [InlineData("sync 17 failed permanently after 3 tries")]
    [InlineData("sync done with status failure")]
    [InlineData("circuit breaker of the bank opened")]
    [InlineData("Login failed: could not reach the identity server")]
    [InlineData("Deleting the session of 17 failed")]
    [InlineData("Deleted 17 sessions with 2 errors")]
    [InlineData("Lost its connection to the till")]
    [InlineData("queue floats is stuck for 17 min")]
    [InlineData("mismatch detected in float 17")]
    [InlineData("Data loss: 17 floats")]
    [InlineData("Invalid settings: till must be a number")]
    [InlineData("certificate of the till expired 2 days ago")]
    [InlineData("till error: NoSuchFloat")]
    [InlineData("floats have not run for 17 min")]
    [InlineData("No callback since 17 min")]
    [InlineData("tool: bad option: --x")]
    [InlineData("NOAUTH till")]
    [InlineData("❌ float of 17")]
    [InlineData("{\"msg\":\"\\u274c float of 17\"}")]
    [InlineData("{\"msg\":\"\\ud83d\\udea8 float of 17\"}")]
    [InlineData("Error validating till 17")]
    [InlineData("env: 'till': No such file or directory")]
    [InlineData("AxiosError [TillError]\n    at till (/app/till.cjs:17:4) {\n  code: 'TILL'\n}")]
    [InlineData("Schema of till: expected 17, found 16")]
    [InlineData("[auth][error] Till: nothing there")]
    [InlineData("<3>Nov 22 10:00:00 host till[17]: float gone")]
    [InlineData("[   17.123456] INFO: task till:17 blocked for more than 17 seconds.")]
    [InlineData("api-1  | [ALERT] float of 17")]
    [InlineData("500 on POST /api/claims")]
    [InlineData(
        "2026-11-22T10:00:00Z proxy[148e2d5a] jnb [warn]Instance reached hard limit of 17 concurrent requests."
    )]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  invalid checksum in till 17")]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  shutting down due to startup process failure")]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  invalidating obsolete replication slot \"till\"")]
    [InlineData("Float 17 was moved to the dead letter queue")]
    [InlineData("till exhausted its 5 attempts")]
    [InlineData("float of 17 is stuck in review for 3 h")]
    [InlineData("float of 17 was charged twice")]
    [InlineData("rates export never finished")]
    [InlineData("float message undeliverable: sender blocked")]
    [InlineData("sync halted at row 17")]
    [InlineData("till worker vanished")]
    [InlineData("no broker available for floats")]
    [InlineData("3 of 17 floats did not go through")]
    [InlineData("floats are not being processed")]
    [InlineData("till off: all writes are refused")]
    [InlineData("till variable not set")]
    [InlineData("signature of the till does not match")]
    [InlineData("channel closed by server: 406")]
    [InlineData("memory limit reached, closing tills")]
    [InlineData("till probe failed 3 times")]
    [InlineData("floats fell behind and were removed")]
    [InlineData("no response from bank after 17 s")]
    [InlineData("NoTillError (undefined float of 17):")]
    [InlineData("** (Till.FloatError) 17 at noon")]
    [InlineData("[Till] TILL_ERR_NO_FLOAT in the shop")]
    [InlineData("2026-11-22 10:00:00,123 - till.floats - ERROR - float of 17")]
    [InlineData("[2026-11-22 10:00:00,123: ERROR/till-1] float of 17")]
    [InlineData("2026-11-22T10:00:00.123Z {\"level\":50,\"msg\":\"float of 17\"}")]
    [InlineData("2026-11-22T10:00:00.123Z [Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR [Api] float of 17")]
    [InlineData(
        "2026-11-22T10:00:00.123Z TypeError: float\n2026-11-22T10:00:00.123Z     at till (/app/till.js:17:4)\n2026-11-22T10:00:00.123Z \n2026-11-22T10:00:00.124Z }"
    )]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Till] <- POST https://bank.example/floats 502 in 12ms")]
    public void Bad_events_are_errors_whatever_the_platform_calls_them(string line)
    {
        Assert.InRange(LevelOf(line), LogLevel.Error, LogLevel.Fatal);
    }

    [Theory]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM    WARN [Pool] slow query")]
    [InlineData("WARN slow")]
    [InlineData("WARNING: deprecated")]
    [InlineData("(node:17) [DEP0999] DeprecationWarning: The address is invalid. Later it will throw an error.")]
    [InlineData("(node:17) Warning: rates are old\n    at load (/app/rates.js:4:9)")]
    [InlineData("{\"level\":40,\"msg\":\"slow\"}")]
    [InlineData("⚠ Duplicate till detected")]
    [InlineData("timeout of tills is 180 s")]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  could not receive data from client: Connection reset by peer")]
    public void Warnings_are_warnings(string line)
    {
        Assert.Equal(LogLevel.Warn, LevelOf(line));
    }

    [Theory]
    [InlineData("{\"level\":30,\"msg\":\"worker 17 exited with code 137\"}")]
    [InlineData("{\"level\":30,\"msg\":\"till killed by SIGKILL\"}")]
    [InlineData("{\"level\":\"info\",\"message\":\"Segmentation fault (core dumped)\"}")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Cron] float job crashed after 3 s")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM    WARN [Cron] float of 17 not sent, giving up")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Cron] Lost 3 float documents of 17")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Cron] run done: 12 sent, 3 failed")]
    [InlineData("{\"level\":40,\"msg\":\"disk of the till is full, writes are refused\"}")]
    [InlineData("{\"level\":30,\"msg\":\"till stuck for 17 minutes\"}")]
    public void What_ended_or_is_lost_is_an_error_though_its_logger_calls_it_ordinary(string line)
    {
        Assert.Equal(LogLevel.Error, LevelOf(line));
    }

    [Fact]
    public void An_event_called_error_that_nobody_handles_is_not_the_end_of_the_app()
    {
        Assert.Equal(LogLevel.Error, LevelOf("[queue] Unhandled error event: Error: off\n    at a (/app/x.js:1:1)"));
        Assert.Equal(LogLevel.Fatal, LevelOf("Unhandled rejection: Error: off\n    at a (/app/x.js:1:1)"));
    }

    [Theory]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR [ExceptionHandler] Till cannot be made")]
    [InlineData(App + " ERROR Error: failed to spawn command: till")]
    [InlineData("{\"level\":30,\"msg\":\"uncaughtException, leaving\"}")]
    [InlineData("kernel BUG at fs/till.c:17!")]
    public void What_ends_an_app_is_fatal_whatever_level_it_has(string line)
    {
        Assert.Equal(LogLevel.Fatal, LevelOf(line));
    }

    [Theory]
    [InlineData("GET /policies 200 12ms")]
    [InlineData("GET /errors/500 200 12ms")]
    [InlineData("0 errors, 3 tests")]
    [InlineData("error_rate=0 fatal=0")]
    [InlineData("done without errors")]
    [InlineData("no errors found")]
    [InlineData("last_error=null")]
    [InlineData("ErrorsModule dependencies initialized")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [RoutesResolver] ErrorsController {/api/errors}: +1ms")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Audit] user wrote: fatal error, cannot pay")]
    [InlineData("{\"level\":30,\"msg\":\"error page rendered, cannot be cached\"}")]
    [InlineData(Runner + "Main child exited normally with code: 0")]
    [InlineData(Runner + "Main child exited normally with code: 143")]
    [InlineData("listening on port 5000")]
    [InlineData("{\"level\":30,\"res\":{\"statusCode\":200}}")]
    [InlineData("TERROR is a place")]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  statement: SELECT 'ERROR', * FROM errors")]
    [InlineData(App + " INFO Main child exited normally with code: 0")]
    [InlineData(App + " INFO Main child exited with signal (with signal 'SIGTERM', core dumped? false)")]
    [InlineData("[Payments] 17  - 2026-11-22T13:11:20.123Z     LOG [Api] fatal error, cannot pay - {}")]
    [InlineData("{\"level\":30,\"time\":1795700000000,\"msg\":\"import of errors.csv failed before and")]
    [InlineData("retrying after failure: succeeded")]
    [InlineData("Reconnected after connection lost")]
    [InlineData("connection timeout set to 10s")]
    [InlineData("Failed logins today: 0")]
    [InlineData("crash reporter started")]
    [InlineData("log level set to error")]
    [InlineData("Mar  3 06:11:38 gate net[17]: <info>  [1709425754.1] lake is unavailable today")]
    [InlineData("import done, error: null")]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  import finished, failed rows: 0")]
    [InlineData("poll done, error: undefined, took 4 ms")]
    [InlineData("callback handled, error=null ms=12")]
    [InlineData("callback handled, error: none")]
    [InlineData("200 POST /api/claims 12ms")]
    [InlineData(App + " [Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Mail] Sent \"Payment failed\" to 7")]
    [InlineData("PM2      | App [api:0] exited with code [0] via signal [SIGINT]")]
    [InlineData("User login failed for 17 (wrong PIN)")]
    [InlineData("Failed login of 17")]
    [InlineData("Upload 17 aborted by user")]
    [InlineData("Failed payouts report sent to 4 people")]
    [InlineData("Loaded 88 error texts for sw")]
    [InlineData("Sun, 22 Nov 2026 10:00:00 GMT app:http GET /rates 200 +3ms")]
    [InlineData("9:14AM INF float of 17 failed before and is back")]
    [InlineData("Removed the lock that a crashed worker left")]
    [InlineData("Release 1.2 fixes an error in the rates")]
    [InlineData(
        "2026-11-22 10:00:00 UTC [1] LOG:  background worker \"logical replication launcher\" (PID 7) exited with exit code 1"
    )]
    [InlineData("pool: connect timeout=10 statement_timeout=30s")]
    [InlineData("404 GET /api/claims/500 12ms")]
    [InlineData("I1122 10:00:00.123456       1 payout.go:17] cannot be paid before noon")]
    [InlineData("payment 17 declined by provider: insufficient funds")]
    [InlineData("{\n  error: null,\n  level: 'info',\n  message: 'no failed payouts'\n}")]
    [InlineData("{ level: 'info', message: 'fatal error, cannot pay' }")]
    [InlineData("exception list of 17 imported")]
    [InlineData("Failed-login lockout set to 5 attempts")]
    [InlineData("Crash reports of today: 0")]
    [InlineData("till model loaded, validation error 0.031")]
    [InlineData("Customer 17 reported error in app")]
    [InlineData("SMS \"Your payment has failed, try again\" queued for 17")]
    [InlineData("GET /unavailable 200 4 ms")]
    [InlineData("data loss: none, mismatches: 0, no mismatch found")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Main] handlers of uncaughtException installed")]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  statement: INSERT INTO a VALUES ('payment failed')")]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  invalid record length at 1/A0: expected at least 24, got 0")]
    [InlineData("2026-11-22 10:00:00 UTC [1] LOG:  temporary file: path \"base/17\", size 17")]
    [InlineData("crash helmet rates loaded")]
    [InlineData("deadlock-free till started")]
    [InlineData("uncaughtException handler installed")]
    [InlineData("Float [log]: installed OnUncaughtException")]
    [InlineData("0 of 17 floats failed")]
    [InlineData("rates checked: 0 corrupt pages")]
    [InlineData("claim 17 is missing a receipt, asked again")]
    [InlineData("float failed for lack of funds, customer told")]
    [InlineData("2026/11/22 10:00:00 http: TLS handshake error from 10.0.0.7:41234: EOF")]
    [InlineData("2026-11-22T10:00:00Z critical illness rates loaded")]
    [InlineData("2026-11-22T10:00:00.123Z {\"level\":30,\"msg\":\"float failed before and is back\"}")]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM     LOG [Cron] run done: 12 sent, 0 failed")]
    [InlineData("{\"level\":30,\"msg\":\"3 failed floats sent again\"}")]
    [InlineData("{\"level\":30,\"msg\":\"till exited with code 0\"}")]
    public void Ordinary_events_are_ordinary(string line)
    {
        Assert.InRange(LevelOf(line), LogLevel.Debug, LogLevel.Info);
    }

    private static LogLevel LevelOf(string line) =>
        Assert.Single(Grouping.Read(line + "\n").Select(one => one.Pattern.Level).Distinct());
}
