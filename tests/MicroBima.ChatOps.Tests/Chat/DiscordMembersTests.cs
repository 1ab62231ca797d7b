using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Who is still a member: no answer of Discord is taken for a yes, and only its silence is waited out.</summary>
public sealed class DiscordMembersTests : IAsyncLifetime
{
    private readonly LoopbackServer _server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Who_left_is_no_member()
    {
        _server.Answers(_ => RestFixture.Error(404, 10007));

        Assert.Null(await FindAsync());
    }

    [Theory]
    [InlineData(503, true)]
    [InlineData(500, true)]
    [InlineData(403, false)]
    [InlineData(400, false)]
    public async Task Only_where_Discord_said_neither_yes_nor_no_the_step_may_wait(int status, bool isAway)
    {
        _server.Answers(_ => RestFixture.Error(status, 50001));

        var thrown = await Assert.ThrowsAnyAsync<Exception>(FindAsync);

        Assert.Equal(isAway, thrown is MembersAwayException);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_away()
    {
        _server.Answers(_ => HttpAnswer.HangUp);

        await Assert.ThrowsAsync<MembersAwayException>(FindAsync);
    }

    private async Task<Actor?> FindAsync()
    {
        var options = new DiscordOptions { Token = "token", ApiUrl = _server.HttpUrl };
        using var rest = new DiscordRest(options, new FastTime(100), Random.Shared, _ => { });
        var settings = new DiscordSettings(_server.HttpUrl, null, "token", 4, 5, "/nonexistent");
        return await new DiscordMembers(rest, settings, new ChatOps.Approvals.Directory([])).FindAsync(
            new AccountId(12),
            CancellationToken.None
        );
    }
}
