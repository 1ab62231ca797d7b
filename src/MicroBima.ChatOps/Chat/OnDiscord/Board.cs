using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>Keeps the channel true: posts a card for each session, edits it as things happen, writes details into its thread and the report into the channel.</summary>
internal sealed partial class Board(
    DiscordClient client,
    Desk desk,
    Payloads payloads,
    Pings pings,
    DiscordSettings settings,
    TimeProvider time,
    ILogger logger
)
{
    /// <summary>A watch is long and calm: every ten seconds is often enough.</summary>
    private const int BeatsOfAWatch = 5;

    /// <summary>How often it is seen whether a card that does not change is still there, and whether the channel takes again what it refused.</summary>
    private const int BeatsOfALook = 30;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lately = TimeSpan.FromHours(6);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, Progress> _progress = new();
    private readonly ConcurrentDictionary<int, bool> _gone = new();
    private readonly ConcurrentDictionary<int, Session> _refused = new();
    private readonly ConcurrentDictionary<int, SessionEvent.Finished> _untold = new();
    private readonly Unplaced _unplaced = new(desk);

    /// <summary>Follows what happens, in order, for ever. What Discord does not take now is tried until it does.</summary>
    public async Task FollowAsync(
        System.Threading.Channels.ChannelReader<Notice> feed,
        CancellationToken cancellationToken
    )
    {
        foreach (var session in desk.Ledger.Sessions.Values.Where(IsOfInterest))
        {
            await GuardedAsync(() => ShowAsync(session, cancellationToken), cancellationToken);
            if (session.Phase is Phase.Ended { How: var how, Why: var why, At: var at })
                await GuardedAsync(
                    () =>
                        ReportAsync(
                            session,
                            new SessionEvent.Finished(at, how, why, session.Report),
                            cancellationToken
                        ),
                    cancellationToken
                );
        }

        var beat = BeatAsync(cancellationToken);
        await foreach (var notice in feed.ReadAllAsync(cancellationToken))
            await GuardedAsync(() => TakeAsync(notice, cancellationToken), cancellationToken);

        await beat;
    }

    /// <summary>Also what ended lately: the bot may have gone down while Discord was away, and nobody knows of the end.</summary>
    private bool IsOfInterest(Session session) =>
        session.Phase is not Phase.Ended { At: var ended } || time.GetUtcNow() - ended < Lately;

    private async Task TakeAsync(Notice notice, CancellationToken cancellationToken)
    {
        switch (notice)
        {
            case Notice.Progressed { Progress: var progress }:
                _progress[progress.Session.Value] = progress;
                break;
            case Notice.Declared { Environment: var environment, After: var after, Events: var declared }:
                foreach (
                    var card in declared.Select(one => EnvironmentEntry.Of(environment, after, one)).OfType<Card>()
                )
                    await PostAsync(settings.Channel, card, AllowedMentions.None, cancellationToken);

                // Open by this, and still open: another of the two may have come before this one is told.
                if (
                    declared.Any(one => one is EnvironmentEvent.Unlocked or EnvironmentEvent.Thawed)
                    && EnvironmentEntry.Call(after, environment, time.GetUtcNow(), out _) is not null
                )
                    await CallAsync(environment, cancellationToken);

                break;
            case Notice.Changed { Before: var before, After: var session, Events: var events }:
                await ShowAsync(session, cancellationToken);
                // What ran before it does not any more: that card offers no way back.
                if (
                    (before, session) is ({ MayHavePushed: false }, { MayHavePushed: true })
                    && desk.Ledger.PushedBefore(session) is { IsOver: true, Card: not null } old
                )
                    Edit(old, cancellationToken);

                await TellAsync(session, events, cancellationToken);
                if (events.Any(one => one is SessionEvent.Finished))
                    await CallAsync(session.Environment, cancellationToken);

                break;
        }
    }

    private async Task CallAsync(string environment, CancellationToken cancellationToken)
    {
        if (EnvironmentEntry.Call(desk.Ledger, environment, time.GetUtcNow(), out var next) is { } call)
            await PostAsync(
                settings.Channel,
                call,
                AllowedMentions.OnlyUsers([new Snowflake(next!.Account.Value)]),
                cancellationToken
            );
    }

    /// <summary>One thing that cannot be shown must not end the showing of everything after it.</summary>
    private async Task GuardedAsync(Func<Task> show, CancellationToken cancellationToken)
    {
        try
        {
            await show();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            Log.NotShown(logger, broken);
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        for (var beat = 1; !cancellationToken.IsCancellationRequested; beat++)
        {
            await Task.Delay(Beat, time, cancellationToken);
            var isLook = beat % BeatsOfALook == 0;
            foreach (
                var session in desk.Ledger.Sessions.Values.Where(session =>
                    session is { IsOver: false, Card: not null } && (isLook || IsBusy(session, beat))
                )
            )
                await GuardedAsync(() => ShowAsync(session, cancellationToken), cancellationToken);

            foreach (var number in _unplaced.Numbers)
                await GuardedAsync(() => _unplaced.StoreAsync(number, cancellationToken), cancellationToken);

            foreach (var number in _gone.Keys)
                await GuardedAsync(() => ReplaceAsync(number, cancellationToken), cancellationToken);

            foreach (var session in isLook ? _refused.Values : [])
                await GuardedAsync(() => ShowAsync(session, cancellationToken), cancellationToken);

            foreach (var (number, finished) in isLook ? _untold.ToArray() : [])
                await GuardedAsync(
                    () => ReportAsync(desk.Ledger.Sessions[number], finished, cancellationToken),
                    cancellationToken
                );
        }
    }

    private static bool IsBusy(Session session, int beat) =>
        (session.Phase is Phase.Running || session.Proposal is { Checklist.IsChecking: true })
        && (session.Current is not { Kind: Plans.StepKind.Watch } || beat % BeatsOfAWatch == 0);

    private async Task ShowAsync(Session session, CancellationToken cancellationToken)
    {
        // What is shown is what is known now: an event that waited here may be old by now.
        session = desk.Ledger.Find(session.Number)!;
        _refused.TryRemove(session.Number.Value, out _);
        if (session.Card is not null)
        {
            Edit(session, cancellationToken);
            return;
        }

        if (_unplaced.Has(session.Number))
            return;

        var nonce = string.Create(
            CultureInfo.InvariantCulture,
            $"card-{session.Number.Value}-{session.OpenedAt.ToUnixTimeSeconds()}"
        );
        var message = await PostCardAsync(session, nonce, cancellationToken);
        if (message is null)
        {
            _refused[session.Number.Value] = session;
            return;
        }

        var address = message.Address;
        var thread = await InsistAsync(
            token => client.Rest.StartThreadAsync(address, $"{session.Kind.Title()} {session.Number} details", token),
            cancellationToken
        );
        var place = new CardPlace(message.Address.Id.Value, thread?.Id.Value ?? settings.Channel);
        await _unplaced.AddAsync(session.Number, place, cancellationToken);
    }

    private void Edit(Session session, CancellationToken cancellationToken)
    {
        var message = new Snowflake(session.Card!.Value.Message);
        var shown = client.Editor.ShowAsync(
            new MessageAddress(new Snowflake(settings.Channel), message),
            Payload(session),
            cancellationToken
        );
        _ = NoteIfGoneAsync(session.Number, shown);
    }

    private async Task NoteIfGoneAsync(SessionNumber number, Task<EditOutcome> shown)
    {
        await ((Task)shown).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (shown is { IsCompletedSuccessfully: true, Result: EditOutcome.Gone })
            _gone[number.Value] = true;
    }

    /// <summary>Somebody deleted a card whose buttons are needed: it is posted again, in the same thread as before, and only the new one counts.</summary>
    private async Task ReplaceAsync(int number, CancellationToken cancellationToken)
    {
        _gone.TryRemove(number, out _);
        if (
            desk.Ledger.Find(new SessionNumber(number)) is not { IsOver: false, Card: { } before } session
            || _unplaced.Has(session.Number)
        )
            return;

        var nonce = string.Create(CultureInfo.InvariantCulture, $"re-{before.Message}");
        var message = await PostCardAsync(session, nonce, cancellationToken);
        if (message is not null)
            await _unplaced.AddAsync(
                session.Number,
                before with
                {
                    Message = message.Address.Id.Value,
                },
                cancellationToken
            );
    }

    private Task<PostedMessage?> PostCardAsync(Session session, string nonce, CancellationToken cancellationToken) =>
        InsistAsync(
            token =>
                client.Rest.PostMessageAsync(
                    new Snowflake(settings.Channel),
                    Payload(session) with
                    {
                        Nonce = nonce,
                    },
                    token
                ),
            cancellationToken
        );

    private MessagePayload Payload(Session session)
    {
        var isOvertaken = session.IsOver && desk.Ledger.PushedAfter(session) is not null;
        var progress = _progress.GetValueOrDefault(session.Number.Value);
        return payloads.Of(SessionCard.Render(session, time.GetUtcNow(), progress, isOvertaken));
    }

    private async Task TellAsync(
        Session session,
        ImmutableArray<SessionEvent> events,
        CancellationToken cancellationToken
    )
    {
        // Where the thread is, is known now: it may not have been when this happened.
        var card = desk.Ledger.Find(session.Number)?.Card;
        foreach (var happened in events)
        {
            if (ThreadEntry.Of(session, happened) is { } entry && card is { Thread: var thread })
                await PostAsync(thread, entry, AllowedMentions.None, cancellationToken);

            if (happened is SessionEvent.Started && ThreadEntry.Beginning(session) is { } beginning)
                await PostAsync(settings.Channel, beginning, AllowedMentions.None, cancellationToken);

            if (happened is SessionEvent.Kept kept)
                await PostAsync(
                    settings.Channel,
                    ThreadEntry.Kept(session, kept),
                    AllowedMentions.None,
                    cancellationToken
                );

            if (happened is SessionEvent.Nudged { By: var by })
            {
                var (call, pinged) = await pings.CallAsync(session, by, cancellationToken);
                await PostAsync(settings.Channel, call, pinged, cancellationToken);
            }

            if (happened is SessionEvent.Finished finished)
                await ReportAsync(session, finished, cancellationToken);
        }
    }

    /// <summary>Tells the channel how a session ended, once: that it was told is on record, so that no restart forgets or repeats it.</summary>
    private async Task ReportAsync(Session session, SessionEvent.Finished finished, CancellationToken cancellationToken)
    {
        if (
            desk.Ledger.Find(session.Number) is not { IsAnnounced: false }
            || ReportCard.Of(session, finished, Before(session), Undone(session)) is not { } report
        )
            return;

        // Loud only where it has to be.
        var pinged = finished.How is Ending.Failed ? Pings.OfFailure(session, Undone(session)) : [];
        var posted = await PostAsync(
            settings.Channel,
            report with
            {
                Blocks =
                [
                    .. report.Blocks,
                    Markdown.Ours(string.Join(' ', pinged.Select(person => $"<@{person}>"))),
                    desk.Anchor is { } anchor ? ChannelMemory.Line(anchor) : default,
                ],
            },
            AllowedMentions.OnlyUsers(pinged),
            cancellationToken
        );

        // Refused, for a right that the bot lost it may be: nobody was told, and it is tried again.
        if (posted is null)
        {
            _untold[session.Number.Value] = finished;
            return;
        }

        _untold.TryRemove(session.Number.Value, out _);
        await desk.AskAsync(session.Number, new SessionRequest.Announce(), "", cancellationToken);
    }

    /// <summary>The release that ran before a session, by its number where a session made it.</summary>
    private string Before(Session session)
    {
        var target = session.Proposal?.Plan.Base;
        var made = desk.Ledger.Sessions.Values.LastOrDefault(other =>
            other.Number != session.Number && other.Proposal?.Plan.Result == target && other.MayHavePushed
        );
        return made?.Number.ToString() ?? target?.Short ?? "the release before";
    }

    private Session? Undone(Session session) => session.Returns is { } returns ? desk.Ledger.Find(returns) : null;

    private async Task<PostedMessage?> PostAsync(
        ulong channel,
        Card card,
        AllowedMentions mentions,
        CancellationToken cancellationToken
    )
    {
        var payload = payloads.Of(card) with { AllowedMentions = mentions, Nonce = client.Rest.FreshNonce() };
        return await InsistAsync(
            token => client.Rest.PostMessageAsync(new Snowflake(channel), payload, token),
            cancellationToken
        );
    }

    /// <summary>Tries until Discord takes it or says that it never will.</summary>
    private async Task<T?> InsistAsync<T>(Func<CancellationToken, Task<T>> send, CancellationToken cancellationToken)
        where T : class
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                return await send(cancellationToken);
            }
            catch (DiscordException refused) when (refused.IsFinal)
            {
                Log.Refused(logger, refused.Message);
                return null;
            }
            catch (DiscordException away)
            {
                Log.Away(logger, away.Message, pause);
                await Task.Delay(pause, time, cancellationToken);
                pause = Pauses.Longer(pause, LongestPause);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Error, "Discord refuses a message: {Why}")]
        public static partial void Refused(ILogger logger, string why);

        [LoggerMessage(301, LogLevel.Warning, "Discord does not take a message now ({Why}); again in {Pause}")]
        public static partial void Away(ILogger logger, string why, TimeSpan pause);

        [LoggerMessage(302, LogLevel.Error, "Something that happened could not be shown")]
        public static partial void NotShown(ILogger logger, Exception exception);
    }
}
