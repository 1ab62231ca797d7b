using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A process of its own that appends to a journal for ever and says each time what is stored; the tests kill it.</summary>
internal static class JournalWriter
{
    public const string Verb = "write-journal";
    public const long SegmentSize = 4096;

    public static async Task<int> RunAsync(string folder)
    {
        using var journal = Journal.Open(folder, SegmentSize);
        while (true)
        {
            Fact fact = new EnvironmentEvent.Locked(DateTimeOffset.UnixEpoch, new PersonName("ben"), new string('x', (int)(journal.Sequence % 300)));
            var result = await journal.AppendAsync("environment-production", journal.Sequence, [fact], "", CancellationToken.None); // It is killed, not asked.
            if (result is not AppendResult.Appended)
                return 1;

            await Console.Out.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{journal.Sequence}\n"));
        }
    }
}
