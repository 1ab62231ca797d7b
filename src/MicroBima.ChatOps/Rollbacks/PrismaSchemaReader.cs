using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Rollbacks;

/// <summary>
/// Reads the part of the Prisma schema language that says how tables look (https://www.prisma.io/docs/orm/reference/prisma-schema-reference). What it does
/// not know is a <see cref="FormatException"/>: a schema that is half understood proves nothing.
/// </summary>
public static partial class PrismaSchemaReader
{
    private static readonly ImmutableHashSet<string> Scalars = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "String",
        "Boolean",
        "Int",
        "BigInt",
        "Float",
        "Decimal",
        "DateTime",
        "Json",
        "Bytes"
    );

    /// <summary>The schema of one or several files.</summary>
    public static PrismaSchema Read(params IEnumerable<string> files)
    {
        var blocks = files.SelectMany(Blocks).ToList();
        var enums = blocks
            .Where(block => block.Kind is "enum")
            .ToDictionary(block => block.Name, EnumOf, StringComparer.Ordinal);
        var models = blocks.Where(block => block.Kind is "model" or "view").ToList();
        var relations = models.Select(model => model.Name).ToHashSet(StringComparer.Ordinal);
        return new PrismaSchema(
            [
                .. models.Where(IsUsed).Select(model => TableOf(model, enums, relations)),
                .. JoinTables([.. models.Where(IsUsed)], enums, relations),
            ],
            [.. enums.Values]
        );
    }

    private static bool IsUsed(Block model) => !model.Lines.Contains("@@ignore", StringComparer.Ordinal);

    private static PrismaTable TableOf(Block model, Dictionary<string, PrismaEnumType> enums, HashSet<string> relations)
    {
        var columns = model
            .Lines.Where(IsField)
            .Select(line => (Field: Field().Match(line), Column: ColumnOf(model, line, enums, relations)))
            .Where(one => one.Column is not null)
            .DistinctBy(one => one.Field.Groups["name"].Value, StringComparer.Ordinal)
            .ToDictionary(
                one => one.Field.Groups["name"].Value,
                one => (one.Field, one.Column!),
                StringComparer.Ordinal
            );
        return new PrismaTable(
            Mapped(model, "@@schema"),
            Mapped(model, "@@map") ?? model.Name,
            model.Kind is "view",
            [.. columns.Values.Select(one => one.Item2)]
        )
        {
            Keys =
            [
                .. columns
                    .Values.Where(one => Unique().IsMatch(one.Field.Groups["rest"].Value))
                    .OrderByDescending(one => Unique().Match(one.Field.Groups["rest"].Value).Groups["id"].Success)
                    .Select(one => ImmutableArray.Create(one.Item2.Name)),
                .. model
                    .Lines.Select(line => Together().Match(line))
                    .Where(rule => rule.Success)
                    .Select(rule =>
                        Word()
                            .Matches(Parentheses().Replace(rule.Groups["fields"].Value, ""))
                            .Select(word => word.Value)
                            .ToList()
                    )
                    .Where(names => names.TrueForAll(columns.ContainsKey))
                    .Select(names => names.Select(name => columns[name].Item2.Name).ToImmutableArray()),
            ],
        };
    }

    private static bool IsField(string line) => !line.StartsWith("@@", StringComparison.Ordinal);

    private static PrismaColumn? ColumnOf(
        Block model,
        string line,
        Dictionary<string, PrismaEnumType> enums,
        HashSet<string> relations
    )
    {
        var field = Field().Match(line);
        if (!field.Success)
            throw new FormatException($"{model.Kind} {model.Name}: the line '{line}' is no field.");

        var (name, type, rest) = (field.Groups["name"].Value, field.Groups["type"].Value, field.Groups["rest"].Value);
        if (
            relations.Contains(type)
            || Ignored().IsMatch(rest)
            || type.StartsWith("Unsupported", StringComparison.Ordinal)
        )
            return null;

        if (!Scalars.Contains(type) && !enums.ContainsKey(type))
            throw new FormatException($"{model.Kind} {model.Name}: nobody knows the type {type} of {name}.");

        var length = Length().Match(rest);
        return new PrismaColumn(
            Map().Match(rest) is { Success: true } map ? map.Groups["name"].Value : name,
            enums.TryGetValue(type, out var own) ? own.Name : type,
            !string.Equals(field.Groups["mark"].Value, "?", StringComparison.Ordinal),
            string.Equals(field.Groups["mark"].Value, "[]", StringComparison.Ordinal),
            length.Success ? int.Parse(length.Groups["length"].Value, CultureInfo.InvariantCulture) : null
        )
        {
            Native = Native().Match(rest) is { Success: true } native
                ? native.Groups["type"].Value.ToLowerInvariant()
                : null,
            IsFilledByDatabase = ByDatabase().IsMatch(rest),
        };
    }

    private static PrismaEnumType EnumOf(Block block) =>
        new(
            Mapped(block, "@@map") ?? block.Name,
            [
                .. block
                    .Lines.Where(line => !line.StartsWith("@@", StringComparison.Ordinal))
                    .Select(line =>
                        Map().Match(line) is { Success: true } map ? map.Groups["name"].Value : line.Split(' ', '\t')[0]
                    ),
            ]
        );

    private static string? Mapped(Block block, string attribute) =>
        block
            .Lines.Where(line => line.StartsWith(attribute + "(", StringComparison.Ordinal))
            .Select(line => Quoted().Match(line).Groups["name"].Value)
            .FirstOrDefault();

    /// <summary>The blocks of a file, each with its lines but for comments.</summary>
    private static IEnumerable<Block> Blocks(string file)
    {
        Block? open = null;
        foreach (var raw in WithoutComments(file).Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length == 0)
                continue;

            if (open is null)
            {
                var head = Head().Match(line);
                if (!head.Success)
                    throw new FormatException($"The line '{line}' opens no block.");

                open = new Block(head.Groups["kind"].Value, head.Groups["name"].Value, []);
                var isWhole = line.EndsWith('}');
                var inside = (isWhole ? line[head.Length..^1] : line[head.Length..]).Trim();
                if (inside.Length > 0)
                    open.Lines.Add(inside);

                if (isWhole)
                {
                    yield return open;
                    open = null;
                }
            }
            else if (line is "}")
            {
                yield return open;
                open = null;
            }
            else
            {
                open.Lines.Add(line);
            }
        }

        if (open is not null)
            throw new FormatException($"{open.Kind} {open.Name} is not closed.");
    }

    /// <summary>Comments begin with two slashes outside quotes, or stand between <c>/*</c> and <c>*/</c>.</summary>
    private static string WithoutComments(string file)
    {
        var text = new StringBuilder(file.Length);
        var isQuoted = false;
        for (var at = 0; at < file.Length; at++)
        {
            if (isQuoted && file[at] is '\\' && at + 1 < file.Length)
            {
                text.Append(file[at]).Append(file[++at]);
                continue;
            }

            if (file[at] is '"')
                isQuoted = !isQuoted;

            var isComment = !isQuoted && file[at] is '/' && at + 1 < file.Length && file[at + 1] is '/' or '*';
            if (!isComment)
            {
                text.Append(file[at] is '\r' ? ' ' : file[at]);
                continue;
            }

            var isLine = file[at + 1] is '/';
            var end = file.IndexOf(isLine ? "\n" : "*/", at + 2, StringComparison.Ordinal);
            at =
                end < 0 ? file.Length
                : isLine ? end - 1
                : end + 1;
        }

        return text.ToString();
    }

    private sealed record Block(string Kind, string Name, List<string> Lines);

    [GeneratedRegex(
        @"^(?<kind>model|view|enum|type|generator|datasource)\s+(?<name>\w+)\s*\{",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Head();

    [GeneratedRegex(
        @"^(?<name>\w+)\s+(?<type>\w+)(?:\(""[^""]*""\))?(?<mark>\?|\[\])?(?<rest>\s.*)?$",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Field();

    [GeneratedRegex(@"(?<!@)@map\(\s*(?:name:\s*)?""(?<name>[^""]+)""", RegexOptions.None, 1000)]
    private static partial Regex Map();

    [GeneratedRegex(@"@db\.(?:VarChar|Char)\(\s*(?<length>\d{1,8})\s*\)", RegexOptions.None, 1000)]
    private static partial Regex Length();

    [GeneratedRegex(@"""(?<name>[^""]+)""", RegexOptions.None, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?:^|\s)@ignore(?:\s|$)", RegexOptions.None, 1000)]
    private static partial Regex Ignored();

    [GeneratedRegex(@"@db\.(?<type>\w+)", RegexOptions.None, 1000)]
    private static partial Regex Native();

    [GeneratedRegex(@"@default\(\s*(?:autoincrement|sequence|dbgenerated)\(", RegexOptions.None, 1000)]
    private static partial Regex ByDatabase();

    [GeneratedRegex(@"(?:^|\s)@(?:(?<id>id)|unique)(?:\W|$)", RegexOptions.None, 1000)]
    private static partial Regex Unique();

    [GeneratedRegex(@"^@@(?:id|unique)\(\s*(?:fields:\s*)?\[(?<fields>[^\]]*)\]", RegexOptions.None, 1000)]
    private static partial Regex Together();

    // How a field is sorted in the index: number(sort: Desc).
    [GeneratedRegex(@"\([^)]*\)", RegexOptions.None, 1000)]
    private static partial Regex Parentheses();

    [GeneratedRegex(@"\w+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
