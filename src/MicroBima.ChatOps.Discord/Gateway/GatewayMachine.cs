using System.Collections.Immutable;

namespace MicroBima.ChatOps.Discord;

/// <summary>The gateway protocol as a function: what happened in, new state and effects out. No socket, no clock; <paramref name="roll"/> gives chance, from 0 to 1.</summary>
internal sealed class GatewayMachine(Func<double> roll)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan IdentifySpacing = TimeSpan.FromSeconds(5);
    public const int MostFailedResumes = 3;
    private const int ResumeUrlAttempts = 3;
    private static readonly TimeSpan StaysAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan BeatSpacing = TimeSpan.FromMilliseconds(500);

    public (GatewayState State, ImmutableArray<GatewayEffect> Effects) Step(
        GatewayState state,
        GatewayInput input,
        TimeSpan now
    )
    {
        var (phase, memory) = (state.Phase, state.Memory);
        if (phase is GatewayPhase.Stopped)
            return (state, []);

        return input switch
        {
            GatewayInput.Started started when phase is GatewayPhase.Idle => Open(
                memory with
                {
                    Session = started.Session,
                },
                now
            ),
            GatewayInput.ShutDown shutDown => ShutDown(state, shutDown),
            GatewayInput.Ticked => Tick(state, now),
            GatewayInput.Found found when phase is GatewayPhase.Finding => Open(Learn(memory, found.Info, now), now),
            GatewayInput.NotFound notFound when phase is GatewayPhase.Finding => Lose(
                state,
                null,
                notFound.Reason,
                now
            ),
            GatewayInput.TokenRefused refused when phase is GatewayPhase.Finding => Stop(memory, 4004, refused.Reason),
            GatewayInput.Opened when phase is GatewayPhase.Connecting => Await(state, now),
            GatewayInput.Closed closed when HasSocket(phase) => Lose(state, closed.Code, closed.Reason, now),
            GatewayInput.Garbled garbled => Garbled(state, garbled, now),
            _ => Converse(state, input, now),
        };
    }

    private (GatewayState, ImmutableArray<GatewayEffect>) Converse(
        GatewayState state,
        GatewayInput input,
        TimeSpan now
    ) =>
        (input, state.Phase) switch
        {
            (GatewayInput.Hello hello, GatewayPhase.Greeting) => Join(state.Memory, hello.Interval, now),
            (GatewayInput.Ready ready, GatewayPhase.Joining { IsResume: false } joining) => Enter(
                joining,
                state.Memory with
                {
                    Session = ready.Session with { Sequence = ready.Sequence },
                },
                now
            ),
            (GatewayInput.Resumed resumed, GatewayPhase.Joining { IsResume: true } joining) => Enter(
                joining,
                Advance(state.Memory, resumed.Sequence),
                now
            ),
            (GatewayInput.Acknowledged, { Pulse: { } heart }) => Acknowledge(state, heart, now),
            (GatewayInput.BeatRequested, { Pulse: { } heart }) => BeatAtOnce(state, heart, now),
            (GatewayInput.SessionInvalidated invalid, { Pulse: not null }) => Invalidate(state, invalid, now),
            (GatewayInput.Happened happened, { Pulse: not null }) => Hear(state, happened),
            (GatewayInput.ReconnectRequested, var phase) when HasSocket(phase) => Leave(
                state,
                "Discord asked for a new connection.",
                now
            ),
            _ => (state, []), // Whatever else arrives belongs to a phase that is over.
        };

    private static (GatewayState, ImmutableArray<GatewayEffect>) Await(GatewayState state, TimeSpan now) =>
        (state with { Phase = new GatewayPhase.Greeting(now + Patience) }, []);

    private static (GatewayState, ImmutableArray<GatewayEffect>) Acknowledge(
        GatewayState state,
        Heart heart,
        TimeSpan now
    ) => (state with { Phase = state.Phase.With(heart with { IsAwaitingAck = false, LastAck = now }) }, []);

    private static bool HasSocket(GatewayPhase phase) =>
        phase is GatewayPhase.Connecting or GatewayPhase.Greeting or GatewayPhase.Joining or GatewayPhase.Online;

    private static (GatewayState, ImmutableArray<GatewayEffect>) ShutDown(
        GatewayState state,
        GatewayInput.ShutDown order
    )
    {
        var code = order.EndsSession ? CloseCode.Goodbye : CloseCode.BackSoon;
        var memory = order.EndsSession ? state.Memory with { Session = null } : state.Memory;
        return (
            new GatewayState(new GatewayPhase.Stopped(new GatewayStop.ShutDown()), memory),
            HasSocket(state.Phase) ? [new GatewayEffect.Close(code)] : []
        );
    }

    private static (GatewayState, ImmutableArray<GatewayEffect>) Stop(GatewayMemory memory, int code, string why) =>
        (
            new GatewayState(
                new GatewayPhase.Stopped(new GatewayStop.Refused(code, why)),
                memory with
                {
                    Session = null,
                }
            ),
            []
        );

    private static GatewayMemory Learn(GatewayMemory memory, GatewayInfo info, TimeSpan now) =>
        memory with
        {
            Url = info.Url,
            StartsLeft = info.StartsLeft,
            StartsResetAt = now + info.ResetsAfter,
        };

    /// <summary>Takes the next step towards a connection: resume if there is a session, else identify if the budget allows.</summary>
    private static (GatewayState, ImmutableArray<GatewayEffect>) Open(GatewayMemory memory, TimeSpan now)
    {
        if (memory.Session is { } session && ResumeUrl(memory, session) is { } resumeUrl)
            return Connect(memory, resumeUrl, now);
        if (memory.Url is not { } url || (memory.StartsLeft <= 0 && now >= memory.StartsResetAt))
            return (new GatewayState(new GatewayPhase.Finding(), memory), [new GatewayEffect.Find()]);
        if (memory.Session is null && memory.StartsLeft <= 0)
            return (
                new GatewayState(new GatewayPhase.Pausing(memory.StartsResetAt), memory),
                [new GatewayEffect.Tell(new DiscordNotice.IdentifyBudgetSpent(memory.StartsResetAt - now))]
            );
        return memory.Session is null && memory.LastIdentify + IdentifySpacing is { } earliest && earliest > now
            ? (new GatewayState(new GatewayPhase.Pausing(earliest), memory), [])
            : Connect(memory, url, now);
    }

    /// <summary>The session names its own host; when that one does not answer, the general address may.</summary>
    private static Uri? ResumeUrl(GatewayMemory memory, GatewaySession session) =>
        memory.Failures < ResumeUrlAttempts ? session.ResumeUrl ?? memory.Url : memory.Url;

    private static (GatewayState, ImmutableArray<GatewayEffect>) Connect(GatewayMemory memory, Uri url, TimeSpan now) =>
        (new GatewayState(new GatewayPhase.Connecting(now + Patience), memory), [new GatewayEffect.Connect(url)]);

    private (GatewayState, ImmutableArray<GatewayEffect>) Join(GatewayMemory memory, TimeSpan interval, TimeSpan now)
    {
        var sane = interval > ShortestInterval ? interval : ShortestInterval;
        var heart = new Heart(sane, now + (sane * roll()), now);
        var joining = new GatewayPhase.Joining(heart, now + Patience, memory.Session is not null);
        return memory.Session is { } session
            ? (new GatewayState(joining, memory), [new GatewayEffect.Resume(session)])
            : (
                new GatewayState(joining, memory with { LastIdentify = now, StartsLeft = memory.StartsLeft - 1 }),
                [new GatewayEffect.Identify()]
            );
    }

    private static (GatewayState, ImmutableArray<GatewayEffect>) Enter(
        GatewayPhase.Joining joining,
        GatewayMemory memory,
        TimeSpan now
    ) =>
        (
            new GatewayState(new GatewayPhase.Online(joining.Heart, now), memory with { FailedResumes = 0 }),
            memory.Session is { } session
                ?
                [
                    new GatewayEffect.Announce(session, joining.IsResume),
                    new GatewayEffect.Tell(new DiscordNotice.Online(joining.IsResume)),
                ]
                : []
        );

    private static (GatewayState, ImmutableArray<GatewayEffect>) Hear(
        GatewayState state,
        GatewayInput.Happened happened
    )
    {
        var next = state with { Memory = Advance(state.Memory, happened.Sequence) };
        if (happened.Problem is { } problem)
            return (next, [new GatewayEffect.Tell(new DiscordNotice.Unreadable(problem))]);
        return happened.Interaction is { } interaction
            ? (next, [new GatewayEffect.Deliver(interaction, happened.Sequence)])
            : (next, []);
    }

    private static GatewayMemory Advance(GatewayMemory memory, long sequence) =>
        memory.Session is { } session && sequence > session.Sequence
            ? memory with
            {
                Session = session with { Sequence = sequence },
            }
            : memory;

    private (GatewayState, ImmutableArray<GatewayEffect>) Tick(GatewayState state, TimeSpan now) =>
        state.Phase switch
        {
            GatewayPhase.Pausing pausing when now >= pausing.Until => Open(state.Memory, now),
            GatewayPhase.Connecting connecting when now >= connecting.Deadline => Leave(
                state,
                "The connection could not be opened in time.",
                now
            ),
            GatewayPhase.Greeting greeting when now >= greeting.Deadline => Leave(state, "Discord said no HELLO.", now),
            GatewayPhase.Joining joining when now >= joining.Deadline => Leave(
                state,
                joining.IsResume ? "Discord did not confirm the resume." : "Discord said no READY.",
                now
            ),
            _ => state.Phase.Pulse is { } heart && now >= heart.NextBeat ? Beat(state, heart, now) : (state, []),
        };

    private (GatewayState, ImmutableArray<GatewayEffect>) Beat(GatewayState state, Heart heart, TimeSpan now) =>
        heart.IsAwaitingAck
            ? Leave(state, "The last heartbeat was not acknowledged, so the connection is dead.", now)
            : (
                state with
                {
                    Phase = state.Phase.With(
                        heart with
                        {
                            NextBeat = now + heart.Interval,
                            LastBeat = now,
                            IsAwaitingAck = true,
                        }
                    ),
                },
                [new GatewayEffect.Beat(state.Memory.Session?.Sequence)]
            );

    /// <summary>Discord wants a sign of life now; a flood of such wishes must not break the send limit of 120 a minute.</summary>
    private static (GatewayState, ImmutableArray<GatewayEffect>) BeatAtOnce(
        GatewayState state,
        Heart heart,
        TimeSpan now
    ) =>
        heart.LastBeat is { } last && now - last < BeatSpacing
            ? (state, [])
            : (
                state with
                {
                    Phase = state.Phase.With(heart with { LastBeat = now, IsAwaitingAck = true }),
                },
                [new GatewayEffect.Beat(state.Memory.Session?.Sequence)]
            );

    private (GatewayState, ImmutableArray<GatewayEffect>) Garbled(
        GatewayState state,
        GatewayInput.Garbled garbled,
        TimeSpan now
    ) =>
        garbled.IsStreamBroken && HasSocket(state.Phase)
            ? Leave(state, garbled.What, now)
            : (state, [new GatewayEffect.Tell(new DiscordNotice.Unreadable(garbled.What))]);

    /// <summary>Closes from this side and tries again.</summary>
    private (GatewayState, ImmutableArray<GatewayEffect>) Leave(GatewayState state, string reason, TimeSpan now)
    {
        var (next, effects) = Lose(state, null, reason, now);
        var code = next.Memory.Session is null ? CloseCode.Goodbye : CloseCode.BackSoon;
        return (next, effects.Insert(0, new GatewayEffect.Close(code)));
    }

    private (GatewayState, ImmutableArray<GatewayEffect>) Invalidate(
        GatewayState state,
        GatewayInput.SessionInvalidated invalid,
        TimeSpan now
    )
    {
        var kept = invalid.IsResumable
            ? state
            : state with
            {
                Memory = state.Memory with { Session = null, FailedResumes = 0 },
            };
        var (next, effects) = Leave(kept, "Discord invalidated the session.", now);
        var customary = now + TimeSpan.FromSeconds(1 + (4 * roll()));
        return next.Phase is GatewayPhase.Pausing pausing && pausing.Until < customary
            ? (next with { Phase = new GatewayPhase.Pausing(customary) }, effects)
            : (next, effects);
    }

    /// <summary>The connection is gone. Fatal codes stop; three failed resumes, or a code that says so, drop the session; the pause grows.</summary>
    private (GatewayState, ImmutableArray<GatewayEffect>) Lose(
        GatewayState state,
        int? code,
        string reason,
        TimeSpan now
    )
    {
        if (CloseCode.WhyFatal(code) is { } why)
            return Stop(state.Memory, code ?? 0, why);

        var stayed = state.Phase is GatewayPhase.Online online && now - online.Since >= StaysAfter;
        var failures = stayed ? 0 : state.Memory.Failures;
        var failedResumes =
            state.Memory.FailedResumes + (state.Phase is GatewayPhase.Joining { IsResume: true } ? 1 : 0);
        var pause = BackOff.After(failures, roll());
        var memory = state.Memory with { Failures = failures + 1, FailedResumes = failedResumes };
        var lost = new GatewayEffect.Tell(new DiscordNotice.ConnectionLost(reason, pause));
        if (memory.Session is not null && (CloseCode.EndsSession(code) || failedResumes >= MostFailedResumes))
            return (
                new GatewayState(
                    new GatewayPhase.Pausing(now + pause),
                    memory with
                    {
                        Session = null,
                        FailedResumes = 0,
                    }
                ),
                [lost, new GatewayEffect.Tell(new DiscordNotice.SessionDropped(reason))]
            );
        return (new GatewayState(new GatewayPhase.Pausing(now + pause), memory), [lost]);
    }
}
