using System.Runtime.InteropServices;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    /// <summary>A place of a pattern, or two.</summary>
    private sealed record Place(Pattern Pattern, int At, int Also);

    /// <summary>A pattern while it is compared with others.</summary>
    private sealed class Pattern
    {
        private readonly ulong[] _hashes;
        private ulong _sum;

        public Pattern(int number, LogLevel level, long events, string[] parts)
        {
            (Numbers, Level, Events, Parts, _hashes) = ([number], level, events, parts, new ulong[parts.Length]);
            for (var at = 0; at < parts.Length; at++)
                _sum += _hashes[at] = HashOf(at);

            Places = parts.Length > LongestPattern ? [] : PlacesIn(parts);
        }

        public List<int> Numbers { get; }

        public LogLevel Level { get; }

        /// <summary>How many events it was seen in.</summary>
        public long Events { get; private set; }

        public string[] Parts { get; }

        /// <summary>Its places that may turn out to be a value.</summary>
        public int[] Places { get; }

        public bool IsChanged { get; private set; }

        public bool IsChangedNow { get; set; }

        /// <summary>The same with other parts.</summary>
        public Pattern With(string[] parts)
        {
            var other = new Pattern(Numbers[0], Level, Events, parts) { IsChanged = true };
            other.Numbers.AddRange(Numbers.Skip(1));
            return other;
        }

        public bool Widen(int at)
        {
            if (string.Equals(Parts[at], "∗", StringComparison.Ordinal))
                return false;

            Parts[at] = "∗";
            _sum -= _hashes[at];
            _sum += _hashes[at] = HashOf(at);
            IsChanged = IsChangedNow = true;
            return true;
        }

        public void Take(Pattern other)
        {
            Numbers.AddRange(other.Numbers);
            Events += other.Events;
            IsChanged = true;
            if (
                Parts.Length != other.Parts.Length
                || !Parts.Zip(other.Parts).All(pair => IsAlike(pair.First, pair.Second))
            )
                return;

            for (var at = 0; at < Parts.Length; at++)
            {
                if (other.Parts[at] is "∗")
                    Parts[at] = "∗";
            }
        }

        public ulong KeyWithout(int at) => Key(_sum - _hashes[at], at, 0);

        public ulong KeyWithout(int one, int other) => Key(_sum - _hashes[one] - _hashes[other], one, other);

        // Both a word or a value, or the same signs.
        private static bool IsAlike(string one, string other) =>
            IsWordLetter(one[0]) ? IsWordLetter(other[0]) : string.Equals(one, other, StringComparison.Ordinal);

        private static int[] PlacesIn(string[] parts)
        {
            var places = new List<int>();
            for (var at = 0; at < parts.Length; at++)
            {
                if (IsWordLetter(parts[at][0]) && !IsStatus(parts[at]))
                    places.Add(at);
            }

            return [.. places];
        }

        private ulong Key(ulong sum, int one, int other) =>
            Hashing.Mix(
                sum,
                ((((((ulong)Level << 16) + (ulong)Parts.Length) << 16) + (ulong)one) << 16) + (ulong)other
            );

        private ulong HashOf(int at) =>
            Hashing.Of(MemoryMarshal.AsBytes((IsMark(Parts[at]) ? "*" : Parts[at]).AsSpan()), (ulong)at);
    }
}

/// <summary>A pattern as it was mined.</summary>
internal sealed record Mined(int Number, LogLevel Level, long Events, string Text);

/// <summary>What becomes of a pattern: the number it is counted under, and its text.</summary>
internal sealed record Merged(int From, int To, string Text);
