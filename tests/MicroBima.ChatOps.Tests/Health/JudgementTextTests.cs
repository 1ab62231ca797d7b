using System.Collections.Immutable;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>A judgement in words, to the letter: what people read on the card and in the report.</summary>
public sealed class JudgementTextTests
{
    private static readonly DateTimeOffset DeployedAt = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Verdict.Healthy, 15, "healthy for 15 min")]
    [InlineData(Verdict.Healthy, 0.75, "healthy for 45 s")]
    [InlineData(Verdict.Healthy, 12.5, "healthy for 12.5 min")]
    [InlineData(Verdict.Warn, 15, "somebody should look")]
    [InlineData(Verdict.Fail, 15, "it fails")]
    [InlineData(Verdict.Inconclusive, 15, "could not judge")]
    public void The_line_begins_with_the_verdict(Verdict verdict, double minutes, string expected) =>
        Assert.Equal(expected, JudgementText.Line(Of(verdict, []), TimeSpan.FromMinutes(minutes)));

    [Theory]
    [InlineData(0, "it fails")]
    [InlineData(2, "it fails · reason 1 · reason 2")]
    [InlineData(3, "it fails · reason 1 · reason 2 · 1 more")]
    public void The_line_has_the_two_loudest_reasons_and_counts_the_rest(int reasons, string expected) =>
        Assert.Equal(
            expected,
            JudgementText.Line(
                Of(Verdict.Fail, [.. Enumerable.Range(1, reasons).Select(number => $"reason {number}")]),
                TimeSpan.Zero
            )
        );

    [Fact]
    public void The_line_shows_the_slowest_endpoint_that_still_answers_the_errors_and_the_new_lines()
    {
        var line = JudgementText.Line(
            Of(
                Verdict.Healthy,
                [],
                Latency("/a p50", 42, 40),
                Latency("/b p50", 84, 118),
                Latency("/b p95", 170, 246),
                Latency("/gone p50", 900, null),
                new Signal("errors", SignalUnit.Share, 0.0002, 0.021, 10, 10, Verdict.Healthy),
                new Signal("new error lines", SignalUnit.Count, 0, 2, 10, 10, Verdict.Healthy)
            ),
            TimeSpan.FromMinutes(15)
        );

        Assert.Equal("healthy for 15 min · p50 84 ms → 118 ms · errors 0.02 % → 2.1 % · 2 new error lines", line);
    }

    [Fact]
    public void H3_the_table_stands_in_columns_with_factors_and_with_when_it_began_counted_from_the_release()
    {
        var table = JudgementText.Table(
            Of(
                Verdict.Fail,
                [],
                Latency("/a p50", 84, 118, Verdict.Fail),
                Latency("/a p95", 170, 170),
                new Signal("errors", SignalUnit.Share, 0, 0.3, 10, 10, Verdict.Warn),
                new Signal("memory", SignalUnit.Share, null, 0.5, 0, 10, Verdict.Inconclusive)
            ) with
            {
                Alarms =
                [
                    AlarmOf("/a p50", minutes: 9.5),
                    AlarmOf("/a p50", minutes: 8.5),
                    AlarmOf("errors", minutes: -1),
                ],
            },
            DeployedAt
        );

        Assert.Equal(
            """
            🔴 /a p50  84 ms → 118 ms   ×1.40   from +8:30
            🟢 /a p95  170 ms → 170 ms  ×1.00
            🟠 errors  0 % → 30 %               from +0:00
            ⚪ memory  – → 50 %
            """,
            table
        );
    }

    [Fact]
    public void What_has_no_number_after_the_release_is_not_called_well() =>
        Assert.Equal(
            "⚪ /a p50  84 ms → –",
            JudgementText.Table(Of(Verdict.Fail, [], Latency("/a p50", 84, null)), DeployedAt)
        );

    [Theory]
    [InlineData(0.44, "0.4 ms")]
    [InlineData(2.4, "2.4 ms")]
    [InlineData(9.96, "10 ms")]
    [InlineData(40.4, "40 ms")]
    [InlineData(1234.4, "1234 ms")]
    [InlineData(null, "–")]
    public void Short_times_have_a_decimal_so_that_a_factor_beside_them_can_be_seen(double? value, string expected) =>
        Assert.Equal(expected, Latency("x", 1, 1).Show(value));

    [Fact]
    public void A_signal_without_a_time_before_has_no_factor() =>
        Assert.Equal(
            "🟢 /a p50  0 ms → 40 ms",
            JudgementText.Table(Of(Verdict.Healthy, [], Latency("/a p50", 0, 40)), DeployedAt)
        );

    private static Judgement Of(Verdict verdict, ImmutableArray<string> reasons, params Signal[] signals) =>
        new(verdict, reasons, [.. signals], [], null, null);

    private static Signal Latency(string name, double? before, double? after, Verdict tier = Verdict.Healthy) =>
        new(name, SignalUnit.Milliseconds, before, after, 10, 10, tier);

    private static Alarm AlarmOf(string signal, double minutes) =>
        new(signal, Verdict.Fail, DeployedAt.AddMinutes(minutes), DeployedAt.AddMinutes(10), "it rose");
}
