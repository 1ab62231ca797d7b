using System.Globalization;
using System.Text;
using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>What is remembered of the looks of lines.</summary>
public sealed class LookBookTests
{
    private const int Lines = 20_000;

    [Fact]
    public void Two_books_with_different_seeds_find_the_same_lines_again()
    {
        var (one, other) = (new LookBook(), new LookBook());
        var seen = Enumerable.Range(0, 2).SelectMany(_ => Enumerable.Range(0, Lines).Select(Line)).ToList();

        Assert.Equal(seen.ConvertAll(line => IsSecond(one, line)), seen.ConvertAll(line => IsSecond(other, line)));
        Assert.Equal(Lines, seen.Count(line => IsSecond(one, line)) / 2);
    }

    private static bool IsSecond(LookBook book, byte[] line) => book.IsSecond(book.ShapeOf(line));

    // A look of its own each: digits are no part of it.
    private static byte[] Line(int number) =>
        Encoding.UTF8.GetBytes(
            "boat "
                + string.Concat(
                    number.ToString("d5", CultureInfo.InvariantCulture).Select(digit => (char)('a' + digit - '0'))
                )
        );
}
