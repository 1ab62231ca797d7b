using System.Collections.Immutable;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Discord;

/// <summary>Plays Discord against the gateway machine, with an explicit clock and explicit chance.</summary>
internal sealed class Conversation(double roll = 0.5)
{
    public static readonly Uri Url = new("wss://gateway.example/");
    public static readonly Uri ResumeUrl = new("wss://resume.example/");
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(40);
    private readonly GatewayMachine _machine = new(() => roll);

    public GatewayState State { get; private set; } = GatewayState.Initial;

    public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

    public ImmutableArray<GatewayEffect> Effects { get; private set; } = [];

    public GatewayStop? Stop => (State.Phase as GatewayPhase.Stopped)?.Stop;

    public static GatewaySession Session(long sequence = 1) => new("abc", ResumeUrl, sequence, new Snowflake(7));

    public Conversation Say(GatewayInput input)
    {
        (State, Effects) = _machine.Step(State, input, Now);
        return this;
    }

    public Conversation After(TimeSpan time)
    {
        Now += time;
        return Say(new GatewayInput.Ticked());
    }

    /// <summary>Lets the time pass for which the machine wants to wait.</summary>
    public Conversation Wake() => After((State.WakeAt ?? Now) - Now);

    public T Expect<T>()
        where T : GatewayEffect => Assert.Single(Effects.OfType<T>());

    public T Told<T>()
        where T : DiscordNotice =>
        Assert.Single(Effects.OfType<GatewayEffect.Tell>().Select(t => t.Notice).OfType<T>());

    public Conversation Start(int startsLeft = 1000, TimeSpan? resetsAfter = null) =>
        Say(new GatewayInput.Started(null))
            .Say(new GatewayInput.Found(new GatewayInfo(Url, startsLeft, resetsAfter ?? TimeSpan.FromHours(20), 1)));

    public Conversation Greet() => Say(new GatewayInput.Opened()).Say(new GatewayInput.Hello(Interval));

    public Conversation GoOnline() => Start().Greet().Say(new GatewayInput.Ready(1, Session()));

    /// <summary>Online long enough to count as a connection that stays.</summary>
    public Conversation Settle()
    {
        Now += TimeSpan.FromSeconds(10);
        return this;
    }

    public Conversation Drop(int? code = 1006) => Say(new GatewayInput.Closed(code, "gone"));
}
