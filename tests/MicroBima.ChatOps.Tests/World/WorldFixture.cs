namespace MicroBima.ChatOps.Tests.World;

/// <summary>One world for all tests that only look at it, or that put back what they change.</summary>
public sealed class WorldFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("world-").FullName;
    private WorldInstance? _instance;

    public WorldInstance Instance => _instance!;

    public async Task InitializeAsync() =>
        _instance = await WorldInstance.StartAsync(_folder, usesDatabase: true, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await Instance.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The tests that share one world; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class SharedWorld : ICollectionFixture<WorldFixture>
{
    public const string Name = "World";
}
