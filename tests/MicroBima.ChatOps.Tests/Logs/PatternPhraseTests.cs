using MicroBima.ChatOps.Tests.Logs.Samples;
using static MicroBima.ChatOps.Tests.Logs.Samples.Grouping;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>Values of several words, what is said only sometimes, and words that stand where values stand.</summary>
public sealed class PatternPhraseTests
{
    [Fact]
    public void Among_many_words_what_stands_in_one_place_is_one_value_of_however_many_words()
    {
        Assert.Equal(
            ["boat * came to the north pier with *"],
            Patterns(
                "boat 7 came to the north pier with two sails",
                "boat 9 came to the north pier with grandmother",
                "boat 9 came to the north pier with old rope",
                "boat 9 came to the north pier with Flour"
            )
        );
        Assert.Equal(2, Patterns("boat 7 came with two sails", "boat 9 came with grandmother").Count);
    }

    [Fact]
    public void What_somebody_wants_to_do_is_no_value()
    {
        Assert.Equal(
            2,
            Patterns(
                "boat 7 of the north pier wants to sail home at noon",
                "boat 7 of the north pier wants to buy new rope at noon"
            ).Count
        );
    }

    [Fact]
    public void What_is_said_often_in_two_ways_is_no_value()
    {
        Assert.Equal(
            2,
            Patterns([
                .. Enumerable.Repeat("boat 7 came to the north pier with two sails", 300),
                .. Enumerable.Repeat("boat 9 came to the north pier with grandmother", 300),
            ]).Count
        );
    }

    [Theory]
    [InlineData("row 7 of shop kept", "row 9 of shop kept: moved away")]
    [InlineData("ERROR row 7 of shop", "ERROR row 9 of shop: no shelf")]
    public void What_happened_then_and_what_an_error_adds_makes_another_pattern(string one, string other)
    {
        Assert.Equal(2, Patterns(one, other).Count);
    }

    [Fact]
    public void What_a_message_begins_with_is_a_value_where_one_stands_in_its_place()
    {
        Assert.Equal(["* flew over the lake"], Patterns("heron flew over the lake", "17 flew over the lake"));
        Assert.Equal(2, Patterns("opening over the lake", "17 over the lake").Count);
    }

    [Fact]
    public void What_messages_begin_with_is_a_value_where_four_stand_for_each_other()
    {
        string[] birds = ["heron", "swan", "duck", "goose"];

        Assert.Equal(
            ["* in lake", "* on shore"],
            Patterns([.. birds.Select(bird => bird + " in lake"), .. birds.Select(bird => bird + " on shore")])
        );
    }

    [Fact]
    public void Words_in_capitals_are_values()
    {
        string[] winds = ["WEST", "EAST", "SOUTH"];

        Assert.Equal(
            ["lake * turns from * to wind"],
            Patterns([.. winds.Select(wind => $"lake 7 turns from {wind} to wind")])
        );
        Assert.Equal(["row kept kind=* of lake"], Patterns("row kept kind=FISH of lake", "row kept kind=FOWL of lake"));
    }

    [Fact]
    public void A_word_before_an_arrow_may_be_a_value_and_a_query_holds_several()
    {
        Assert.Equal(
            ["lake holds option * => '*'"],
            Patterns(
                "lake holds option depth => 'a'",
                "lake holds option width => 'b'",
                "lake holds option shore => 'c'"
            )
        );
        Assert.Equal(
            ["lake asked for fish=*&bread=*"],
            Patterns("lake asked for fish=true&bread=false", "lake asked for fish=false&bread=true")
        );
    }

    private static readonly string[] Ovens =
    [
        .. new[] { "north", "south", "east", "west", "stone", "proofer", "attic", "cellar" }.Select(name =>
            $"oven {name}: 67.3 degC, target 228 degC, duty 76%"
        ),
    ];

    [Fact]
    public void Where_values_stand_one_of_several_words_is_one_too_but_what_happened_is_not()
    {
        string[] wordy = [.. Ovens, .. Ovens, Oven("corn loaf"), Oven("deck 2")];

        Assert.Equal(["oven *: * degC, target * degC, duty *"], Patterns(wordy));
        Assert.Equal(2, Patterns([.. Ovens, .. Ovens, Oven("deck opened")]).Count);

        static string Oven(string name) => $"oven {name}: 70.1 degC, target 228 degC, duty 70%";
    }

    [Fact]
    public void A_field_that_is_empty_and_one_that_holds_a_value_are_one()
    {
        string[] methods = ["GET", "PUT", "POST"];
        string[] users = ["ana", "ben", "cara", ""];

        Assert.Equal(
            ["msg=\"request done\" method=* path=* status=2xx dur=* user=*"],
            Patterns([
                .. methods.SelectMany(method =>
                    users.Select(user =>
                        $"msg=\"request done\" method={method} path=/x/7 status=200 dur=3ms user={user}"
                    )
                ),
            ])
        );
    }

    [Fact]
    public void States_on_both_sides_of_an_arrow_are_values()
    {
        string[] states = ["AMBER", "GREEN", "RED", "BLUE", "DARK"];
        var changes = states.SelectMany(from =>
            states.Where(to => to != from).Select(to => $"signal 7 of line 4 {from} => {to}")
        );

        Assert.Equal(
            ["signal * of line * * => *", "car * is at stop *"],
            Patterns([.. changes, .. Enumerable.Range(0, 600).Select(car => $"car {car} is at stop {car}")])
        );
    }

    [Fact]
    public void A_quoted_value_behind_a_value_is_one_with_it_however_many_words_it_has()
    {
        string[] titles = ["News", "Sport", "Trailer Spring", "Evening News", "Late Show", "Night"];

        Assert.Equal(
            ["Event * TAKE * \"*\" late by * frames"],
            Patterns([
                .. titles
                    .Concat(titles)
                    .Select((title, at) => $"Event {at} TAKE TRL7{at} \"{title}\" late by 3 frames"),
            ])
        );
    }

    [Fact]
    public void A_number_of_hexadecimal_letters_is_none_of_an_error_and_no_host()
    {
        string[] ids = ["06FB39", "5D5544", "ECADBD", "77A1B2"];

        Assert.Equal(
            ["* CALL * ORIG DN=* LEN=* DIALED=*"],
            Patterns([
                .. ids.Select(id => $"XA4 03/11 08:55:51 CP101 CALL {id} ORIG DN=7735818 LEN=07 DIALED=9666145701"),
            ])
        );
        Assert.Single(
            Patterns("Mar  1, 16:54:00 #a73f15 I done 304 in 0.1ms", "Mar  1, 16:54:03 #842401 I done 200 in 22.3ms")
        );
    }

    [Theory]
    [InlineData("POST /v2/texts size=230 status=200 in 3ms", "POST /v2/texts size=* status=2xx in *")]
    [InlineData("POST /v2/texts size=530 status=500 in 3ms", "POST /v2/texts size=* status=5xx in *")]
    [InlineData("POST /v2/texts size=9 code=500", "POST /v2/texts size=* code=5xx")]
    public void The_size_of_an_answer_is_not_its_status(string line, string pattern) =>
        Assert.Equal([pattern], Patterns(line));
}
