using System.Text;

namespace MicroBima.ChatOps;

/// <summary>Small files of the bot that are written anew as a whole: nobody else may read them, and whoever reads meanwhile finds the old one or the new one.</summary>
internal static class OwnFile
{
    /// <summary>Writes it beside the old one, which it then replaces.</summary>
    /// <exception cref="IOException">The disk is full; the old one is whole.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var beside = path + ".new";
        using (
            var file = new FileStream(
                beside,
                new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            )
        )
            file.Write(content);

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>The same for text.</summary>
    /// <exception cref="IOException">The disk is full; the old one is whole.</exception>
    public static void Replace(string path, string text) => Replace(path, Encoding.UTF8.GetBytes(text));
}
