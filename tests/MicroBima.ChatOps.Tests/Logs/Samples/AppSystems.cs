namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>Logs as an API on Fly writes them: Nest, Prisma, pino, winston, Next.js, PostgreSQL, and Fly itself. Bad events are marked.</summary>
internal static class AppSystems
{
    private const string Fly = "«time:yyyy-MM-ddTHH:mm:ssZ» app[148e2d5a] jnb [info]";
    private const string Nest = "[Nest] 17  - «time:MM/dd/yyyy, h:mm:ss tt» ";

    public static SampleSystem NestText { get; } =
        new(
            "nest",
            Fly,
            Nest + "    LOG [NestFactory] Starting Nest application...",
            Nest + "    LOG [InstanceLoader] ErrorsModule dependencies initialized +«small»ms",
            Nest + "    LOG [RouterExplorer] Mapped {/api/errors, GET} route +«small»ms",
            Nest + "    LOG [RouterExplorer] Mapped {/api/internal/policies/:id, PATCH} route",
            Nest + "    LOG [HTTP] GET /api/health 200 «ms»",
            Nest + "    LOG [HTTP] GET /api/internal/policies/«int» 200 «ms»",
            Nest + "    LOG [HTTP] GET /api/internal/policies/«int» 404 «ms»",
            "!" + Nest + "  ERROR [HTTP] GET /api/internal/policies/«int» 503 «ms»",
            "!" + Nest + "    LOG [HTTP] POST /api/internal/claims 500 «ms»",
            Nest + "    LOG [HTTP] POST /api/internal/claims 201 «ms»",
            Nest + "    LOG [PaymentsService] Reconciled «int» payments, 0 errors, 0 failed",
            Nest + "    LOG [MetricsService] error_rate=0 fatal=0 requests=«int»",
            Nest + "    LOG [AuditService] user wrote: \"I get an error when I pay\"",
            Nest + "    LOG [ErrorReporter] Error reporter started",
            Nest + "  DEBUG [CacheService] miss for key policy:«int»",
            Nest + "VERBOSE [PrismaService] query took «ms»",
            Nest + "   WARN [PrismaService] Slow query: «ms»",
            Nest + "   WARN [HttpService] Retrying after failure, attempt «any» of 3",
            "!"
                + Nest
                + "  ERROR [NotificationsService] SMS provider timed out after «int»ms, the message is queued again",
            "!"
                + Nest
                + "  ERROR [ExceptionsHandler] PrismaClientKnownRequestError: \nInvalid `prisma.policy.findMany()` invocation:\n\nTimed out fetching a new connection from the connection pool. More info: http://pris.ly/d/connection-pool (Current connection pool timeout: 10, connection limit: 5)\n    at $n.handleRequestError (/app/node_modules/@prisma/client/runtime/library.js:121:7315)\n    at async PoliciesService.findMany (/app/dist/policies/policies.service.js:27:16) {\n  code: 'P2024',\n  clientVersion: '7.10.1',\n  meta: { modelName: 'Policy' }\n}",
            "!"
                + Nest
                + "  ERROR [ExceptionsHandler] PrismaClientKnownRequestError: \nInvalid `prisma.customer.create()` invocation in\n/app/src/customers/customers.service.ts:41:33\n\n  38 async create(data: Customer) {\n  39   const log = this.log;\n→ 41   return this.prisma.customer.create(\nUnique constraint failed on the fields: (`phone`)\n    at $n.handleRequestError (/app/node_modules/@prisma/client/runtime/library.js:121:7315)\n    at async CustomersService.create (/app/dist/customers/customers.service.js:41:16) {\n  code: 'P2002',\n  clientVersion: '7.10.1'\n}",
            "!"
                + Nest
                + "  ERROR [ExceptionsHandler] Cannot read properties of undefined (reading 'id')\nTypeError: Cannot read properties of undefined (reading 'id')\n    at ClaimsService.close (/app/dist/claims/claims.service.js:«int»:16)\n    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
            "!" + Nest + "  FATAL [Bootstrap] Cannot start: DATABASE_URL is not set",
            "!/app/dist/policies/policies.cache.js:41\n        const entry = this.entries.get(key).value;\n                                           ^\n\nReferenceError: entries is not defined\n    at PoliciesCache.refresh (/app/dist/policies/policies.cache.js:41:44)\n    at listOnTimeout (node:internal/timers:581:17)\n\nNode.js v20.19.5",
            "prisma:info Starting a postgresql pool with «small» connections.",
            "prisma:warn In production, we recommend using `prisma generate --no-engine`",
            "!prisma:error \nInvalid `prisma.$queryRaw()` invocation:\n\n\nCan't reach database server at `db.internal:5432`",
            "worker «small» heartbeat ok, lag «int» ms"
        )
        {
            HeadOnEach = true,
        };

