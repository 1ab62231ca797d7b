namespace MicroBima.ChatOps.Tests.World;

/// <summary>The tests that push, deploy and break things in a world of their own; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class BusyWorld : ICollectionFixture<WorldFixture>
{
    public const string Name = "Busy world";
}
