using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>The parts of a logger's or Fly's object that say something.</summary>
internal enum JsonPart
{
    Level,
    Time,
    Context,
    Text,
    Template,
    Method,
    Url,
    StatusCode,
    ErrorType,
    ErrorText,
    ErrorCode,
    Stack,
    Provider,
    Instance,
    Region,
}

/// <summary>The names under which loggers write them.</summary>
internal static class JsonNames
{
    /// <summary>What a field of the object is.</summary>
    public static JsonPart? Root(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            2 => name.SequenceEqual("ts"u8) || name.SequenceEqual("@t"u8) ? JsonPart.Time
            : name.SequenceEqual("@l"u8) ? JsonPart.Level
            : name.SequenceEqual("@m"u8) ? JsonPart.Template
            : name.SequenceEqual("@x"u8) ? JsonPart.Stack
            : null,
            3 => name.SequenceEqual("msg"u8) ? JsonPart.Text
            : name.SequenceEqual("url"u8) ? JsonPart.Url
            : name.SequenceEqual("lvl"u8) ? JsonPart.Level
            : name.SequenceEqual("@mt"u8) ? JsonPart.Template
            : name.SequenceEqual("err"u8) ? JsonPart.ErrorText
            : null,
            4 => name.SequenceEqual("time"u8) ? JsonPart.Time
            : name.SequenceEqual("code"u8) ? JsonPart.ErrorCode
            : name.SequenceEqual("path"u8) ? JsonPart.Url
            : null,
            5 => name.SequenceEqual("level"u8) || name.SequenceEqual("Level"u8) ? JsonPart.Level
            : name.SequenceEqual("stack"u8) ? JsonPart.Stack
            : name.SequenceEqual("error"u8) ? JsonPart.ErrorText
            : name.SequenceEqual("trace"u8) ? JsonPart.Stack
            : null,
            6 => name.SequenceEqual("method"u8) ? JsonPart.Method
            : name.SequenceEqual("region"u8) ? JsonPart.Region
            : name.SequenceEqual("status"u8) ? JsonPart.StatusCode
            : name.SequenceEqual("@level"u8) ? JsonPart.Level
            : null,
            7 => name.SequenceEqual("message"u8) || name.SequenceEqual("Message"u8) ? JsonPart.Text
            : name.SequenceEqual("context"u8) ? JsonPart.Context
            : null,
            8 => name.SequenceEqual("instance"u8) ? JsonPart.Instance
            : name.SequenceEqual("severity"u8) || name.SequenceEqual("loglevel"u8) || name.SequenceEqual("LogLevel"u8)
                ? JsonPart.Level
            : name.SequenceEqual("@message"u8) ? JsonPart.Text
            : name.SequenceEqual("url.path"u8) ? JsonPart.Url
            : null,
            9 => name.SequenceEqual("timestamp"u8) || name.SequenceEqual("Timestamp"u8) ? JsonPart.Time
            : name.SequenceEqual("levelname"u8)
            || name.SequenceEqual("log.level"u8)
            || name.SequenceEqual("log_level"u8)
                ? JsonPart.Level
            : null,
            10 => name.SequenceEqual("@timestamp"u8) ? JsonPart.Time
            : name.SequenceEqual("statusCode"u8) || name.SequenceEqual("StatusCode"u8) ? JsonPart.StatusCode
            : name.SequenceEqual("error.type"u8) ? JsonPart.ErrorType
            : name.SequenceEqual("error.code"u8) ? JsonPart.ErrorCode
            : null,
            11 => name.SequenceEqual("status_code"u8) ? JsonPart.StatusCode
            : name.SequenceEqual("RequestPath"u8) ? JsonPart.Url
            : null,
            // OpenTelemetry's.
            12 => name.SequenceEqual("severityText"u8) ? JsonPart.Level : null,
            13 => name.SequenceEqual("error.message"u8) ? JsonPart.ErrorText
            : name.SequenceEqual("RequestMethod"u8) ? JsonPart.Method
            : null,
            // PostgreSQL's log_destination = jsonlog.
            14 => name.SequenceEqual("error_severity"u8) ? JsonPart.Level : null,
            16 => name.SequenceEqual("http.status_code"u8) ? JsonPart.StatusCode : null,
            17 => name.SequenceEqual("error.stack_trace"u8) ? JsonPart.Stack : null,
            19 => name.SequenceEqual("http.request.method"u8) ? JsonPart.Method : null,
            25 => name.SequenceEqual("http.response.status_code"u8) ? JsonPart.StatusCode : null,
            _ => null,
        };

