using CliWrap;

namespace MicroBima.ChatOps.Tools;

/// <summary>Carries a program's output into a stream. A stream that takes no more closes the pipe, so that the program ends; the reason is kept.</summary>
internal sealed class OutputFile(Stream target)
{
    private IOException? _failure;
    private long _total;

    /// <summary>How many bytes came.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>The target of the program's output.</summary>
    public PipeTarget Sink(CancellationToken drained) =>
        PipeTarget.Create(
            async (stream, cancellationToken) =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(drained, cancellationToken);
                var buffer = new byte[64 * 1024];
                try
                {
                    while (await stream.ReadAsync(buffer, either.Token) is var read and > 0)
                    {
                        await target.WriteAsync(buffer.AsMemory(0, read), either.Token);
                        Interlocked.Add(ref _total, read);
                    }
                }
                catch (OperationCanceledException)
                {
                    // The program is gone: what came until now is what there is.
                }
                catch (IOException full)
                {
                    // A listener that throws kills the program without a word; closing the pipe lets it say what it thinks of that.
                    _failure = full;
                }
            }
        );

    /// <summary>Throws what kept the stream from taking the output.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is { } failure)
            throw new IOException(failure.Message, failure);
    }
}
