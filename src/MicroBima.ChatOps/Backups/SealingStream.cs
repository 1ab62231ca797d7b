using System.Security.Cryptography;

namespace MicroBima.ChatOps.Backups;

/// <summary>Encrypts what is written into it on its way to another stream. A file that was not finished with <see cref="FinishAsync"/> does not open.</summary>
internal sealed class SealingStream : WriteOnlyStream
{
    private readonly Stream _inner;
    private readonly byte[] _head;
    private readonly AesGcm _cipher;
    private readonly byte[] _plain = new byte[SealFormat.Chunk];
    private readonly byte[] _sealed = new byte[SealFormat.Chunk + SealFormat.Tag];
    private int _filled;
    private uint _number;
    private bool _hasHead;

    public SealingStream(Stream inner, SealKey key)
    {
        _inner = inner;
        _head = SealFormat.NewHead(key);
        _cipher = SealFormat.Open(_head, key);
    }

    /// <inheritdoc />
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        while (!buffer.IsEmpty)
        {
            // A full chunk waits until it is known whether it is the last.
            if (_filled == _plain.Length)
                await SealAsync(isLast: false, cancellationToken);

            var part = Math.Min(buffer.Length, _plain.Length - _filled);
            buffer[..part].CopyTo(_plain.AsMemory(_filled));
            _filled += part;
            buffer = buffer[part..];
        }
    }

    /// <summary>Writes the last chunk; without it the file does not open.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => SealAsync(isLast: true, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cipher.Dispose();
            CryptographicOperations.ZeroMemory(_plain);
        }

        base.Dispose(disposing);
    }

    private async Task SealAsync(bool isLast, CancellationToken cancellationToken)
    {
        if (!_hasHead)
            await _inner.WriteAsync(_head, cancellationToken);

        _hasHead = true;
        _cipher.Encrypt(
            SealFormat.Nonce(_head, _number, isLast),
            _plain.AsSpan(0, _filled),
            _sealed.AsSpan(0, _filled),
            _sealed.AsSpan(_filled, SealFormat.Tag),
            _head
        );
        await _inner.WriteAsync(_sealed.AsMemory(0, _filled + SealFormat.Tag), cancellationToken);
        _filled = 0;
        _number = checked(_number + 1);
    }
}

/// <summary>The parts of a stream that can only be written to.</summary>
internal abstract class WriteOnlyStream : Stream
{
    /// <inheritdoc />
    public override bool CanRead => false;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override void Flush() { }

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
