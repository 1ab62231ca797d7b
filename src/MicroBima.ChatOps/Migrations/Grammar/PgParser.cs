using System.Text.Json;
using Wasmtime;

namespace MicroBima.ChatOps.Migrations.Grammar;

/// <summary>What PostgreSQL's grammar says of a text.</summary>
public abstract record Parsed
{
    private Parsed() { }

    /// <summary>It is SQL; the tree as libpg_query writes it.</summary>
    public sealed record Tree(JsonDocument Document) : Parsed, IDisposable
    {
        /// <inheritdoc />
        public void Dispose() => Document.Dispose();
    }

    /// <summary>It is not; what is wrong, and at which byte.</summary>
    public sealed record Nonsense(string Message, int Offset) : Parsed;
}

/// <summary>Parses texts one after another. Whatever a text does to the parser stays in its sandbox; the next text meets a fresh one.</summary>
public sealed class PgParser : IDisposable
{
    /// <summary>Largest text that is parsed: far above any migration written by people.</summary>
    public const int Longest = 1024 * 1024;

    /// <summary>How many seconds one text may take.</summary>
    internal const ulong PatienceInTicks = 5;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 100_000 };

    private readonly Engine _engine;
    private readonly Module _module;
    private readonly Timer _clock;
    private PgInstance? _instance;

    internal PgParser(Engine engine, Module module)
    {
        _engine = engine;
        _module = module;
        _clock = new Timer(_ => _engine.IncrementEpoch(), null, Tick, Tick);
    }

    /// <summary>How many texts broke the parser so far; each costs a fresh sandbox.</summary>
    public int Breakdowns { get; private set; }

    /// <summary>Parses SQL in UTF-8 without NUL.</summary>
    public Parsed Parse(ReadOnlySpan<byte> sql) => Run(sql, static (instance, text) => instance.Parse(text));

    /// <summary>Parses the PL/pgSQL in a CREATE FUNCTION, CREATE PROCEDURE or DO statement.</summary>
    public Parsed ParseBody(ReadOnlySpan<byte> statement) =>
        Run(statement, static (instance, text) => instance.ParseBody(text));

    /// <inheritdoc />
    public void Dispose()
    {
        _clock.Dispose();
        _instance?.Dispose();
    }

    private Parsed Run(ReadOnlySpan<byte> text, Question question)
    {
        if (text.Length > Longest)
            return new Parsed.Nonsense($"longer than {Longest / 1024 / 1024} MB", 0);

        try
        {
            _instance ??= new PgInstance(_engine, _module);
            var answer = question(_instance, text);
            return answer.Json is { } json
                ? new Parsed.Tree(JsonDocument.Parse(json, Deep))
                : new Parsed.Nonsense(answer.Error, answer.Offset);
        }
        catch (Exception broken) when (broken is WasmtimeException or JsonException or InvalidOperationException)
        {
            // Stack or memory of the sandbox ran out, or the time: its state is unknown now.
            _instance?.Dispose();
            _instance = null;
            Breakdowns++;
            return new Parsed.Nonsense("too deeply nested for the parser", 0);
        }
    }

    private delegate PgAnswer Question(PgInstance instance, ReadOnlySpan<byte> text);
}
