using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace MicroBima.ChatOps.Backups;

/// <summary>The rule of a proof: what a restored copy must have in common with the database at the moment of the dump.</summary>
public static class Comparison
{
    /// <summary>Everything in which the copy is not what the manifest says, one sentence each; empty where the backup holds.</summary>
    public static ImmutableArray<string> Differences(Contents expected, Contents restored)
    {
        var tables = restored.Tables.ToDictionary(table => table.Name, StringComparer.Ordinal);
        var sequences = restored.Sequences.ToDictionary(sequence => sequence.Name, StringComparer.Ordinal);
        return
        [
            .. expected.Tables.SelectMany(table => Table(table, tables.GetValueOrDefault(table.Name))),
            .. expected
                .Tables.Where(table => table.Spread is not null)
                .GroupBy(table => table.Spread!, StringComparer.Ordinal)
                .SelectMany(spread =>
                    Rows(
                        Whole(spread.Key, [.. spread]),
                        Whole(
                            spread.Key,
                            [.. spread.Select(part => tables.GetValueOrDefault(part.Name)).OfType<TableContents>()]
                        )
                    )
                ),
            .. tables
                .Keys.Except(expected.Tables.Select(table => table.Name), StringComparer.Ordinal)
                .Select(name => $"table {name} was not in the database"),
            .. expected.Sequences.SelectMany(sequence =>
                Sequence(sequence, sequences.GetValueOrDefault(sequence.Name))
            ),
            .. string.Equals(expected.Migrations?.Hash, restored.Migrations?.Hash, StringComparison.Ordinal)
                ? Array.Empty<string>()
                : ["_prisma_migrations is not as it was"],
        ];
    }

    private static IEnumerable<string> Table(TableContents expected, TableContents? restored)
    {
        if (restored is null)
            yield return $"table {expected.Name} is missing";
        else if (!string.Equals(expected.Columns, restored.Columns, StringComparison.Ordinal))
            yield return $"table {expected.Name} has other columns";
        else if (expected.Spread is null)
        {
            foreach (var difference in Rows(expected, restored))
                yield return difference;
        }
    }

    /// <summary>The partitions of a table as one: of a sum it does not matter where a row lies.</summary>
    private static TableContents Whole(string name, ImmutableArray<TableContents> parts) =>
        new(
            name,
            "",
            parts.All(part => part.Rows is not null) ? parts.Sum(part => part.Rows) : null,
            parts.All(part =>
                part.Checksum is not null && string.Equals(part.Columns, parts[0].Columns, StringComparison.Ordinal)
            )
                ? parts
                    .Aggregate(
                        BigInteger.Zero,
                        (sum, part) => sum + BigInteger.Parse(part.Checksum!, CultureInfo.InvariantCulture)
                    )
                    .ToString(CultureInfo.InvariantCulture)
                : null
        );

    private static IEnumerable<string> Rows(TableContents expected, TableContents restored)
    {
        if (expected.Rows is { } rows && restored.Rows != rows)
            yield return restored.Rows is { } found
                ? $"table {expected.Name} has {Thousands.Of(found)} rows instead of {Thousands.Of(rows)}"
                : $"the rows of table {expected.Name} could not be counted in time";
        else if (
            expected.Checksum is { } sum
            && restored.Checksum is { } other
            && !string.Equals(sum, other, StringComparison.Ordinal)
        )
            yield return $"the rows of table {expected.Name} are not what they were";
    }

    private static IEnumerable<string> Sequence(SequenceContents expected, SequenceContents? restored)
    {
        if (restored is null)
            yield return $"sequence {expected.Name} is missing";
        else if (restored.Low < expected.Low || restored.High > expected.High)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"sequence {expected.Name} is at {restored.High}, not between {expected.Low} and {expected.High}"
            );
    }
}
