using System.Text;
using MicroBima.ChatOps.Logs;
using static MicroBima.ChatOps.Tests.Logs.Samples.Grouping;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>What went wrong has causes: one pattern where there are several, but a cause that is new stands by itself.</summary>
public sealed class PatternCauseTests
{
    private static readonly string[] Causes =
    [
        "Connection timed out",
        "Resource temporarily unavailable",
        "No route to host",
        "Broken pipe",
    ];

    [Fact]
    public void An_error_with_several_causes_is_one_pattern()
    {
        Assert.Equal(["ERROR batch * to shop failed: *, retry in *"], Patterns([.. Causes.Select(Failed)]));
    }

    [Theory]
    [InlineData("P2024", "P2002", "P1001")]
    [InlineData("status 404", "status 502", "status 301")]
    public void Codes_and_classes_of_statuses_are_never_one(params string[] causes)
    {
        Assert.Equal(3, Patterns([.. causes.Select(Failed)]).Count);
    }

    [Fact]
    public void A_cause_that_was_not_there_before_is_a_pattern_of_its_own()
    {
        var miner = new PatternMiner(line => line);
        Read(miner, LogWindow.Before, [.. Causes.Select(Failed)]);
        Read(miner, LogWindow.Now, [.. Causes.Append("Rows of premium are gone").Select(Failed)]);

        Assert.Equal(
            [
                ("ERROR batch * to shop failed: *, retry in *", 4, 4),
                ("ERROR batch * to shop failed: Rows of premium are gone, retry in *", 0, 1),
            ],
            miner.Settle().Select(one => (one.Text, one.Before, one.Now))
        );
    }

    [Fact]
    public void Of_what_ended_a_process_each_is_told()
    {
        Assert.Equal(
            4,
            Patterns([
                .. Causes.Select(cause => Failed(cause).Replace("ERROR", "FATAL", StringComparison.Ordinal)),
            ]).Count
        );
    }

    [Fact]
    public void What_a_thing_did_is_no_value()
    {
        string[] deeds = ["Started", "Paused", "Resumed", "Stopped"];

        Assert.Equal(4, Patterns([.. deeds.Select(deed => $"machine {deed} by itself")]).Count);
    }

    private static string Failed(string cause) => $"ERROR batch 7 to shop failed: {cause}, retry in 3 s";

    private static void Read(PatternMiner miner, LogWindow window, string[] lines)
    {
        miner.WindowOf = _ => window;
        var reader = new LogReader(LogFormat.Auto, miner);
        reader.Read(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        reader.Complete();
    }
}
