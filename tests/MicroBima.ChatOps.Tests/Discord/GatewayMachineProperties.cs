using CsCheck;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class GatewayMachineProperties
{
    private static readonly Gen<GatewayInput> Inputs = Gen.OneOf<GatewayInput>(
        Gen.Const<GatewayInput>(new GatewayInput.Ticked()),
        Gen.Const<GatewayInput>(new GatewayInput.Ticked()),
        Gen.Const<GatewayInput>(new GatewayInput.Opened()),
        Gen.Const<GatewayInput>(new GatewayInput.Acknowledged()),
        Gen.Const<GatewayInput>(new GatewayInput.BeatRequested()),
        Gen.Const<GatewayInput>(new GatewayInput.ReconnectRequested()),
        Gen.Bool.Select(b => (GatewayInput)new GatewayInput.SessionInvalidated(b)),
        Gen.Int[0, 60_000].Select(ms => (GatewayInput)new GatewayInput.Hello(TimeSpan.FromMilliseconds(ms))),
        Gen.Long[0, 500].Select(s => (GatewayInput)new GatewayInput.Ready(s, Conversation.Session(s))),
        Gen.Long[0, 500].Select(s => (GatewayInput)new GatewayInput.Resumed(s)),
        Gen.Long[0, 500].Select(s => (GatewayInput)new GatewayInput.Happened(s, null)),
        Gen.Int[3999, 4009].Where(c => c != 4004).Select(c => (GatewayInput)new GatewayInput.Closed(c, "gone")),
        Gen.Int[0, 20]
            .Select(n =>
                (GatewayInput)new GatewayInput.Found(new GatewayInfo(Conversation.Url, n, TimeSpan.FromHours(1), 1))
            ),
        Gen.Const<GatewayInput>(new GatewayInput.NotFound("no answer")),
        Gen.Bool.Select(b => (GatewayInput)new GatewayInput.Garbled("odd", b))
    );

    [Fact]
    public void Whatever_happens_the_rules_of_the_protocol_hold() =>
        Gen.Select(Gen.Select(Inputs, Gen.Int[0, 30_000]).Array[0, 200], Gen.Double[0, 1])
            .Sample((steps, roll) => Obeys(steps, roll), iter: 2_000);

    private static void Obeys((GatewayInput Input, int Milliseconds)[] steps, double roll)
    {
        var talk = new Conversation(roll).Say(new GatewayInput.Started(null));
        var identifies = new List<TimeSpan>();
        foreach (var (input, milliseconds) in steps)
        {
            var before = talk.State;
            talk.Now += TimeSpan.FromMilliseconds(milliseconds);
            talk.Say(input);

            foreach (var effect in talk.Effects)
            {
                if (effect is GatewayEffect.Identify)
                {
                    Assert.Null(before.Memory.Session);
                    Assert.True(before.Memory.StartsLeft > 0);
                    identifies.Add(talk.Now);
                }

                if (effect is GatewayEffect.Resume resume)
                    Assert.Equal(before.Memory.Session, resume.Session);
                if (effect is GatewayEffect.Close)
                    Assert.Null(talk.State.Phase.Pulse);
            }

            var session = talk.State.Memory.Session;
            if (session is not null && before.Memory.Session is not null && input is not GatewayInput.Ready)
                Assert.True(session.Sequence >= before.Memory.Session.Sequence);
            Assert.InRange(talk.State.Memory.FailedResumes, 0, GatewayMachine.MostFailedResumes - 1);
            Assert.NotEqual(
                talk.State.WakeAt is null,
                talk.State.Phase is not (GatewayPhase.Finding or GatewayPhase.Idle)
            );
        }

        for (var i = 1; i < identifies.Count; i++)
            Assert.True(identifies[i] - identifies[i - 1] >= GatewayMachine.IdentifySpacing);
    }
}
