using System.Text.RegularExpressions;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Migrations;

/// <summary>A labelled migration: what must be found in it, and nothing else.</summary>
public sealed partial record ReviewCase(string File, string About, string Level, string Rules, string Pg, string Sql)
{
    public static IReadOnlyList<ReviewCase> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Places.Tests, "Migrations", "Cases"), "*.sql")
            .Order(StringComparer.Ordinal)
            .SelectMany(Read),
    ];

    public override string ToString() => $"{File}: {Level} {Rules} | {About}";

    private static IEnumerable<ReviewCase> Read(string path)
    {
        var text = System.IO.File.ReadAllText(path);
        var heads = Head().Matches(text);
        for (var i = 0; i < heads.Count; i++)
        {
            var end = i + 1 < heads.Count ? heads[i + 1].Index : text.Length;
            var head = heads[i];
            var start = Math.Min(end, head.Index + head.Length + 1);
            yield return new ReviewCase(
                Path.GetFileNameWithoutExtension(path),
                head.Groups["about"].Value,
                head.Groups["level"].Value,
                string.Join(',', head.Groups["rules"].Value.Split(',').Order(StringComparer.Ordinal)),
                head.Groups["pg"] is { Success: true } pg ? pg.Value : "15",
                text[start..end]
            );
        }
    }

    [GeneratedRegex(
        @"^=== (?<level>safe|caution|danger)( (?<rules>[a-z0-9,-]+))?( pg=(?<pg>[\d.]+))? \| (?<about>.+)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Head();
}
