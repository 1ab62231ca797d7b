namespace MicroBima.ChatOps.Logs;

/// <summary>How lines are written. <see cref="Auto"/> looks at each line; the others say what need not be looked for.</summary>
public enum LogFormat
{
    /// <summary>Whatever a line looks like.</summary>
    Auto,

    /// <summary><c>flyctl logs</c>, and inside of it whatever a line looks like.</summary>
    Fly,

    /// <summary><c>flyctl logs --json</c>.</summary>
    FlyJson,

    /// <summary>Nest's console logger, as text or as JSON.</summary>
    Nest,

    /// <summary>pino: one JSON object a line.</summary>
    Pino,

    /// <summary>winston: one JSON object a line, or its usual text.</summary>
    Winston,

    /// <summary>PostgreSQL's stderr.</summary>
    Postgres,

    /// <summary>Text with or without a time and a level.</summary>
    Plain,
}
