using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World.Git;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Prisma;

/// <summary>Stands in for pnpm in a machine: `pnpm prisma migrate …` and `pnpm db:seed`.</summary>
internal sealed class PnpmVerb(
    string project,
    string? databaseUrl,
    TextWriter output,
    TextWriter error,
    TimeProvider time
)
{
    public const string Verb = "pnpm";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        string[] words = [.. arguments];
        if (words is ["exec" or "run", .. var rest])
            words = rest;

        return words switch
        {
            ["--version" or "-v"] => await PrintAsync("10.18.0"),
            ["prisma", "--version" or "-v"] => await PrintAsync(
                "prisma               : 7.10.1\n@prisma/client       : 7.10.1"
            ),
            ["prisma", "migrate", .. var command] => await MigrateAsync(command, cancellationToken),
            ["prisma", "db", "seed"] => await SeedAsync(cancellationToken),
            ["db:seed"] => await RunSeedScriptAsync(cancellationToken),
            [var other, ..] => await FailAsync(
                $" ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL  Command \"{other}\" not found",
                254
            ),
            [] => await FailAsync("Usage: pnpm [command] [flags]", 1),
        };
    }

    private async Task<int> MigrateAsync(string[] command, CancellationToken cancellationToken)
    {
        if (databaseUrl is not { Length: > 0 })
            return await FailAsync(
                "Failed to load config file \"prisma.config.ts\" as a TypeScript/JavaScript module. Error: PrismaConfigEnvError: Missing required environment variable: DATABASE_URL",
                1
            );

        PrismaUrl url;
        try
        {
            url = PrismaUrl.Parse(databaseUrl);
        }
        catch (FormatException wrong)
        {
            return await FailAsync($"Error: P1013: The provided database string is invalid. {wrong.Message}", 1);
        }

        var migrate = new PrismaMigrate(project, url, output, error, time);
        return command switch
        {
            ["status"] => await migrate.StatusAsync(cancellationToken),
            ["deploy"] => await migrate.DeployAsync(cancellationToken),
            ["resolve", "--applied", var name] => await migrate.ResolveAsync(name, isApplied: true, cancellationToken),
            ["resolve", "--rolled-back", var name] => await migrate.ResolveAsync(
                name,
                isApplied: false,
                cancellationToken
            ),
            ["resolve", ..] => await FailAsync(
                "\nError: --applied or --rolled-back must be part of the command, followed by the name of a migration.\n",
                1
            ),
            _ => await FailAsync($"\n! Unknown command \"{string.Join(' ', command)}\"\n", 1),
        };
    }

    private async Task<int> RunSeedScriptAsync(CancellationToken cancellationToken)
    {
        var package = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(project, AppSources.PackageFile), cancellationToken)
        )!;
        await output.WriteLineAsync($"\n> internal-api@{package["version"]} db:seed /app\n> prisma db seed\n");
        var code = await SeedAsync(cancellationToken);
        return code == 0 ? 0 : await FailAsync($" ELIFECYCLE  Command failed with exit code {code}.", code);
    }

    private async Task<int> SeedAsync(CancellationToken cancellationToken)
    {
        if (databaseUrl is not { Length: > 0 })
            return await FailAsync("PrismaConfigEnvError: Missing required environment variable: DATABASE_URL", 1);

        await output.WriteLineAsync("Running seed command `tsx prisma/seed.ts` ...");
        try
        {
            await using var connection = await PrismaDatabase.OpenAsync(
                PrismaUrl.Parse(databaseUrl),
                cancellationToken
            );
            await using var command = new NpgsqlCommand(
                """
                INSERT INTO "products" ("code", "name")
                VALUES ('HEALTH', 'Hospital cash'), ('LIFE', 'Family life'), ('CROP', 'Crop cover'), ('PHONE', 'Device cover')
                ON CONFLICT ("code") DO NOTHING
                """,
                connection
            );
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is PrismaException or NpgsqlException)
        {
            return await FailAsync($"\nAn error occurred while running the seed command:\nError: {failure.Message}", 1);
        }

        return await PrintAsync("\n🌱  The seed command has been executed.");
    }

    private async Task<int> PrintAsync(string text)
    {
        await output.WriteLineAsync(text);
        return 0;
    }

    private async Task<int> FailAsync(string text, int code)
    {
        await output.FlushAsync();
        await error.WriteLineAsync(text);
        return code;
    }
}
