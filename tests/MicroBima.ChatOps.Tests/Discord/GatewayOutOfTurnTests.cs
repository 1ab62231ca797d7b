using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class GatewayOutOfTurnTests
{
    private static readonly GatewayInfo Elsewhere = new(
        new Uri("wss://elsewhere.example/"),
        0,
        TimeSpan.FromHours(1),
        1
    );

    public static TheoryData<string> Late => [.. Inputs.Keys];

    private static Dictionary<string, GatewayInput> Inputs { get; } =
        new()
        {
            ["a start"] = new GatewayInput.Started(null),
            ["an address"] = new GatewayInput.Found(Elsewhere),
            ["no address"] = new GatewayInput.NotFound("no answer"),
            ["a refused token"] = new GatewayInput.TokenRefused("Set the token."),
            ["an opened socket"] = new GatewayInput.Opened(),
            ["a hello"] = new GatewayInput.Hello(TimeSpan.FromSeconds(1)),
            ["a ready"] = new GatewayInput.Ready(77, Conversation.Session(77)),
            ["a resumed"] = new GatewayInput.Resumed(77),
        };

    [Theory]
    [MemberData(nameof(Late))]
    public void What_belongs_to_an_earlier_phase_does_nothing_to_a_connection_that_is_online(string what)
    {
        var talk = new Conversation().GoOnline();
        var before = talk.State;

        talk.Say(Inputs[what]);

        Assert.Empty(talk.Effects);
        Assert.Equal(before, talk.State);
    }

    [Theory]
    [MemberData(nameof(Late))]
    public void What_still_arrives_after_the_end_wakes_nothing(string what)
    {
        var talk = new Conversation().GoOnline().Say(new GatewayInput.ShutDown(EndsSession: false));
        var before = talk.State;

        talk.Say(Inputs[what]);

        Assert.Empty(talk.Effects);
        Assert.Equal(before, talk.State);
    }

    [Fact]
    public void A_second_end_does_not_throw_away_the_session_that_the_first_one_kept()
    {
        var talk = new Conversation().GoOnline().Say(new GatewayInput.ShutDown(EndsSession: false));

        talk.Say(new GatewayInput.ShutDown(EndsSession: true));

        Assert.NotNull(talk.State.Memory.Session);
        Assert.Empty(talk.Say(new GatewayInput.Garbled("broken", IsStreamBroken: true)).Effects);
    }

    [Fact]
    public void The_news_of_a_socket_that_is_over_costs_neither_a_second_pause_nor_a_second_connection()
    {
        var talk = new Conversation().GoOnline().Settle().Drop();
        var before = talk.State;

        Assert.Empty(talk.Drop().Effects);
        Assert.Empty(talk.Say(new GatewayInput.ReconnectRequested()).Effects);
        Assert.Empty(talk.Say(new GatewayInput.SessionInvalidated(IsResumable: false)).Effects);
        talk.Say(new GatewayInput.Garbled("broken", IsStreamBroken: true)).Told<DiscordNotice.Unreadable>();

        Assert.Equal(before, talk.State);
    }

    [Fact]
    public void An_address_that_cannot_be_had_is_asked_for_again_after_a_pause()
    {
        var talk = new Conversation().Say(new GatewayInput.Started(null));

        talk.Say(new GatewayInput.NotFound("no answer"));

        Assert.Equal("no answer", talk.Told<DiscordNotice.ConnectionLost>().Reason);
        talk.Wake().Expect<GatewayEffect.Find>();
    }

    [Fact]
    public void A_new_session_is_not_taken_for_resumed_nor_a_resumed_one_for_new()
    {
        var fresh = new Conversation().Start().Greet().Say(new GatewayInput.Resumed(5));
        var resuming = new Conversation().GoOnline().Settle().Drop().Wake().Greet();

        resuming.Say(new GatewayInput.Ready(5, Conversation.Session(5)));

        Assert.IsType<GatewayPhase.Joining>(fresh.State.Phase);
        Assert.Empty(fresh.Effects);
        Assert.IsType<GatewayPhase.Joining>(resuming.State.Phase);
        Assert.Empty(resuming.Effects);
    }

    [Fact]
    public void The_time_of_an_acknowledgement_is_kept_and_the_next_beat_is_no_sign_of_death()
    {
        var talk = new Conversation().GoOnline().Wake();
        talk.Now += TimeSpan.FromSeconds(3);

        talk.Say(new GatewayInput.Acknowledged());

        Assert.Equal(talk.Now, talk.State.Phase.Pulse!.LastAck);
        talk.Wake().Expect<GatewayEffect.Beat>();
    }

    [Fact]
    public void A_wished_beat_is_given_again_after_half_a_second_and_not_before()
    {
        var talk = new Conversation().GoOnline().Say(new GatewayInput.BeatRequested());

        talk.Now += TimeSpan.FromMilliseconds(499);
        Assert.Empty(talk.Say(new GatewayInput.BeatRequested()).Effects);
        talk.Now += TimeSpan.FromMilliseconds(1);

        talk.Say(new GatewayInput.BeatRequested()).Expect<GatewayEffect.Beat>();
    }

    [Fact]
    public void An_interval_of_nothing_is_no_storm_of_beats()
    {
        var talk = new Conversation(roll: 1).Start().Say(new GatewayInput.Opened());

        talk.Say(new GatewayInput.Hello(TimeSpan.Zero));

        Assert.Equal(talk.Now + TimeSpan.FromMilliseconds(20), talk.State.WakeAt);
    }

    [Theory]
    [InlineData(2999, 1)]
    [InlineData(3000, 0.5)]
    public void Three_seconds_online_make_a_connection_that_stayed(int milliseconds, double seconds)
    {
        var talk = new Conversation(roll: 1).GoOnline().Drop().Wake().Greet().Say(new GatewayInput.Resumed(2));

        talk.Now += TimeSpan.FromMilliseconds(milliseconds);
        talk.Drop();

        Assert.Equal(seconds, talk.Told<DiscordNotice.ConnectionLost>().RetryIn.TotalSeconds);
    }

    [Fact]
    public void The_first_loss_may_be_mended_at_once_and_no_pause_is_longer_than_four_minutes()
    {
        Assert.Equal(TimeSpan.Zero, BackOff.After(failures: 0, roll: 0));
        Assert.Equal(TimeSpan.FromMinutes(4), BackOff.After(failures: 40, roll: 1));
        Assert.Equal(TimeSpan.FromMinutes(2), BackOff.After(failures: 40, roll: 0));
    }

    [Fact]
    public void A_fatal_close_throws_away_the_session_that_nobody_can_resume()
    {
        var talk = new Conversation().GoOnline().Settle().Drop(4004);

        Assert.Null(talk.State.Memory.Session);
    }

    [Fact]
    public void An_end_before_there_is_a_socket_closes_none()
    {
        var asking = new Conversation().Say(new GatewayInput.Started(null));
        var connecting = new Conversation().Start();

        Assert.Empty(asking.Say(new GatewayInput.ShutDown(EndsSession: true)).Effects);
        connecting.Say(new GatewayInput.ShutDown(EndsSession: true)).Expect<GatewayEffect.Close>();
    }

    [Fact]
    public void A_session_is_resumed_even_when_the_starts_of_the_day_are_used_up()
    {
        var talk = new Conversation()
            .Start(startsLeft: 1)
            .Greet()
            .Say(new GatewayInput.Ready(1, Conversation.Session()));

        talk.Settle().Drop().Wake().Greet().Expect<GatewayEffect.Resume>();

        Assert.Equal(0, talk.State.Memory.StartsLeft);
    }
}
