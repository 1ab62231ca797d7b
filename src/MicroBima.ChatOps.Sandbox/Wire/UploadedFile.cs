namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>A part of a multipart body that carries a file.</summary>
internal sealed record UploadedFile(string FileName, ReadOnlyMemory<byte> Bytes);
