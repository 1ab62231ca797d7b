using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <content>What PostgreSQL says of itself as LOG.</content>
internal static partial class Severity
{
    [GeneratedRegex(
        @"terminated by signal|terminating any other active server|all server processes terminated|\bout of memory\b|no space left on device|\bpanic\b|exited with exit code #|could not fork|system is not accepting|aborting startup|shutting down (?:because|due to)",
        AnyCase,
        Patience
    )]
    private static partial Regex ServerEnds();

    [GeneratedRegex(
        @"^could not(?! (?:receive data from|send data to) client| accept SSL)|\bfailed\b|\bcorrupt|\binvalid (?!record length)|^terminating\b|\bdamaged\b|^invalidating\b|\bterminated by primary\b|\bbecause of an error\b|\bnot responding\b|\bdifferent database system\b|\bout of (?:shared memory|file descriptors)\b|crash of another server process|\bdeadlock\b|incorrect checksum|could not (?:write|open|read|fsync|bind|create|receive|connect)(?! data from client)|recovery (?:has )?failed|server closed the connection unexpectedly",
        AnyCase,
        Patience
    )]
    private static partial Regex ServerFails();

    [GeneratedRegex(
        @"not properly shut down|unexpected eof|checkpoints are occurring too frequently|still waiting for|automatic recovery|canceling|connection reset by peer|could not|unexpectedly",
        AnyCase,
        Patience
    )]
    private static partial Regex ServerWorries();

    // What was asked of the server, word for word.
    [GeneratedRegex(@"^(?:statement:|execute\s|duration:|AUDIT:)", Exact, Patience)]
    private static partial Regex Quotes();
}
