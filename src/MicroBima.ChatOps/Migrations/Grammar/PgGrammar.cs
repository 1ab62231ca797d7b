using Wasmtime;

namespace MicroBima.ChatOps.Migrations.Grammar;

/// <summary>PostgreSQL's own grammar (libpg_query) as a WebAssembly module. Nothing of it is loaded before the first <see cref="Open"/>.</summary>
/// <param name="cacheFolder">Where the compiled module is kept, or null: then it is compiled in each process.</param>
public sealed class PgGrammar(string? cacheFolder) : IDisposable
{
    private const string Resource = "npm/libpg-query/wasm/libpg-query.wasm";

    private readonly Lock _lock = new();
    private Engine? _engine;
    private Module? _module;

    /// <summary>A parser for one review. Several may be open at once; each is for one thread.</summary>
    public PgParser Open()
    {
        lock (_lock)
        {
            _engine ??= new Engine(new Config().WithEpochInterruption(true));
            _module ??= Load(_engine);
            return new PgParser(_engine, _module);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        lock (_lock)
        {
            _module?.Dispose();
            _engine?.Dispose();
            (_module, _engine) = (null, null);
        }
    }

    /// <summary>The folder for a person at a command line, or null where the home cannot be known. Not the shared temporary folder: what is cached is executed.</summary>
    public static string? FolderOfUser()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.IsPathFullyQualified(home) && Directory.Exists(home)
            ? Path.Combine(home, ".cache", "chatops")
            : null;
    }

    private Module Load(Engine engine)
    {
        var wasm = Read();
        if (cacheFolder is not { } folder)
            return Module.FromBytes(engine, Resource, wasm);

        var cache = new ModuleCache(folder, wasm);
        if (Cached(engine, cache) is { } cached)
            return cached;

        var compiled = Module.FromBytes(engine, Resource, wasm);
        if (!cache.TryWrite(compiled.Serialize()))
            return compiled;

        // The compiler leaves 90 MB behind; what lies in the file is mapped, not copied.
        compiled.Dispose();
        Heap.Trim();
        return Cached(engine, cache) ?? Module.FromBytes(engine, Resource, wasm);
    }

    private static Module? Cached(Engine engine, ModuleCache cache)
    {
        try
        {
            return cache.Find() is { } file ? Module.DeserializeFile(engine, Resource, file) : null;
        }
        catch (WasmtimeException)
        {
            // Of another machine or another Wasmtime: it is compiled again.
            return null;
        }
    }

    private static byte[] Read()
    {
        using var stream = typeof(PgGrammar).Assembly.GetManifestResourceStream(Resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
