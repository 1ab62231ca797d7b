namespace MicroBima.ChatOps.Doctor;

/// <summary>What the catalogue says of one statement.</summary>
internal abstract record Finding
{
    private Finding() { }

    /// <summary>A finding that can be told in words.</summary>
    public interface IWords
    {
        /// <summary>The words.</summary>
        string Words { get; }
    }

    /// <summary>Its effect is there.</summary>
    public sealed record Ran(string Words) : Finding, IWords;

    /// <summary>It failed and left something of no use.</summary>
    public sealed record Left(string Words) : Finding, IWords;

    /// <summary>Its effect is not there.</summary>
    public sealed record DidNotRun(string Words) : Finding, IWords;

    /// <summary>What it asks for holds, which it may have done before: to run it again changes nothing.</summary>
    public sealed record Neutral : Finding;

    /// <summary>It cannot be told.</summary>
    /// <param name="IsDifferent">True where something of that name is there, but not as the file makes it.</param>
    public sealed record Blind(string Why, bool IsDifferent = false) : Finding;

    /// <summary>True where the mark is as the statement leaves it.</summary>
    public static bool Holds(Mark mark, IReadOnlyDictionary<Trace, TraceState> seen) =>
        seen[mark.Trace] is TraceState.There == mark.IsExpected
        && seen[mark.Trace] is TraceState.There or TraceState.Absent;

    /// <summary>The finding for a statement.</summary>
    public static Finding Of(Traced statement, IReadOnlyDictionary<Trace, TraceState> seen)
    {
        if (statement.Marks.IsEmpty)
            return statement.Blind.Length == 0 ? new Neutral() : new Blind(statement.Blind);

        if (statement.Marks.FirstOrDefault(mark => seen[mark.Trace] is TraceState.Broken) is { } broken)
            return broken.IsExpected
                ? new Left($"{broken.Trace.Words} is there, but INVALID")
                : new Blind($"{broken.Trace.Words} is INVALID", IsDifferent: true);

        if (statement.Marks.FirstOrDefault(mark => seen[mark.Trace] is TraceState.Orphan) is { } orphan)
            return statement.Marks.All(mark => mark.IsExpected && !Holds(mark, seen))
                ? new DidNotRun($"{orphan.Trace.Words} is not there")
                : new Blind($"what {orphan.Trace.Words} belongs to is not there", IsDifferent: true);

        var holding = statement.Marks.Where(mark => Holds(mark, seen)).ToList();
        if (holding.Count < statement.Marks.Length)
            return Partly(statement, holding, seen);

        if (statement.Marks.FirstOrDefault(mark => mark.Strength is Strength.OnlyAgainst) is { } vague)
            return new Blind($"{vague.Trace.Words} is there, in this version or another");

        foreach (var (trace, isExpected) in statement.Marks.SelectMany(mark => mark.Details))
        {
            if (seen[trace] is TraceState.There != isExpected)
                return new Blind(
                    $"{statement.Marks[0].Trace.Words} is there, but {(isExpected ? "without" : "with")} {trace.Words}",
                    IsDifferent: true
                );
        }

        return statement.Marks.FirstOrDefault(mark => mark.Strength is Strength.Proof) is { } proof
            ? new Ran($"{proof.Trace.Words} is {(proof.IsExpected ? "there" : "gone")}")
            : new Neutral();
    }

    /// <summary>A statement is all or nothing: what proves that it ran beside what says that it did not was changed by something else.</summary>
    private static Finding Partly(Traced statement, List<Mark> holding, IReadOnlyDictionary<Trace, TraceState> seen)
    {
        var first = statement.Marks.First(mark => !Holds(mark, seen));
        return holding.Exists(mark => mark.Strength is Strength.Proof)
            ? new Blind($"{holding[0].Trace.Words} and {first.Trace.Words} do not go together", IsDifferent: true)
            : new DidNotRun($"{first.Trace.Words} is {(first.IsExpected ? "not there" : "still there")}");
    }
}
