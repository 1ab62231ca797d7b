namespace MicroBima.ChatOps.Configuration;

/// <summary>A file that a setting names: whoever can write it can approve by changing it, and one that the bot cannot read would fail in the middle of a deployment.</summary>
internal static class FileCheck
{
    /// <summary>What is told of a file that is not there.</summary>
    public const string Missing = "does not exist.";

    private const string NotPlain = "is larger than 1 MiB, or no plain file: is it the right one?";
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const int Most = 1024 * 1024;

    /// <summary>A problem where the file is not there, cannot be read, or can be written by somebody else.</summary>
    /// <param name="wrong">What is wrong with what the file holds; null where nothing is.</param>
    public static IEnumerable<SettingsProblem> Of(string key, string file, Func<string, string?>? wrong = null)
    {
        var (text, why) = Read(file);
        if (text is null)
        {
            yield return new(key, file, why!);
            yield break;
        }

        if ((File.GetUnixFileMode(file) & Others) is not UnixFileMode.None)
            yield return new(key, file, $"can be written by others: chmod go-w {file}");

        if (wrong?.Invoke(text) is { } remedy)
            yield return new(key, file, remedy);
    }

    /// <summary>The same for a file with a token; what it holds is never said.</summary>
    public static IEnumerable<SettingsProblem> OfToken(string key, string file) =>
        Of(
            key,
            file,
            text =>
                text.Trim() switch
                {
                    "" => "is empty: write the token into it.",
                    var token when token.Any(letter => letter is < ' ' or > '~') =>
                        "holds more than a token: another line, or a letter that no token has. It stands there alone.",
                    _ => null,
                }
        );

    /// <summary>What the file holds, or why it cannot be used.</summary>
    public static (string? Text, string? Why) Read(string file)
    {
        if (Directory.Exists(file))
            return (null, "is a folder: name the file in it.");

        try
        {
            using var content = PlainFile.Open(file);
            if (!content.CanSeek || content.Length > Most)
                return (null, NotPlain);

            var bytes = PlainFile.Read(content, Most + 1);
            if (bytes.Length > Most)
                return (null, NotPlain);

            using var reader = new StreamReader(new MemoryStream(bytes));
            return (reader.ReadToEnd(), null);
        }
        catch (Exception missing)
            when (missing is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            return (null, Missing);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot be read by the user {Environment.UserName}, as whom this runs: chown or chmod it.");
        }
    }
}
