using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.Wire.Gateway;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>Turns what a person does into an interaction and delivers it to the bot.</summary>
internal sealed class Acts(DiscordTwin twin)
{
    public Interaction Deliver(
        InteractionKind kind,
        Member person,
        Snowflake channel,
        string label,
        JsonObject data,
        Func<Interaction, Interaction>? more = null
    )
    {
        var interaction = twin.Interactions.Open(kind, person.Id, channel, label, more);
        var times = twin.Faults.Remaining(Faults.DuplicateEvent) is null ? 1 : 2;
        twin.Gateway.Dispatch(
            "INTERACTION_CREATE",
            Intents.None,
            () => twin.InteractionJson.Write(interaction, data.DeepClone().AsObject()),
            times
        );
        return interaction;
    }

    public bool TryFind(string name, [NotNullWhen(true)] out Member? person, [NotNullWhen(false)] out Refusal? nobody)
    {
        person = twin.Roster.TryFind(name);
        nobody = person is null
            ? Refusal.Missing(
                $"There is nobody called \"{name}\".",
                $"People: {string.Join(", ", twin.Roster.People.Select(one => one.Name))}."
            )
            : null;
        return person is not null;
    }

    public bool TryFindChannel(
        string? name,
        [NotNullWhen(true)] out Channel? channel,
        [NotNullWhen(false)] out Refusal? nowhere
    )
    {
        channel = twin.Channels.TryFind(name ?? "deployments");
        var names = twin.Channels.All.Where(one => !one.IsThread).Select(one => one.Name);
        nowhere = channel is null
            ? Refusal.Missing(
                $"There is no channel \"{name}\".",
                $"Channels: {string.Join(", ", names)}; a thread by its id."
            )
            : null;
        return channel is not null;
    }
}
