using static MicroBima.ChatOps.Tests.Logs.Samples.Grouping;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>What only all lines of a log together show to be part of their heads; and what units, counts and paths are.</summary>
public sealed class PatternHeadTests
{
    private static readonly string[] Messages =
    [
        "parcel 17 weighed on scale 3",
        "lorry 4 is back from the harbour",
        "gate north needs oil",
        "crane arm holds 12 boxes",
        "night shift counts 8 people",
        "belt 3 runs dry of tape",
    ];

    private static readonly string[] Names = ["io-2", "admin", "cleaner"];
    private static readonly string[] Deeds = ["started", "stopped"];

    [Fact]
    public void Who_says_it_is_a_value_where_all_lines_begin_with_one_of_a_few()
    {
        var lines = Messages.SelectMany(message => Names.Select(who => At($"{who} {message}")));

        Assert.Equal(Messages.Length, Patterns([.. lines]).Count);
        Assert.Contains("* gate north needs oil", Patterns([.. lines]));
    }

    [Fact]
    public void What_a_thing_did_is_no_name_of_who_says_it()
    {
        var lines = Messages.SelectMany(message => Deeds.Select(did => At($"{did} {message}")));

        Assert.Equal(2 * Messages.Length, Patterns([.. lines]).Count);
    }

    [Fact]
    public void A_first_word_is_kept_where_few_lines_go_on_alike()
    {
        string[] lines = ["admin gate north needs oil", "cleaner gate north needs oil", .. Messages];

        Assert.Equal(lines.Length, Patterns([.. lines.Select(At)]).Count);
    }

    [Theory]
    [InlineData("cpu7:17)", "cpu7:17 op=4f)")]
    [InlineData("", "*12 ")]
    [InlineData("", "(req-4f17) ")]
    [InlineData("0x17 ", "A 0x17 ")]
    public void A_field_that_many_messages_have_and_have_not_is_left_out(string without, string with)
    {
        var lines = Messages.SelectMany(message => new[] { At(without + message), At(with + message) });

        Assert.Equal(Messages.Length, Patterns([.. lines]).Count);
    }

    [Fact]
    public void A_field_that_many_messages_have_and_have_not_is_left_out_where_it_always_stands()
    {
        string[] lines =
        [
            .. Messages.SelectMany(message => new[] { At(message), At($"{message} op=4f7") }),
            At("tide is high op=4f9"),
        ];

        Assert.Equal(Messages.Length + 1, Patterns(lines).Count);
        Assert.Contains("tide is high", Patterns(lines));
    }

    [Fact]
    public void A_field_that_one_message_has_says_something()
    {
        string[] lines =
        [
            .. Messages.Select(message => At($"cpu7:17)Dock: {message}")),
            At($"cpu7:17 op=4f)Dock: {Messages[0]}"),
        ];

        Assert.Equal(lines.Length, Patterns(lines).Count);
    }

    [Theory]
    [InlineData("waited 7 ms for the tide", "waited 3 min for the tide", "waited * for the tide")]
    [InlineData("waited 7 s for the tide", "waited 1 hour for the tide", "waited * for the tide")]
    [InlineData("waited 1 minute for the tide", "waited 40 seconds for the tide", "waited * for the tide")]
    [InlineData("waited 7 days for the tide", "waited 3 min for the tide", "waited * for the tide")]
    [InlineData("waited 1 day for the tide", "waited 3 min for the tide", "waited * for the tide")]
    [InlineData("kept 1 byte of the tide", "kept 7 bytes of the tide", "kept * of the tide")]
    [InlineData("bound [2001:db8::a7]:443 to dock", "bound 10.0.0.7:80 to dock", "bound * to dock")]
    [InlineData("bound [::]:443 to dock", "bound [::1]:80 to dock", "bound * to dock")]
    [InlineData("dock [12:30:15]: full", "dock [12:30:16]: full", "dock [*]: full")]
    [InlineData("heap 7 min=3", "heap 8 min=9", "heap * min=*")]
    [InlineData("boat 1 took 1 box aboard", "boat 2 took 7 boxes aboard", "boat * took * * aboard")]
    [InlineData("boat 1 saw 1 ferry go by", "boat 2 saw 7 ferries go by", "boat * saw * * go by")]
    [InlineData("lent /barn/day=2026-11-28/part-7 out", "lent /barn/rope out", "lent * out")]
    [InlineData(@"sealed \\?\Volume{4f-1a}\box.sys at dusk", @"sealed C:\boxes\box.sys at dusk", "sealed * at dusk")]
    public void Units_counts_and_paths_are_part_of_the_value(string one, string other, string pattern)
    {
        Assert.Equal([pattern], Patterns(one, other));
    }

