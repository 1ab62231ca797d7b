using System.Net;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class RateLimitTests
{
    private static readonly RestRoute Post = Route("/channels/{channel}/messages", "50");

    [Fact]
    public async Task A_429_is_obeyed_as_long_as_discord_says()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.TooMany("3.5"), RestFixture.Posted());

        var post = discord.PostAsync();
        var limited = await discord.Notices.NextAsync<DiscordNotice.RateLimited>();
        await discord.Time.PassAsync(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
        await post;

        Assert.Equal(TimeSpan.FromSeconds(3.5), limited.Wait);
        Assert.Equal("POST /channels/{channel}/messages", limited.Route);
    }

    [Fact]
    public async Task A_global_429_holds_every_channel_but_not_the_answers_to_interactions()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.TooMany("5", isGlobal: true), RestFixture.Posted());

        var first = discord.PostAsync(50);
        await discord.Notices.NextAsync<DiscordNotice.RateLimited>();
        var other = discord.PostAsync(51);
        using var responder = discord.Respond(Samples.Command());
        var answer = await responder.ReplyAsync(MessagePayload.Text("now"), RestFixture.None);

        Assert.IsType<AnswerOutcome.Delivered>(answer);
        Assert.False(first.IsCompleted || other.IsCompleted);
        discord.Time.Advance(TimeSpan.FromSeconds(5));
        await Task.WhenAll(first, other);
    }

    [Fact]
    public async Task A_bucket_lets_through_what_remains_and_then_waits_for_its_reset()
    {
        var (time, limits) = Make();
        await TurnAsync(limits, Post, Headers(limit: 3, remaining: 2, resetAfter: 4));
        await TurnAsync(limits, Post, Headers(limit: 3, remaining: 1, resetAfter: 4));
        await TurnAsync(limits, Post, Headers(limit: 3, remaining: 0, resetAfter: 4));

        var next = limits.EnterAsync(Post, RestFixture.None);

        Assert.False(next.IsCompleted);
        await time.PassAsync(TimeSpan.FromSeconds(3.9), TimeSpan.FromSeconds(4));
        await next;
    }

    [Fact]
    public async Task Two_routes_with_the_same_hash_share_a_bucket_per_channel()
    {
        var (_, limits) = Make();
        var edit = Route("/channels/{channel}/messages/{message}", "50");
        var elsewhere = Route("/channels/{channel}/messages/{message}", "51");
        await TurnAsync(limits, edit, Headers(limit: 5, remaining: 4, resetAfter: 4));

        await TurnAsync(limits, Post, Headers(limit: 5, remaining: 0, resetAfter: 4));

        Assert.False(limits.EnterAsync(edit, RestFixture.None).IsCompleted);
        Assert.True(limits.EnterAsync(elsewhere, RestFixture.None).IsCompleted);
    }

    [Fact]
    public async Task An_unknown_bucket_is_tried_by_one_request_while_others_wait_for_its_answer()
    {
        var (_, limits) = Make();
        var first = await limits.EnterAsync(Post, RestFixture.None);

        var second = limits.EnterAsync(Post, RestFixture.None);
        Assert.False(second.IsCompleted);
        limits.Leave(Post, first, Headers(limit: 5, remaining: 4, resetAfter: 1));

        await second;
    }

    [Fact]
    public async Task Fifty_a_second_leave_at_most_interactions_not_counted()
    {
        var (time, limits) = Make();
        for (var n = 0; n < 50; n++)
            await limits.EnterAsync(Route("/channels/{channel}", $"{n}"), RestFixture.None);

        var next = limits.EnterAsync(Route("/channels/{channel}", "x"), RestFixture.None);
        var click = limits.EnterAsync(Route("/callback", "token") with { IsInteraction = true }, RestFixture.None);

        Assert.False(next.IsCompleted);
        Assert.True(click.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await next;
    }

    [Fact]
    public async Task Two_hundred_callbacks_at_once_do_not_wait_for_each_other()
    {
        var (_, limits) = Make();

        var turns = Enumerable
            .Range(0, 200)
            .Select(n => limits.EnterAsync(Route("/callback", $"t{n}") with { IsInteraction = true }, RestFixture.None))
            .ToArray();

        Assert.All(turns, t => Assert.True(t.IsCompleted));
        await Task.WhenAll(turns);
    }

    [Fact]
    public async Task Buckets_of_old_tokens_are_forgotten()
    {
        var (time, limits) = Make();
        for (var n = 0; n < 2_000; n++)
        {
            var route = Route("/callback", $"t{n}") with { IsInteraction = true };
            limits.Leave(route, await limits.EnterAsync(route, RestFixture.None), null);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(limits.BucketCount, 1, 400);
    }

    [Fact]
    public void O02_a_retry_after_that_is_too_short_is_lengthened_each_time()
    {
        var (_, limits) = Make();

        var waits = Enumerable.Range(0, 9).Select(_ => limits.Punish(Post, Headers(retryAfter: 0)).TotalSeconds);

        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 16, 32, 60], waits);
    }

    [Fact]
    public async Task O02_a_storm_of_429_costs_fewer_than_fifty_invalid_requests_in_ten_minutes()
    {
        var (time, limits) = Make();
        var end = time.GetUtcNow() + TimeSpan.FromMinutes(10);
        var sent = 0;
        var callers = Enumerable.Range(0, 30).Select(CallerAsync).ToArray();

        while (time.GetUtcNow() < end)
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }

        Assert.InRange(Volatile.Read(ref sent), 5, 49);
        Assert.All(callers, c => Assert.False(c.IsFaulted));

        async Task CallerAsync(int n)
        {
            var route = Route("/channels/{channel}", $"{n}");
            while (time.GetUtcNow() < end)
            {
                var ticket = await limits.EnterAsync(route, RestFixture.None);
                Interlocked.Increment(ref sent);
                await Task.Yield();
                limits.Punish(route, Headers(retryAfter: 0.1));
                limits.Leave(route, ticket, null);
            }
        }
    }

    [Fact]
    public async Task The_breaker_opens_at_a_thousand_refusals_and_nothing_leaves_any_more()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.Error(403, DiscordCode.MissingPermissions));
        for (var n = 0; n < RequestBreaker.Threshold; n++)
        {
            discord.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Assert.ThrowsAsync<DiscordException>(() => discord.PostAsync());
        }

        var error = await Assert.ThrowsAsync<DiscordException>(() => discord.PostAsync());

        Assert.IsType<DiscordFailure.HeldBack>(error.Failure);
        Assert.Equal(RequestBreaker.Threshold, discord.Server.Calls.Count);
        await discord.Notices.NextAsync<DiscordNotice.BreakerOpened>();
    }

    [Fact]
    public async Task O02_a_longer_block_is_not_shortened_by_a_shorter_word()
    {
        var (time, limits) = Make();
        Assert.Equal(TimeSpan.FromSeconds(300), limits.Punish(Post, Headers(retryAfter: 300)));
        limits.Punish(Post, Headers(retryAfter: 1));

        var next = limits.EnterAsync(Post, RestFixture.None);

        await time.PassAsync(TimeSpan.FromSeconds(300), TimeSpan.FromSeconds(300));
        await next;
    }

    [Fact]
    public void O02_an_answer_that_goes_through_makes_the_next_penalty_short_again()
    {
        var (_, limits) = Make();
        for (var n = 0; n < 4; n++)
            limits.Punish(Post, Headers(retryAfter: 0));

        limits.Forgive(Post);

        Assert.Equal(TimeSpan.FromSeconds(0.25), limits.Punish(Post, Headers(retryAfter: 0)));
    }

    [Fact]
    public void O02_a_storm_of_messages_neither_holds_nor_lengthens_the_answer_to_a_click()
    {
        var (_, limits) = Make();
        var click = Route("/callback", "token") with { IsInteraction = true };
        for (var n = 0; n < 9; n++)
            limits.Punish(Post, Headers(retryAfter: 0));

        Assert.True(limits.EnterAsync(click, RestFixture.None).IsCompleted);
        Assert.Equal(TimeSpan.FromSeconds(0.25), limits.Punish(click, Headers(retryAfter: 0)));
    }

    [Fact]
    public async Task Answers_that_overtake_each_other_do_not_give_back_what_is_used_up()
    {
        var (_, limits) = Make();
        await TurnAsync(limits, Post, Headers(limit: 5, remaining: 2, resetAfter: 4));
        var (early, late) = (await limits.EnterAsync(Post, default), await limits.EnterAsync(Post, default));
        limits.Leave(Post, late, Headers(limit: 5, remaining: 0, resetAfter: 4));
        limits.Leave(Post, early, Headers(limit: 5, remaining: 1, resetAfter: 4));

        Assert.False(limits.EnterAsync(Post, RestFixture.None).IsCompleted);
    }

    [Theory]
    [InlineData(double.NaN, null)]
    [InlineData(double.PositiveInfinity, null)]
    [InlineData(-0.1, null)]
    [InlineData(0, 0.0)]
    [InlineData(1.5, 1.5)]
    [InlineData(1e300, 86_400.0)]
    public void O02_a_wait_that_makes_no_sense_is_none_and_a_century_is_a_day(double said, double? seconds) =>
        Assert.Equal(seconds, RateHeaders.Seconds(said)?.TotalSeconds);

    [Fact]
    public void O02_of_two_waits_the_longer_one_counts_and_either_may_say_that_all_must_wait()
    {
        var body = ErrorBody.Read("""{"retry_after":4,"global":true}"""u8.ToArray());

        Assert.Equal(TimeSpan.FromSeconds(4), body.Refine(Headers(retryAfter: 1)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(9), body.Refine(Headers(retryAfter: 9)).RetryAfter);
        Assert.Equal(TimeSpan.FromSeconds(4), body.Refine(Headers()).RetryAfter);
        Assert.True(body.Refine(Headers()).IsGlobal);
        Assert.True(ErrorBody.Read("<html>"u8.ToArray()).Refine(Headers() with { IsGlobal = true }).IsGlobal);
    }

    [Fact]
    public void The_breaker_counts_what_discord_counts_and_tells_once()
    {
        var breaker = new RequestBreaker(new TestTime());
        HttpStatusCode[] counted =
        [
            HttpStatusCode.Unauthorized,
            HttpStatusCode.Forbidden,
            HttpStatusCode.TooManyRequests,
        ];
        for (var n = 0; n < RequestBreaker.Threshold - 1; n++)
            Assert.False(breaker.Count(counted[n % counted.Length], "user"));

        Assert.False(breaker.Count(HttpStatusCode.NotFound, "user"));
        Assert.Equal(TimeSpan.Zero, breaker.Wait());
        Assert.True(breaker.Count(HttpStatusCode.Forbidden, "user"));
        Assert.False(breaker.Count(HttpStatusCode.Forbidden, "user"));
    }

    [Fact]
    public void A_shared_limit_does_not_count_towards_the_breaker()
    {
        var breaker = new RequestBreaker(new TestTime());

        for (var n = 0; n < 2 * RequestBreaker.Threshold; n++)
            breaker.Count(HttpStatusCode.TooManyRequests, "shared");

        Assert.Equal(TimeSpan.Zero, breaker.Wait());
    }

    [Fact]
    public void The_breaker_closes_when_the_refusals_are_ten_minutes_old()
    {
        var time = new TestTime();
        var breaker = new RequestBreaker(time);
        for (var n = 0; n < RequestBreaker.Threshold; n++)
            breaker.Count(HttpStatusCode.Forbidden, "user");

        Assert.Equal(TimeSpan.FromMinutes(10), breaker.Wait());
        time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(TimeSpan.Zero, breaker.Wait());
    }

    private static (TestTime, RateLimits) Make()
    {
        var time = new TestTime();
        return (time, new RateLimits(time));
    }

    private static async Task TurnAsync(RateLimits limits, RestRoute route, RateHeaders headers) =>
        limits.Leave(route, await limits.EnterAsync(route, RestFixture.None), headers);

    private static RestRoute Route(string template, string major) => new(HttpMethod.Post, template, major, template);

    private static RateHeaders Headers(
        int? limit = null,
        int? remaining = null,
        double? resetAfter = null,
        double? retryAfter = null
    ) =>
        new(
            limit is null ? null : "hash",
            limit,
            remaining,
            resetAfter is { } reset ? TimeSpan.FromSeconds(reset) : null,
            retryAfter is { } retry ? TimeSpan.FromSeconds(retry) : null,
            IsGlobal: false,
            "user"
        );
}
