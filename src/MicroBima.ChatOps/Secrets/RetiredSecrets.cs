using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MicroBima.ChatOps.Secrets;

/// <summary>
/// The secrets of the last thirty days as fingerprints, in a file that only the bot may read: what was replaced this morning may stand in a log that comes
/// tonight. No secret can be read out of it; whoever has the file can try guesses, as with the hash of a password.
/// </summary>
public sealed class RetiredSecrets
{
    private const int KeyLength = 32;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly string _file;
    private readonly TimeProvider _time;
    private readonly byte[] _key;
    private readonly ulong _step;
    private readonly Lock _turn = new();
    private readonly Dictionary<string, Print> _prints;
    private readonly HashSet<string> _present = new(StringComparer.Ordinal);

    // By length, so that a text is walked once for each.
    private ImmutableArray<SameLength> _gone;

    private RetiredSecrets(string file, TimeProvider time, byte[] key, IEnumerable<Print> prints)
    {
        (_file, _time, _key, _step) = (file, time, key, BitConverter.ToUInt64(key) | 1);
        _prints = prints.ToDictionary(print => print.Hash, StringComparer.Ordinal);
        _gone = Gone();
    }

    /// <summary>Takes up what is in the file. One that cannot be read is begun anew: what it knew is not masked by value any more, only by its looks.</summary>
    public static RetiredSecrets Open(string file, TimeProvider time)
    {
        try
        {
            var lines = File.ReadAllLines(file);
            var limit = time.GetUtcNow() - Kept;
            var prints = lines.Skip(1).Select(Print.Parse).Where(print => print.Seen > limit && print.Length > 0);
            var key = Convert.FromHexString(lines.FirstOrDefault(""));
            return key.Length == KeyLength
                ? new RetiredSecrets(file, time, key, prints.ToList())
                : throw new FormatException("The key is not whole.");
        }
        catch (Exception none)
            when (none is IOException or UnauthorizedAccessException or FormatException or OverflowException)
        {
            return new RetiredSecrets(file, time, RandomNumberGenerator.GetBytes(KeyLength), []);
        }
    }

    /// <summary>Keeps the fingerprints of a secret that is in use now.</summary>
    public void Note(IEnumerable<string> forms)
    {
        lock (_turn)
        {
            foreach (var form in forms)
            {
                var print = new Print(form.Length, FilterOf(form), HashOf(form), _time.GetUtcNow());
                _prints[print.Hash] = print;
                _present.Add(print.Hash);
            }

            _gone = Gone();
            Write();
        }
    }

    /// <summary>Where a secret stands in the text that was in use and is not any more.</summary>
    internal IEnumerable<Hit> Find(string text)
    {
        foreach (var sameLength in _gone)
        {
            foreach (var start in StartsOf(text, sameLength))
                yield return new Hit(start, start + sameLength.Length);
        }
    }

    private IEnumerable<int> StartsOf(string text, SameLength sought)
    {
        var (length, first, prints) = sought;

        // A hash that rolls along the text says nearly always no; only where it does not, the true one is made.
        var hash = 0UL;
        for (var i = 0; i < text.Length; i++)
        {
            hash = unchecked((i < length ? hash : hash - text[i - length] * first) * _step + text[i]);
            var start = i - length + 1;
            if (start < 0 || !prints.Contains(Short(hash)))
                continue;

            var found = HashOf(text.AsSpan(start, length));
            if (prints[Short(hash)].Contains(found, StringComparer.Ordinal))
                yield return start;
        }
    }

    private ushort FilterOf(string form)
    {
        var hash = 0UL;
        foreach (var letter in form)
            hash = unchecked(hash * _step + letter);

        return Short(hash);
    }

    // Sixteen bits: enough to say no, and too few to say much about a secret.
    private static ushort Short(ulong hash) => (ushort)(hash >> 48);

    private string HashOf(ReadOnlySpan<char> form) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, MemoryMarshal.AsBytes(form)));

    private ImmutableArray<SameLength> Gone() =>
        [
            .. _prints
                .Values.Where(print => !_present.Contains(print.Hash))
                .GroupBy(print => print.Length)
                .Select(some => new SameLength(
                    some.Key,
                    Enumerable.Repeat(_step, some.Key - 1).Aggregate(1UL, (power, step) => unchecked(power * step)),
                    some.ToLookup(print => print.Filter, print => print.Hash)
                )),
        ];

    /// <summary>A disk that is full keeps nobody from working: what is not kept is masked by its looks alone after a change.</summary>
    private void Write()
    {
        try
        {
            var lines = _prints.Values.Select(print => print.ToString()).Prepend(Convert.ToHexStringLower(_key));
            OwnFile.Replace(_file, string.Join('\n', lines) + "\n");
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            return;
        }
    }

    /// <summary>Secrets of one length: what its first letter weighs in a rolling hash, and their hashes by the bits that say where they cannot be.</summary>
    private sealed record SameLength(int Length, ulong First, ILookup<ushort, string> Prints);

    /// <summary>A line of the file: how long the secret is, a few bits that say where it cannot be, its keyed hash, and when it was last in use.</summary>
    private readonly record struct Print(int Length, ushort Filter, string Hash, DateTimeOffset Seen)
    {
        public static Print Parse(string line) =>
            line.Split(' ') is [var length, var filter, var hash, var seen]
                ? new Print(
                    int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture),
                    ushort.Parse(filter, NumberStyles.None, CultureInfo.InvariantCulture),
                    hash,
                    DateTimeOffset.ParseExact(seen, "o", CultureInfo.InvariantCulture)
                )
                : throw new FormatException("A line of fingerprints has four parts.");

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Length} {Filter} {Hash} {Seen:o}");
    }
}
