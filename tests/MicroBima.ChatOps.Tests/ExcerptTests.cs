using System.Globalization;
using CsCheck;

namespace MicroBima.ChatOps.Tests;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData(1999)]
    [InlineData(2000)]
    [InlineData(2001)]
    [InlineData(4096)]
    [InlineData(4097)]
    public void F07_A_text_is_cut_to_its_length_and_says_so(int length)
    {
        var cut = Excerpt.Of(new string('y', length), 2000);

        Assert.Equal(Math.Min(length, 2000), cut.Length);
        Assert.Equal(length > 2000, cut.EndsWith('…'));
    }

    [Fact]
    public void F07_No_letter_is_cut_in_two() =>
        Gen.Select(Gen.OneOf("a", "é", "😀", "👩\u200d💻", "e\u0301", "🇰🇪").Array[0, 20], Gen.Int[1, 30])
            .Sample(
                (letters, length) =>
                {
                    var text = string.Concat(letters);
                    var cut = Excerpt.Of(text, length);

                    Assert.True(cut.Length <= Math.Max(1, length));
                    var kept = cut.EndsWith('…') ? cut[..^1] : cut;
                    var starts = StringInfo.ParseCombiningCharacters(text);
                    Assert.True(kept.Length == text.Length || starts.Contains(kept.Length));
                }
            );

    [Fact]
    public void F07_No_blank_stands_before_the_sign_that_it_was_cut() =>
        Assert.Equal("one two…", Excerpt.Of("one two three", 9));
}
