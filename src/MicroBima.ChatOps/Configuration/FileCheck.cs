namespace MicroBima.ChatOps.Configuration;

/// <summary>Whoever can write the settings, or a secret that they name, can approve by changing them.</summary>
internal static class FileCheck
{
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>A problem where somebody else can write the file; what is not there is named elsewhere.</summary>
    public static IEnumerable<SettingsProblem> Of(string key, string? file)
    {
        if (
            file is { Length: > 0 }
            && File.Exists(file)
            && (File.GetUnixFileMode(file) & Others) is not UnixFileMode.None
        )
            yield return new(key, file, $"can be written by others: chmod go-w {file}");
    }
}
