using System.Globalization;
using System.Text;

namespace MicroBima.ChatOps.Sandbox.World.Git;

/// <summary>Who wrote a commit.</summary>
internal sealed record Author(string Name, string Email)
{
    public static Author Of(string person) =>
        person switch
        {
            "ana" => new Author("Ana Wanjiru", "ana@microbima.example"),
            "ben" => new Author("Ben Otieno", "ben@microbima.example"),
            _ => new Author(CultureInfo.InvariantCulture.TextInfo.ToTitleCase(person), $"{person}@microbima.example"),
        };
}

/// <summary>A commit that is to be written: on which parents, by whom, when, and the files it changes.</summary>
internal sealed record Draft(
    string Ref,
    string? From,
    string? Merge,
    Author Author,
    DateTimeOffset At,
    string Message,
    IReadOnlyDictionary<string, string> Files
);

/// <summary>Writes drafts in the format that git fast-import reads (https://git-scm.com/docs/git-fast-import).</summary>
internal static class FastImport
{
    /// <summary>The mark by which one draft of a stream names another as its parent.</summary>
    public static string Mark(int index) => string.Create(CultureInfo.InvariantCulture, $":{index + 1}");

    public static string Write(IReadOnlyList<Draft> drafts)
    {
        var stream = new StringBuilder();
        for (var index = 0; index < drafts.Count; index++)
            Write(stream, drafts[index], Mark(index));

        return stream.Append("done\n").ToString();
    }

    private static void Write(StringBuilder stream, Draft draft, string mark)
    {
        var who = $"{draft.Author.Name} <{draft.Author.Email}> {draft.At.ToUnixTimeSeconds()} +0300";
        stream.Append(
            CultureInfo.InvariantCulture,
            $"commit {draft.Ref}\nmark {mark}\nauthor {who}\ncommitter {who}\n"
        );
        Data(stream, draft.Message + "\n");
        if (draft.From is { } from)
            stream.Append(CultureInfo.InvariantCulture, $"from {from}\n");
        if (draft.Merge is { } merge)
            stream.Append(CultureInfo.InvariantCulture, $"merge {merge}\n");
        foreach (var (path, content) in draft.Files)
        {
            stream.Append(CultureInfo.InvariantCulture, $"M 100644 inline {path}\n");
            Data(stream, content);
        }

        stream.Append(CultureInfo.InvariantCulture, $"\nget-mark {mark}\n");
    }

    private static void Data(StringBuilder stream, string content) =>
        stream.Append(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(content)}\n{content}\n");
}
