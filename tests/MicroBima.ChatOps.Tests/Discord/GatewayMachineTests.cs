using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class GatewayMachineTests
{
    [Fact]
    public void A_new_session_asks_for_the_address_connects_identifies_and_announces()
    {
        var talk = new Conversation();

        talk.Say(new GatewayInput.Started(null)).Expect<GatewayEffect.Find>();
        talk.Say(new GatewayInput.Found(new GatewayInfo(Conversation.Url, 5, TimeSpan.FromHours(1), 1)));
        Assert.Equal(Conversation.Url, talk.Expect<GatewayEffect.Connect>().Url);
        talk.Greet().Expect<GatewayEffect.Identify>();
        talk.Say(new GatewayInput.Ready(1, Conversation.Session()));
        Assert.False(talk.Expect<GatewayEffect.Announce>().WasResumed);

        Assert.IsType<GatewayPhase.Online>(talk.State.Phase);
        Assert.Equal(4, talk.State.Memory.StartsLeft);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.25)]
    [InlineData(0.99)]
    public void The_first_beat_comes_after_a_random_part_of_the_interval_and_the_next_after_a_whole_one(double roll)
    {
        var talk = new Conversation(roll).GoOnline();
        var start = talk.Now;

        talk.Wake().Expect<GatewayEffect.Beat>();

        Assert.Equal(Conversation.Interval * roll, talk.Now - start);
        Assert.Equal(talk.Now + Conversation.Interval, talk.State.WakeAt);
    }

    [Fact]
    public void A_beat_carries_the_last_sequence_and_none_before_the_first_event()
    {
        var talk = new Conversation(roll: 0.25).Start().Greet();

        Assert.Null(talk.Wake().Expect<GatewayEffect.Beat>().Sequence);
        talk.Say(new GatewayInput.Acknowledged()).Say(new GatewayInput.Ready(3, Conversation.Session()));
        talk.Say(new GatewayInput.Happened(9, null));

        Assert.Equal(9, talk.After(Conversation.Interval).Expect<GatewayEffect.Beat>().Sequence);
    }

    [Fact]
    public void A_beat_that_is_not_acknowledged_means_a_dead_connection_that_is_closed_so_that_it_can_be_resumed()
    {
        var talk = new Conversation().GoOnline().Wake();

        talk.After(Conversation.Interval);

        Assert.Equal(CloseCode.BackSoon, talk.Expect<GatewayEffect.Close>().Code);
        Assert.Equal(Conversation.ResumeUrl, talk.Wake().Expect<GatewayEffect.Connect>().Url);
        talk.Greet().Expect<GatewayEffect.Resume>();
    }

    [Fact]
    public void Discord_may_ask_for_a_beat_at_any_time_but_not_for_a_flood()
    {
        var talk = new Conversation().GoOnline();

        talk.Say(new GatewayInput.BeatRequested()).Expect<GatewayEffect.Beat>();

        Assert.Empty(talk.Say(new GatewayInput.BeatRequested()).Effects);
    }

    [Fact]
    public void A_request_to_reconnect_resumes_on_the_address_of_the_session_with_its_last_sequence()
    {
        var talk = new Conversation().GoOnline().Say(new GatewayInput.Happened(42, null)).Settle();

        talk.Say(new GatewayInput.ReconnectRequested()).Expect<GatewayEffect.Close>();

        Assert.Equal(Conversation.ResumeUrl, talk.Wake().Expect<GatewayEffect.Connect>().Url);
        Assert.Equal(42, talk.Greet().Expect<GatewayEffect.Resume>().Session.Sequence);
        Assert.True(talk.Say(new GatewayInput.Resumed(43)).Expect<GatewayEffect.Announce>().WasResumed);
    }

    [Theory]
    [InlineData(4004)]
    [InlineData(4010)]
    [InlineData(4011)]
    [InlineData(4012)]
    [InlineData(4013)]
    [InlineData(4014)]
    public void A_fatal_close_code_stops_with_a_sentence_and_no_further_attempt(int code)
    {
        var talk = new Conversation().GoOnline().Settle().Drop(code);

        var stop = Assert.IsType<GatewayStop.Refused>(talk.Stop);

        Assert.Equal(code, stop.Code);
        Assert.Contains($"({code})", stop.Text, StringComparison.Ordinal);
        Assert.Null(talk.State.WakeAt);
        Assert.Empty(talk.After(TimeSpan.FromDays(1)).Effects);
    }

    [Theory]
    [InlineData(4007)]
    [InlineData(4009)]
    public void A_code_that_ends_the_session_leads_to_a_new_identify(int code)
    {
        var talk = new Conversation().GoOnline().Settle().Drop(code);

        talk.Told<DiscordNotice.SessionDropped>();

        Assert.Equal(Conversation.Url, talk.Wake().Expect<GatewayEffect.Connect>().Url);
        talk.Greet().Expect<GatewayEffect.Identify>();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1006)]
    [InlineData(4000)]
    [InlineData(4001)]
    [InlineData(4002)]
    [InlineData(4003)]
    [InlineData(4005)]
    [InlineData(4008)]
    [InlineData(4900)]
    public void Every_other_code_and_none_at_all_leads_to_a_resume(int? code)
    {
        var talk = new Conversation().GoOnline().Settle().Drop(code);

        talk.Wake().Expect<GatewayEffect.Connect>();

        talk.Greet().Expect<GatewayEffect.Resume>();
    }

    [Fact]
    public void Three_failed_resumes_drop_the_session_and_identify_anew()
    {
        var talk = new Conversation().GoOnline().Settle().Drop();

        for (var n = 0; n < GatewayMachine.MostFailedResumes; n++)
        {
            talk.Wake().Greet().Expect<GatewayEffect.Resume>();
            talk.Drop();
        }

        talk.Told<DiscordNotice.SessionDropped>();
        talk.Wake().Greet().Expect<GatewayEffect.Identify>();
    }

    [Fact]
    public void A_resume_that_is_never_confirmed_counts_as_failed()
    {
        var talk = new Conversation(roll: 0.9).GoOnline().Settle().Drop().Wake().Greet();

        talk.After(GatewayMachine.Patience).Expect<GatewayEffect.Close>();

        Assert.Equal(1, talk.State.Memory.FailedResumes);
    }

    [Fact]
    public void A_silent_socket_is_left_when_no_hello_comes()
    {
        var talk = new Conversation().Start().Say(new GatewayInput.Opened());

        talk.After(GatewayMachine.Patience).Expect<GatewayEffect.Close>();

        Assert.IsType<GatewayPhase.Pausing>(talk.State.Phase);
    }

    [Theory]
    [InlineData(0.0, 1)]
    [InlineData(1.0, 5)]
    public void An_invalid_session_waits_one_to_five_seconds_and_identifies_on_a_new_connection(
        double roll,
        int seconds
    )
    {
        var talk = new Conversation(roll).GoOnline().Settle();
        var start = talk.Now;

        talk.Say(new GatewayInput.SessionInvalidated(IsResumable: false)).Expect<GatewayEffect.Close>();

        talk.Wake().Expect<GatewayEffect.Connect>();
        Assert.Equal(TimeSpan.FromSeconds(seconds), talk.Now - start);
        talk.Greet().Expect<GatewayEffect.Identify>();
    }

    [Fact]
    public void An_invalid_session_that_may_be_resumed_is_resumed()
    {
        var talk = new Conversation().GoOnline().Settle();

        talk.Say(new GatewayInput.SessionInvalidated(IsResumable: true));

        talk.Wake().Greet().Expect<GatewayEffect.Resume>();
    }

    [Fact]
    public void Nobody_identifies_twice_within_five_seconds()
    {
        var talk = new Conversation(roll: 0).Start().Greet();
        var identified = talk.Now;

        talk.Say(new GatewayInput.SessionInvalidated(IsResumable: false)).Wake().Wake().Expect<GatewayEffect.Connect>();

        Assert.Equal(GatewayMachine.IdentifySpacing, talk.Now - identified);
    }

    [Fact]
    public void When_the_starts_of_the_day_are_used_up_it_waits_for_the_reset_and_asks_again()
    {
        var talk = new Conversation().Start(startsLeft: 0, resetsAfter: TimeSpan.FromHours(2));
        var start = talk.Now;

        talk.Told<DiscordNotice.IdentifyBudgetSpent>();

        talk.Wake().Expect<GatewayEffect.Find>();
        Assert.Equal(TimeSpan.FromHours(2), talk.Now - start);
    }

    [Fact]
    public void A_day_of_failing_identifies_stays_far_below_the_thousand_that_reset_the_token()
    {
        var talk = new Conversation(roll: 0).Start(startsLeft: int.MaxValue);
        var end = talk.Now + TimeSpan.FromDays(1);
        var identifies = 0;

        while (talk.Now < end)
        {
            if (talk.State.Phase is GatewayPhase.Connecting)
                identifies += talk.Greet().Effects.OfType<GatewayEffect.Identify>().Count();
            else if (talk.State.Phase is GatewayPhase.Joining)
                talk.Drop();
            else
                talk.Wake();
        }

        Assert.InRange(identifies, 100, 990);
    }

    [Fact]
    public void The_pause_grows_with_each_failure_and_starts_small_after_a_connection_that_stayed()
    {
        var talk = new Conversation(roll: 1).GoOnline().Settle().Drop();
        var pauses = new List<double>();

        for (var n = 0; n < 6; n++)
        {
            pauses.Add(talk.Told<DiscordNotice.ConnectionLost>().RetryIn.TotalSeconds);
            talk.Wake().Drop();
        }

        Assert.Equal([0.5, 1, 2, 4, 8, 16], pauses);
    }

    [Fact]
    public void A_session_host_that_does_not_answer_is_replaced_by_the_general_address_and_the_session_is_kept()
    {
        var talk = new Conversation().GoOnline().Settle().Drop();

        talk.Wake().Drop().Wake().Drop().Wake();

        Assert.Equal(Conversation.Url, talk.Expect<GatewayEffect.Connect>().Url);
        talk.Greet().Expect<GatewayEffect.Resume>();
    }

    [Fact]
    public void A_session_of_an_earlier_process_is_resumed_without_asking_for_the_address()
    {
        var talk = new Conversation().Say(new GatewayInput.Started(Conversation.Session(sequence: 99)));

        Assert.Equal(Conversation.ResumeUrl, talk.Expect<GatewayEffect.Connect>().Url);
        Assert.Equal(99, talk.Greet().Expect<GatewayEffect.Resume>().Session.Sequence);
    }

    [Theory]
    [InlineData(true, CloseCode.Goodbye)]
    [InlineData(false, CloseCode.BackSoon)]
    public void Shutting_down_keeps_the_session_unless_it_shall_end(bool endsSession, int code)
    {
        var talk = new Conversation().GoOnline().Say(new GatewayInput.ShutDown(endsSession));

        Assert.Equal(code, talk.Expect<GatewayEffect.Close>().Code);
        Assert.IsType<GatewayStop.ShutDown>(talk.Stop);
        Assert.Equal(endsSession, talk.State.Memory.Session is null);
    }

    [Fact]
    public void A_refused_token_at_the_first_question_stops_at_once()
    {
        var talk = new Conversation()
            .Say(new GatewayInput.Started(null))
            .Say(new GatewayInput.TokenRefused("Set the token."));

        Assert.Equal("Set the token.", talk.Stop?.Text);
    }

    [Fact]
    public void O03_drops_every_five_seconds_are_resumed_every_time_without_a_growing_pause()
    {
        var talk = new Conversation(roll: 1).GoOnline();

        for (var n = 0; n < 120; n++)
        {
            talk.Now += TimeSpan.FromSeconds(5);
            talk.Drop();
            Assert.Equal(0.5, talk.Told<DiscordNotice.ConnectionLost>().RetryIn.TotalSeconds);
            talk.Wake().Greet().Expect<GatewayEffect.Resume>();
            talk.Say(new GatewayInput.Resumed(n + 2));
        }

        Assert.Equal(999, talk.State.Memory.StartsLeft);
    }

    [Fact]
    public void A_session_that_is_cut_right_after_each_resume_is_not_hammered()
    {
        var talk = new Conversation(roll: 1).GoOnline().Settle();
        var start = talk.Now;
        var resumes = 0;

        while (talk.Now - start < TimeSpan.FromHours(1))
        {
            talk.Drop().Wake().Greet().Say(new GatewayInput.Resumed(1));
            resumes++;
        }

        Assert.InRange(resumes, 5, 60);
    }

    [Fact]
    public void A_broken_stream_is_left_and_resumed_but_one_odd_frame_is_only_reported()
    {
        var talk = new Conversation().GoOnline().Settle();

        talk.Say(new GatewayInput.Garbled("odd", IsStreamBroken: false)).Told<DiscordNotice.Unreadable>();
        Assert.IsType<GatewayPhase.Online>(talk.State.Phase);

        talk.Say(new GatewayInput.Garbled("broken", IsStreamBroken: true)).Expect<GatewayEffect.Close>();
        talk.Wake().Greet().Expect<GatewayEffect.Resume>();
    }
}