    /// <summary>Whether a field of the object holds others that matter, and what they are about.</summary>
    public static (bool Opens, JsonPart As) Opens(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("req"u8) || name.SequenceEqual("request"u8) ? (true, JsonPart.Method)
        : name.SequenceEqual("res"u8) || name.SequenceEqual("response"u8) || name.SequenceEqual("http"u8)
            ? (true, JsonPart.StatusCode)
        : name.SequenceEqual("err"u8) || name.SequenceEqual("error"u8) ? (true, JsonPart.ErrorText)
        : name.SequenceEqual("meta"u8) || name.SequenceEqual("event"u8) ? (true, JsonPart.Provider)
        : name.SequenceEqual("fly"u8) ? (true, JsonPart.Region)
        : name.SequenceEqual("log"u8) ? (true, JsonPart.Level)
        : name.SequenceEqual("@fields"u8) ? (true, JsonPart.Text)
        : (false, JsonPart.Level);

    /// <summary>What a field inside of another is.</summary>
    public static JsonPart? Nested(JsonPart parent, ReadOnlySpan<byte> name) =>
        parent switch
        {
            // winston's logstash format: all but the message stands in there.
            JsonPart.Text => Root(name),
            JsonPart.Level => name.SequenceEqual("level"u8) ? JsonPart.Level : null,
            JsonPart.Provider => name.SequenceEqual("provider"u8) ? JsonPart.Provider : null,
            JsonPart.Region => name.SequenceEqual("region"u8) ? JsonPart.Region : null,
            JsonPart.Method => name.SequenceEqual("method"u8) ? JsonPart.Method
            : name.SequenceEqual("url"u8) ? JsonPart.Url
            : null,
            JsonPart.StatusCode => name.SequenceEqual("statusCode"u8)
            || name.SequenceEqual("status_code"u8)
            || name.SequenceEqual("status"u8)
                ? JsonPart.StatusCode
                : null,
            JsonPart.ErrorText => name.SequenceEqual("type"u8) || name.SequenceEqual("name"u8) ? JsonPart.ErrorType
            : name.SequenceEqual("message"u8) ? JsonPart.ErrorText
            : name.SequenceEqual("code"u8) ? JsonPart.ErrorCode
            : name.SequenceEqual("stack"u8) || name.SequenceEqual("stack_trace"u8) ? JsonPart.Stack
            : null,
            _ => null,
        };

    /// <summary>Whether a field inside of another holds the one that matters: <c>meta.event</c>, <c>fly.app</c>, <c>http.response</c>.</summary>
    public static bool OpensInside(JsonPart parent, ReadOnlySpan<byte> name) =>
        parent switch
        {
            JsonPart.Provider => name.SequenceEqual("event"u8),
            JsonPart.Region => name.SequenceEqual("app"u8),
            JsonPart.StatusCode => name.SequenceEqual("response"u8),
            _ => false,
        };

    /// <summary>What a field is that stands two levels inside of another.</summary>
    public static JsonPart? Innermost(JsonPart parent, ReadOnlySpan<byte> name) =>
        parent switch
        {
            JsonPart.Region => name.SequenceEqual("instance"u8) ? JsonPart.Instance : null,
            JsonPart.Provider or JsonPart.StatusCode => Nested(parent, name),
            _ => null,
        };
}
