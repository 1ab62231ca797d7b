using System.Globalization;
using CsCheck;
using MicroBima.ChatOps.Chat;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>F03-F07: what terminals, invisible letters and lengths do to a text.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("migration FAILED\rmigration OK", "migration FAILED\nmigration OK")]
    [InlineData("FAILED\b\b\b\b\b\bOK", "FAILEDOK")]
    [InlineData("one\r\ntwo\r\n", "one\ntwo\n")]
    [InlineData("\u001b[31;1mred\u001b[0m \u009b4mline", "red line")]
    [InlineData("\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\", "click")]
    [InlineData("\u001b]0;title\x07text", "text")]
    [InlineData("\u001b]0;never ends FAILED\nnext", "0;never ends FAILED\nnext")]
    [InlineData("\u001b(Bplain\u001b= \u001bcx", "plain x")]
    [InlineData("\u001bP1;2|device\u001b\\x", "x")]
    [InlineData("\u001b[", "")]
    [InlineData("bell\a", "bell")]
    public void F03_What_a_terminal_would_do_is_taken_out_and_nothing_is_hidden(string text, string expected) =>
        Assert.Equal(expected, PlainText.Of(text));

    [Theory]
    [InlineData("user\u202etxt.exe", "usertxt.exe")]
    [InlineData("a\u200bb\u2060c\ufeffd\u00ade", "abcde")]
    [InlineData("a\u2066b\u2069", "ab")]
    [InlineData("a\u3164b\u115fc\u2800d\u034fe\ufe00f", "abcdef")]
    [InlineData("pro\u200dduction", "production")]
    [InlineData("👩\u200d💻 works", "👩\u200d💻 works")]
    [InlineData("⚠\ufe0f", "⚠\ufe0f")]
    [InlineData("a\u2028b\u2029c", "a\nb\nc")]
    [InlineData("z\u0301\u0302\u0303\u0304\u0305a", "z\u0301\u0302a")]
    public void F06_Invisible_and_direction_changing_letters_are_taken_out(string text, string expected) =>
        Assert.Equal(expected, PlainText.Of(text));

    [Fact]
    public void F05_Broken_and_private_letters_become_a_sign_that_something_was_there() =>
        Assert.Equal("a\ufffdb\ufffdc\ufffdde", PlainText.Of("a\ud800b\ufffec\ue000d\0e\u007f"));

    [Fact]
    public void F05_Any_text_becomes_valid_and_stays_so() =>
        Gen.OneOf<string>(
                Gen.String,
                Gen.Char[(char)0xD700, (char)0xE100].Array[0, 20].Select(letters => new string(letters))
            )
            .Sample(text =>
            {
                var plain = PlainText.Of(text);

                Assert.Equal(plain, PlainText.Of(plain));
                Assert.DoesNotContain(plain, letter => char.IsControl(letter) && letter is not ('\n' or '\t'));
                Assert.True(plain.IsNormalized() || plain.EnumerateRunes().Any());
            });

    [Fact]
    public void A_million_unfinished_sequences_are_read_in_time() =>
        Assert.Equal(500_000, PlainText.Of(string.Concat(Enumerable.Repeat("\u001b]x", 500_000))).Length);
}
