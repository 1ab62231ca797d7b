using System.Globalization;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>Keeps what real loggers write as lines of a log, each with the template that it was written with.</summary>
internal sealed class KeptLogs : ILoggerProvider
{
    private readonly Lock _lock = new();
    private readonly List<LabelledLine> _lines = [];

    public IReadOnlyList<LabelledLine> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => new KeptLog(this, categoryName);

    public void Dispose() { }

    private void Keep(string category, LogLevel level, string message, string template)
    {
        if (message.AsSpan().ContainsAny('\r', '\n'))
            return;

        lock (_lock)
        {
            var at = DateTimeOffset
                .UnixEpoch.AddMilliseconds(_lines.Count * 97L)
                .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            _lines.Add(
                new LabelledLine(
                    $"{at} {Written(level)} [{category}] {message}",
                    _lines.Count,
                    $"{level} {template}",
                    level >= LogLevel.Error
                )
            );
        }
    }

    private static string Written(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "TRACE",
            LogLevel.Debug => "DEBUG",
            LogLevel.Information => "INFO",
            LogLevel.Warning => "WARN",
            LogLevel.Error => "ERROR",
            LogLevel.Critical => "FATAL",
            _ => "NONE",
        };

    private sealed class KeptLog(KeptLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
                logs.Keep(category, logLevel, formatter(state, exception), TemplateOf([.. values]));
        }

        // Methods and classes of statuses are kept apart on purpose.
        private static string TemplateOf(List<KeyValuePair<string, object?>> values) =>
            string.Join(
                ' ',
                values
                    .Select(value =>
                        value.Key switch
                        {
                            "{OriginalFormat}" or "Method" or "HttpMethod" => value.Value?.ToString(),
                            "StatusCode" => value.Value?.ToString()?[..1],
                            _ => null,
                        }
                    )
                    .OfType<string>()
            );
    }
}
