using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A store that keeps facts in memory, may hold some from before, and breaks on demand.</summary>
internal sealed class KeptStore(IEnumerable<Fact> before) : IStore
{
    private readonly List<Batch> _batches =
    [
        .. before.Select((fact, index) => new Batch(Batch.StreamOf(Sample.Number), index + 1, "", [fact])),
    ];

    /// <summary>While true nothing can be written.</summary>
    public bool IsBroken { get; set; }

    public ImmutableArray<Fact> Facts
    {
        get
        {
            lock (_batches)
                return [.. _batches.SelectMany(batch => batch.Facts)];
        }
    }

    public Anchor Newest => At(_batches.Count)!;

    public Anchor? At(long sequence) =>
        sequence <= _batches.Count ? new Anchor(sequence, new string('0', Anchor.Digits)) : null;

    public async IAsyncEnumerable<Batch> ReadAllAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        foreach (var batch in _batches.ToList())
            yield return batch;
    }

    public Task<AppendResult> AppendAsync(
        string stream,
        long expectedVersion,
        ImmutableArray<Fact> facts,
        string cause,
        CancellationToken cancellationToken
    )
    {
        if (IsBroken)
            throw new IOException("The disk is full.");

        var version = expectedVersion + facts.Length;
        lock (_batches)
            _batches.Add(new Batch(stream, version, cause, facts));

        return Task.FromResult<AppendResult>(new AppendResult.Appended());
    }
}
