using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Chat;

/// <summary>Which pattern of which environment is to be muted.</summary>
public sealed record MuteTarget(string Environment, string Pattern);

/// <summary>
/// Mutes patterns of logs, lists what is muted, and takes it back. Its menus and forms carry no seal: whoever makes one up gets what the command
/// gives to the same person.
/// </summary>
public sealed class MuteDesk(Desk desk, EnvironmentList environments, LogLooks logs)
{
    private const string Prefix = "mute";
    private const int LongestPattern = 80;

    /// <summary>Discord takes no longer title of a form.</summary>
    private const int LongestTitle = 45;

    /// <summary>The menu under a look at the logs; none where there is nothing to mute.</summary>
    public static ImmutableArray<CardMenu> Menu(string environment, IEnumerable<LogPattern> patterns)
    {
        ImmutableArray<CardChoice> choices =
        [
            .. patterns.Select(pattern => new CardChoice(Excerpt.Of(pattern.Text, LongestPattern), pattern.Id)),
        ];
        return choices.IsEmpty ? [] : [new CardMenu($"{Prefix}.{environment}", "Mute…", choices)];
    }

    /// <summary>What a form is about, or null where it is none of these.</summary>
    public static MuteTarget? TryRead(string id) =>
        id.Split('.') is [Prefix, .. var environment, var pattern] && environment.Length > 0 && IsPattern(pattern)
            ? new MuteTarget(string.Join('.', environment), pattern)
            : null;

    /// <summary>Asks why, once a pattern was picked.</summary>
    public Reply Ask(string menu, string pattern, Actor by) =>
        TryRead($"{menu}.{pattern}") is { } target && environments.Find(target.Environment) is { } environment
            ? environment.Policy.MayAct(by)
                ? new Reply.AskWhy(
                    $"{menu}.{pattern}",
                    Excerpt.Of($"Mute: {Shown(pattern)}", LongestTitle),
                    "Why is it harmless?"
                )
                : Reply.No(new Refusal.NotPermitted("mute", environment.Name))
            : Reply.No(new Refusal.Unknown("This list is unknown or has expired.", "Ask with /logs again."));

    /// <summary>Mutes a pattern.</summary>
    public Task<Reply> MuteAsync(
        MuteTarget target,
        string reason,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    ) => DoAsync(target, silence: true, reason, by, cause, cancellationToken);

    /// <summary>Takes that back.</summary>
    public Task<Reply> UnmuteAsync(MuteTarget target, Actor by, string cause, CancellationToken cancellationToken) =>
        DoAsync(target, silence: false, "", by, cause, cancellationToken);

    /// <summary>What is muted in an environment: by whom, since when, why.</summary>
    public Card List(DeploymentEnvironment environment)
    {
        ImmutableArray<Markdown> lines =
        [
            .. environment
                .App.Muted.Order(StringComparer.Ordinal)
                .Select(pattern => "• " + Markdown.Code(pattern) + " · in the settings"),
            .. desk
                .Ledger.MutedIn(environment.Name)
                .Select(mute =>
                    "• "
                    + Markdown.Code(mute.Pattern)
                    + " · "
                    + Markdown.Text(mute.By.Value, 60)
                    + $" <t:{mute.At.ToUnixTimeSeconds()}:R> · "
                    + Markdown.Text(mute.Reason, 160)
                    + (mute.Text.Length > 0 ? "\n  " + Markdown.Text(mute.Text, LongestPattern) : default)
                ),
        ];
        return Card.Of(
            CardTone.Calm,
            "🔇 **Muted in " + Markdown.Text(environment.Name) + "**",
            lines.IsEmpty ? Markdown.Ours("Nothing.") : Markdown.Join("\n", lines),
            lines.IsEmpty ? default : Markdown.Ours("/unmute takes one back.")
        );
    }

    private async Task<Reply> DoAsync(
        MuteTarget target,
        bool silence,
        string reason,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    )
    {
        if (environments.Find(target.Environment) is not { } environment || !IsPattern(target.Pattern))
            return Reply.No(
                new Refusal.Unknown(
                    "There is no such pattern.",
                    "Its id has twelve letters and digits; the list under /logs mutes without it."
                )
            );

        return await desk.MuteAsync(
            environment.Name,
            by,
            environment.Policy,
            target.Pattern,
            logs.Shown(target.Pattern),
            silence,
            reason,
            cause,
            cancellationToken
        ) switch
        {
            Answer.Refused refused => Reply.No(refused.Refusal),
            Answer.Changed or Answer.Done or Answer.Repeated => Reply.Words(
                silence
                    ? $"🔇 {target.Pattern} is muted in {Markdown.Text(environment.Name)}: it neither warns nor ends a watch. /mutes lists, /unmute takes it back."
                    : $"🔔 {target.Pattern} is heard again in {Markdown.Text(environment.Name)}."
            ),
        };
    }

    /// <summary>A pattern in words, or its id where nobody has seen it lately.</summary>
    private string Shown(string pattern) => logs.Shown(pattern) is { Length: > 0 } text ? text : pattern;

    private static bool IsPattern(string text) => text.Length == 12 && text.All(char.IsAsciiHexDigitLower);
}
