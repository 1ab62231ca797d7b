using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>A deployment on a Friday: the refusal shows the way around it.</summary>
public sealed class OverrideFormTests : IDisposable
{
    // A Friday.
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly Surroundings _around = new("/nonexistent");
    private readonly Desk _desk;
    private int _causes;

    public OverrideFormTests()
    {
        _desk = new Desk(new MemoryStore(), _time);
        _around.Environment = _around.Environment with
        {
            Freezes = [new Freeze("Friday", [DayOfWeek.Friday], new TimeOnly(6, 0), TimeZoneInfo.Utc)],
        };
    }

    [Fact]
    public async Task L7_The_refusal_of_a_freeze_has_a_button_that_asks_why_and_deploys()
    {
        var ask = Assert.IsType<Reply.Say>(await OpenAsync(Sample.Ana)).Card.Asks!;
        Assert.Equal("Override and deploy…", ask.Label);
        var environment = OverrideForm.TryRead(ask.Id)!;
        Assert.Equal(ask.Id, Assert.IsType<Reply.AskWhy>(OverrideForm.Ask(environment)).Form);

        Assert.Contains(
            "at least 15",
            Said(await OverrideAsync(environment, Sample.Ana, "I can")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is open",
            Said(await OverrideAsync(environment, Sample.Ana, "claims cannot be paid")),
            StringComparison.Ordinal
        );
        Assert.Equal("claims cannot be paid", Assert.Single(_desk.Ledger.Sessions.Values).Override);
    }

    [Fact]
    public async Task L7_Whoever_may_not_deploy_gets_no_such_button_and_a_made_up_form_opens_nothing()
    {
        var stranger = Sample.Ana with { Roles = [] };

        Assert.Null(Assert.IsType<Reply.Say>(await OpenAsync(stranger)).Card.Asks);
        await OverrideAsync("production", stranger, "claims cannot be paid");
        await OverrideAsync("elsewhere", Sample.Ana, "claims cannot be paid");
        Assert.Empty(_desk.Ledger.Sessions);
    }

    [Theory]
    [InlineData("override.production", "production")]
    [InlineData("overrides.production", null)]
    [InlineData("s1.abc", null)]
    [InlineData("", null)]
    public void Only_its_own_ids_are_read(string id, string? environment) =>
        Assert.Equal(environment, OverrideForm.TryRead(id));

    public void Dispose()
    {
        _desk.Dispose();
        _around.Dispose();
    }

    private Clicks Clicks() =>
        _around.Clicks(_desk, (_, _) => throw new InvalidOperationException("nothing is approved here"), _time);

    private Task<Reply> OpenAsync(Actor by) =>
        Clicks().OpenAsync(SessionKind.Deploy, "production", by, "", "", $"discord:{++_causes}", null, "", default);

    private Task<Reply> OverrideAsync(string environment, Actor by, string why) =>
        Clicks().OverrideAsync(environment, why, by, $"discord:{++_causes}", CancellationToken.None);

    private static string Said(Reply reply) => Markdown.Join("\n", Assert.IsType<Reply.Say>(reply).Card.Blocks).Source;
}
