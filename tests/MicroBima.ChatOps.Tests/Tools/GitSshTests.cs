using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>How git reaches a repository over ssh.</summary>
public sealed class GitSshTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task K09_a_host_whose_key_nobody_pinned_is_refused_and_no_agent_goes_along()
    {
        var recorder = _folder.Script("git", $"env >> {_folder.In("environment")}; exit 128");
        Environment.SetEnvironmentVariable("SSH_AUTH_SOCK", "/tmp/agent");
        try
        {
            using var git = new Git(
                new Shell(TimeProvider.System, _folder.Path),
                recorder,
                _folder.In("clone"),
                "ssh://git@127.0.0.1:9/o/r.git",
                null
            );
            await Assert.ThrowsAsync<GitException>(() => git.FetchAsync(["master"], CancellationToken.None));
        }
        finally
        {
            Environment.SetEnvironmentVariable("SSH_AUTH_SOCK", null);
        }

        var given = await File.ReadAllTextAsync(_folder.In("environment"));

        Assert.Contains("StrictHostKeyChecking=yes", given, StringComparison.Ordinal);
        Assert.Contains("BatchMode=yes", given, StringComparison.Ordinal);
        Assert.Contains("ForwardAgent=no", given, StringComparison.Ordinal);
        Assert.DoesNotContain("SSH_AUTH_SOCK", given, StringComparison.Ordinal);
    }
}
