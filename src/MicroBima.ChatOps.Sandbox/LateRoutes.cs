using Microsoft.Extensions.Primitives;

namespace MicroBima.ChatOps.Sandbox;

/// <summary>Routes that appear after the server has started: the world needs the server's address before it can offer its own.</summary>
internal sealed class LateRoutes(IServiceProvider services) : EndpointDataSource, IEndpointRouteBuilder, IDisposable
{
    private CancellationTokenSource _changed = new();
    private IReadOnlyList<Endpoint> _endpoints = [];

    public override IReadOnlyList<Endpoint> Endpoints => _endpoints;

    public IServiceProvider ServiceProvider => services;

    public ICollection<EndpointDataSource> DataSources { get; } = [];

    public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);

    public override IChangeToken GetChangeToken() => new CancellationChangeToken(_changed.Token);

    /// <summary>Puts what was mapped since into service.</summary>
    public void Publish()
    {
        _endpoints = [.. DataSources.SelectMany(source => source.Endpoints)];
        var before = Interlocked.Exchange(ref _changed, new CancellationTokenSource());
        before.Cancel();
        before.Dispose();
    }

    public void Dispose() => _changed.Dispose();
}
