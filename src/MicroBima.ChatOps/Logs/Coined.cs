using System.Buffers;

namespace MicroBima.ChatOps.Logs;

/// <summary>Words that no sentence has: names of classes, tables, units and the like. Where they differ, they are likelier values than others.</summary>
internal static class Coined
{
    private const int Shortest = 3;

    private static readonly SearchValues<char> Joints = SearchValues.Create("_-.#@$");

    /// <summary>Whether a word is a name that somebody made up, and says nothing of what happened.</summary>
    public static bool Is(string word)
    {
        if (word.Length < Shortest || !word.AsSpan().ContainsAnyInRange('a', 'z') || PatternParts.NamesError(word))
            return false;

        // "order_items", "KeyCache"; but the first or the last part of "isStarted" and "read-only" says what happened.
        var (first, last) = (0, 0);
        for (var at = 1; at < word.Length; at++)
        {
            var isJoint = at < word.Length - 1 && Joints.Contains(word[at]);
            if (!isJoint && !(char.IsAsciiLetterUpper(word[at]) && char.IsAsciiLetterLower(word[at - 1])))
                continue;

            first = first == 0 ? at : first;
            last = isJoint ? at + 1 : at;
        }

        return first > 0 && !PatternParts.IsHappening(word[..first]) && !PatternParts.IsHappening(word[last..]);
    }
}
