using System.Collections.Immutable;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

public sealed class LogLooksTests
{
    private static readonly DateTimeOffset From = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void News_come_first_with_what_was_hidden_and_the_log_as_a_file_of_a_fixed_name()
    {
        var card = CardOf(
            """
            2026-11-22T09:50:00Z app[a] jnb [info]Error: known 1
            2026-11-22T10:00:01Z app[a] jnb [info]Error: known 2
            2026-11-22T10:00:02Z app[b] jnb [info]Error: cannot reach postgres://app:hunterhunter@db/x
            2026-11-22T10:00:03Z app[b] jnb [info]fine
            """,
            errorsOnly: false
        );
        var text = Text(card);

        Assert.Contains("last 15 min · 3 lines → 3 patterns · 2 machines", text, StringComparison.Ordinal);
        Assert.Matches("""NEW\*\* \(1\)\n🔴 ×1  Error: cannot reach""", text);
        Assert.Contains("**KNOWN** (1, unchanged)\n🔴 ×1  Error: known \\*", text, StringComparison.Ordinal);
        Assert.Contains("1 value hidden", text, StringComparison.Ordinal);
        Assert.Equal(CardTone.Bad, card.Tone);
        var file = Assert.Single(card.Files);
        Assert.Equal("logs.txt", file.Name);
        Assert.DoesNotContain("hunterhunter", text + file.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("known 1", file.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void F01_F02_what_logs_say_pings_nobody_and_closes_no_block()
    {
        var text = Text(
            CardOf("2026-11-22T10:00:02Z app[b] jnb [info]Error: @everyone <@1> ``` **x**\n", errorsOnly: true)
        );

        Assert.DoesNotContain(
            " @everyone <@1> ``` **x**",
            text.Replace("```\n", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_muted_is_counted_and_not_shown_and_the_rest_can_be_muted_from_a_list()
    {
        const string Log = """
            2026-11-22T10:00:01Z app[a] jnb [info]Error: probe failed 2
            2026-11-22T10:00:02Z app[b] jnb [info]Error: cannot reach x
            """;
        var open = CardOf(Log, errorsOnly: false);
        var choice = open.Menus[0].Choices.Single(one => one.Label.Contains("probe", StringComparison.Ordinal));

        var muted = CardOf(Log, errorsOnly: false, choice.Value);

        Assert.Equal("mute.production", open.Menus[0].Id);
        Assert.DoesNotContain("muted", Text(open), StringComparison.Ordinal);
        Assert.Contains("1 muted", Text(muted), StringComparison.Ordinal);
        Assert.DoesNotContain("probe", Text(muted), StringComparison.Ordinal);
        Assert.Single(muted.Menus[0].Choices);
    }

    [Fact]
    public void At_most_eight_patterns_are_shown()
    {
        var log = string.Concat(
            Enumerable
                .Range(0, 20)
                .Select(number =>
                    $"2026-11-22T10:00:02Z app[b] jnb [info]{(char)('A' + number)}xError: {new string((char)('a' + number), 6)}\n"
                )
        );

        Assert.Equal(8, Text(CardOf(log, errorsOnly: true)).Split("🔴").Length - 1);
    }

    [Fact]
    public void What_ended_something_is_shown_before_anything_else_and_counted_where_there_is_no_room()
    {
        const string At = "2026-11-22T10:00:02Z app[b] jnb [info]";
        const string Later = "2026-11-22T10:05:02Z app[b] jnb [info]";
        var warnings = Lines("WARN ", "", 9) + Lines("WARN ", "", 9).Replace(At, Later, StringComparison.Ordinal);
        var known = $"2026-11-22T09:50:00Z app[b] jnb [info]panic: ledger lost\n{At}panic: ledger lost\n";

        var one = Text(CardOf(known + warnings, errorsOnly: false));
        var many = Text(CardOf(Lines("", ": unhandled rejection", 11), errorsOnly: false));

        Assert.Contains("**KNOWN** (1, unchanged)\n🔴 ×1  panic: ledger lost", one, StringComparison.Ordinal);
        Assert.Contains("and 2 more", one, StringComparison.Ordinal);
        Assert.Contains("and 3 more, 3 of them fatal: in the file", many, StringComparison.Ordinal);

        static string Lines(string before, string after, int count) =>
            string.Concat(
                Enumerable
                    .Range(0, count)
                    .Select(number =>
                        $"{At}{before}{(char)('A' + number)}xError{after} {new string((char)('a' + number), 6)}\n"
                    )
            );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_there_before_is_known_and_no_example_of_it_is_shown(bool errorsOnly)
    {
        var card = CardOf(
            "2026-11-22T09:50:00Z app[a] jnb [info]Error: old 1\n2026-11-22T10:00:01Z app[a] jnb [info]Error: old 2\n",
            errorsOnly
        );

        Assert.Contains("KNOWN** (1, unchanged)", Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain("One of the first", Text(card), StringComparison.Ordinal);
        Assert.Equal(CardTone.Warning, card.Tone);
    }

    [Theory]
    [InlineData(false, "🟠 ×1", "No errors.")]
    [InlineData(true, "No errors.", "🟠")]
    public void Who_asks_for_errors_only_sees_no_warnings(bool errorsOnly, string seen, string hidden)
    {
        var card = CardOf("2026-11-22T10:00:01Z app[a] jnb [info]WARN the disk is slow\n", errorsOnly);

        Assert.Contains(seen, Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain(hidden, Text(card), StringComparison.Ordinal);
        Assert.Contains("nothing to compare with", Text(card), StringComparison.Ordinal);
        Assert.Equal(CardTone.Good, card.Tone);
    }

    [Fact]
    public void What_is_not_said_any_more_is_told_in_one_line_and_is_no_reason_to_look()
    {
        var card = CardOf(
            "2026-11-22T09:50:00Z app[a] jnb [info]Error: old 1\n2026-11-22T10:00:01Z app[a] jnb [info]fine\n",
            errorsOnly: true
        );

        Assert.Contains("**GONE** (1) · Error: old", Text(card), StringComparison.Ordinal);
        Assert.Contains("No errors.", Text(card), StringComparison.Ordinal);
        Assert.Equal(CardTone.Good, card.Tone);
    }

    [Fact]
    public async Task G05_a_log_that_cannot_be_read_is_said_to_be_that_and_why_without_its_secrets()
    {
        var card = await LogsAsync("echo 'Error: the token hunterhunter is refused' >&2; exit 1");

        Assert.Equal(CardTone.Warning, card.Tone);
        Assert.Contains("The logs could not be read", Text(card), StringComparison.Ordinal);
        Assert.Contains("is refused", Text(card), StringComparison.Ordinal);
        Assert.DoesNotContain("hunterhunter", Text(card), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "NEW** (1)", "before the release of")]
    [InlineData(false, "KNOWN** (2, unchanged)", "compared with the time before")]
    public async Task What_began_with_the_last_release_is_new_though_it_was_said_before_the_minutes_that_are_shown(
        bool isReleased,
        string expected,
        string compared
    )
    {
        var now = TimeProvider.System.GetUtcNow();
        (int, string)[] said = [(70, "alpha"), (30, "beta"), (5, "alpha"), (4, "beta")];

        var card = await LogsAsync(
            Says(now, said),
            isReleased ? [new Story(at: now.AddMinutes(-60)).Started().RunUpTo(StepKind.Watch)] : []
        );

        Assert.Contains(expected, Text(card), StringComparison.Ordinal);
        Assert.Contains(compared, Text(card), StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(card.Files).Text.Split("broke").Length - 1);
    }

    [Fact]
    public async Task What_a_bad_release_said_is_new_when_the_next_one_says_it_too()
    {
        var now = TimeProvider.System.GetUtcNow();
        (int, string)[] said = [(70, "alpha"), (40, "beta"), (5, "alpha"), (4, "beta")];
        var bad = new Story(at: now.AddMinutes(-60)).Started().RunUpTo(StepKind.Watch).BeginStep();
        bad.Reports(new StepOutcome.Judged(Ending.Failed, "it failed"));

        var card = await LogsAsync(
            Says(now, said),
            bad,
            new Story(at: now.AddMinutes(-20)).Started().RunUpTo(StepKind.Watch)
        );

        Assert.Contains("NEW** (1)\n🔴 ×1  Error: beta broke", Text(card), StringComparison.Ordinal);
        Assert.Contains("KNOWN** (1, unchanged)\n🔴 ×1  Error: alpha broke", Text(card), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_takes_long_holds_up_nobody_and_comes_when_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var said = Says(DateTimeOffset.UtcNow, [(1, "late")]);
        var flyctl = folder.Script("flyctl", $"while [ ! -e {folder.In("go")} ]; do sleep 0.02; done; {said}");
        using var around = new Surroundings("/nonexistent", flyctl: flyctl);
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        await using var baseline = around.Baseline();
        var time = new TestTime();
        time.SetUtcNow(DateTimeOffset.UtcNow);
        var asking = new LogLooks(baseline, desk, around.Redactor, time).AnswerAsync(
            around.Environment,
            TimeSpan.FromMinutes(15),
            errorsOnly: false,
            CancellationToken.None
        );

        await time.PassAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        var work = Assert.IsType<Reply.Work>(await asking);
        await File.WriteAllTextAsync(folder.In("go"), "");
        var card = await work.Do(_ => { }, CancellationToken.None);

        Assert.Contains("Fly takes its time", Text(work.First), StringComparison.Ordinal);
        Assert.Contains("Error: late broke", Text(card), StringComparison.Ordinal);
    }

    /// <summary>A flyctl that prints an error for each: so many minutes ago, and what broke.</summary>
    private static string Says(DateTimeOffset now, (int Ago, string What)[] said) =>
        string.Join(
            "; ",
            said.Select(one =>
                $"echo '{now.AddMinutes(-one.Ago):yyyy-MM-ddTHH:mm:ssZ} app[a] jnb [info]Error: {one.What} broke'"
            )
        );

    private static async Task<Card> LogsAsync(string flyctl, params Story[] before)
    {
        using var folder = new TemporaryFolder();
        using var around = new Surroundings("/nonexistent", flyctl: folder.Script("flyctl", flyctl));
        around.Redactor.Register("hunterhunter");
        var store = new MemoryStore();
        foreach (var (index, story) in before.Index())
            await store.AppendAsync($"session-{57 + index}", 0, [.. story.Events], "", CancellationToken.None);

        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        await using var baseline = around.Baseline();
        return await new LogLooks(baseline, desk, around.Redactor, TimeProvider.System).LogsAsync(
            around.Environment,
            TimeSpan.FromMinutes(15),
            errorsOnly: false,
            CancellationToken.None
        );
    }

    private static string Text(Card card) => Markdown.Join("\n", card.Blocks).Source;

    private static Card CardOf(string log, bool errorsOnly, params string[] muted)
    {
        var redactor = new Redactor();
        var view = LogView.Of(
            log,
            redactor.Mask,
            at => at < From ? LogWindow.Before : LogWindow.Now,
            muted.ToImmutableDictionary(id => id, _ => "")
        );
        return LogLooks.CardOf(
            "production",
            TimeSpan.FromMinutes(15),
            errorsOnly,
            view,
            redactor.Mask(LogView.Since(log, From)),
            "",
            null
        );
    }
}
