using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>Keeps an answer true while its work goes on: the newest card now and then, and the last one in the end.</summary>
internal sealed class LongAnswer(
    Responder responder,
    Payloads payloads,
    DiscordRest rest,
    Snowflake channel,
    TimeProvider time
)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);

    private volatile Card? _newest;

    /// <summary>Runs the work to its end. What Discord does not take is lost; what was done is on record.</summary>
    public async Task FollowAsync(Reply.Work work, CancellationToken cancellationToken)
    {
        try
        {
            var doing = work.Do(card => _newest = card, cancellationToken);
            while (await Task.WhenAny(doing, Task.Delay(Beat, time, cancellationToken)) != doing)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Interlocked.Exchange(ref _newest, null) is { } card)
                    await responder.EditReplyAsync(payloads.Of(card), cancellationToken);
            }

            await EndAsync(await doing, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The bot is going down: the work was stopped with it, and nobody can be told any more.
        }
    }

    /// <summary>Shows the last card. An answer can be changed for fifteen minutes: what took longer is told to the channel.</summary>
    public async Task EndAsync(Card card, CancellationToken cancellationToken)
    {
        var outcome = await responder.EditReplyAsync(payloads.Of(card), cancellationToken);
        if (outcome is not AnswerOutcome.TokenLost)
            return;

        try
        {
            await rest.PostMessageAsync(channel, payloads.Of(card), cancellationToken);
        }
        catch (DiscordException)
        {
            // As above: lost, and what was done is on record.
        }
    }
}
