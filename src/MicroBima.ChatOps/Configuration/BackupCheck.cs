using System.Globalization;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Scratch;

namespace MicroBima.ChatOps.Configuration;

/// <summary>The rules for the settings of backups, scratch servers and rehearsals.</summary>
internal static class BackupCheck
{
    /// <summary>Everything that is wrong with them.</summary>
    public static IEnumerable<SettingsProblem> Of(Settings settings) =>
        [
            .. Keeping(settings.Backup),
            .. Key(settings.Backup.KeyFile),
            .. Scratch(settings),
            .. settings.Environments.SelectMany(
                (environment, index) => Database(environment.Database, $"Environments:{index}:Database")
            ),
        ];

    private static IEnumerable<SettingsProblem> Keeping(BackupSection backup)
    {
        if (backup.Keep is < 1 or > 10_000)
            yield return new("Backup:Keep", Text(backup.Keep), "must be from 1 to 10000.");
        if (backup.KeepFor < TimeSpan.Zero)
            yield return new("Backup:KeepFor", backup.KeepFor.ToString(), "must not be negative.");
        if (backup.ChecksumUpToMiB < 0)
            yield return new("Backup:ChecksumUpToMiB", Text(backup.ChecksumUpToMiB), "must not be negative.");
    }

    private static IEnumerable<SettingsProblem> Key(string? file)
    {
        if (file is not { Length: > 0 })
            return [];

        var problems = FileCheck.Of("Backup:KeyFile", file).ToList();
        if (problems.Count > 0)
            return problems.Select(problem =>
                problem.Remedy is FileCheck.Missing
                    ? problem with
                    {
                        Remedy =
                            $"{FileCheck.Missing} Make one: head -c {SealKey.Length} /dev/urandom > {file}; keep a copy elsewhere, without it no backup opens.",
                    }
                    : problem
            );

        try
        {
            _ = SealKey.Read(file);
        }
        catch (FormatException none)
        {
            problems.Add(new("Backup:KeyFile", file, none.Message));
        }

        if ((File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) is not UnixFileMode.None)
            problems.Add(new("Backup:KeyFile", file, "can be read by others: chmod 600."));

        return problems;
    }

    private static IEnumerable<SettingsProblem> Scratch(Settings settings)
    {
        if (settings.Backup.ScratchConnectionFile is { Length: > 0 } file)
        {
            // By what the files name, not by their paths: copies are restored there as superuser, and databases dropped.
            var servers = DatabaseCheck.ServersIn(file);
            foreach (var environment in settings.Environments)
            {
                var shared = DatabaseCheck.ServersIn(environment.Database?.ConnectionFile).Intersect(servers);
                if (shared.FirstOrDefault() is { } server)
                    yield return new(
                        "Backup:ScratchConnectionFile",
                        file,
                        $"{server} is the server of {environment.Name}: copies of databases belong on another."
                    );
            }

            foreach (var problem in DatabaseCheck.OfAddress("Backup:ScratchConnectionFile", file))
                yield return problem;
        }

        if (settings.Tools.PgServer is { Length: > 0 } folder && !ServerPrograms.All(folder).Any())
            yield return new(
                "Tools:PgServer",
                folder,
                "holds no initdb and postgres. Debian keeps them in /usr/lib/postgresql/<version>/bin. Leave it out: the usual places are looked into."
            );
    }

    private static IEnumerable<SettingsProblem> Database(DatabaseSection? database, string key)
    {
        if (database is null)
            yield break;

        if (database.BackupMaxAge < TimeSpan.FromMinutes(1) || database.BackupMaxAge > TimeSpan.FromDays(1))
            yield return new(
                $"{key}:BackupMaxAge",
                database.BackupMaxAge.ToString(),
                "must be between a minute and a day."
            );
        if (!Enum.IsDefined(database.Rehearsal))
            yield return new($"{key}:Rehearsal", database.Rehearsal.ToString(), "must be Restored, SchemaOnly or Off.");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
