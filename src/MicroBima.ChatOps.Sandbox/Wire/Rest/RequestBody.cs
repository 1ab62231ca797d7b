using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>Reads the body of a call: JSON, or multipart with payload_json and files.</summary>
internal sealed record RequestBody(JsonNode? Json, IReadOnlyDictionary<int, UploadedFile> Files)
{
    private static readonly Dictionary<int, UploadedFile> NoFiles = [];

    public static async Task<(RequestBody? Body, WireAnswer? Refusal)> ReadAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentLength > Limits.RequestBytes)
        {
            return (null, Refused.TooLarge);
        }
        var bytes = await ReadAllAsync(request.Body, Limits.RequestBytes, cancellationToken);
        if (bytes is null)
        {
            return (null, Refused.TooLarge);
        }
        if (BoundaryOf(request.ContentType) is { } boundary)
        {
            return await ReadPartsAsync(bytes, boundary, cancellationToken);
        }
        if (bytes.Length == 0)
        {
            return (new RequestBody(null, NoFiles), null);
        }
        return WireJson.TryParse(bytes, out var json)
            ? (new RequestBody(json, NoFiles), null)
            : (null, Refused.InvalidJson);
    }

    /// <summary>All of a body, or null where it is longer than it may be.</summary>
    public static async Task<byte[]?> ReadAllAsync(Stream body, long longest, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await copy.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            if (copy.Length > longest)
            {
                return null;
            }
        }
        return copy.ToArray();
    }

    // Some clients put spaces and slashes into the boundary, with or without quotes: it is read by hand.
    private static string? BoundaryOf(string? contentType)
    {
        const string Name = "boundary=";
        if (contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }
        var at = contentType.IndexOf(Name, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return "";
        }
        var value = contentType[(at + Name.Length)..].Trim();
        return value.StartsWith('"') ? value[1..].Split('"')[0] : value.Split(';')[0].Trim();
    }

    private static async Task<(RequestBody? Body, WireAnswer? Refusal)> ReadPartsAsync(
        byte[] bytes,
        string boundary,
        CancellationToken cancellationToken
    )
    {
        JsonNode? json = null;
        var files = new Dictionary<int, UploadedFile>();
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(bytes));
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                using var part = new MemoryStream();
                await section.Body.CopyToAsync(part, cancellationToken);
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition))
                {
                    continue;
                }
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                if (name == "payload_json")
                {
                    if (!WireJson.TryParse(part.ToArray(), out json))
                    {
                        return (null, Refused.InvalidJson);
                    }
                }
                else if (IndexOf(name, files.Count) is { } index)
                {
                    files[index] = new UploadedFile(NameOf(disposition), part.ToArray());
                }
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or ArgumentException)
        {
            // A body that ends before its last boundary, or no boundary at all: the sender's mistake.
            return (null, Refused.InvalidJson);
        }
        return (new RequestBody(json, files), null);
    }

    private static int? IndexOf(string name, int next) =>
        name.StartsWith("files[", StringComparison.Ordinal)
        && int.TryParse(name[6..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
        : name.StartsWith("file", StringComparison.Ordinal) ? next
        : null;

    private static string NameOf(ContentDispositionHeaderValue disposition)
    {
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
        return HeaderUtilities.RemoveQuotes(name).ToString() is { Length: > 0 } text ? text : "file";
    }
}
