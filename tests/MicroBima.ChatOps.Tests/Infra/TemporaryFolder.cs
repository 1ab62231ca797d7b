using System.Diagnostics;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A folder of one test; it goes away with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    // By a process of its own: what this one has open for writing, a child that another test starts at that moment has open too, and then Linux
    // refuses to start it ("text file busy").
    private const string Writing = """printf '#!/bin/sh\n%s\n' "$1" > "$2" && chmod 700 "$2" """;

    public string Path { get; } = Directory.CreateTempSubdirectory("chatops-test-").FullName;

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a program of a few lines of shell and answers its path.</summary>
    public string Script(string name, string body)
    {
        var path = In(name);
        using var writer = Process.Start("/bin/sh", ["-c", Writing, "write", body, path]);
        writer.WaitForExit();
        return writer.ExitCode == 0 ? path : throw new IOException($"{path} cannot be written");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
