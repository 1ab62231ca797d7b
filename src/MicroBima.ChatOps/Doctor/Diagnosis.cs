using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Doctor;

/// <summary>What a migration that did not finish left in the database: proven, or said to be unknown.</summary>
public abstract record Diagnosis
{
    private Diagnosis() { }

    /// <summary>All of it is there.</summary>
    public sealed record Applied(string Proof) : Diagnosis;

    /// <summary>Nothing of it is there.</summary>
    public sealed record NotApplied(string Proof) : Diagnosis;

    /// <summary>Some of it is there.</summary>
    /// <param name="There">What is there, one sentence a statement.</param>
    /// <param name="Missing">What is not.</param>
    /// <param name="Undo">SQL that takes away what is there, the last statement first.</param>
    public sealed record Half(ImmutableArray<string> There, ImmutableArray<string> Missing, ImmutableArray<string> Undo)
        : Diagnosis;

    /// <summary>Nobody can tell by looking.</summary>
    /// <param name="Why">What cannot be told, one sentence each.</param>
    public sealed record Unclear(ImmutableArray<string> Why) : Diagnosis;

    /// <summary>The judgement over a file, what the catalogue says, and whether PostgreSQL reported an error.</summary>
    public static Diagnosis Of(TracedFile file, IReadOnlyDictionary<Trace, TraceState> seen, bool hasError)
    {
        if (file.Unreadable.Length > 0)
            return new Unclear([file.Unreadable]);

        var all = file
            .Statements.Select(statement => (Statement: statement, Finding: Finding.Of(statement, seen)))
            .ToList();
        var there = all.Where(one => one.Finding is Finding.Ran or Finding.Left).ToList();
        var missing = all.Where(one => one.Finding is Finding.DidNotRun).ToList();
        var blind = all.Where(one => one.Finding is Finding.Blind).ToList();
        var isBroken = all.Exists(one => one.Finding is Finding.Left);

        // One message, one transaction, and an error: all of it was undone. What is there all the same was made by something else.
        var isUndone = hasError && file.IsAtomic;
        if (isUndone && there.Count == 0 && blind.TrueForAll(one => !((Finding.Blind)one.Finding).IsDifferent))
            return new NotApplied("PostgreSQL reported an error, and the file is one transaction");

        if (there.Count > 0 && (missing.Count > 0 || isBroken || isUndone && blind.Count > 0))
            return new Half(
                [.. there.Select(one => Sentence(one.Statement, ((Finding.IWords)one.Finding).Words))],
                [
                    .. missing.Select(one => Sentence(one.Statement, ((Finding.IWords)one.Finding).Words)),
                    .. blind.Select(one => Sentence(one.Statement, $"unknown: {((Finding.Blind)one.Finding).Why}")),
                ],
                [.. there.AsEnumerable().Reverse().SelectMany(one => UndoOf(one.Statement, seen))]
            );

        // A transaction leaves all or nothing: what is not there stands for what cannot be seen.
        if (
            missing.Count > 0
            && (blind.Count == 0 || file.IsAtomic && blind.TrueForAll(one => !((Finding.Blind)one.Finding).IsDifferent))
        )
            return new NotApplied(
                blind.Count == 0
                    ? "nothing of it is in the catalogue"
                    : "the file is one transaction, and what can be seen of it is not in the catalogue"
            );

        if (blind.Count > 0)
            return new Unclear([.. blind.Select(one => Sentence(one.Statement, ((Finding.Blind)one.Finding).Why))]);

        if (isUndone)
        {
            var vague = there.Where(one => one.Statement.Marks.Any(mark => !mark.IsExact)).ToList();
            return vague.Count == 0
                ? new Applied("all of it is in the catalogue, made by hand or before: the file itself was undone")
                : new Unclear([
                    .. vague.Select(one =>
                        Sentence(one.Statement, "it is there, but this file did not make it: is it the same?")
                    ),
                ]);
        }

        return all.TrueForAll(one => one.Statement.Marks.IsEmpty)
            ? new Unclear(["the file leaves nothing behind that could be looked for"])
            : new Applied("all of it is in the catalogue");
    }

    private static string Sentence(Traced statement, string words) =>
        string.Create(CultureInfo.InvariantCulture, $"line {statement.Line}: {words}");

    private static IEnumerable<string> UndoOf(Traced statement, IReadOnlyDictionary<Trace, TraceState> seen)
    {
        foreach (var mark in statement.Marks.Reverse())
        {
            if (!Finding.Holds(mark, seen) && seen[mark.Trace] is not TraceState.Broken)
                continue;

            if (mark.Undo is not { } undo)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"-- line {statement.Line} cannot be undone by SQL: {mark.Trace.Words}"
                );
            else if (undo.Length > 0)
                yield return undo;
        }
    }
}
