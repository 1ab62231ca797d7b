using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests;

/// <summary>What the tests start of themselves as another process.</summary>
internal static class TestProgram
{
    private static async Task<int> Main(string[] args) =>
        args switch
        {
            [JournalWriter.Verb, var folder] => await JournalWriter.RunAsync(folder),
            [FullMachine.Verb] => await FullMachine.RunAsync(),
            _ => 2,
        };
}
