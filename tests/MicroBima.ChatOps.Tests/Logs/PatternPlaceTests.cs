using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Tests.Logs.Samples;
using static MicroBima.ChatOps.Tests.Logs.Samples.Grouping;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>Which places of a message hold a value, by what stands there in other messages.</summary>
public sealed class PatternPlaceTests
{
    private const string Said = "Pump 17 moved water north";
    private const string Pattern = "Pump * moved water north";

    [Fact]
    public void A_message_that_comes_seldom_is_one_of_those_with_values_in_its_places()
    {
        Assert.Equal(
            ["boat * came with * fish at noon"],
            Patterns(
                "boat 7 came with 8 fish at noon",
                "boat 9 came with 2 fish at noon",
                "boat nine came with red fish at noon"
            )
        );
        Assert.Equal(2, Patterns("boat 7 at 8", "boat 9 at 2", "boat nine at noon").Count);
        Assert.Equal(
            2,
            Patterns(
                "boat 7 came with 8 fish at noon",
                "boat 9 came with 2 fish at noon",
                "boat nine came with burnt fish at noon",
                "boat nine came with burnt fish at noon"
            ).Count
        );
    }

    [Theory]
    [InlineData("asked 2001:db8:add:7:1:2:3:4 for bread")]
    [InlineData("asked 2001:db8:1:fee:7:bad:3:4 for bread")]
    public void An_address_of_the_Internet_with_groups_of_letters_is_one_value(string line)
    {
        Assert.Equal(["asked * for bread"], Patterns(line));
    }

    [Fact]
    public void A_word_before_a_colon_is_no_part_of_an_address()
    {
        Assert.Equal(["shop:add:* kept"], Patterns("shop:add:7 kept"));
    }

    [Fact]
    public void Switches_are_values_several_in_all_their_states_and_one()
    {
        Assert.Equal(
            ["lamp of pier: lit: *, clean: *"],
            Patterns(
                "lamp of pier: lit: yes, clean: no",
                "lamp of pier: lit: no, clean: yes",
                "lamp of pier: lit: yes, clean: yes",
                "lamp of pier: lit: no, clean: no"
            )
        );
        Assert.Equal(["lamp of pier: lit: *"], Patterns("lamp of pier: lit: yes", "lamp of pier: lit: no"));
    }

    [Theory]
    [InlineData("boat took 3 ms: 'done'")]
    [InlineData("boat took 3 ms, \"done\"")]
    [InlineData("boat took 3 ms: 7")]
    public void A_text_behind_a_value_is_one_with_it_as_a_number_would_be(string line)
    {
        Assert.Equal(["boat took *"], Patterns(line));
    }

    [Fact]
    public void A_text_behind_a_zero_leaves_it_a_zero()
    {
        Assert.Equal(LogLevel.Info, Grouping.Read("boat came, errors: 0, 'north'\n")[0].Pattern.Level);
        Assert.Equal(LogLevel.Warn, Grouping.Read("boat came, errors: 7, 'north'\n")[0].Pattern.Level);
    }

    [Fact]
    public void The_class_of_a_status_and_a_method_are_never_one_with_a_value()
    {
        Assert.Equal(
            2,
            Patterns(
                "boat 7 asked pier for status 7 again",
                "boat 9 asked pier for status 9 again",
                "boat nine asked pier for status 404 again"
            ).Count
        );
    }

    [Fact]
    public void Many_priorities_are_no_head()
    {
        Assert.Single(Patterns(string.Concat(Enumerable.Repeat("<1>", 20_000)) + " boats came"));
    }

    [Fact]
    public void What_five_messages_begin_with_is_a_value_where_enough_stands_behind_it()
    {
        string[] birds = ["heron", "swan", "duck", "goose", "crow"];

        Assert.Equal(["* sat on shore"], Patterns([.. birds.Select(bird => bird + " sat on shore")]));
        Assert.Equal(5, Patterns([.. birds.Select(bird => bird + " sat")]).Count);
    }

