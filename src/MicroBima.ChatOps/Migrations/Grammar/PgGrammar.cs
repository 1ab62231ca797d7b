using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Wasmtime;

namespace MicroBima.ChatOps.Migrations.Grammar;

/// <summary>PostgreSQL's own grammar (libpg_query) as a WebAssembly module. Nothing of it is loaded before the first <see cref="Open"/>.</summary>
/// <param name="cacheFolder">Where the compiled module is kept, or null: then it is compiled in each process.</param>
public sealed class PgGrammar(string? cacheFolder) : IDisposable
{
    private const string Resource = "npm/libpg-query/wasm/libpg-query.wasm";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

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
        if (cacheFolder is null)
            return Module.FromBytes(engine, Resource, wasm);

        var version = typeof(Module).Assembly.GetName().Version;
        var name =
            $"{Convert.ToHexStringLower(SHA256.HashData(wasm))[..16]}-{version}-{RuntimeInformation.ProcessArchitecture}.module";
        var file = Path.Combine(cacheFolder, name);
        if (TryReadCache(engine, file) is { } cached)
            return cached;

        var compiled = Module.FromBytes(engine, Resource, wasm);
        TryWriteCache(compiled, file);
        return compiled;
    }

    private static byte[] Read()
    {
        using var stream = typeof(PgGrammar).Assembly.GetManifestResourceStream(Resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private Module? TryReadCache(Engine engine, string file)
    {
        try
        {
            // What lies there is run as machine code: nobody else may have been able to write it.
            return File.Exists(file) && IsPrivate(cacheFolder!) && File.GetUnixFileMode(file) == OwnerOnly
                ? Module.DeserializeFile(engine, Resource, file)
                : null;
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or WasmtimeException)
        {
            // Cut short, or of another Wasmtime: it is compiled again.
            return null;
        }
    }

    private void TryWriteCache(Module module, string file)
    {
        var unfinished = $"{file}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        try
        {
            Directory.CreateDirectory(cacheFolder!, OwnerOnly | UnixFileMode.UserExecute);
            if (!IsPrivate(cacheFolder!))
                return;

            using (
                var stream = new FileStream(
                    unfinished,
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.Write,
                        UnixCreateMode = OwnerOnly,
                    }
                )
            )
                stream.Write(module.Serialize());

            File.Move(unfinished, file, overwrite: true);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            // Without a cache the next process compiles again: slower, and right.
        }
    }

    private static bool IsPrivate(string folder) =>
        new DirectoryInfo(folder) is { Exists: true, LinkTarget: null } own
        && own.UnixFileMode == (OwnerOnly | UnixFileMode.UserExecute);
}
