using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What is suggested while somebody types the name of a backup.</summary>
[Collection(WithPostgres.Name)]
public sealed class SuggestionTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Backups_are_named_with_their_age_and_proof_to_people_who_may_use_them()
    {
        var database = await server.NewAsync();
        using var around = new Surroundings("/nonexistent", database.Url);
        var vaults = new Vaults(
            new ChatOps.Tools.Shell(TimeProvider.System, _folder.Path),
            TimeProvider.System,
            _folder.Path
        );
        var made = await vaults.MadeAsync(new ChatOps.Tools.Postgres(database.Url));
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var backups = new BackupDesk(
            around.Tools,
            vaults.Vault,
            vaults.Scratch,
            desk,
            around.Redactor,
            TimeProvider.System
        );

        var all = await backups.SuggestAsync(around.List.All, "", CancellationToken.None);
        var fitting = await backups.SuggestAsync(around.List.All, made.Id[^6..], CancellationToken.None);
        var none = await backups.SuggestAsync(around.List.All, "nothing", CancellationToken.None);
        var nobody = await backups.SuggestAsync([], "", CancellationToken.None);

        var choice = Assert.Single(all);
        Assert.Equal(made.Id, choice.Value);
        Assert.Matches($"^{made.Id} · .* old · not proven$", choice.Label);
        Assert.InRange(choice.Label.Length, 1, 100);
        Assert.Equal(choice.Value, Assert.Single(fitting).Value);
        Assert.Empty(none);
        Assert.Empty(nobody);
    }
}
