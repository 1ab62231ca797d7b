using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rehearsals;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>G13: what the verbs print of a database's errors ends in terminals and in the logs of CI.</summary>
public sealed class MaskedReportTests
{
    private const string Said = "DETAIL: Key (phone)=(+254 712 345 678) is duplicated \u001b[2J";

    private static readonly RehearsalResult Failed = new RehearsalResult.Failed(
        new Rehearsal("2026\u001b[2J_unique", "the copy", TimeSpan.FromSeconds(1), [], [], [Said], [Said]),
        Said,
        [Said]
    )
    {
        Statements = [new ExplainedStatement(1, "select 1", TimeSpan.Zero, [], [], [], 0, Said)],
    };

    [Fact]
    public void G13_the_report_of_a_rehearsal_holds_neither_people_nor_control_sequences()
    {
        var (text, json) = (RehearsalReport.Text(Failed), RehearsalReport.Json(Failed));

        Assert.DoesNotContain("712", text + json, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text + json);
        Assert.StartsWith(
            "failed 2026_unique on the copy in 1000 ms\n  DETAIL: Key (phone)=(",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("\"why\":\"DETAIL: Key (phone)=(", json, StringComparison.Ordinal);
    }

    [Fact]
    public void F03_an_endpoint_of_a_file_says_nothing_to_the_terminal() =>
        Assert.Equal(
            "WARN\n  /red is slow",
            JudgeFormat.Text(new Judgement(Verdict.Warn, ["/\u001b[31mred\u0007 is slow"], [], [], null, null))
        );

    [Fact]
    public void G13_the_verdict_on_a_backup_holds_neither_people_nor_control_sequences()
    {
        var verdict = BackupVerdict.Of("production-1\u001b[2J", false, $"It cannot be restored.\n{Said}", null);

        Assert.Equal("production-1", verdict.Backup);
        Assert.StartsWith("It cannot be restored.\nDETAIL: Key (phone)=(", verdict.What, StringComparison.Ordinal);
        Assert.DoesNotContain("712", verdict.What, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', verdict.What);
    }
}
