using System.IO.Compression;

namespace MicroBima.ChatOps.Sandbox.Wire.Gateway;

/// <summary>One zlib stream per connection: every message ends in a sync flush, so that the other side can read it at once.</summary>
internal sealed class Compressor : IDisposable
{
    private readonly MemoryStream _compressed = new();
    private readonly ZLibStream _zlib;

    public Compressor() => _zlib = new ZLibStream(_compressed, CompressionLevel.Fastest, leaveOpen: true);

    public byte[] Compress(ReadOnlyMemory<byte> message)
    {
        _compressed.SetLength(0);
        _zlib.Write(message.Span);
        _zlib.Flush();
        return _compressed.ToArray();
    }

    public void Dispose()
    {
        _zlib.Dispose();
        _compressed.Dispose();
    }
}
