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
            [FullDisk.Verb, var what, var folder] => await FullDisk.RunAsync(what, folder),
            _ => 2,
        };
}
