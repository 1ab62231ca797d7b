using System.Threading.Channels;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>Collects what the client reports, and lets a test wait for it.</summary>
internal sealed class Notices
{
    private readonly Channel<DiscordNotice> _channel = Channel.CreateUnbounded<DiscordNotice>();
    private readonly System.Collections.Concurrent.ConcurrentQueue<DiscordNotice> _all = new();

    public IReadOnlyCollection<DiscordNotice> All => _all;

    public void Add(DiscordNotice notice)
    {
        _all.Enqueue(notice);
        _channel.Writer.TryWrite(notice);
    }

    public async Task<T> NextAsync<T>()
        where T : DiscordNotice
    {
        await foreach (var notice in _channel.Reader.ReadAllAsync())
        {
            if (notice is T wanted)
                return wanted;
        }

        throw new InvalidOperationException("No such notice.");
    }
}
