using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>Registers commands only where they differ from what Discord has, because creating them is counted per day.</summary>
public sealed class CommandRegistrar(DiscordRest rest)
{
    private readonly ConcurrentDictionary<CommandScope, string> _known = new();

    /// <summary>Makes the commands of the guild (null: of all guilds) exactly these.</summary>
    public async Task<CommandRegistration> RegisterAsync(
        Snowflake application,
        Snowflake? guild,
        IReadOnlyList<CommandDefinition> definitions,
        CancellationToken cancellationToken
    )
    {
        CommandValidator.ThrowIfInvalid(definitions);
        IReadOnlyList<CommandBody> wanted = [.. definitions.Select(CommandBody.Of)];
        var scope = new CommandScope(application, guild);
        var hash = Hash(wanted);
        if (_known.TryGetValue(scope, out var known) && known == hash)
            return new CommandRegistration.Unchanged();

        var changed = Hash(await rest.GetCommandsAsync(scope, cancellationToken)) != hash;
        if (changed)
            await rest.PutCommandsAsync(scope, wanted, cancellationToken);
        _known[scope] = hash;
        return changed ? new CommandRegistration.Replaced(wanted.Count) : new CommandRegistration.Unchanged();
    }

    private static string Hash(IReadOnlyList<CommandBody> commands)
    {
        IReadOnlyList<CommandBody> sorted = [.. commands.OrderBy(c => c.Name, StringComparer.Ordinal)];
        var json = JsonSerializer.SerializeToUtf8Bytes(sorted, DiscordJson.Wire.IReadOnlyListCommandBody);
        return Convert.ToHexStringLower(SHA256.HashData(json));
    }
}

/// <summary>What registering did.</summary>
public abstract record CommandRegistration
{
    private CommandRegistration() { }

    /// <summary>Discord had exactly these.</summary>
    public sealed record Unchanged : CommandRegistration;

    /// <summary>All commands were replaced.</summary>
    public sealed record Replaced(int Count) : CommandRegistration;
}
