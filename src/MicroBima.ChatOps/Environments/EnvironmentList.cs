namespace MicroBima.ChatOps.Environments;

/// <summary>The environments of the configuration, by name.</summary>
public sealed class EnvironmentList(IEnumerable<DeploymentEnvironment> environments)
{
    private readonly Dictionary<string, DeploymentEnvironment> _all = environments.ToDictionary(
        environment => environment.Name,
        StringComparer.Ordinal
    );

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<DeploymentEnvironment> All => _all.Values;

    /// <summary>The environment of exactly this name, or null.</summary>
    public DeploymentEnvironment? Find(string name) => _all.GetValueOrDefault(name);

    /// <summary>The environment of this name, which has to be there.</summary>
    public DeploymentEnvironment Get(string name) =>
        Find(name) ?? throw new InvalidOperationException($"{name} is not configured any more.");
}
