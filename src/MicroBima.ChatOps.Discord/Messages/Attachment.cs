namespace MicroBima.ChatOps.Discord;

/// <summary>A file that travels with a message; its name is reduced to what survives an HTTP header and an address.</summary>
public sealed class Attachment
{
    private const int LongestName = 100;

    /// <summary>Takes the bytes as they are; they must not change while the message is sent.</summary>
    public Attachment(string fileName, ReadOnlyMemory<byte> content, string contentType = "application/octet-stream")
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentException.ThrowIfNullOrEmpty(contentType);
        FileName = Plain(fileName);
        Content = content;
        ContentType = contentType;
    }

    /// <summary>The name as Discord will show it.</summary>
    public string FileName { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>The media type.</summary>
    public string ContentType { get; }

    /// <summary>What a person who cannot see it should know.</summary>
    public string? Description { get; init; }

    private static string Plain(string name)
    {
        var tail = name.Length <= LongestName ? name : name[^LongestName..];
        return string.Create(
            tail.Length,
            tail,
            static (span, text) =>
            {
                for (var i = 0; i < span.Length; i++)
                    span[i] = char.IsAsciiLetterOrDigit(text[i]) || text[i] is '.' or '-' or '_' ? text[i] : '_';
            }
        );
    }
}
