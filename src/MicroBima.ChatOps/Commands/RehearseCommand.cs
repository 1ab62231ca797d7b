using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Rehearsals;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Commands;

/// <summary><c>chatops rehearse PATH --on CONNECTION</c>: runs pending migrations on a scratch copy and reports what they do.</summary>
internal static class RehearseCommand
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "A folder of Prisma migrations, or one SQL file" };
        var on = new Option<string>("--on")
        {
            Description = "The database to copy; it is never changed. The copy is made beside it on the same server",
            Required = true,
        };
        var schemaOnly = new Option<bool>("--schema-only") { Description = "Copy no rows; ask them where they are" };
        var json = new Option<bool>("--json") { Description = "One JSON object a migration" };
        var rehearse = new Command("rehearse", "Run pending migrations on a copy: time, locks, rewrites, rows lost")
        {
            path,
            on,
            schemaOnly,
            json,
        };
        rehearse.SetAction(
            async (parsed, cancellationToken) =>
            {
                try
                {
                    return await RunAsync(
                        Path.GetFullPath(parsed.GetValue(path)!),
                        parsed.GetValue(on)!,
                        parsed.GetValue(schemaOnly),
                        parsed.GetValue(json),
                        cancellationToken
                    );
                }
                catch (Exception dark) when (dark is not OperationCanceledException)
                {
                    // Whatever keeps it from being rehearsed is told, and is not a verdict.
                    await Console.Error.WriteLineAsync($"could not be rehearsed: {new Redactor().Mask(dark.Message)}");
                    return 2;
                }
            }
        );
        return rehearse;
    }

    private static async Task<int> RunAsync(
        string path,
        string on,
        bool schemaOnly,
        bool asJson,
        CancellationToken cancellationToken
    )
    {
        var database = new Postgres(on);
        var files = await PendingAsync(path, database, cancellationToken);
        if (files.IsEmpty)
        {
            await Console.Error.WriteLineAsync("Nothing is pending.");
            return 0;
        }

        await using var workshop = new Workshop(null);
        await using var server = await workshop.ServerAsync(on, cancellationToken);
        var copy = schemaOnly
            ? await workshop.Copies.SchemaAsync(database, server, cancellationToken)
            : await server.TryCopyAsync(database.Parts.Database, cancellationToken)
                ?? await workshop.Copies.WholeAsync(database, server, cancellationToken);
        var stage = new Stage(
            copy,
            null,
            schemaOnly ? "the schema without rows" : "a copy with all rows",
            schemaOnly ? database : null
        )
        {
            SearchPath = database.SearchPath,
        };
        var results = await new Rehearser(server, TimeProvider.System).RunAsync(
            stage,
            files,
            line => Console.Error.WriteLine(line),
            null,
            cancellationToken
        );
        foreach (var result in results)
            await Console.Out.WriteAsync(asJson ? RehearsalReport.Json(result) + "\n" : RehearsalReport.Text(result));

        return results[^1] switch
        {
            RehearsalResult.Passed => 0,
            RehearsalResult.Failed => 1,
            RehearsalResult.Unknown => 2,
        };
    }

    /// <summary>What the path holds and the database does not.</summary>
    private static async Task<ImmutableArray<MigrationFile>> PendingAsync(
        string path,
        Postgres database,
        CancellationToken cancellationToken
    )
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        async Task<MigrationFile> ReadAsync(string file, string name) =>
            new(name, strict.GetString(await File.ReadAllBytesAsync(file, cancellationToken)));

        if (File.Exists(path))
            return [await ReadAsync(path, Path.GetFileNameWithoutExtension(path))];

        if (!Directory.Exists(path))
            throw new FileNotFoundException($"{path} does not exist.");

        var single = Path.Combine(path, MigrationFile.Script);
        if (File.Exists(single))
            return [await ReadAsync(single, Path.GetFileName(path))];

        var files = ImmutableArray.CreateBuilder<MigrationFile>();
        foreach (var folder in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            var file = Path.Combine(folder, MigrationFile.Script);
            files.Add(
                File.Exists(file)
                    ? await ReadAsync(file, Path.GetFileName(folder))
                    : throw new FileNotFoundException($"{folder} has no {MigrationFile.Script} (P3015).")
            );
        }

        var applied =
            from row in await database.MigrationsAsync(cancellationToken) ?? []
            where row.IsApplied
            select row.Name;
        return [.. files.ExceptBy(applied, file => file.Name, StringComparer.Ordinal)];
    }
}
