using System.Text;
using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>Lines away from the margin: some writers set whole lines in, and what stands below an error is set in too.</summary>
public sealed class IndentedLineTests
{
    [Theory]
    [InlineData("2026-11-28T10:00:00Z INFO ledger booted", "  2026-11-28T10:00:01Z INFO till ready")]
    [InlineData("2026-11-28T10:00:00Z INFO ledger booted", "\t2026-11-28T10:00:01Z ERROR till broke")]
    [InlineData(
        "2026-11-28T10:00:00Z ERROR ledger broke\n    at a (/b.js:1:1)",
        "  2026-11-28 10:00:01,123 WARN till slow"
    )]
    [InlineData("2026-11-28T10:00:00Z INFO ledger booted", "   INFO till listens")]
    [InlineData("2026-11-28T10:00:00Z ERROR ledger broke", "    [2026-11-28 10:00:01] DEBUG till ticks")]
    [InlineData("2026-11-28T10:00:00Z ERROR ledger broke", "  DEBUG: till ticks")]
    public void A_whole_line_that_is_set_in_is_an_event_of_its_own(string before, string line) =>
        Assert.Equal(2, EventsOf($"{before}\n{line}"));

    [Theory]
    [InlineData("    at a (/b.js:1:1)")]
    [InlineData("  Info on the till")]
    [InlineData("  Details: the till")]
    [InlineData("  ERROR in the till")]
    [InlineData("   12 | const till = 17")]
    [InlineData("  2026-11-28T10:00:01Z the till was opened")]
    [InlineData("  [17, 18]")]
    [InlineData("  500 Internal Server Error")]
    [InlineData("\tat java.base/java.lang.Thread.run(Thread.java:829)")]
    public void What_is_no_whole_line_goes_on_with_the_error_above_it(string line) =>
        Assert.Equal(1, EventsOf($"2026-11-28T10:00:00Z ERROR ledger broke\n{line}"));

    private static long EventsOf(string log)
    {
        var reader = new LogReader(LogFormat.Auto, new PatternMiner(text => text));
        reader.Read(Encoding.UTF8.GetBytes(log));
        reader.Complete();
        return reader.Events;
    }
}
