using System.Text;

namespace MicroBima.ChatOps;

/// <summary>Files of the bot that nobody else may read.</summary>
internal static class OwnFile
{
    /// <summary>A file to write that nobody else may read from its first moment on.</summary>
    public static FileStream Make(string path, FileMode mode = FileMode.CreateNew) =>
        new(
            path,
            new FileStreamOptions
            {
                Mode = mode,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );

    /// <summary>Writes a small one anew as a whole, beside the old one, which it then replaces: whoever reads meanwhile finds the old one or the new one.</summary>
    /// <exception cref="IOException">The disk is full; the old one is whole.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var beside = path + ".new";
        using (var file = Make(beside, FileMode.Create))
            file.Write(content);

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>The same for text.</summary>
    /// <exception cref="IOException">The disk is full; the old one is whole.</exception>
    public static void Replace(string path, string text) => Replace(path, Encoding.UTF8.GetBytes(text));
}
