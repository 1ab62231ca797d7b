using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MicroBima.ChatOps.Logs;

/// <summary>What a digit in a line may change.</summary>
internal enum Weight
{
    /// <summary>Whether the number is zero.</summary>
    IsZero,

    /// <summary>The class of a status, where it is one.</summary>
    Status,

    /// <summary>All of it.</summary>
    Whole,
}

/// <summary>Digits that change what a line means.</summary>
internal readonly record struct Weighed(int Start, int Length, Weight Weight);

/// <summary>
/// What was found out about a line, for all lines that look like it: that are the same but for their digits. Most lines of a log look like one
/// before; of these only the digits that matter have to be read.
/// </summary>
internal sealed class Look(Head head, int flyStart, bool isApp, TimePlace time, Weighed[] weighed)
{
    private const int MostKeys = 512;

    private readonly Dictionary<ulong, int> _patterns = [];
    private ulong _lastKey;
    private int _lastPattern = -1;

    /// <summary>What stands before the message; of the part of the line behind Fly's own.</summary>
    public Head Head => head;

    /// <summary>The end of what Fly puts before the line; 0 where it does not.</summary>
    public int FlyStart => flyStart;

    /// <summary>True where an app wrote it.</summary>
    public bool IsApp => isApp;

    /// <summary>Where the line says its time.</summary>
    public TimePlace Time => time;

    /// <summary>The digits of a line that matter, in one number.</summary>
    public ulong KeyOf(ReadOnlySpan<byte> line)
    {
        var key = 1UL;
        foreach (var (start, length, weight) in weighed)
        {
            var digits = line.Slice(start, length);
            key =
                (key * 31)
                + weight switch
                {
                    Weight.IsZero => HasValue(digits) ? 1UL : 0UL,
                    Weight.Status => ((ulong)Tokens.StatusClass(digits) << 1) + (HasValue(digits) ? 1UL : 0UL),
                    Weight.Whole => Hashing.Of(digits, 0),
                };
        }

        return key;
    }

    /// <summary>The pattern of an event of one line; -1 where it is not known yet.</summary>
    public int Find(ulong key)
    {
        if (key == _lastKey && _lastPattern >= 0)
            return _lastPattern;

        if (!_patterns.TryGetValue(key, out var pattern))
            return -1;

        (_lastKey, _lastPattern) = (key, pattern);
        return pattern;
    }

    /// <summary>Remembers the pattern of an event of one line.</summary>
    public void Learn(ulong key, int pattern)
    {
        if (_patterns.Count < MostKeys)
            _patterns[key] = pattern;
    }

    private static bool HasValue(ReadOnlySpan<byte> digits)
    {
        foreach (var digit in digits)
        {
            if (digit is >= (byte)'1' and <= (byte)'9')
                return true;
        }

        return false;
    }
}

/// <summary>Where a line says its time, and how.</summary>
internal readonly record struct TimePlace(TimeForm Form, int Start);

/// <summary>How a line says its time.</summary>
internal enum TimeForm
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>As ISO 8601.</summary>
    Iso,

    /// <summary>As Nest does in its usual locale.</summary>
    American,

    /// <summary>As a number since 1970.</summary>
    Epoch,
}

/// <summary>The looks that were seen, at most so many; and the look of a line as a number.</summary>
internal sealed class LookBook
{
    private const int MostLooks = 1 << 14;
    private const int SeenOnce = 1 << 15;

    // Nobody outside can make two lines that are taken for one.
    private readonly ulong _seed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private readonly Dictionary<ulong, Look> _looks = [];
    private readonly HashSet<ulong> _once = [];

    /// <summary>The look of a line that looks like one before.</summary>
    public bool TryFind(ulong shape, out Look look) => _looks.TryGetValue(shape, out look!);

    /// <summary>True where a look is worth keeping: it was seen before. What is forgotten does not hang on the seed: the same log is read alike each time.</summary>
    public bool IsSecond(ulong shape)
    {
        if (!_once.Add(shape))
            return true;

        if (_once.Count >= SeenOnce)
            _once.Clear();

        return false;
    }

    /// <summary>Keeps a look.</summary>
    public void Keep(ulong shape, Look look)
    {
        if (_looks.Count >= MostLooks)
            _looks.Clear();

        _looks[shape] = look;
    }

    /// <summary>A line with every digit taken for a zero, as a hash.</summary>
    public ulong ShapeOf(ReadOnlySpan<byte> line)
    {
        var (one, other) = (_seed + (ulong)line.Length, _seed ^ Hashing.Prime);
        ref var start = ref MemoryMarshal.GetReference(line);
        var at = 0;
        for (; at + Vector256<byte>.Count <= line.Length; at += Vector256<byte>.Count)
        {
            var words = WithoutDigits(Vector256.LoadUnsafe(ref start, (nuint)at)).AsUInt64();
            one = Hashing.Mix(one ^ words.GetElement(0), words.GetElement(1));
            other = Hashing.Mix(other ^ words.GetElement(2), words.GetElement(3));
        }

        if (at < line.Length)
        {
            Span<byte> rest = stackalloc byte[Vector256<byte>.Count];
            rest.Clear();
            line[at..].CopyTo(rest);
            var words = WithoutDigits(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(rest))).AsUInt64();
            one = Hashing.Mix(one ^ words.GetElement(0), words.GetElement(1));
            other = Hashing.Mix(other ^ words.GetElement(2), words.GetElement(3));
        }

        return Hashing.Mix(one, other);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> WithoutDigits(Vector256<byte> letters)
    {
        var zero = Vector256.Create((byte)'0');
        return Vector256.ConditionalSelect(
            Vector256.LessThanOrEqual(letters - zero, Vector256.Create((byte)9)),
            zero,
            letters
        );
    }
}
