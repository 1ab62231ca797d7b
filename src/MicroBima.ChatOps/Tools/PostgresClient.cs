using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;

namespace MicroBima.ChatOps.Tools;

/// <summary>Runs PostgreSQL's client programs against a database: its password goes into a file that only we can read, never into arguments or variables.</summary>
public sealed class PostgresClient(Shell shell, string folder)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Silent = TimeSpan.FromMinutes(15);

    /// <summary>Runs a program, with the words by which it connects where there is a database.</summary>
    public async Task<ProgramResult> RunAsync(
        string program,
        ImmutableArray<string> arguments,
        Postgres? database,
        Func<ProgramRun, ProgramRun>? more,
        CancellationToken cancellationToken
    )
    {
        var environment = database?.Variables ?? ImmutableDictionary<string, string>.Empty;
        string? passwords = null;
        try
        {
            if (database is not null)
            {
                var (host, port, name, user, password) = database.Parts;
                arguments =
                [
                    .. arguments,
                    "--no-password",
                    $"--host={host}",
                    string.Create(CultureInfo.InvariantCulture, $"--port={port}"),
                    $"--username={user}",
                    $"--dbname={Target(name)}",
                ];
                if (password is not null)
                {
                    passwords = Path.Combine(
                        folder,
                        $".pgpass-{RandomNumberGenerator.GetHexString(12, lowercase: true)}"
                    );
                    await WriteAsync(passwords, password, cancellationToken);
                    environment = environment.Add("PGPASSFILE", passwords);
                }
            }

            var run = new ProgramRun(program, arguments, environment, "/", Longest, Silent);
            return await shell.RunAsync(more?.Invoke(run) ?? run, cancellationToken);
        }
        finally
        {
            if (passwords is not null)
                File.Delete(passwords);
        }
    }

    /// <summary>Writes what a dump holds into a file, one entry a line, as <c>--use-list</c> takes it.</summary>
    public Task<ProgramResult> ListAsync(
        string pgRestore,
        string dump,
        string list,
        CancellationToken cancellationToken
    ) => RunAsync(pgRestore, ["--list", $"--file={list}", dump], null, null, cancellationToken);

    /// <summary>The major version of a program, or 0 where it does not say.</summary>
    public async Task<int> MajorAsync(string program, CancellationToken cancellationToken)
    {
        var version = await RunAsync(program, ["--version"], null, null, cancellationToken);
        return version
            .Output.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Split('.')[0])
            .Where(word => int.TryParse(word, CultureInfo.InvariantCulture, out _))
            .Select(word => int.Parse(word, CultureInfo.InvariantCulture))
            .FirstOrDefault();
    }

    /// <summary>A name, such that libpq takes it for nothing else (https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING).</summary>
    private static string Target(string name) =>
        name.Contains('=', StringComparison.Ordinal) || name.Contains("://", StringComparison.Ordinal)
            ? $"dbname='{name.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'"
            : name;

    // https://www.postgresql.org/docs/current/libpq-pgpass.html
    private static async Task WriteAsync(string path, string password, CancellationToken cancellationToken)
    {
        await using var stream = OwnFile.Make(path);
        await using var writer = new StreamWriter(stream);
        var escaped = password
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(":", "\\:", StringComparison.Ordinal);
        await writer.WriteAsync($"*:*:*:*:{escaped}\n".AsMemory(), cancellationToken);
    }
}
