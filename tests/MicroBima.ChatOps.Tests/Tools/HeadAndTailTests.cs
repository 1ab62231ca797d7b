using System.Text;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

public sealed class HeadAndTailTests
{
    [Theory]
    [InlineData(0, "")]
    [InlineData(4, "0123")]
    [InlineData(9, "012345678")]
    [InlineData(10, "0123\n… 1 bytes omitted …\n56789")]
    [InlineData(25, "0123\n… 16 bytes omitted …\n01234")]
    public void F08_the_beginning_and_the_end_are_kept_and_the_rest_is_counted(int length, string expected)
    {
        var sink = new HeadAndTail(4, 5, null);

        for (var i = 0; i < length; i++)
            sink.Take(Encoding.ASCII.GetBytes((i % 10).ToString(System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(expected, sink.Text());
        Assert.Equal(length, sink.Total);
        Assert.Equal(length <= 9, sink.IsWhole);
    }

    [Fact]
    public void G05_Where_there_are_lines_none_is_cut_in_two()
    {
        var sink = new HeadAndTail(12, 12, null);

        sink.Take("one\npassword=hunterhunter\npassword=hunterhunter\ntwo\n"u8);

        Assert.Equal("one\n… 45 bytes omitted …\ntwo\n", sink.Text());
    }

    [Fact]
    public void G05_a_long_line_is_cut_between_two_words_and_a_word_that_is_longer_is_not_told()
    {
        var heard = new List<string>();
        var sink = new HeadAndTail(12, 12, heard.Add);

        sink.Take("one hunterhunterhunterhunterhunter two"u8);
        Assert.Equal("one\n… 32 bytes omitted …\ntwo", sink.Text());

        string[] lines =
        [
            "",
            $"{new string('a', 390)} {new string('b', 20)}",
            new string('c', 401),
            new string('d', 400),
        ];
        foreach (var line in lines)
            sink.Take(Encoding.ASCII.GetBytes($"{line}\n"));

        Assert.Equal([$"{new string('a', 390)}…", "…", new string('d', 400)], heard.Skip(1));
    }

    [Fact]
    public void A_letter_across_head_and_tail_stays_a_letter()
    {
        var sink = new HeadAndTail(1, 10, null);

        sink.Take("ü"u8);

        Assert.Equal("ü", sink.Text());
    }

    [Fact]
    public void Listeners_hear_the_newest_line_and_their_mistakes_are_counted()
    {
        var heard = new List<string>();
        var sink = new HeadAndTail(
            100,
            100,
            line =>
            {
                heard.Add(line);
                throw new InvalidOperationException("a bug");
            }
        );

        sink.Take("one\ntwo\r\nthr"u8);
        sink.Take("ee\n"u8);

        Assert.Equal(["two", "three"], heard);
        Assert.Equal(2, sink.Mistakes);
    }
}
