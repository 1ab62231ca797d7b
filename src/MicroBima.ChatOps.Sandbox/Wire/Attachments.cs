using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>The uploaded files, under the ids that their addresses carry.</summary>
public sealed class Attachments(Snowflakes ids)
{
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly ConcurrentDictionary<Snowflake, Attachment> _files = new();

    /// <summary>Keeps an uploaded file.</summary>
    public Attachment Add(string fileName, ReadOnlyMemory<byte> bytes, string? description)
    {
        var size = PngSize(bytes.Span);
        var file = new Attachment(
            ids.Next(),
            SafeName(fileName),
            TypeOf(fileName),
            bytes,
            description,
            size?.Width,
            size?.Height
        );
        _files[file.Id] = file;
        return file;
    }

    /// <summary>The file of that id, or null.</summary>
    public Attachment? TryFind(Snowflake id) => _files.GetValueOrDefault(id);

    // The bytes are the bot's and are shown by a browser: only types that cannot run scripts keep their name.
    private static string TypeOf(string fileName) =>
        Path.GetExtension(fileName).ToUpperInvariant() switch
        {
            ".PNG" => "image/png",
            ".JPG" or ".JPEG" => "image/jpeg",
            ".GIF" => "image/gif",
            ".WEBP" => "image/webp",
            ".JSON" => "application/json",
            ".TXT" or ".LOG" or ".SQL" or ".CSV" or ".MD" or ".DIFF" or ".PATCH" => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        };

    private static string SafeName(string fileName)
    {
        var name = string.Concat(
            fileName.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
        );
        return name.Trim('.').Length == 0 ? "file" : name;
    }

    private static (int Width, int Height)? PngSize(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 24 && bytes[..8].SequenceEqual(PngSignature)
            ? (BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]))
            : null;
}
