using System.Collections.Frozen;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Secrets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>The bot in Discord: it answers the line, checks where an interaction comes from, and hands it to the commands and clicks.</summary>
internal sealed partial class DiscordChat(
    DiscordLine line,
    Desk desk,
    SlashCommands commands,
    Clicks clicks,
    MuteDesk mutes,
    AppDesk apps,
    Approvals.Directory people,
    Pings pings,
    Redactor redactor,
    DiscordSettings settings,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DiscordChat> logger
) : BackgroundService
{
    private readonly Payloads _payloads = new(
        redactor,
        desk,
        settings.ChannelAddress,
        Path.Combine(settings.Folder, "pictures")
    );
    private Snowflake? _self;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var feed = desk.Listen();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await using var hangingUp = stoppingToken.Register(line.HangUp);
        var watch = new TokenWatch(line.Client.Rest, line.Client.Gateway, desk, _payloads, settings, time, logger);
        watch.Recall();
        line.Answer(
            HandleAsync,
            notice =>
            {
                Tell(notice);
                watch.Hear(notice, either.Token);
            }
        );
        var board = new Board(line.Client, desk, _payloads, pings, settings, time, logger);
        var following = FollowAsync(line.Client, board, watch, feed, either.Token);
        // A bot that hears and shows nothing would be worse than none.
        if (await Task.WhenAny(line.Running, following) == following && following.IsFaulted)
            await following;

        var stop = await line.Running;
        await either.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stop is GatewayStop.Refused refused)
            GiveUp($"Discord refuses the bot: {refused.Text}");
    }

    private async Task FollowAsync(
        DiscordClient client,
        Board board,
        TokenWatch watch,
        System.Threading.Channels.ChannelReader<Notice> feed,
        CancellationToken cancellationToken
    )
    {
        var arrival = new Arrival(client.Rest, desk, _payloads, settings, time, logger);
        await arrival.ProveAsync(cancellationToken);
        await client.WaitUntilOnlineAsync(cancellationToken);
        try
        {
            _self = (await arrival.SelfAsync(cancellationToken)).Id;
            await client.RegisterCommandsAsync(
                new Snowflake(settings.Guild),
                [.. SlashCatalogue.All.Select(Definition)],
                cancellationToken
            );
            Log.Ready(logger);
        }
        catch (DiscordException trouble)
        {
            Log.NotRegistered(logger, trouble.Message);
        }

        _ = arrival.LookAtRightsAsync(GiveUp, cancellationToken);
        _ = watch.RunAsync(cancellationToken);
        await board.FollowAsync(feed, cancellationToken);
    }

    private void GiveUp(string why)
    {
        Log.Refused(logger, why);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }

    private async Task HandleAsync(Interaction interaction, Responder responder, CancellationToken cancellationToken)
    {
        if (WhoAsks(interaction) is not { } by)
        {
            Log.Ignored(logger, interaction.Id, interaction.Origin.GuildId, interaction.Origin.ChannelId);
            if (interaction is Interaction.Autocomplete)
                await responder.AutocompleteAsync([], cancellationToken);
            else
                await AnswerAsync(responder, Reply.No(Elsewhere), cancellationToken);

            return;
        }

        var cause = $"discord:{interaction.Id}";
        switch (interaction)
        {
            case Interaction.Autocomplete typing:
                var suggestions = await commands.SuggestAsync(
                    by,
                    typing.Focused?.Name ?? "",
                    typing.Focused?.Text ?? "",
                    CommandValue.Flatten(typing.Options).FirstOrDefault(one => one.Name is "environment")?.Text ?? "",
                    cancellationToken
                );
                await responder.AutocompleteAsync(
                    [.. suggestions.Select(choice => new CommandChoice(choice.Label, choice.Value))],
                    cancellationToken
                );
                break;
            case Interaction.Command command:
                await AnswerAsync(
                    responder,
                    await Reply.OrNotStoredAsync(
                        token => commands.RunAsync(NameOf(command), Options(command), by, cause, token),
                        cancellationToken
                    ),
                    cancellationToken
                );
                break;
            case Interaction.Button button:
                await AnswerAsync(
                    responder,
                    await Reply.OrNotStoredAsync(
                        token => PressAsync(button.CustomId, interaction, by, cause, token),
                        cancellationToken
                    ),
                    cancellationToken
                );
                break;
            case Interaction.Selection { Values: [var chosen] } picked:
                await AnswerAsync(
                    responder,
                    IsOurs(interaction) ? mutes.Ask(picked.CustomId, chosen, by) : Reply.No(NotOurs),
                    cancellationToken
                );
                break;
            case Interaction.ModalSubmit form when form.Field(Payloads.Code) is { } code:
                await AnswerAsync(
                    responder,
                    await Reply.OrNotStoredAsync(
                        token =>
                            Open(form.CustomId, interaction) is { } target
                                ? clicks.WithCodeAsync(target, code, by, cause, token)
                                : Task.FromResult<Reply>(Reply.No(NotOurs)),
                        cancellationToken
                    ),
                    cancellationToken
                );
                break;
            case Interaction.ModalSubmit form:
                var typed = PlainText.Line(form.Field("reason") ?? "");
                var reason = redactor.Mask(typed);
                var reply = await Reply.OrNotStoredAsync(
                    token =>
                        MuteDesk.TryRead(form.CustomId) is { } mute
                            ? mutes.MuteAsync(mute, Excerpt.Of(reason, 500), by, cause, token)
                        : OverrideForm.TryRead(form.CustomId) is { } environment
                            ? clicks.OverrideAsync(environment, Excerpt.Of(reason, 500), by, cause, token)
                        : Open(form.CustomId, interaction) is { } target
                            ? clicks.WithReasonAsync(target, Excerpt.Of(reason, 500), by, cause, token)
                        : Task.FromResult<Reply>(Reply.No(NotOurs)),
                    cancellationToken
                );
                var hadSecret = !string.Equals(reason, typed, StringComparison.Ordinal);
                await AnswerAsync(responder, reply.Warned(hadSecret), cancellationToken);
                break;
            default:
                await AnswerAsync(responder, Reply.No(NotOurs), cancellationToken);
                break;
        }
    }

    private async Task<Reply> PressAsync(
        string id,
        Interaction interaction,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    ) =>
        Open(id, interaction) is { } target ? await clicks.PressAsync(target, by, cause, cancellationToken)
        : OrderSeal.TryOpen(id, desk.Ledger) is { } order && IsOurs(interaction)
            ? await apps.ConfirmAsync(order, by, cause, cancellationToken)
        : OverrideForm.TryRead(id) is { } environment && IsOurs(interaction) ? OverrideForm.Ask(environment)
        : Reply.No(NotOurs);

    private bool IsOurs(Interaction interaction) =>
        interaction.Origin.Message?.AuthorId is { } author
        && (author == _self || author == interaction.Origin.ApplicationId);

    /// <summary>The button of an id, if it is pressed where it belongs: a card's button on that card, written by us.</summary>
    private ButtonTarget? Open(string id, Interaction interaction)
    {
        if (ButtonSeal.TryOpen(id, desk.Ledger) is not { } target || interaction.Origin.Message is not { } message)
            return null;

        var card = desk.Ledger.Find(target.Session)?.Card;
        var isInPlace = !target.IsOnCard || card is { } place && place.Message == message.Id.Value;
        return IsOurs(interaction) && isInPlace ? target : null;
    }

    /// <summary>The person, or null where the interaction comes from a direct message, another server or channel, another application, or no member.</summary>
    private Actor? WhoAsks(Interaction interaction)
    {
        var origin = interaction.Origin;
        return
            IsHere(origin, settings, line.Client.Gateway.ApplicationId)
            && origin.Member is { } member
            && member.User.Id == origin.User.Id
            ? DiscordMembers.ActorOf(member, people)
            : null;
    }

    /// <summary>True for the one server, the one channel and the one application of the settings.</summary>
    internal static bool IsHere(InteractionOrigin origin, DiscordSettings settings, Snowflake? application) =>
        origin.GuildId?.Value == settings.Guild
        && origin.ChannelId?.Value == settings.Channel
        && origin.ApplicationId == application;

    private async Task AnswerAsync(Responder responder, Reply reply, CancellationToken cancellationToken)
    {
        var outcome = reply switch
        {
            Reply.Say { Card: var card } => await responder.ReplyEphemeralAsync(_payloads.Of(card), cancellationToken),
            Reply.AskReason ask => await responder.OpenModalAsync(_payloads.Form(ask), cancellationToken),
            Reply.AskCode ask => await responder.OpenModalAsync(_payloads.Form(ask), cancellationToken),
            Reply.AskWhy ask => await responder.OpenModalAsync(Payloads.Form(ask), cancellationToken),
            Reply.Work work => await BeginAsync(responder, work, cancellationToken),
        };

        // What was decided is on record and on the card; only the private answer is lost.
        if (outcome is not AnswerOutcome.Delivered)
            Log.NotDelivered(logger, outcome.Text);
    }

    /// <summary>Shows the first card and leaves the work to itself: the worker is free for the next interaction, which may be the one that stops it.</summary>
    private async Task<AnswerOutcome> BeginAsync(
        Responder responder,
        Reply.Work work,
        CancellationToken cancellationToken
    )
    {
        var outcome = await responder.ReplyEphemeralAsync(_payloads.Of(work.First), cancellationToken);
        _ = FollowAsync(responder, work, lifetime.ApplicationStopping);
        return outcome;
    }

    private async Task FollowAsync(Responder responder, Reply.Work work, CancellationToken cancellationToken)
    {
        var answer = new LongAnswer(responder, _payloads, line.Client.Rest, new Snowflake(settings.Channel), time);
        try
        {
            await answer.FollowAsync(work, cancellationToken);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // Nobody waits for this task: whoever asked must not look at "working" for ever.
            Log.HandlerFailed(logger, broken, "A long answer broke off");
            var card = Card.Of(CardTone.Bad, Markdown.Ours("🔴 That broke off. The bot's log says why."));
            await answer.EndAsync(card, cancellationToken);
        }
    }

    private void Tell(DiscordNotice notice)
    {
        if (notice is DiscordNotice.HandlerFailed { Error: var error })
            Log.HandlerFailed(logger, error, notice.Text);
        else
            Log.Noticed(logger, notice.Text);
    }

    // "backup list" comes as a command with a part in it.
    private static string NameOf(Interaction.Command command) =>
        command.Options is [{ Type: CommandOptionType.SubCommand, Name: var part }]
            ? $"{command.Name} {part}"
            : command.Name;

    private static FrozenDictionary<string, string> Options(Interaction.Command command) =>
        CommandValue
            .Flatten(command.Options)
            .Where(option => option.Text is not null)
            .DistinctBy(option => option.Name, StringComparer.Ordinal)
            .ToFrozenDictionary(option => option.Name, option => option.Text!, StringComparer.Ordinal);

    private static CommandDefinition Definition(SlashCommand command) =>
        new(command.Name, command.Description)
        {
            Options =
            [
                .. command.Parts.Select(part => new CommandOption(
                    CommandOptionType.SubCommand,
                    part.Name,
                    part.Description
                )
                {
                    Options = OptionsOf(part),
                }),
                .. OptionsOf(command),
            ],
        };

    private static CommandOption[] OptionsOf(SlashCommand command) =>
        [
            .. command
                .Options.OrderByDescending(option => option.IsRequired)
                .Select(option => new CommandOption(TypeOf(option.Type), option.Name, option.Description)
                {
                    IsRequired = option.IsRequired,
                    HasAutocomplete = option.Type is SlashType.Environment or SlashType.Backup,
                }),
        ];

    private static CommandOptionType TypeOf(SlashType type) =>
        type switch
        {
            SlashType.Text or SlashType.Environment or SlashType.Backup => CommandOptionType.Text,
            SlashType.WholeNumber => CommandOptionType.WholeNumber,
            SlashType.YesNo => CommandOptionType.YesNo,
        };

    private static Refusal Elsewhere =>
        new Refusal.Unknown(
            "The bot does not listen here.",
            "Use it in the deployments channel of its server, as a member."
        );

    private static Refusal NotOurs =>
        new Refusal.Unknown(
            "This button is unknown or has expired.",
            "Use the buttons of the newest card; /status shows what is going on."
        );

    private static partial class Log
    {
        [LoggerMessage(310, LogLevel.Information, "Connected; commands are registered")]
        public static partial void Ready(ILogger logger);

        [LoggerMessage(311, LogLevel.Error, "The commands could not be registered: {Why}")]
        public static partial void NotRegistered(ILogger logger, string why);

        [LoggerMessage(312, LogLevel.Critical, "{Why}")]
        public static partial void Refused(ILogger logger, string why);

        [LoggerMessage(
            313,
            LogLevel.Warning,
            "Interaction {Id} came from elsewhere (guild {Guild}, channel {Channel})"
        )]
        public static partial void Ignored(ILogger logger, Snowflake id, Snowflake? guild, Snowflake? channel);

        [LoggerMessage(314, LogLevel.Warning, "An answer was not delivered: {Why}")]
        public static partial void NotDelivered(ILogger logger, string why);

        [LoggerMessage(315, LogLevel.Error, "{What}")]
        public static partial void HandlerFailed(ILogger logger, Exception error, string what);

        [LoggerMessage(316, LogLevel.Warning, "{What}")]
        public static partial void Noticed(ILogger logger, string what);
    }
}
