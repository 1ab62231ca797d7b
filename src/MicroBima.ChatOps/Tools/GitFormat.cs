using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tools;

/// <summary>Reads what git prints. Fields end with NUL, the one byte that neither names nor messages can hold.</summary>
internal static class GitFormat
{
    /// <summary>A commit in seven fields; with <c>-z</c> the last one ends with NUL too.</summary>
    public const string Commit = "%H%x00%P%x00%an%x00%ae%x00%ct%x00%s%x00%b";

    private const int Fields = 7;
    private const string Link = "160000";
    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true
    );

    /// <summary>The commits of a log.</summary>
    public static ImmutableArray<GitCommit> Commits(string log)
    {
        var parts = log.Split('\0');
        return parts.Length % Fields == 1
            ? [.. parts.SkipLast(1).Chunk(Fields).Select(CommitOf)]
            : throw new GitException(
                $"git told {parts.Length} fields of commits, which is not a multiple of {Fields}."
            );
    }

    /// <summary>A line of ls-tree.</summary>
    public static GitFile Entry(string line)
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        var words = line[..tab].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new GitFile(words[0], Sha(words[2]), line[(tab + 1)..]);
    }

    /// <summary>
    /// A conflict as merge-tree tells it with <c>-z</c>: the tree, the files, an empty field, then messages of a count, paths, a kind and a sentence
    /// (https://git-scm.com/docs/git-merge-tree#OUTPUT).
    /// </summary>
    public static MergeResult.Conflict Conflict(string[] fields)
    {
        var files = fields.Skip(1).TakeWhile(field => field.Length > 0).ToImmutableArray();
        return new MergeResult.Conflict(
            !files.IsEmpty
                ? files
                :
                [
                    .. fields
                        .Where(field => field.StartsWith("CONFLICT", StringComparison.Ordinal) && field.EndsWith('\n'))
                        .Select(sentence => sentence.TrimEnd().TrimEnd('.'))
                        .DefaultIfEmpty("git names no file"),
                ]
        );
    }

    /// <summary>The submodules among the entries that <c>diff-tree --raw -z</c> prints: modes, contents and a letter in one field, the path in the next.</summary>
    public static ImmutableArray<MovedSubmodule> Submodules(string raw) =>
        [
            .. raw.Split('\0', StringSplitOptions.RemoveEmptyEntries)
                .Chunk(2)
                .Select(entry => (Words: entry[0].TrimStart(':').Split(' '), Path: entry[^1]))
                .Where(entry => entry.Words[0] is Link || entry.Words[1] is Link)
                .Select(entry => new MovedSubmodule(
                    entry.Path,
                    entry.Words[0] is Link ? Sha(entry.Words[2]) : null,
                    entry.Words[1] is Link ? Sha(entry.Words[3]) : null
                )),
        ];

    /// <summary>The contents that cat-file --batch prints: a line that ends with the size, so many bytes, a line end.</summary>
    public static ImmutableArray<string?> Blobs(ReadOnlySpan<byte> output, int count)
    {
        var texts = ImmutableArray.CreateBuilder<string?>(count);
        while (texts.Count < count)
        {
            var end = output.IndexOf((byte)'\n');
            var head = end < 0 ? "" : Encoding.ASCII.GetString(output[..end]);
            if (
                head.Split(' ') is not [_, "blob", var size]
                || !int.TryParse(size, CultureInfo.InvariantCulture, out var length)
            )
                throw new GitException($"git cannot read a file: {head}");

            texts.Add(Text(output.Slice(end + 1, length)));
            output = output[(end + 1 + length + 1)..];
        }

        return texts.ToImmutable();
    }

    /// <summary>The SHA that a text is.</summary>
    public static CommitSha Sha(string text) =>
        CommitSha.TryParse(text.Trim())
        ?? throw new GitException($"git answered '{text.Trim()}' where a SHA was expected.");

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static GitCommit CommitOf(string[] fields) =>
        new(
            Sha(fields[0]),
            [.. fields[1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Sha)],
            fields[2],
            fields[3],
            At(fields[4]),
            fields[5],
            fields[6]
        );

    /// <summary>Dates of commits are whatever their author wrote: one that no calendar has becomes the nearest that it has.</summary>
    private static DateTimeOffset At(string seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(
            long.TryParse(seconds, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
                ? Math.Clamp(at, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds())
                : 0
        );
}