    [Fact]
    public void What_messages_begin_with_is_a_value_where_three_stand_for_each_other_and_none_where_two_do()
    {
        string[] birds = ["heron", "swan", "duck"];

        Assert.Equal(2, Patterns([.. Twice(birds)]).Count);
        Assert.Equal(4, Patterns([.. Twice(birds[..2])]).Count);
    }

    [Fact]
    public void A_method_is_a_value_before_a_mark_but_not_before_a_route()
    {
        Assert.Single(Patterns("asked shop with GET '10.0.0.7'", "asked shop with PUT '10.0.0.9'"));
        Assert.Equal(2, Patterns("asked shop with GET /bread", "asked shop with PUT /bread").Count);
    }

    [Fact]
    public void What_happened_is_no_value_behind_several_texts()
    {
        string[] states = ["opened wide", "closed at once", "stopped to turn"];
        var quiet = Enumerable.Range(0, 300).Select(at => $"gull {at} flew");

        Assert.Equal(
            7,
            Patterns([
                .. quiet,
                .. states.Select(state => $"gate 7 of pier {state}"),
                .. states.Select(state => $"nets of boat 7 were {state}"),
            ]).Count
        );
    }

    [Theory]
    [InlineData("<134>Nov 22 09:00:00 alpha pumpd[17]: ")]
    [InlineData("<134>1 2026-11-22T09:00:00.123Z alpha pumpd 17 ID3 - ")]
    [InlineData("<134>1 2026-11-22T09:00:00.123Z alpha pumpd 17 - [x@1 a=\"b\"] ")]
    [InlineData("2026-11-22T09:00:00.123+02:00 alpha pumpd[17]: ")]
    [InlineData("2026-11-22 09:00:00 alpha pumpd[17] INFO: ")]
    [InlineData("2026-11-22T09:00:00,123+0200 [INFO ] pump.Valve: ")]
    [InlineData("2026-11-22 09:00:00.123  INFO 17 --- [main] a.b.Valve : ")]
    [InlineData("11-22 09:00:00.123  1017  1018 I Pump    : ")]
    [InlineData("2026-11-22T09:00:00.123Z [pump.valve] #17 ")]
    [InlineData("2026-11-22T09:00:00.123Z 17 worker INFO: ")]
    [InlineData("09:00:00 pump INFO ")]
    [InlineData("1700000000 INFO pump: ")]
    [InlineData("1700000000.123 INFO pump: ")]
    [InlineData("1700000000123 INFO pump: ")]
    [InlineData("[1700000000.123] INFO pump: ")]
    [InlineData("261122 090000 17 INFO pump.Valve: ")]
    [InlineData("(17) 2026-11-22 09:00:00 INFO ")]
    public void What_stands_before_a_message_is_no_part_of_its_pattern(string head)
    {
        Assert.Equal([Pattern], Patterns(head + Said));
    }

    [Theory]
    [InlineData("2026-11-22 09:00:00 [error] pumpd[17]: boats came")]
    [InlineData("2026-11-22 09:00:00 error pumpd[17]: boats came")]
    [InlineData("<11>Nov 22 09:00:00 alpha pumpd[17]: ERROR boats came")]
    [InlineData("1700000000.123 ERROR pump: boats came")]
    public void A_level_among_hosts_and_processes_is_the_level(string line)
    {
        Assert.Equal(LogLevel.Error, Grouping.Read(line + "\n")[0].Pattern.Level);
    }

    [Theory]
    [InlineData("1700000000 boats came", "boats came")]
    [InlineData("<7> boats came", "<*> boats came")]
    [InlineData("<1234> boats came", "<*> boats came")]
    [InlineData("1234567890123456 boats came", "* boats came")]
    public void Only_what_can_be_a_time_or_a_priority_is_left_out(string line, string pattern)
    {
        Assert.Equal([pattern], Patterns(line));
    }

    private static IEnumerable<string> Twice(string[] birds) =>
        [.. birds.Select(bird => bird + " in lake"), .. birds.Select(bird => bird + " on shore")];
}
