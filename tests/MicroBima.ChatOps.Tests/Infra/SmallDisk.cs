namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A small file system of a test's own, where the test may mount one.</summary>
internal sealed class SmallDisk(string folder) : IAsyncDisposable
{
    /// <summary>Mounts it, or skips the test with the reason why that is not allowed here.</summary>
    /// <param name="limit">As mount takes it: <c>size=128k</c>.</param>
    public static async Task<SmallDisk> MountAsync(string folder, string limit)
    {
        Directory.CreateDirectory(folder);
        try
        {
            await OtherProcesses.RunAsync("/bin/mount", ["-t", "tmpfs", "-o", limit, "tmpfs", folder]);
        }
        catch (Exception refused) when (refused is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Skip.If(true, refused.Message);
        }

        return new SmallDisk(folder);
    }

    /// <summary>Gives it another size; what is on it stays.</summary>
    public Task ResizeAsync(string limit) => OtherProcesses.RunAsync("/bin/mount", ["-o", $"remount,{limit}", folder]);

    public async ValueTask DisposeAsync() => await OtherProcesses.RunAsync("/bin/umount", [folder]);
}
