using static MicroBima.ChatOps.Tests.Logs.Samples.Grouping;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>What many texts show to be a value, in texts that were seen once.</summary>
public sealed class PatternKnownTests
{
    private static readonly string[] Boats = ["red-boat", "green-boat", "blue-boat"];
    private static readonly string[] People = ["ana", "ben", "cleo", "dan", "eve", "fay"];

    private static readonly string[] Known =
    [
        .. Boats.Select(boat => $"crane moored {boat} at the pier"),
        .. People.Select(who => $"the claim of today was checked by {who}"),
    ];

    [Fact]
    public void A_name_that_was_a_value_in_other_texts_is_one_in_a_text_seen_once()
    {
        Assert.Contains("rope of * is torn", Patterns([.. Known, "rope of green-boat is torn"]));
    }

    [Fact]
    public void So_is_a_word_where_as_many_stay()
    {
        Assert.Contains("guard let * see * at noon", Patterns([.. Known, "guard let ana see ben at noon"]));
        Assert.Contains("list ana ben cleo", Patterns([.. Known, "list ana ben cleo"]));
    }

    [Fact]
    public void Where_it_is_seen_often_enough_to_show_it_itself_a_word_stays()
    {
        var often = Enumerable.Repeat("guard let ana see the pier at noon", 4);

        Assert.Contains("guard let ana see the pier at noon", Patterns([.. Known, .. often]));
    }

    [Fact]
    public void What_a_message_begins_with_stays()
    {
        Assert.Contains("green-boat has a torn rope", Patterns([.. Known, "green-boat has a torn rope"]));
    }
}
