using System.Globalization;
using MicroBima.ChatOps.Tools;
using static MicroBima.ChatOps.Benchmarks.Report;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>What it takes to read a thousand migrations: <c>chatops review</c> over all of them beside the same over one.</summary>
internal static class ReviewBenchmark
{
    private const int Files = 1000;
    private const int Turns = 9;

    private static readonly string[] Tables = ["customers", "policies", "claims", "payments", "agents"];

    public static async Task RunAsync(Report report, string program, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("chatops-review-").FullName;
        var shell = new Shell(TimeProvider.System, "benchmark");
        try
        {
            var statements = await WriteAsync(folder, cancellationToken);
            var one = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).First();
            string[] command = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program] : [program];
            var (all, single, memory) = (new Series(), new Series(), 0L);
            for (var turn = 0; turn <= Turns; turn++)
            {
                var whole = await TimedProgram.RunAsync(
                    shell,
                    [.. command, "review", folder],
                    "C.UTF-8",
                    cancellationToken
                );
                var start = await TimedProgram.RunAsync(
                    shell,
                    [.. command, "review", one],
                    "C.UTF-8",
                    cancellationToken
                );
                if (turn == 0)
                    continue; // The grammar is compiled once for a machine, and then lies in a file.

                all.Add(whole.Wall);
                single.Add(start.Wall);
                memory = Math.Max(memory, whole.Memory);
            }

            report.Say(
                $"{Files} files as Prisma writes them, {statements} statements. {Turns} turns after the first, which compiles the grammar. At most {memory / 1024 / 1024} MiB."
            );
            report.Table(
                ["", "median s", "worst s", "target"],
                [
                    ["`chatops review` of one file", Show(single.Median), Show(single.Worst), "–"],
                    [$"`chatops review` of {Files} files", Show(all.Median), Show(all.Worst), "–"],
                    ["the files without the start", Show(all.Median - single.Median), "–", "0.5"],
                ]
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var random = new Random(5);
        var statements = 0;
        for (var file = 0; file < Files; file++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"2026{file:0000000000}_change_{file}");
            var parts = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Statement(random, statements++));
            await File.WriteAllTextAsync(
                Path.Combine(Directory.CreateDirectory(Path.Combine(folder, name)).FullName, "migration.sql"),
                string.Join("\n\n", parts) + "\n",
                cancellationToken
            );
        }

        return statements;
    }

    private static string Statement(Random random, int number)
    {
        var table = Tables[random.Next(Tables.Length)];
        return random.Next(9) switch
        {
            0 => $"""
                -- CreateTable
                CREATE TABLE "{table}_{number}" (
                    "id" SERIAL NOT NULL,
                    "name" TEXT NOT NULL,
                    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

                    CONSTRAINT "{table}_{number}_pkey" PRIMARY KEY ("id")
                );
                """,
            1 => $"""
                -- AlterTable
                ALTER TABLE "{table}" ADD COLUMN "c{number}" TEXT;
                """,
            2 => $"""
                -- AlterTable
                ALTER TABLE "{table}" ADD COLUMN "d{number}" INTEGER NOT NULL DEFAULT 0,
                ADD COLUMN "e{number}" BOOLEAN NOT NULL DEFAULT false;
                """,
            3 => $"""
                -- CreateIndex
                CREATE INDEX "{table}_c{number}_idx" ON "{table}"("c{number}");
                """,
            4 => $"""
                -- CreateIndex
                CREATE UNIQUE INDEX "{table}_u{number}_key" ON "{table}"("name", "c{number}");
                """,
            5 => $"""
                -- AddForeignKey
                ALTER TABLE "{table}" ADD CONSTRAINT "{table}_f{number}_fkey" FOREIGN KEY ("id") REFERENCES "customers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
                """,
            6 => $"""
                -- DropTable
                DROP TABLE "{table}_old{number}";
                """,
            7 => $"""
                -- CreateEnum
                CREATE TYPE "Status{number}" AS ENUM ('ACTIVE', 'LAPSED');
                """,
            _ => $"""
                UPDATE "{table}" SET "name" = lower("name") WHERE "name" IS NOT NULL AND "id" > {number};
                """,
        };
    }
}