    [Fact]
    public void A_number_of_things_is_no_status_and_a_status_before_a_field_is_one()
    {
        Assert.Equal(["search returned * rows"], Patterns("search returned 204 rows", "search returned 503 rows"));
        Assert.Equal(
            ["path=* status=2xx bytes=*", "path=* status=5xx bytes=*"],
            Patterns("path=/claims status=200 bytes=7", "path=/claims status=503 bytes=9").Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("INFO  [RMI-10.90.254.67] 2026-11-28 02:28:55,756 Tide.java:523 - Moored 3 boats")]
    [InlineData("INFO  [RMI-10.9.4.7] 2026-11-28 02:28:55,756 Tide.java:523 - Moored 3 boats")]
    public void An_address_in_the_name_of_a_thread_is_no_time(string line)
    {
        Assert.Equal(["Tide.java:* - Moored * boats"], Patterns(line));
    }

    [Theory]
    [InlineData("tide::dock: ")]
    [InlineData("request{id=7 route=/boats}: tide::dock: ")]
    [InlineData("request{id=7 route=/boats}:moor{pier=north op=9}: tide::dock: ")]
    public void What_a_line_belongs_to_is_part_of_its_head(string head)
    {
        Assert.Equal(["moored * boats"], Patterns($"2026-11-28T05:26:20.338411Z  INFO {head}moored 3 boats"));
    }

    [Fact]
    public void An_object_behind_a_level_is_what_the_line_says()
    {
        Assert.Equal(["moored {pier=north}"], Patterns("2026-11-28T05:26:20.338Z INFO moored {pier=north}"));
    }

    [Theory]
    [InlineData("INFO")]
    [InlineData("WARN")]
    [InlineData("ERROR")]
    public void A_process_with_a_number_before_a_level_is_part_of_the_head(string level)
    {
        Assert.Equal(["Dock moored * boats"], Patterns($"28.11. 05:27:53 drv-3 {level} Dock moored 3 boats"));
    }

    [Theory]
    [InlineData("2026/04/11 05:11:09.491\t1088\t4716\tWarning\tDock\tmoored 3 boats")]
    [InlineData("2026/04/11 05:11:09.491\t1088\t4e66\tWarning\tDock\tmoored 3 boats")]
    [InlineData("2026/04/11 05:11:09.491\t1088\teaad\tInfo\tDock\tmoored 3 boats")]
    public void A_thread_in_hexadecimal_in_a_column_of_its_own_is_part_of_the_head(string line)
    {
        Assert.Equal(["Dock moored * boats"], Patterns(line));
    }

    [Theory]
    [InlineData("[main]")]
    [InlineData("[dock-3]")]
    public void A_level_between_a_thread_and_a_class_is_part_of_the_head(string thread)
    {
        Assert.Equal(
            ["a.tide.Dock - Moored * boats"],
            Patterns($"08:57:10.557 {thread} WARN  a.tide.Dock - Moored 3 boats")
        );
    }

    private static string At(string message) => $"2026-11-28 02:28:49.029 INFO  {message}";
}
