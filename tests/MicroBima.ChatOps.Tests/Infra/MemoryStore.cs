using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A store that forgets with the test, and fails when it is told to.</summary>
internal sealed class MemoryStore : IStore
{
    private readonly Lock _writing = new();
    private ImmutableList<Batch> _batches = [];

    public IReadOnlyList<Batch> Batches => _batches;

    public IEnumerable<Fact> Facts => _batches.SelectMany(batch => batch.Facts);

    /// <summary>What happens before each write.</summary>
    public Action BeforeAppend { get; set; } = () => { };

    public Anchor Newest => At(_batches.Count)!;

    public Anchor? At(long sequence) =>
        sequence <= _batches.Count ? new Anchor(sequence, new string('0', Anchor.Digits)) : null;

    public async IAsyncEnumerable<Batch> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var batch in _batches)
            yield return batch;
    }

    public async Task<AppendResult> AppendAsync(
        string stream,
        long expectedVersion,
        ImmutableArray<Fact> facts,
        string cause,
        CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        BeforeAppend();
        lock (_writing)
        {
            var actual = _batches.FindLast(batch => batch.Stream == stream)?.Version ?? 0;
            if (actual != expectedVersion)
                return new AppendResult.Conflict(actual);

            _batches = _batches.Add(new Batch(stream, actual + facts.Length, cause, facts));
            return new AppendResult.Appended();
        }
    }
}
