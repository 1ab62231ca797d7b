using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.House;

/// <summary>The scripts that people start: they stop at the first error and work from any folder.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string> Scripts => ["demo.sh", "test.sh", ".ci/run"];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_can_be_started_and_stops_at_the_first_error(string name)
    {
        var path = Path.Combine(Places.Repository, name);
        var text = File.ReadAllText(path);

        Assert.True(File.GetUnixFileMode(path).HasFlag(UnixFileMode.UserExecute));
        Assert.StartsWith("#!/usr/bin/env bash\n", text, StringComparison.Ordinal);
        Assert.Contains("\nset -euo pipefail\n", text, StringComparison.Ordinal);
        Assert.Contains("$(dirname \"${BASH_SOURCE[0]}\")", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tests_are_restored_in_locked_mode_and_warnings_are_errors()
    {
        var text = File.ReadAllText(Path.Combine(Places.Repository, "test.sh"));

        Assert.Contains("--locked-mode", text, StringComparison.Ordinal);
        Assert.Contains("-warnaserror", text, StringComparison.Ordinal);
    }
}
