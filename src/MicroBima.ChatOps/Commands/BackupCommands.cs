using System.CommandLine;
using System.Text.Json;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Configuration;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Commands;

/// <summary>
/// <c>chatops backup verify FILE</c>: full read, manifest and checksum of a dump, and on request its restore. <c>chatops backup open FILE</c>: the plain dump,
/// for the day on which the server is lost and a person restores by hand.
/// </summary>
internal static class BackupCommands
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A dump of the bot, with its manifest beside it" };
        var restore = new Option<string?>("--restore")
        {
            Description =
                "Restore into a scratch database of this server and compare; \"scratch\" starts a private one",
        };
        var key = new Option<string?>("--key-file") { Description = "The key, where the dump is encrypted" };
        var json = new Option<bool>("--json") { Description = "One JSON object" };
        var verify = new Command("verify", "Read a backup in full and hold it against its manifest")
        {
            file,
            restore,
            key,
            json,
        };
        verify.SetAction(
            async (parsed, cancellationToken) =>
            {
                try
                {
                    return await VerifyAsync(
                        Path.GetFullPath(parsed.GetValue(file)!),
                        parsed.GetValue(restore),
                        parsed.GetValue(key),
                        parsed.GetValue(json),
                        cancellationToken
                    );
                }
                catch (Exception dark) when (dark is not OperationCanceledException)
                {
                    // Whatever keeps it from being verified is told, and is not a verdict.
                    await Console.Error.WriteLineAsync($"could not be verified: {new Redactor().Mask(dark.Message)}");
                    return 2;
                }
            }
        );
        return new Command("backup", "Look after backups") { verify, Open() };
    }

    private static Command Open()
    {
        var file = new Argument<string>("FILE") { Description = "A dump of the bot" };
        var key = new Option<string?>("--key-file") { Description = "The key, where the dump is encrypted" };
        var open = new Command(
            "open",
            "Write the plain dump to standard output, for pg_restore by hand on a new server: the bot restores only to the one it was made of"
        )
        {
            file,
            key,
        };
        open.SetAction(
            async (parsed, cancellationToken) =>
            {
                try
                {
                    if (!Console.IsOutputRedirected)
                        throw new IOException("it is no text; write | pg_restore --exit-on-error --dbname=…");

                    await using var output = Console.OpenStandardOutput();
                    await OpenAsync(parsed.GetValue(file)!, parsed.GetValue(key), output, cancellationToken);
                    return 0;
                }
                catch (Exception dark) when (dark is not OperationCanceledException)
                {
                    await Console.Error.WriteLineAsync($"nothing usable was written: {dark.Message}");
                    return dark is SealException ? 1 : 2;
                }
            }
        );
        return open;
    }

    /// <summary>Writes the plain dump, once all of it is known to be genuine.</summary>
    internal static async Task OpenAsync(string file, string? keyFile, Stream to, CancellationToken cancellationToken)
    {
        if (!await Unsealing.IsSealedAsync(file, cancellationToken))
        {
            await using var plain = File.OpenRead(file);
            await plain.CopyToAsync(to, cancellationToken);
            return;
        }

        var key = SealKey.Read(keyFile ?? throw new SealException("it is encrypted, name its key with --key-file"));
        await Unsealing.CopyAsync(file, key, Stream.Null, cancellationToken);
        await Unsealing.CopyAsync(file, key, to, cancellationToken);
    }

    private static async Task<int> VerifyAsync(
        string file,
        string? restore,
        string? keyFile,
        bool asJson,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(file))
        {
            await Console.Error.WriteLineAsync(
                System.IO.Directory.Exists(file)
                    ? $"{file} is a folder: name the dump in it."
                    : $"{file} does not exist."
            );
            return 2;
        }

        var backup = await BackupShelf.TryReadBesideAsync(file, cancellationToken);
        if (backup is null)
            return await SayAsync(
                BackupVerdict.Of(
                    Path.GetFileName(file),
                    false,
                    File.Exists(Path.ChangeExtension(file, ".json"))
                        ? "the manifest beside it cannot be read, or is of another name: both keep the name that they were made with"
                        : "there is no manifest beside it",
                    null
                ),
                asJson
            );

        await using var workshop = new Workshop(keyFile);
        if (await workshop.Prover.ReadAsync(backup, cancellationToken) is { } refuted)
            return await SayAsync(
                BackupVerdict.Of(backup.Id, false, $"{refuted.What} {refuted.Detail}".Trim(), null),
                asJson
            );

        if (restore is null)
            return await SayAsync(
                BackupVerdict.Of(backup.Id, true, "read in full; size, checksum and manifest fit", null),
                asJson
            );

        await using var server = await workshop.ServerAsync(restore, cancellationToken);
        return await workshop.Prover.RestoreAsync(
            backup,
            server,
            line => Console.Error.WriteLine(line),
            cancellationToken
        ) switch
        {
            ProofResult.Proven proven => await SayAsync(
                BackupVerdict.Of(backup.Id, true, proven.Proof.Describe(), proven.Proof.Took.TotalSeconds),
                asJson
            ),
            ProofResult.Refuted no => await SayAsync(
                BackupVerdict.Of(backup.Id, false, $"{no.What} {no.Detail}".Trim(), null),
                asJson
            ),
        };
    }

    private static async Task<int> SayAsync(BackupVerdict verdict, bool asJson)
    {
        await Console.Out.WriteLineAsync(
            asJson
                ? JsonSerializer.Serialize(verdict, CommandFormat.Default.BackupVerdict)
                : $"{(verdict.Ok ? "ok" : "BAD")}: {verdict.Backup}: {verdict.What}"
        );
        return verdict.Ok ? 0 : 1;
    }
}

/// <summary>What became of a backup, for programs.</summary>
internal sealed record BackupVerdict(string Backup, bool Ok, string What, double? RestoreSeconds)
{
    /// <summary>A verdict as it may be read: what a program says of rows that it refused may hold people's data, and names may hold anything.</summary>
    public static BackupVerdict Of(string backup, bool isOk, string what, double? restoreSeconds) =>
        new(PlainText.Line(backup), isOk, PlainText.Of(new Redactor().Mask(what)), restoreSeconds);
}
