using static MicroBima.ChatOps.Tests.Logs.Samples.Grouping;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>A text that another covers, and what stands behind the names of fields.</summary>
public sealed class PatternCoverTests
{
    private static readonly string[] Leases =
    [
        "lease 10.0.0.7 given to gate 4 via dock for 60 s",
        "lease 10.0.0.8 given to gate 5 via dock for 30 s",
    ];

    [Fact]
    public void A_longer_value_between_the_same_words_is_one_with_a_shorter_one()
    {
        Assert.Equal(
            ["lease * given to gate * via dock for *"],
            Patterns([.. Leases, "lease 10.0.0.9 given to gate 6 host print 9 via dock for 90 s"])
        );
    }

    [Theory]
    [InlineData("lease 10.0.0.9 given to gate 6 and closed via dock for 90 s")]
    [InlineData("lease 10.0.0.9 given to gate 6 host print 9 via dock for 90 s once more")]
    [InlineData("old lease 10.0.0.9 given to gate 6 via dock for 90 s")]
    public void What_happened_names_of_errors_and_words_at_either_end_are_no_longer_value(string other)
    {
        Assert.Equal(2, Patterns([.. Leases, other]).Count);
    }

    [Fact]
    public void An_error_is_never_covered_by_another()
    {
        string[] lines =
        [
            "[Nest] 7 - ERROR [Lease] lease 7 given to gate 4 via dock for 60 s failed",
            "[Nest] 7 - ERROR [Lease] lease 8 given to gate 5 host print 9 via dock for 60 s failed",
        ];

        Assert.Equal(2, Patterns(lines).Count);
    }

    [Fact]
    public void What_stands_behind_names_of_fields_is_a_value_where_many_stand_and_it_varies()
    {
        Assert.Equal(
            ["routed room=* kind=* by=* took=*"],
            Patterns("routed room=general kind=text by=ana took=7ms", "routed room=kitchen kind=file by=ben took=9ms")
        );
    }

    [Theory]
    [InlineData("routed room=general kind=text status=sent", "routed room=kitchen kind=file status=dropped")]
    [InlineData("routed room=general msg=\"left now\"", "routed room=kitchen msg=\"came back\"")]
    public void A_field_that_says_what_happened_and_one_of_two_is_none(string one, string other)
    {
        Assert.Equal(2, Patterns(one, other).Count);
    }

    [Fact]
    public void The_message_in_a_field_is_no_part_of_a_value_before_it()
    {
        string[] lines =
        [
            .. Enumerable
                .Range(1, 4)
                .Select(at => $"level=warn caller=ws.go:{at} msg=\"client slow\" queued={at} after=3s"),
            .. Enumerable.Range(1, 4).Select(at => $"level=warn caller=up.go:{at} msg=\"file too large\" size={at}MB"),
            .. Enumerable.Range(1, 4).Select(at => $"level=warn caller=push.go:{at} msg=\"token old\" kind=web"),
        ];

        Assert.Equal(3, Patterns(lines).Count);
    }

    [Fact]
    public void A_field_in_angles_has_a_value_though_it_may_be_empty()
    {
        Assert.Equal(
            ["parcel *: from=<*> weighed"],
            Patterns("parcel 7: from=<ana@dock.example> weighed", "parcel 8: from= weighed")
        );
    }
}
