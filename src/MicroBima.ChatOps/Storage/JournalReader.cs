using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Storage;

/// <summary>A record as it was read back: its place in the chain, its hash, and the facts.</summary>
public sealed record JournalEntry(long Sequence, string Hash, Batch Batch);

/// <summary>Reads a journal from its first record and proves the chain on the way.</summary>
public sealed class JournalReader(string folder)
{
    /// <summary>What a disk writes at once: of an interrupted write each sector is there or it is not.</summary>
    private const int Sector = 512;

    /// <summary>Where the last whole record of the last segment ends.</summary>
    public long End { get; private set; }

    /// <summary>The hash of the last record that was read.</summary>
    internal byte[] Head { get; private set; } = JournalRecord.Genesis;

    /// <summary>How many records were read.</summary>
    public long Sequence { get; private set; }

    /// <summary>The files of a journal, oldest first.</summary>
    public static ImmutableArray<string> Segments(string folder) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.journal").Order(StringComparer.Ordinal)]
            : [];

    /// <summary>All records. Damage anywhere but at the very end is an <see cref="InvalidDataException"/> that names the first bad record.</summary>
    public IEnumerable<JournalEntry> Read()
    {
        var segments = Segments(folder);
        foreach (var segment in segments)
        {
            ReadOnlyMemory<byte> bytes = File.ReadAllBytes(segment);
            End = 0;
            while (End < bytes.Length)
            {
                if (JournalRecord.TryDecode(bytes[(int)End..], Head) is not { } body)
                {
                    if (segment == segments[^1] && (IsTorn(bytes[(int)End..]) || HasHole(bytes, (int)End)))
                        yield break;

                    throw new InvalidDataException(
                        $"Record {Sequence + 1} of the journal is damaged ({Path.GetFileName(segment)}, byte {End}). "
                            + "Nothing runs on a damaged journal: put back a copy of the folder, then start again."
                    );
                }

                Head = JournalRecord.HashOf(Head, body.Span);
                End += JournalRecord.HeaderLength + body.Length;
                Sequence++;
                yield return new JournalEntry(Sequence, Convert.ToHexStringLower(Head), BatchOf(body));
            }
        }
    }

    private Batch BatchOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JournalFormat.Read(body.Span);
        }
        catch (JsonException unknown)
        {
            throw new InvalidDataException(
                $"Record {Sequence} of the journal is whole, but this version cannot read it: {unknown.Message} Start the version that wrote it.",
                unknown
            );
        }
    }

    /// <summary>
    /// A write that was interrupted leaves fewer bytes than its header says, or zeros, and nothing behind it; it was never acknowledged.
    /// A whole record further on proves that this is damage, not an interruption.
    /// </summary>
    private static bool IsTorn(ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < JournalRecord.HeaderLength || rest.Span.IndexOfAnyExcept((byte)0) < 0)
            return true;

        // Facts are JSON and never end in a zero: the file had grown, but what was to be in it did not arrive.
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest.Span);
        if (length >= 0 && length <= rest.Length - JournalRecord.HeaderLength)
            return length == rest.Length - JournalRecord.HeaderLength && rest.Span[^1] == 0;

        // All of it is there and fits: only the length is wrong.
        if (JournalRecord.IsWhole(rest.Span, rest.Length - JournalRecord.HeaderLength))
            return false;

        for (var offset = 1; offset < rest.Length - JournalRecord.HeaderLength; offset++)
        {
            if (JournalRecord.IsWhole(rest.Span[offset..]))
                return false;
        }

        return true;
    }

    /// <summary>
    /// True where the rest is one record of which whole sectors never reached the disk. Facts are JSON and hold no zero: one outside of such a sector is
    /// damage, and so is a length or a predecessor that does not fit.
    /// </summary>
    private bool HasHole(ReadOnlyMemory<byte> bytes, int start)
    {
        var body = start + JournalRecord.HeaderLength;
        var isMissing = new bool[bytes.Length - start];
        for (var from = start; from < bytes.Length; from = (from / Sector + 1) * Sector)
        {
            var to = Math.Min((from / Sector + 1) * Sector, bytes.Length);
            var sector = bytes.Span[from..to];
            if (sector.IndexOfAnyExcept((byte)0) < 0)
                isMissing.AsSpan(from - start, sector.Length).Fill(true);
            else if (to > body && bytes.Span[Math.Max(from, body)..to].Contains((byte)0))
                return false;
        }

        var header = isMissing.AsSpan(0, JournalRecord.HeaderLength);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length - body);
        return isMissing.Contains(true)
            && Fits(bytes.Span[start..], length, header)
            && Fits(bytes.Span[(start + 8)..], Head, header[8..]);
    }

    private static bool Fits(ReadOnlySpan<byte> there, ReadOnlySpan<byte> expected, ReadOnlySpan<bool> isMissing)
    {
        for (var at = 0; at < expected.Length; at++)
        {
            if (!isMissing[at] && there[at] != expected[at])
                return false;
        }

        return true;
    }
}
