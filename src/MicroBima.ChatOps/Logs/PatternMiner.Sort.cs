using System.Numerics;

namespace MicroBima.ChatOps.Logs;

/// <content>How often a pattern came, and in how many separate minutes.</content>
public sealed partial class PatternMiner
{
    /// <summary>A pattern while it is counted.</summary>
    private sealed class Sort(LogLevel level, string text, string example)
    {
        private const int Minute = 60_000;

        private long _clumpBefore = Moments.None;

        // One bit for each minute of an hour in which it came.
        private ulong _minutes;

        public LogLevel Level { get; } = level;

        public string Text { get; set; } = text;

        /// <summary>Whether it is known to be harmless: then it becomes one with no other.</summary>
        public bool IsMuted { get; set; }

        public string Example { get; private set; } = example;

        public long Before { get; private set; }

        public long Now { get; private set; }

        public long First { get; private set; } = Moments.None;

        public long Last { get; private set; } = Moments.None;

        public long ClumpsBefore { get; private set; }

        /// <summary>What comes within two minutes that follow each other is one clump; without times each event is one.</summary>
        public long ClumpsNow
        {
            get
            {
                if (_minutes == 0)
                    return Now;

                var clumps = 0;
                for (var left = _minutes; left != 0; clumps++)
                    left &= ~(3UL << BitOperations.TrailingZeroCount(left));

                return clumps;
            }
        }

        public void SeeBefore(long at)
        {
            Before++;
            if (at != Moments.None && _clumpBefore != Moments.None && at - _clumpBefore < Minute)
                return;

            _clumpBefore = at;
            ClumpsBefore++;
        }

        public void SeeNow(long at)
        {
            Now++;
            See(at);
            if (at != Moments.None)
                _minutes |= 1UL << (int)(at / Minute % 64);
        }

        public void Take(Sort other)
        {
            Before += other.Before;
            Now += other.Now;
            ClumpsBefore += other.ClumpsBefore;
            _minutes |= other._minutes;
            See(other.First);
            See(other.Last);
            if (Example.Length == 0)
                Example = other.Example;
        }

        private void See(long at)
        {
            if (at == Moments.None)
                return;

            First = First == Moments.None ? at : Math.Min(First, at);
            Last = Math.Max(Last, at);
        }
    }
}
