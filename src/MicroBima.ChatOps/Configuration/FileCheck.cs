namespace MicroBima.ChatOps.Configuration;

/// <summary>Whoever can write the settings, or a secret that they name, can approve by changing them.</summary>
internal static class FileCheck
{
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>A problem where the file is not there, or somebody else can write it.</summary>
    public static IEnumerable<SettingsProblem> Of(string key, string file)
    {
        if (!File.Exists(file))
            yield return new(key, file, "does not exist.");
        else if ((File.GetUnixFileMode(file) & Others) is not UnixFileMode.None)
            yield return new(key, file, $"can be written by others: chmod go-w {file}");
    }
}
