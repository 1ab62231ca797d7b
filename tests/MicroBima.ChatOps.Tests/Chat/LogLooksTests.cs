using System.Collections.Immutable;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Secrets;

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
        Assert.Contains("1 values hidden", text, StringComparison.Ordinal);
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
