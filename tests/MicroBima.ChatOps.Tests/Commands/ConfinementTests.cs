using MicroBima.ChatOps.Commands;

namespace MicroBima.ChatOps.Tests.Commands;

public class ConfinementTests
{
    [Theory]
    [InlineData(true, "rw,relatime", false, "as root and can write everywhere")]
    [InlineData(true, "ro,relatime", false, "as root, its root is read-only")]
    [InlineData(false, "rw,relatime", true, "is not root")]
    [InlineData(false, "ro,errors=remount-ro", true, "is not root, its root is read-only")]
    [InlineData(false, "rw,errors=remount-ro", true, "is not root")]
    public void P03_A_bot_that_is_root_says_so(bool isRoot, string options, bool isShut, string words)
    {
        string[] mounts =
        [
            "rootfs / rootfs ro 0 0",
            $"overlay / overlay {options} 0 0",
            "tmpfs /tmp tmpfs rw 0 0",
            "/dev/vdb /data ext4 ro 0 0",
        ];

        var found = Confinement.Of(isRoot, mounts);

        Assert.Equal(isShut, found.IsShut);
        Assert.Contains(words, found.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void P03_This_process_is_read_from_the_system() =>
        Assert.Equal(!Environment.IsPrivilegedProcess, Confinement.OfThisProcess().IsShut);
}
