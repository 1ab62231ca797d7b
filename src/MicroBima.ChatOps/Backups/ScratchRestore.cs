using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Backups;

/// <summary>
/// Restores a dump on a scratch server without lending it the server's own rights: functions of production run while rows are checked, generated and indexed,
/// and a superuser's functions are programs of the machine. What only a superuser may make and is no code of production is made before; event triggers are left out.
/// </summary>
internal sealed partial class ScratchRestore(Shell shell, string pgRestore, string folder)
{
    /// <summary>How every copy is restored: the first error ends it, and nothing of production's owners and rights comes along.</summary>
    private static readonly ImmutableArray<string> Words =
    [
        "--exit-on-error",
        "--no-owner",
        "--no-acl",
        "--no-publications",
        "--no-subscriptions",
        "--no-security-labels",
        "--no-tablespaces",
        "--jobs=2",
    ];

    private readonly PostgresClient _client = new(shell, folder);

    /// <summary>Restores into an empty database of the server; what the program that ended it says.</summary>
    public async Task<ProgramResult> IntoAsync(
        string dump,
        ScratchServer server,
        string database,
        CancellationToken cancellationToken
    )
    {
        var list = Path.Combine(folder, "list");
        var listed = await _client.ListAsync(pgRestore, dump, list, cancellationToken);
        if (!listed.IsSuccess)
            return listed;

        var entries = await File.ReadAllLinesAsync(list, cancellationToken);
        var ground = entries.Where(entry => Ground().IsMatch(entry)).ToList();
        if (ground.Count > 0)
        {
            var laid = await PartAsync(ground, dump, server.To(database), cancellationToken);
            if (!laid.IsSuccess)
                return laid;
        }

        return await PartAsync(
            entries.Where(entry => !Ground().IsMatch(entry) && !EventTrigger().IsMatch(entry)),
            dump,
            await server.RunnerAsync(database, null, cancellationToken),
            cancellationToken
        );
    }

    private async Task<ProgramResult> PartAsync(
        IEnumerable<string> entries,
        string dump,
        Npgsql.NpgsqlConnectionStringBuilder address,
        CancellationToken cancellationToken
    )
    {
        var part = Path.Combine(folder, "part");
        await File.WriteAllLinesAsync(part, entries, cancellationToken);
        return await _client.RunAsync(
            pgRestore,
            [.. Words, $"--use-list={part}", dump],
            new Postgres(address.ConnectionString),
            null,
            cancellationToken
        );
    }

    // 3; 3079 16399 EXTENSION - hstore; the words of a line: its number, its catalogue, its object, what it is, its schema, its name.
    [GeneratedRegex(
        @"^\d+; \d+ \d+ (?:COMMENT - )?(?:SCHEMA|EXTENSION|FOREIGN DATA WRAPPER|SERVER|USER MAPPING) ",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Ground();

    [GeneratedRegex(@"^\d+; \d+ \d+ (?:COMMENT - )?EVENT TRIGGER ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventTrigger();
}
