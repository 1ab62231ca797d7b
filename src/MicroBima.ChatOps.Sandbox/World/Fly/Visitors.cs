namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>The people who use the app all day: a light, steady traffic, so that its logs and latencies say something.</summary>
internal sealed class Visitors(Uri app, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(900);

    private static readonly string[] Paths =
    [
        "/api/internal/customers",
        "/api/internal/policies",
        "/api/internal/customers?page=2",
        "/api/internal/customers",
        "/api/internal/policies?status=active",
    ];

    private readonly CancellationTokenSource _end = new();
    private Task _walk = Task.CompletedTask;

    public void Begin() => _walk = WalkAsync(_end.Token);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _walk;
        _end.Dispose();
    }

    private async Task WalkAsync(CancellationToken end)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = app,
            Timeout = TimeSpan.FromSeconds(20),
        };
        for (var visit = 0; !end.IsCancellationRequested; visit++)
            try
            {
                await Task.Delay(Pause, time, end);
                using var _ = await http.GetAsync(new Uri(Paths[visit % Paths.Length], UriKind.Relative), end);
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                // A visitor who gets no answer comes again.
            }
    }
}
