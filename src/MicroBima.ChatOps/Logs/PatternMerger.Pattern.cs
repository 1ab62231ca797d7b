using System.Runtime.InteropServices;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    /// <summary>A place of a pattern.</summary>
    private sealed record Place(Pattern Pattern, int At);

    /// <summary>A pattern while it is compared with others.</summary>
    private sealed class Pattern
    {
        private readonly ulong[] _hashes;
        private ulong _sum;

        public Pattern(Mined mined, string[] parts)
            : this([mined.Number], mined.Level, mined.Events, mined.IsNew && mined.Level >= LogLevel.Error, parts) { }

        private Pattern(List<int> numbers, LogLevel level, long events, bool isNewError, string[] parts)
        {
            (Numbers, Level, Events, IsNewError) = (numbers, level, events, isNewError);
            (Parts, _hashes) = (parts, new ulong[parts.Length]);
            for (var at = 0; at < parts.Length; at++)
                _sum += _hashes[at] = HashOf(at);

            Places = parts.Length > LongestPattern ? [] : PlacesIn(parts);
        }

        public List<int> Numbers { get; }

        public LogLevel Level { get; }

        /// <summary>How many events it was seen in.</summary>
        public long Events { get; private set; }

        public string[] Parts { get; }

        /// <summary>Whether it is an error that was not there before: people have to see it by itself.</summary>
        public bool IsNewError { get; private set; }

        /// <summary>Its places that may turn out to be a value.</summary>
        public int[] Places { get; }

        public bool IsChanged { get; private set; }

        public bool IsChangedNow { get; set; }

        /// <summary>The same with other parts.</summary>
        public Pattern With(string[] parts) => new([.. Numbers], Level, Events, IsNewError, parts) { IsChanged = true };

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
            IsNewError &= other.IsNewError;
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

        /// <summary>The same for all patterns that differ from it in one place only.</summary>
        public ulong KeyWithout(int at) =>
            Hashing.Mix(_sum - _hashes[at], (((((ulong)Level << 16) + (ulong)Parts.Length) << 16) + (ulong)at) << 16);

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

        private ulong HashOf(int at) =>
            Hashing.Of(MemoryMarshal.AsBytes((IsMark(Parts[at]) ? "*" : Parts[at]).AsSpan()), (ulong)at);
    }
}

/// <summary>A pattern as it was mined.</summary>
/// <param name="IsNew">Whether it was not there in the time before.</param>
internal sealed record Mined(int Number, LogLevel Level, long Events, bool IsNew, string Text);

/// <summary>What becomes of a pattern: the number it is counted under, and its text.</summary>
internal sealed record Merged(int From, int To, string Text);
