using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Chat;

/// <summary>What the slash commands do. Names and options are registered from <see cref="SlashCatalogue"/>.</summary>
public sealed class SlashCommands(
    Desk desk,
    EnvironmentList environments,
    Clicks clicks,
    Looks looks,
    LogLooks logs,
    BackupDesk backups,
    AppDesk apps,
    LedgerCards cards,
    MuteDesk mutes,
    Redactor redactor,
    TimeProvider time
)
{
    private const int LongestReason = 500;
    private static readonly TimeSpan LongestLook = TimeSpan.FromDays(7);

    /// <summary>Does what a command says.</summary>
    public async Task<Reply> RunAsync(
        string name,
        FrozenDictionary<string, string> options,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    )
    {
        foreach (var environment in environments.All)
            await desk.SawAsync(environment.Name, by, environment.Policy, cancellationToken);

        var hadSecret = options.Values.Any(HasSecret);
        var reply = await AnswerAsync(name, options, by, cause, cancellationToken);
        return reply.Warned(hadSecret);
    }

    private async Task<Reply> AnswerAsync(
        string name,
        FrozenDictionary<string, string> options,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    )
    {
        var where = options.GetValueOrDefault("environment", "");
        var reason = Said(options.GetValueOrDefault("reason", ""));
        var environment = environments.Find(where);
        if (
            SlashCatalogue.All.Any(command =>
                command.Of(name) is { Options: var known } && known.Contains(SlashCatalogue.Environment)
            ) && environment is null
        )
        {
            return Reply.No(
                new Refusal.Unknown(
                    $"There is no environment \"{Said(where, 60)}\".",
                    $"Write it exactly: {string.Join(", ", environments.All.Select(one => one.Name))}."
                )
            );
        }

        return name switch
        {
            "deploy" => await clicks.OpenAsync(
                SessionKind.Deploy,
                where,
                by,
                reason,
                Said(options.GetValueOrDefault("override", "")),
                cause,
                null,
                "",
                cancellationToken
            ),
            "rollback" => await RollbackAsync(environment!, by, reason, cause, cancellationToken),
            "restore" => await RestoreAsync(
                environment!,
                by,
                reason,
                Said(options.GetValueOrDefault("backup", ""), 100),
                cause,
                cancellationToken
            ),
            "status" => new Reply.Say(cards.Status()),
            "health" => new Reply.Say(await looks.HealthAsync(environment!, cancellationToken)),
            "logs" => await LogsAsync(environment!, options, cancellationToken),
            "mute" => await mutes.MuteAsync(PatternOf(environment!, options), reason, by, cause, cancellationToken),
            "unmute" => await mutes.UnmuteAsync(PatternOf(environment!, options), by, cause, cancellationToken),
            "mutes" => new Reply.Say(mutes.List(environment!)),
            "backup create" => backups.Create(environment!, by),
            "backup list" => await backups.ListAsync(environment!, by, cancellationToken),
            "backup verify" => await backups.VerifyAsync(
                environment!,
                options.GetValueOrDefault("backup", ""),
                by,
                cancellationToken
            ),
            "backup cancel" => backups.Cancel(environment!, by),
            "history" => new Reply.Say(cards.History()),
            "stats" => new Reply.Say(cards.Stats(environment!)),
            "contacts" => new Reply.Say(LedgerCards.Contacts(environment!)),
            "abort" => await AbortAsync(options.GetValueOrDefault("session", ""), by, cause, cancellationToken),
            "app stop" => await apps.AskAsync(environment!, AppAct.Stop, reason, by, cause, cancellationToken),
            "app restart" => await apps.AskAsync(environment!, AppAct.Restart, reason, by, cause, cancellationToken),
            "freeze" => await FreezeAsync(
                environment!,
                by,
                reason,
                options.GetValueOrDefault("until", "").Trim(),
                cause,
                cancellationToken
            ),
            "unfreeze" => await desk.ThawAsync(where, by, environment!.Policy, reason, cause, cancellationToken) switch
            {
                Answer.Refused refused => Reply.No(refused.Refusal),
                Answer.Changed or Answer.Done or Answer.Repeated => Reply.Words(
                    $"☀️ {Markdown.Text(where)} is not frozen any more; the channel is told."
                ),
            },
            "lock" or "unlock" => await LockAsync(environment!, by, name is "lock", reason, cause, cancellationToken),
            _ => Reply.No(new Refusal.Unknown($"There is no command /{Said(name, 40)}.", "Type / to see them all.")),
        };
    }

    /// <summary>What somebody may mean by what they have typed so far; nothing for people who may not act there.</summary>
    /// <param name="option">The option that is being typed.</param>
    /// <param name="where">The environment that stands in the command already, or empty.</param>
    public async Task<ImmutableArray<SlashChoice>> SuggestAsync(
        Actor by,
        string option,
        string typed,
        string where,
        CancellationToken cancellationToken
    )
    {
        var allowed = environments.All.Where(environment => environment.Policy.MayAct(by)).ToList();
        return option is "backup"
            ? await backups.SuggestAsync(
                allowed.Where(one => where.Length == 0 || string.Equals(one.Name, where, StringComparison.Ordinal)),
                typed,
                cancellationToken
            )
            :
            [
                .. allowed
                    .Select(environment => environment.Name)
                    .Where(name => name.StartsWith(typed, StringComparison.Ordinal))
                    .Select(name => new SlashChoice(name, name))
                    .Take(SlashChoice.Most),
            ];
    }

    private static MuteTarget PatternOf(DeploymentEnvironment environment, FrozenDictionary<string, string> options) =>
        new(environment.Name, options.GetValueOrDefault("pattern", "").Trim());

    private bool HasSecret(string text) =>
        !string.Equals(redactor.Mask(PlainText.Line(text)), PlainText.Line(text), StringComparison.Ordinal);

    private string Said(string text, int length = LongestReason) =>
        Excerpt.Of(redactor.Mask(PlainText.Line(text)), length);

    private async Task<Reply> RollbackAsync(
        DeploymentEnvironment environment,
        Actor by,
        string reason,
        string cause,
        CancellationToken cancellationToken
    )
    {
        if (desk.Ledger.Holder(environment.Name) is { } holder && Running.CanBeLeft(holder))
            return await clicks.RollBackAsync(holder, by, reason, cause, cancellationToken);

        // Where nobody knows whether the last push happened, nothing is named before the plan has looked.
        var release = desk.Ledger.Sessions.Values.LastOrDefault(session =>
            session is { Kind: SessionKind.Deploy, MayHavePushed: true }
            && string.Equals(session.Environment, environment.Name, StringComparison.Ordinal)
        );
        return await clicks.OpenAsync(
            SessionKind.Rollback,
            environment.Name,
            by,
            reason,
            "",
            cause,
            release?.ReleasedAt is null ? null : release.Number,
            "",
            cancellationToken
        );
    }

    private async Task<Reply> RestoreAsync(
        DeploymentEnvironment environment,
        Actor by,
        string reason,
        string backup,
        string cause,
        CancellationToken cancellationToken
    ) =>
        await backups.UnknownAsync(environment, backup, by, cancellationToken)
        ?? await clicks.OpenAsync(
            SessionKind.Restore,
            environment.Name,
            by,
            reason,
            "",
            cause,
            null,
            backup,
            cancellationToken
        );

    private async Task<Reply> AbortAsync(string number, Actor by, string cause, CancellationToken cancellationToken)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return Reply.No(new Refusal.Unknown("A session has a number.", "See /status."));

        return await desk.AskAsync(
            new SessionNumber(value),
            new SessionRequest.Abort(by),
            cause,
            cancellationToken
        ) switch
        {
            Answer.Done { Session: var session } => Reply.Words(
                $"✅ Session {session.Number} is {(session.IsOver ? "aborted" : "being aborted")}. {Leaves.Now(session).Sentence}"
            ),
            Answer.Refused refused => Reply.No(refused.Refusal),
            Answer.Repeated or Answer.Changed => Reply.Words("Already done."),
        };
    }

    private async Task<Reply> LockAsync(
        DeploymentEnvironment environment,
        Actor by,
        bool close,
        string reason,
        string cause,
        CancellationToken cancellationToken
    ) =>
        await desk.LockAsync(environment.Name, by, environment.Policy, close, reason, cause, cancellationToken) switch
        {
            Answer.Refused refused => Reply.No(refused.Refusal),
            Answer.Changed or Answer.Done or Answer.Repeated => Reply.Words(
                close
                    ? $"🔒 {Markdown.Text(environment.Name)} is locked for everybody but you."
                    : $"🔓 {Markdown.Text(environment.Name)} is open again."
            ),
        };

    private async Task<Reply> FreezeAsync(
        DeploymentEnvironment environment,
        Actor by,
        string reason,
        string until,
        string cause,
        CancellationToken cancellationToken
    )
    {
        DateTimeOffset? end = TryLength(until) is { } length ? time.GetUtcNow() + length : TryMoment(until);
        if (until.Length > 0 && end is null)
            return Reply.No(
                new Refusal.Unknown(
                    "\"until\" is no length of time and no moment.",
                    "Write 90m, 2h or 3d, or a moment with its zone: 2026-12-01T06:00Z."
                )
            );

        return await desk.FreezeAsync(
            environment.Name,
            by,
            environment.Policy,
            reason,
            end,
            cause,
            cancellationToken
        ) switch
        {
            Answer.Refused { Refusal: Refusal.FrozenByHand frozen } => Reply.No(
                new Refusal.Unknown(
                    $"{frozen.Freeze.By} already froze {environment.Name} {frozen.Freeze.End}.",
                    $"To change it: /unfreeze environment:{environment.Name}, then freeze it anew."
                )
            ),
            Answer.Refused refused => Reply.No(refused.Refusal),
            Answer.Changed or Answer.Done or Answer.Repeated => Reply.Words(
                $"🧊 {Markdown.Text(environment.Name)} is frozen; the channel is told."
            ),
        };
    }

    /// <summary>A moment that says its own time zone.</summary>
    private static DateTimeOffset? TryMoment(string text) =>
        DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal,
            out var moment
        ) && (text.EndsWith('Z') || text.AsSpan(10).IndexOfAny('+', '-') > 0)
            ? moment
            : null;

    private async Task<Reply> LogsAsync(
        DeploymentEnvironment environment,
        FrozenDictionary<string, string> options,
        CancellationToken cancellationToken
    )
    {
        var errorsOnly = string.Equals(
            options.GetValueOrDefault("errors-only", ""),
            "true",
            StringComparison.OrdinalIgnoreCase
        );
        return TryLength(options.GetValueOrDefault("since", "15m")) is { } since
            ? await logs.AnswerAsync(environment, since, errorsOnly, cancellationToken)
            : Reply.No(
                new Refusal.Unknown(
                    "\"since\" is not a length of time.",
                    "Write a number with s, m, h or d: 15m, 2h. At most 7d."
                )
            );
    }

    private static TimeSpan? TryLength(string text)
    {
        if (
            text.Length < 2
            || !int.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            || number > LongestLook.TotalSeconds
        )
            return null;

        TimeSpan? length = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        };
        return length > TimeSpan.Zero && length <= LongestLook ? length : null;
    }
}
