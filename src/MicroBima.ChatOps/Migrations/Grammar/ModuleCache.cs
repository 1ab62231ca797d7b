using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Wasmtime;

namespace MicroBima.ChatOps.Migrations.Grammar;

/// <summary>
/// The compiled module on the disk. It is run as machine code, so it counts only where nobody but its owner can have written it, and only
/// whole: the name of the file holds the hash of its bytes.
/// </summary>
internal sealed class ModuleCache(string folder, byte[] wasm)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _prefix =
        $"{Short(SHA256.HashData(wasm))}-{typeof(Module).Assembly.GetName().Version}-{RuntimeInformation.ProcessArchitecture}-";

    /// <summary>The file, or null where there is none that can be trusted.</summary>
    public string? Find()
    {
        try
        {
            return IsPrivate() ? Directory.EnumerateFiles(folder, $"{_prefix}*.module").FirstOrDefault(IsWhole) : null;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            // Then it is compiled again.
            return null;
        }
    }

    /// <summary>False where it could not be kept: the next process compiles again, slower and right.</summary>
    public bool TryWrite(byte[] module)
    {
        var file = Path.Combine(folder, $"{_prefix}{Short(SHA256.HashData(module))}.module");
        var unfinished = $"{file}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            if (!IsPrivate())
                return false;

            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = OwnerOnly,
            };
            using (var stream = new FileStream(unfinished, options))
            {
                stream.Write(module);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: true);
            return true;
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool IsWhole(string file)
    {
        if (File.GetUnixFileMode(file) != OwnerOnly)
            return false;

        using var stream = File.OpenRead(file);
        var hash = Short(SHA256.HashData(stream));
        return string.Equals(Path.GetFileName(file), $"{_prefix}{hash}.module", StringComparison.Ordinal);
    }

    private bool IsPrivate() =>
        new DirectoryInfo(folder) is { Exists: true, LinkTarget: null } own
        && own.UnixFileMode == (OwnerOnly | UnixFileMode.UserExecute);

    private static string Short(byte[] hash) => Convert.ToHexStringLower(hash)[..32];
}
