namespace MicroBima.ChatOps.Sandbox.World.Processes;

/// <summary>Small shell scripts that start a verb of this executable under the name of another program.</summary>
internal static class Script
{
    public static void Write(string path, IReadOnlyList<string> command, WorldFolder folder)
    {
        var words = string.Join(' ', command.Select(Quote));
        File.WriteAllText(path, $"#!/bin/sh\nexport {Tools.Mark}={Quote(folder.Root)}\nexec {words} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(
                path,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.GroupRead
                    | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherRead
                    | UnixFileMode.OtherExecute
            );
    }

    private static string Quote(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
