using System.Collections.Immutable;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What the three names of a restore say: only what this session made and finished is ever exchanged.</summary>
public sealed class ExchangeTests
{
    private const string Mark = "chatops: made by restore #1, plan 1";
    private const string Whole = $"{Mark}, whole";
    private const string Theirs = "somebody's";

    private static readonly PlannedRestore Restore = new(
        "backup",
        "manifest",
        "sum",
        "",
        Sample.Now,
        1,
        1,
        "live",
        "fresh",
        "kept",
        [],
        null,
        []
    );

    [Theory]
    [InlineData("", Whole, null, typeof(Exchange.Ready))]
    [InlineData(null, Whole, "", typeof(Exchange.HalfWay))]
    [InlineData(Whole, null, "", typeof(Exchange.Done))]
    [InlineData("", Mark, null, typeof(Exchange.Odd))] // not finished
    [InlineData("", Theirs, null, typeof(Exchange.Odd))]
    [InlineData(null, Mark, "", typeof(Exchange.Odd))]
    [InlineData(Whole, Whole, null, typeof(Exchange.Odd))] // one of ours has the name already
    [InlineData(Mark, Whole, null, typeof(Exchange.Odd))]
    [InlineData("", Whole, "", typeof(Exchange.Odd))] // the name of the kept one is taken
    [InlineData("", null, "", typeof(Exchange.Odd))]
    [InlineData(Mark, null, "", typeof(Exchange.Odd))]
    [InlineData("", null, null, typeof(Exchange.Odd))]
    [InlineData(null, null, "", typeof(Exchange.Odd))]
    public void Only_a_finished_copy_of_this_session_is_ready_or_done(
        string? live,
        string? fresh,
        string? kept,
        Type expected
    ) => Assert.IsType(expected, Stands(live, fresh, kept));

    [Fact]
    public void What_nobody_planned_is_told_by_the_names()
    {
        Assert.Equal(
            "live is there, fresh is not there, kept is there",
            Assert.IsType<Exchange.Odd>(Stands("", null, "")).Why
        );
        Assert.StartsWith(
            "fresh is not the copy that this session made",
            Assert.IsType<Exchange.Odd>(Stands("", Theirs, null)).Why,
            StringComparison.Ordinal
        );
    }

    private static Exchange Stands(string? live, string? fresh, string? kept) =>
        Exchange.Of(
            Restore,
            Mark,
            new[] { ("live", live), ("fresh", fresh), ("kept", kept) }
                .Where(one => one.Item2 is not null)
                .ToImmutableDictionary(
                    one => one.Item1,
                    one => new DatabaseSeat(one.Item1, 1, true, one.Item2!, 0),
                    StringComparer.Ordinal
                )
        );
}
