using System.Globalization;
using MicroBima.ChatOps.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MicroBima.ChatOps.Commands;

/// <summary>Writes log lines to the console, each masked: a library's exception may hold a token or an address with a password.</summary>
internal sealed class MaskedConsole(Redactor redactor, TimeProvider time) : ConsoleFormatter(Called)
{
    /// <summary>The name under which it is registered.</summary>
    public const string Called = "masked";

    /// <inheritdoc />
    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        var level = logEntry.LogLevel.ToString().ToLowerInvariant();
        var category = logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..];
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level} {category}[{logEntry.EventId.Id}] {text}"
        );
        if (logEntry.Exception is { } exception)
            line += $" | {exception}";

        textWriter.WriteLine(redactor.Mask(line).ReplaceLineEndings(" "));
    }
}
