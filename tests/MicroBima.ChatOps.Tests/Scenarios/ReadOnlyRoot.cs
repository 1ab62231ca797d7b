namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>A program in a mount namespace of its own, as a container with a read-only root has it: of the whole file system only /tmp can be written.</summary>
internal static class ReadOnlyRoot
{
    /// <summary>Where this user may make no such namespace, the program runs as it is: see <see cref="Holds"/>.</summary>
    public static string Wrap(string program, string folder)
    {
        var script = Path.Combine(folder, "read-only-root.sh");
        File.WriteAllText(
            script,
            $"""
            #!/bin/sh
            if unshare --mount true; then
              exec unshare --mount sh -c 'mount --bind /tmp /tmp && mount -o remount,ro,bind / && exec "$@"' sh dotnet exec '{program}' "$@"
            fi
            exec dotnet exec '{program}' "$@"

            """
        );
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return script;
    }

    /// <summary>True where the root of a process cannot be written.</summary>
    public static bool Holds(int process) =>
        File.ReadLines($"/proc/{process}/mounts")
            .Select(line => line.Split(' '))
            .Last(mount => mount[1] is "/")[3]
            .Split(',')
            .Contains("ro");
}
