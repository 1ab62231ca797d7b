using System.Collections.Concurrent;
using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Chat;

/// <summary>Backups on demand: make one, list them, prove one again, stop. One piece of work at a time for each environment.</summary>
public sealed class BackupDesk(
    Toolbox tools,
    Vault vault,
    ScratchRoom scratch,
    Desk desk,
    Redactor redactor,
    TimeProvider time
)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _busy = new(StringComparer.Ordinal);

    /// <summary>The newest backups of an environment.</summary>
    public async Task<Reply> ListAsync(DeploymentEnvironment environment, Actor by, CancellationToken cancellationToken)
    {
        if (!environment.Policy.MayAct(by))
            return Reply.No(new Refusal.NotPermitted("see backups", environment.Name));

        var all = await vault.Shelf.AllAsync(environment.Name, cancellationToken);
        var lines = all.Take(15).Select(Line).ToList();
        return new Reply.Say(
            Card.Of(
                CardTone.Calm,
                Markdown.Ours("💾 **") + Markdown.Text(environment.Name) + $"** · {Words.Count(all.Length, "backup")}",
                lines.Count == 0 ? Markdown.Ours("None yet. `/backup create` makes one.") : Markdown.Join("\n", lines),
                vault.DiskWarning is { } warning ? Markdown.Ours("⚠️ ") + Markdown.Text(warning) : default
            )
        );
    }

    /// <summary>The newest backups, as they are offered while typing.</summary>
    public async Task<ImmutableArray<SlashChoice>> SuggestAsync(
        IEnumerable<DeploymentEnvironment> where,
        string typed,
        CancellationToken cancellationToken
    )
    {
        var choices = ImmutableArray.CreateBuilder<SlashChoice>();
        foreach (var environment in where)
        {
            var all = await vault.Shelf.AllAsync(environment.Name, cancellationToken);
            choices.AddRange(
                all.Where(one => one.Id.Contains(typed, StringComparison.Ordinal))
                    .Select(one => new SlashChoice(
                        $"{one.Id} · {Words.For(time.GetUtcNow() - one.Backup.FinishedAt)} old · {(one.Proof is null ? "not proven" : "proven")}",
                        one.Id
                    ))
            );
        }

        return [.. choices.Take(SlashChoice.Most)];
    }

    /// <summary>Makes a backup and proves it.</summary>
    public Reply Create(DeploymentEnvironment environment, Actor by)
    {
        if (!environment.Policy.MayAct(by))
            return Reply.No(new Refusal.NotPermitted("make backups", environment.Name));

        return tools.Database(environment) is not { } database
            ? NoDatabase(environment)
            : Begin(
                environment,
                async (say, lease, cancellationToken) =>
                {
                    var order = new BackupOrder(environment.Name, database, "", Pinned(), say);
                    return await vault.MakeAsync(
                        order,
                        lease.TakeAsync,
                        made =>
                            desk.RecordAsync(
                                environment.Name,
                                made.Id,
                                made.Manifest,
                                by.Person,
                                CancellationToken.None // What lies on the shelf is on record.
                            ),
                        cancellationToken
                    );
                },
                database
            );
    }

    /// <summary>Proves a backup again, by its name or the newest.</summary>
    public async Task<Reply> VerifyAsync(
        DeploymentEnvironment environment,
        string id,
        Actor by,
        CancellationToken cancellationToken
    )
    {
        if (!environment.Policy.MayAct(by))
            return Reply.No(new Refusal.NotPermitted("verify backups", environment.Name));

        if (tools.Database(environment) is not { } database)
            return NoDatabase(environment);

        // Looked up among what there is: nothing that somebody types becomes a path.
        var found =
            id.Length > 0
                ? await vault.Shelf.FindAsync(environment.Name, id, cancellationToken)
                : (await vault.Shelf.AllAsync(environment.Name, cancellationToken)).FirstOrDefault();
        if (found is null)
            return NoSuch(environment);

        if (
            desk.Ledger.Backups.TryGetValue(found.Id, out var manifest)
            && !string.Equals(manifest, found.Manifest, StringComparison.Ordinal)
        )
            return new Reply.Say(
                Card.Of(
                    CardTone.Bad,
                    Markdown.Ours("🔴 ")
                        + Markdown.Code(found.Id)
                        + " is not the backup on record: somebody exchanged it, manifest and all."
                )
            );

        return Begin(
            environment,
            (say, lease, token) => vault.VerifyAsync(found, lease.TakeAsync, say, token),
            database
        );
    }

    /// <summary>Why a restore of a named backup is not worth a session: there is none; null where there is, or the newest is meant.</summary>
    public async Task<Reply?> UnknownAsync(
        DeploymentEnvironment environment,
        string id,
        Actor by,
        CancellationToken cancellationToken
    ) =>
        id.Length == 0
        || !environment.Policy.MayAct(by)
        || await vault.Shelf.FindAsync(id, cancellationToken) is not null
            ? null
            : NoSuch(environment);

    /// <summary>Stops what is being made or proven.</summary>
    public Reply Cancel(DeploymentEnvironment environment, Actor by)
    {
        if (!environment.Policy.MayAct(by))
            return Reply.No(new Refusal.NotPermitted("stop backups", environment.Name));

        if (!_busy.TryGetValue(environment.Name, out var work))
            return Reply.Words("Nothing is being done with backups there.");

        _ = work.CancelAsync(); // Whoever waits for the token cleans up elsewhere.
        return Reply.Words("🛑 It is being stopped; nothing half made is kept.");
    }

    private static Reply.Say NoSuch(DeploymentEnvironment environment) =>
        Reply.No(
            new Refusal.Unknown(
                $"There is no such backup of {environment.Name}.",
                $"See /backup list environment:{environment.Name}"
            )
        );

    /// <summary>What somebody is about to bring back: nothing cleans it away.</summary>
    private ImmutableHashSet<string> Pinned() =>
        [
            .. desk
                .Ledger.Sessions.Values.Where(session => !session.IsOver)
                .Select(session => session.Proposal?.Plan.Restore?.Backup)
                .OfType<string>(),
        ];

    private Reply Begin(
        DeploymentEnvironment environment,
        Func<Action<string>, ScratchLease, CancellationToken, Task<VaultResult>> work,
        Postgres database
    )
    {
        var stop = new CancellationTokenSource();
        if (!_busy.TryAdd(environment.Name, stop))
        {
            stop.Dispose();
            return Reply.No(
                new Refusal.Unknown(
                    $"A backup of {environment.Name} is being made or verified already.",
                    $"Wait for it, or stop it: /backup cancel environment:{environment.Name}"
                )
            );
        }

        return new Reply.Work(
            Doing(environment, "beginning"),
            async (show, cancellationToken) =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancellationToken);
                try
                {
                    var identity = await database.IdentityAsync(either.Token);
                    await using var lease = scratch.LeaseForRows(
                        identity,
                        environment.Database!.MayCopyRows,
                        either.Token
                    );
                    return Done(await work(line => show(Doing(environment, line)), lease, either.Token));
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    return Card.Of(CardTone.Warning, Markdown.Ours("🛑 Stopped. Nothing half made was kept."));
                }
                catch (Exception dark) when (!either.IsCancellationRequested)
                {
                    // Whatever goes wrong is the answer.
                    return Card.Of(CardTone.Bad, Markdown.Ours("🔴 ") + Markdown.Text(redactor.Mask(dark.Message)));
                }
                finally
                {
                    _busy.TryRemove(environment.Name, out _);
                    stop.Dispose();
                }
            }
        );
    }

    private Markdown Line(ShelvedBackup one)
    {
        var age = Words.For(time.GetUtcNow() - one.Backup.FinishedAt);
        var proof = one.Proof is { } proven ? $"✅ {proven.Describe()}" : "⬜ restore not proven";
        return Markdown.Code(one.Id)
            + $" · {age} old{(one.IsPinned ? " · 📌" : "")}{(desk.Ledger.Backups.ContainsKey(one.Id) ? "" : " · not on record")}\n   "
            + Markdown.Text(proof);
    }

    private Card Doing(DeploymentEnvironment environment, string line) =>
        Card.Of(
            CardTone.Busy,
            Markdown.Ours("⏳ **") + Markdown.Text(environment.Name) + "** · " + Markdown.Text(redactor.Mask(line), 200)
        );

    private Card Done(VaultResult result) =>
        result switch
        {
            VaultResult.Proven proven => Card.Of(
                CardTone.Good,
                Markdown.Ours("✅ ") + Markdown.Text(proven.Proof.Describe()),
                Markdown.Text(proven.Backup.Backup.Describe())
            ),
            VaultResult.Unproven unproven => Card.Of(
                CardTone.Warning,
                Markdown.Ours("🟠 Made and read in full, not restored: ") + Markdown.Text(unproven.Why),
                Markdown.Text(unproven.Backup.Backup.Describe())
            ),
            VaultResult.Failed failed => Card.Of(
                CardTone.Bad,
                Markdown.Ours("🔴 ") + Markdown.Text(redactor.Mask(failed.What), 600),
                Markdown.Block(redactor.Mask(failed.Detail), 700)
            ),
        };

    private static Reply.Say NoDatabase(DeploymentEnvironment environment) =>
        Reply.No(
            new Refusal.Unknown(
                $"The bot has no access to the database of {environment.Name}.",
                "Backups are made by hand there."
            )
        );
}