    public static SampleSystem Pino { get; } =
        new(
            "pino",
            "",
            "{\"level\":30,\"time\":17957«int»000,\"pid\":17,\"hostname\":\"148e\",\"req\":{\"id\":«int»,\"method\":\"GET\",\"url\":\"/api/internal/policies/«int»?page=«any»\"},\"res\":{\"statusCode\":200},\"responseTime\":«small»,\"msg\":\"request completed\"}",
            "{\"level\":30,\"time\":17957«int»000,\"pid\":17,\"hostname\":\"148e\",\"req\":{\"id\":«int»,\"method\":\"GET\",\"url\":\"/api/errors\"},\"res\":{\"statusCode\":200},\"responseTime\":«small»,\"msg\":\"request completed\"}",
            "!{\"level\":50,\"time\":17957«int»000,\"pid\":17,\"hostname\":\"148e\",\"req\":{\"id\":«int»,\"method\":\"GET\",\"url\":\"/api/internal/policies/«int»\"},\"res\":{\"statusCode\":503},\"err\":{\"type\":\"PrismaClientKnownRequestError\",\"message\":\"Timed out fetching a new connection\",\"stack\":\"Error: x\\n    at y\",\"code\":\"P2024\"},\"msg\":\"request errored\"}",
            "!{\"level\":30,\"time\":17957«int»000,\"pid\":17,\"hostname\":\"148e\",\"req\":{\"id\":«int»,\"method\":\"POST\",\"url\":\"/api/internal/claims\"},\"res\":{\"statusCode\":500},\"responseTime\":«small»,\"msg\":\"request completed\"}",
            "{\"level\":20,\"time\":17957«int»000,\"pid\":17,\"hostname\":\"148e\",\"msg\":\"cache error counter reset\"}",
            "{\"level\":40,\"time\":17957«int»000,\"pid\":17,\"hostname\":\"148e\",\"msg\":\"slow query\",\"ms\":«int»}",
            "!{\"level\":60,\"time\":17957«int»000,\"pid\":17,\"hostname\":\"148e\",\"msg\":\"cannot bind port «port»\"}",
            "!{\"level\":50,\"time\":17957«int»000,\"pid\":17,\"hostname\":\"148e\",\"err\":{\"type\":\"TypeError\",\"message\":\"x is not a function\",\"stack\":\"TypeError: x is not a function\\n    at a (/app/b.js:1:1)\"},\"msg\":{}}",
            "{\"level\":\"log\",\"pid\":17,\"timestamp\":1795700«int»,\"message\":\"Nest application successfully started\",\"context\":\"NestApplication\"}",
            "!{\"level\":\"error\",\"pid\":17,\"timestamp\":1795700«int»,\"message\":\"Connection terminated unexpectedly\",\"context\":\"PrismaService\",\"stack\":\"Error: Connection terminated unexpectedly\\n    at x\"}"
        );

    public static SampleSystem Winston { get; } =
        new(
            "winston",
            "",
            "{\"level\":\"info\",\"message\":\"policy «int» renewed\",\"service\":\"policies\",\"timestamp\":\"«time:yyyy-MM-ddTHH:mm:ss.fffZ»\"}",
            "{\"level\":\"\\u001b[32minfo\\u001b[39m\",\"message\":\"errors: 0, renewed: «int»\",\"timestamp\":\"«time:yyyy-MM-ddTHH:mm:ss.fffZ»\"}",
            "!{\"level\":\"\\u001b[31merror\\u001b[39m\",\"message\":\"could not renew policy «int»\",\"timestamp\":\"«time:yyyy-MM-ddTHH:mm:ss.fffZ»\"}",
            "«time:yyyy-MM-ddTHH:mm:ss.fffZ» [info]: batch «int» finished without errors",
            "«time:yyyy-MM-ddTHH:mm:ss.fffZ» [warn]: batch «int» is late",
            "!«time:yyyy-MM-ddTHH:mm:ss.fffZ» [error]: batch «int» failed: ECONNREFUSED «ip»:5432",
            "«time:yyyy-MM-dd HH:mm:ss» info: mailer sent «int» messages",
            "!«time:yyyy-MM-dd HH:mm:ss» error: mailer gave up on message «int»",
            "info: queue drained {\"jobs\":«int»}",
            "!error: queue is stuck {\"jobs\":«int»}",
            "time=«time:yyyy-MM-ddTHH:mm:ssZ» level=info msg=\"error budget ok\" left=«int»",
            "!time=«time:yyyy-MM-ddTHH:mm:ssZ» level=error msg=\"bucket not reachable\" tries=«small»"
        );

