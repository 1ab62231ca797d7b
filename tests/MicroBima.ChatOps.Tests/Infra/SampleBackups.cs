using MicroBima.ChatOps.Backups;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>Manifests to judge.</summary>
internal static class SampleBackups
{
    public static DateTimeOffset Now { get; } = new(2026, 9, 10, 12, 0, 0, TimeSpan.Zero);

    public static Contents Contents { get; } =
        new(
            [new("public.customers", "id integer, name text", 3000, "77"), new("public.big", "id integer", 9, null)],
            [new("public.customers_id_seq", 10, 12)],
            ["internal_api"],
            "UTF8",
            500,
            new MigrationsMark(2, Now, "hash")
        );

    public static Backup Backup { get; } =
        new(
            "production-1",
            "production",
            "db:5432/app (system 1)",
            "",
            false,
            100,
            new string('a', 64),
            12,
            Now - TimeSpan.FromMinutes(5),
            Now - TimeSpan.FromMinutes(4),
            Contents
        );

    public static ShelvedBackup Shelved(string id, TimeSpan age, bool isProven = false, bool isPinned = false) =>
        new(
            Backup with
            {
                Id = id,
                StartedAt = Now - age,
                FinishedAt = Now - age,
            },
            new string('b', 64),
            $"/backups/{id}.dump",
            isProven ? new ProofRecord(new string('b', 64), Now, TimeSpan.FromSeconds(1), 2, 3009) : null,
            isPinned
        );
}
