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

    private static readonly string[] Reasons = ["no receipt", "photo is dark", "sum is odd", "day is over"];

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

    [Theory]
    [InlineData("claim 7 was rejected: {0}", "claim * was rejected: *")]
    [InlineData("ERROR claim 7 was rejected: {0}", "ERROR claim * was rejected: *")]
    [InlineData("FATAL claim 7 was surely rejected: {0}", "FATAL claim * was surely rejected: *")]
    [InlineData("could not keep claim 7: {0}", "could not keep claim *: *")]
    [InlineData("ERROR open /srv/claims failed (13: {0})", "ERROR open * failed (*)")]
    [InlineData("level=info msg=\"claim kept\" err=\"{0}\" claim=7", "level=info msg=\"claim kept\" err=* claim=*")]
    public void Why_something_went_as_it_did_is_a_value_and_a_new_cause_of_an_error_is_told(string form, string pattern)
    {
        string[] lines = [.. Reasons.Select(reason => form.Replace("{0}", reason, StringComparison.Ordinal))];
        var isError =
            !form.StartsWith("claim", StringComparison.Ordinal) && !form.StartsWith("level", StringComparison.Ordinal);
        var miner = new PatternMiner(line => line);
        Read(miner, LogWindow.Before, lines);
        Read(miner, LogWindow.Now, [form.Replace("{0}", "Tide is too low", StringComparison.Ordinal)]);

        Assert.Equal([pattern], Patterns(lines));
        Assert.Equal(isError ? 2 : 1, miner.Settle().Count);
    }

    [Theory]
    [InlineData("Error: {0}")]
    [InlineData("boat 7 crane dock: {0}")]
    public void Behind_the_name_of_an_error_or_of_what_is_spoken_of_stands_what_happened(string form)
    {
        Assert.Equal(
            Reasons.Length,
            Patterns([.. Reasons.Select(reason => form.Replace("{0}", reason, StringComparison.Ordinal))]).Count
        );
    }

    [Fact]
    public void A_seldom_cause_is_one_with_those_that_were_found_to_be_a_value_but_not_one_with_a_code()
    {
        string[] often =
        [
            .. Enumerable
                .Repeat(Reasons, 10)
                .SelectMany(reasons => reasons)
                .Select(reason => $"claim 7 was rejected: {reason}"),
        ];

        Assert.Equal(
            ["claim * was rejected: *"],
            Patterns([.. often, "claim 7 was rejected: java.io.TideNotice: water: is low"])
        );
        Assert.Equal(2, Patterns([.. often, "claim 7 was rejected: P2002 at sea: is low"]).Count);
    }

    [Fact]
    public void What_could_not_be_done_is_no_value_before_its_cause()
    {
        string[] tasks =
        [
            "Could not copy rows of claims",
            "Interrupted while reading premiums",
            "No copy was sent to ben",
        ];

        Assert.Equal(
            tasks.Length,
            Patterns([
                .. tasks.Select(task => $"{task}: java.net.TideException: water of the harbour is not ready"),
            ]).Count
        );
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