    public static SampleSystem Postgres { get; } =
        new(
            "postgres",
            "«time:yyyy-MM-dd HH:mm:ss.fff» UTC [«small»] ",
            "LOG:  checkpoint starting: time",
            "LOG:  checkpoint complete: wrote «int» buffers («float»%); 0 WAL file(s) added, «any» removed; write=«float» s, sync=«float» s",
            "LOG:  connection authorized: user=app database=prod SSL enabled (protocol=TLSv1.3)",
            "LOG:  duration: «float» ms  statement: SELECT * FROM errors WHERE id = «int»",
            "LOG:  automatic vacuum of table \"prod.public.failed_jobs\": index scans: «any»",
            "!ERROR:  duplicate key value violates unique constraint \"customers_phone_key\"\n«same»DETAIL:  Key (phone)=(0712345678) already exists.\n«same»STATEMENT:  INSERT INTO customers (phone) VALUES ($1)",
            "!ERROR:  relation \"policies_old\" does not exist at character «small»\n«same»STATEMENT:  SELECT *\n\tFROM policies_old\n\tWHERE id = 1",
            "!ERROR:  deadlock detected\n«same»DETAIL:  Process «int» waits for ShareLock on transaction «int»; blocked by process «int».\n«same»HINT:  See server log for query details.\n«same»STATEMENT:  UPDATE policies SET status = $1",
            "!FATAL:  sorry, too many clients already",
            "!FATAL:  remaining connection slots are reserved for roles with the SUPERUSER attribute",
            "!FATAL:  password authentication failed for user \"app\"\n«same»DETAIL:  Role \"app\" does not exist.",
            "!PANIC:  could not write to file \"pg_wal/xlogtemp.«int»\": No space left on device",
            "!LOG:  server process (PID «int») was terminated by signal 9: Killed",
            "!LOG:  terminating any other active server processes",
            "WARNING:  there is no transaction in progress",
            "LOG:  database system is ready to accept connections",
            "LOG:  unexpected EOF on client connection with an open transaction"
        );

    public static SampleSystem Platform { get; } =
        new(
            "platform",
            "«time:yyyy-MM-ddTHH:mm:ssZ» runner[148e2d5a] jnb [info]",
            "Pulling container image registry.fly.io/internal-api:deployment-01J«int»",
            "Successfully prepared image registry.fly.io/internal-api:deployment-01J«int» («float»s)",
            "Configuring firecracker",
            "Starting init (commit: «hex8»)...",
            "Preparing to run: `docker-entrypoint.sh node dist/main` as node",
            "Machine started in «float»s",
            "Main child exited normally with code: 0",
            "!Main child exited normally with code: «small»",
            "!Main child exited with signal (with signal 'SIGKILL', core dumped? false)",
            "!Process appears to have been OOM killed!",
            "![  «float»] Out of memory: Killed process «int» (node) total-vm:«int»kB, anon-rss:«int»kB",
            "Sending signal SIGINT to main child process w/ PID «int»",
            "!machine has reached its max restart count of 10",
            "reboot: Restarting system",
            "!Health check on port 8080 has failed. Your app is not responding properly.",
            "Health check on port 8080 is now passing.",
            "!could not find a good candidate within 40 attempts at load balancing",
            "!instance refused connection. is your app listening on 0.0.0.0:8080? make sure it is not only listening on 127.0.0.1",
            "!machine exited with exit code 137, not restarting",
            "Starting clean up.",
            "Umounting /dev/vdc from /data"
        );

    public static SampleSystem Console { get; } =
        new(
            "console",
            Fly,
            " ✓ Ready in «float»s",
            " ○ Compiling /api/errors ...",
            " GET /api/errors/boundary 200 in «ms»",
            "! GET /policies/«int» 500 in «ms»",
            "! ⨯ Error: connect ECONNREFUSED «ip»:5432\n    at TCPConnectWrap.afterConnect (node:net:1611:16)",
            "!TypeError: Cannot read properties of null (reading 'name')\n    at Worker.run (/app/dist/worker.js:«int»:12)\n    at node:internal/timers:581:17",
            "!unhandledRejection: Error: boom\n    at x (/app/y.js:«int»:1)",
            "![Error: ENOSPC: no space left on device, write]",
            "!FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
            "!Error: P1001: Can't reach database server at `db.internal:5432`",
            "! ELIFECYCLE  Command failed with exit code 1.",
            "!Failed to compile.",
            "!Killed",
            "!Segmentation fault (core dumped)",
            "Test run: «int» passed, 0 failed, errors: 0",
            "Loaded error messages for «small» languages",
            "error handler registered",
            "Sync done: failed=0 skipped=«small»",
            "No errors found in «int» rows",
            "Compiled successfully, no warnings",
            "Registered route /errors/:code",
            "Timeout set to «int»ms",
            "ErrorBoundary mounted",
            "Serving policy «int»: last_error=null",
            "retry policy: 3 attempts",
            "Warning: NODE_TLS_REJECT_UNAUTHORIZED is set",
            "(node:17) [DEP0040] DeprecationWarning: The `punycode` module is deprecated."
        )
        {
            HeadOnEach = true,
        };
}
