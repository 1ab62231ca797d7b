using static MicroBima.ChatOps.Tests.Logs.Samples.Grouping;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>What programs fill in: objects that they print, states, bytes, nothing at all.</summary>
public sealed class PatternValueTests
{
    [Theory]
    [InlineData("{'age': 7, 'pier': 'north', 'tide': None}")]
    [InlineData("{'tide': 'low'}")]
    [InlineData("{\"age\":7,\"pier\":\"north\"}")]
    [InlineData("{}")]
    public void A_printed_object_is_one_value(string printed)
    {
        Assert.Equal(["boat seen {*} today"], Patterns($"boat seen {printed} today", "boat seen {'of': 3} today"));
    }

    [Theory]
    [InlineData("['north']")]
    [InlineData("['north', 'south']")]
    [InlineData("[7, 8, 9]")]
    [InlineData("[]")]
    public void A_printed_list_is_one_value(string printed)
    {
        Assert.Equal(
            ["boat seen [*] today"],
            Patterns($"boat seen {printed} today", "boat seen ['a', 'b', 'c'] today")
        );
    }

    [Fact]
    public void An_object_that_says_what_happened_stays()
    {
        Assert.Equal(
            2,
            Patterns(
                "boat seen {'reason': 'rope is old', 'age': 7} today",
                "boat seen {'reason': 'sea is calm', 'age': 7} today"
            ).Count
        );
    }

    [Theory]
    [InlineData("Evaluated claim 7: ", "Evaluated claim *: *")]
    [InlineData("claim 7 has state ", "claim * has state *")]
    [InlineData("claim 7 of today, target ", "claim * of today, target *")]
    public void Words_in_a_slot_are_values_also_where_they_say_what_happened(string before, string pattern)
    {
        string[] states = ["Installed", "Superseded", "Absent"];

        Assert.Equal([pattern], Patterns([.. states.Select(state => before + state)]));
        Assert.Equal(3, Patterns([.. states.Select(state => $"claim 7 {state}")]).Count);
    }

    [Fact]
    public void Two_words_are_values_where_they_are_called_a_state()
    {
        Assert.Equal(
            ["gate *, changed state to *"],
            Patterns("gate 7, changed state to up", "gate 8, changed state to down")
        );
        Assert.Equal(2, Patterns("gate 7 went up", "gate 8 went down").Count);
    }

    [Theory]
    [InlineData("frame EC 00 FA 1B of dock", "frame * of dock")]
    [InlineData("frame fd f1 4c ab", "frame *")]
    [InlineData("to be 10 fathoms", "to be * fathoms")]
    [InlineData("moored at unix:/run/boat.sock today", "moored at * today")]
    [InlineData("no place in /srv/day=7/boats: too small", "no place in *: too small")]
    [InlineData("no place at http://dock.example.com/boats: too small", "no place at *: too small")]
    [InlineData("seen=\"a \\\"red\\\" boat\" today", "seen=* today")]
    public void Bytes_places_and_quoted_values_end_where_they_end(string line, string pattern)
    {
        Assert.Equal([pattern], Patterns(line));
    }

    [Fact]
    public void Nothing_stands_where_a_value_stands_as_a_rule()
    {
        var often = Enumerable.Range(0, 20).Select(number => $"boat {number} rejected from dock {number}");

        Assert.Equal(["boat * rejected from dock *"], Patterns([.. often, "boat rejected from dock 7"]));
        Assert.Equal(2, Patterns("boat 7 rejected from dock 7", "boat rejected from dock 7").Count);
        Assert.Equal(["boat * left: *"], Patterns("boat 7 left: 8", "boat 7 left:"));
    }

    [Fact]
    public void What_stands_among_fields_says_what_happened()
    {
        string[] deeds = ["MOOR", "SAIL", "LOAD", "PAINT"];

        Assert.Equal(4, Patterns([.. deeds.Select(deed => $"boat=7 op=9 {deed} dock=3")]).Count);
    }

    [Fact]
    public void The_text_of_a_message_is_no_value_with_what_stands_behind_it()
    {
        string[] lines =
        [
            "caller=a.go:1 level=info component=dock msg=\"Reading the tide\" pier=7",
            "caller=a.go:2 level=info component=dock msg=\"Mooring a boat\" boat=8",
            "caller=a.go:3 level=info component=dock msg=\"Crane is still\"",
        ];

        Assert.Equal(3, Patterns(lines).Count);
    }
}
