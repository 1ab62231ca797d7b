using System.Buffers.Binary;
using System.Text;
using Wasmtime;

namespace MicroBima.ChatOps.Migrations.Grammar;

/// <summary>A tree as JSON, or the error with its byte.</summary>
internal readonly record struct PgAnswer(byte[]? Json, string Error, int Offset);

/// <summary>
/// One sandbox with the parser in it. Emscripten shortened the names of imports and exports
/// (https://emscripten.org/docs/optimizing/Optimizing-Code.html); which is which was read in wasm/libpg-query.js of the pinned package.
/// </summary>
internal sealed class PgInstance : IDisposable
{
    private const long MostMemory = 1024L * 1024 * 1024;

    private readonly Store _store;
    private readonly PgImports _imports;
    private readonly Memory _memory;
    private readonly Func<int, int> _allocate;
    private readonly Action<int> _free;
    private readonly Func<int, int> _parse;
    private readonly Action<int> _freeResult;
    private readonly Func<int, int> _parseBody;
    private readonly Action<int> _freeText;

    public PgInstance(Engine engine, Module module)
    {
        _store = new Store(engine);
        _store.SetLimits(memorySize: MostMemory);
        StartClock();
        _imports = new PgImports(_store);
        using var linker = new Linker(engine);
        _imports.Define(linker);
        var instance = linker.Instantiate(_store, module);
        _memory = instance.GetMemory("z") ?? throw Differs("memory");
        _allocate = instance.GetFunction<int, int>("C") ?? throw Differs("malloc");
        _free = instance.GetAction<int>("E") ?? throw Differs("free");
        _parse = instance.GetFunction<int, int>("F") ?? throw Differs("parse_query_raw");
        _freeResult = instance.GetAction<int>("G") ?? throw Differs("free_parse_result");
        _parseBody = instance.GetFunction<int, int>("H") ?? throw Differs("parse_plpgsql");
        _freeText = instance.GetAction<int>("N") ?? throw Differs("free_string");
        _imports.Bind(
            _memory,
            instance.GetTable("D") ?? throw Differs("function table"),
            instance.GetFunction<int>("R") ?? throw Differs("stack_get_current"),
            instance.GetAction<int>("Q") ?? throw Differs("stack_restore"),
            instance.GetAction<int, int>("P") ?? throw Differs("setThrew")
        );
        (instance.GetAction("A") ?? throw Differs("constructors"))();
    }

    public PgAnswer Parse(ReadOnlySpan<byte> sql)
    {
        StartClock();
        var text = Write(sql);
        var result = _parse(text);
        // PgQueryParseResult { char *parse_tree; char *stderr_buffer; PgQueryError *error; }
        var tree = _memory.ReadInt32(result);
        var error = _memory.ReadInt32(result + 8);
        // PgQueryError { char *message; char *funcname; char *filename; int lineno; int cursorpos; char *context; }
        var answer =
            error == 0
                ? new PgAnswer(Text(tree).ToArray(), "", 0)
                : new PgAnswer(
                    null,
                    Encoding.UTF8.GetString(Text(_memory.ReadInt32(error))),
                    Math.Max(0, _memory.ReadInt32(error + 16) - 1)
                );
        _freeResult(result);
        _free(text);
        return answer;
    }

    public PgAnswer ParseBody(ReadOnlySpan<byte> statement)
    {
        StartClock();
        var text = Write(statement);
        var result = _parseBody(text);
        var answer = Text(result);
        var isTree = answer is [(byte)'{', ..] or [(byte)'[', ..];
        var parsed = isTree
            ? new PgAnswer(answer.ToArray(), "", 0)
            : new PgAnswer(null, Encoding.UTF8.GetString(answer), 0);
        _freeText(result);
        _free(text);
        return parsed;
    }

    public void Dispose() => _store.Dispose();

    private void StartClock() => _store.SetEpochDeadline(PgParser.PatienceInTicks);

    private int Write(ReadOnlySpan<byte> text)
    {
        var at = _allocate(text.Length + 1);
        if (at == 0)
            throw new InvalidOperationException("The sandbox has no memory left.");

        var place = _memory.GetSpan(at, text.Length + 1);
        text.CopyTo(place);
        place[^1] = 0;
        return at;
    }

    private ReadOnlySpan<byte> Text(int at)
    {
        if (at == 0)
            throw new InvalidOperationException("The parser gave no answer.");

        var rest = _memory.GetSpan(at, (int)Math.Min(int.MaxValue, _memory.GetLength() - at));
        return rest[..rest.IndexOf((byte)0)];
    }

    private static InvalidDataException Differs(string what) =>
        new($"The WebAssembly module is not the one this build was made for: it has no {what}.");
}
