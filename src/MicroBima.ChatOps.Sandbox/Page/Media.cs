namespace MicroBima.ChatOps.Sandbox.Page;

/// <summary>Which pictures and files the page shows.</summary>
internal static class Media
{
    private const string Folder = "/attachments/";

    /// <summary>The path of a file of the sandbox, or null for anything from elsewhere.</summary>
    public static string? Own(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.IsLoopback
        && address.AbsolutePath.StartsWith(Folder, StringComparison.Ordinal)
            ? address.AbsolutePath
            : null;
}
