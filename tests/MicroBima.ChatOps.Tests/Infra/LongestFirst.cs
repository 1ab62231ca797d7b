using MicroBima.ChatOps.Tests.Scenarios;
using MicroBima.ChatOps.Tests.World;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("MicroBima.ChatOps.Tests.Infra.LongestFirst", "MicroBima.ChatOps.Tests")]

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>The collections that take minutes begin first: begun last, they would run alone while a core idles.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        SharedTown.Name,
        WithPostgres.Name,
        OwnOf<VerdictScenarios>(),
        OwnOf<HalfAppliedScenarios>(),
        OwnOf<FailedMigrationScenarios>(),
        OwnOf<JournalScenarios>(),
        OwnOf<CodeScenarios>(),
        SharedWorld.Name,
        BusyWorld.Name,
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection =>
            Array.IndexOf(Long, collection.DisplayName) is var place and >= 0 ? place : Long.Length
        );

    /// <summary>As xunit calls the collection of a class that shares nothing with others.</summary>
    private static string OwnOf<T>() => $"Test collection for {typeof(T).FullName}";
}
