using System.Buffers;
using System.IO.Compression;

namespace MicroBima.ChatOps.Discord;

/// <summary>Unpacks the one zlib stream of a connection, message by message; every message ends in a sync flush.</summary>
internal sealed class Inflater : IDisposable
{
    private readonly MemoryStream _packed = new();
    private readonly ZLibStream _zlib;
    private readonly ArrayBufferWriter<byte> _plain = new();
    private readonly int _largest;

    public Inflater(int largest)
    {
        _largest = largest;
        _zlib = new ZLibStream(_packed, CompressionMode.Decompress);
    }

    /// <summary>The next message; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Inflate(ReadOnlySpan<byte> packed)
    {
        _packed.SetLength(0);
        _packed.Write(packed);
        _packed.Position = 0;
        _plain.ResetWrittenCount();
        while (_zlib.Read(_plain.GetSpan()) is var read and > 0)
        {
            _plain.Advance(read);
            if (_plain.WrittenCount > _largest)
                throw new InvalidDataException("The message is too large.");
        }

        return _plain.WrittenMemory;
    }

    public void Dispose()
    {
        _zlib.Dispose();
        _packed.Dispose();
    }
}
