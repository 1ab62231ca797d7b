using System.Globalization;

namespace MicroBima.ChatOps.Backups;

/// <summary>The words for a backup.</summary>
public static class BackupWords
{
    /// <summary>A proof as cards tell it: <c>restorable in 41 s, 38 tables, 1 204 rows</c>.</summary>
    public static string Describe(this ProofRecord proof) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"restorable in {Seconds(proof.Took)}, {proof.Tables} tables, {Thousands.Of(proof.Rows)} rows"
        );

    /// <summary>A backup as cards tell it.</summary>
    public static string Describe(this Backup backup)
    {
        var blind = backup.Contents.Tables.Count(table => table.Checksum is null);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{backup.Id}, {Size(backup.Size)}{(backup.IsSealed ? ", encrypted" : "")}, dumped and read in {Seconds(backup.FinishedAt - backup.StartedAt)}{(blind > 0 ? $", {blind} tables without checksum" : "")}"
        );
    }

    /// <summary>What a restore would lose by now, about.</summary>
    public static string Lost(long? writes) =>
        writes is { } some
            ? $"about {Thousands.Of(some)} rows written since"
            : "how much was written since is not known";

    private static string Size(long bytes) =>
        bytes < 10 * 1024 * 1024
            ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024)} KiB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024 * 1024)} MiB");

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s");
}
