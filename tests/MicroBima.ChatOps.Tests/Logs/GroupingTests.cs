using System.Reflection;
using MicroBima.ChatOps.Tests.Logs.Samples;
using Xunit.Abstractions;

namespace MicroBima.ChatOps.Tests.Logs;

/// <summary>One configuration for all: how the patterns of made-up logs in the manner of many systems agree with the truth.</summary>
public sealed class GroupingTests(ITestOutputHelper output)
{
    [Fact]
    public void Lines_are_grouped_as_their_systems_mean_them()
    {
        var found = Systems(typeof(ServerSystems), typeof(HostSystems), typeof(AppSystems))
            .SelectMany(system => Enumerable.Range(1, 3).Select(seed => Measured(system, seed)))
            .ToList();

        Assert.InRange(found.Average(one => one.Accuracy), 0.97, 1);
        Assert.InRange(found.Average(one => one.GroupF1), 0.96, 1);
        Assert.All(found, one => Assert.InRange(one.Accuracy, 0.85, 1));
    }

    [Fact]
    public void Systems_that_nothing_was_adjusted_to_are_grouped_as_well()
    {
        var found = Systems(typeof(UnseenSystems))
            .SelectMany(system => Enumerable.Range(1, 3).Select(seed => Measured(system, seed)))
            .ToList();

        Assert.InRange(found.Average(one => one.Accuracy), 0.97, 1);
        Assert.InRange(found.Average(one => one.GroupF1), 0.96, 1);
    }

    [Fact]
    public void Devices_with_heads_of_many_shapes_are_grouped_by_what_they_say()
    {
        var found = Systems(typeof(DeviceSystems))
            .SelectMany(system => Enumerable.Range(1, 3).Select(seed => Measured(system, seed)))
            .ToList();

        Assert.InRange(found.Average(one => one.Accuracy), 0.99, 1);
        Assert.InRange(found.Average(one => one.GroupF1), 0.97, 1);
    }

    [Fact]
    public void Messages_that_come_once_are_groups_of_their_own()
    {
        var found = Systems(typeof(DeviceSystems))
            .Select(system => Grouping.Of(new LabelledLog(1).Make(system, system.Templates.Count)))
            .ToList();

        // Of two statements that differ in a word of the same sort ("IPv4", "IPv6") one pattern is made: few do, and more would fall apart otherwise.
        Assert.All(found, one => Assert.InRange(one.Accuracy, 0.94, 1));
        Assert.InRange(found.Average(one => one.Accuracy), 0.99, 1);
    }

    [Fact]
    public void Words_that_are_values_are_found_wherever_they_stand()
    {
        var found = Systems(typeof(NamedSystems))
            .SelectMany(system => Enumerable.Range(1, 3).Select(seed => Measured(system, seed)))
            .ToList();

        Assert.InRange(found.Average(one => one.Accuracy), 0.87, 1);
        Assert.InRange(found.Average(one => one.GroupF1), 0.9, 1);
    }

    [Fact]
    public void Bad_events_of_applications_are_found_and_ordinary_ones_are_left_alone()
    {
        var found = Systems(typeof(AppSystems))
            .SelectMany(system => Enumerable.Range(1, 3).Select(seed => Measured(system, seed)))
            .ToList();

        Assert.All(found, one => Assert.InRange(one.Recall, 0.995, 1));
        Assert.All(found, one => Assert.InRange(one.Precision, 0.99, 1));
    }

    private static IEnumerable<SampleSystem> Systems(params Type[] from) =>
        from.SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Static))
            .Select(property => (SampleSystem)property.GetValue(null)!);

    private Grouping Measured(SampleSystem system, int seed)
    {
        var found = Grouping.Of(new LabelledLog(seed).Make(system, 2000));
        output.WriteLine(
            $"{system} {seed}: accuracy {found.Accuracy:0.000} F1 {found.GroupF1:0.000} recall {found.Recall:0.000} precision {found.Precision:0.000}"
        );
        foreach (var wrong in found.Wrong.Take(20))
            output.WriteLine($"    {wrong}");

        return found;
    }
}
