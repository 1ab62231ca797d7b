using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

public sealed class JudgeTests
{
    [Fact]
    public void A_release_that_answers_as_before_is_healthy()
    {
        var judgement = Releases.Judge(Releases.Of(_ => (40, 200), "/a", "/b"));

        Assert.Equal(Verdict.Healthy, judgement.Verdict);
        Assert.Empty(judgement.Reasons);
        Assert.Null(judgement.Since);
        Assert.Null(judgement.RaisedAt);
        Assert.Equal(0, judgement.Signals.Single(signal => signal.Name == "errors").After);
    }

    [Fact]
    public void Slow_answers_that_came_back_to_the_usual_are_told_as_they_were_and_since_when_they_are_over()
    {
        var judgement = Releases.Judge(Releases.Of(second => (second is >= 120 and < 300 ? 100 : 40, 200)));

        Assert.Equal(
            [
                "/api/health: half of the answers take 100 ms or more, 40 ms before (×2.50); as before since 12:05:00 UTC",
                "/api/health: 36 of 168 answers took more than 49 ms, hardly one in twenty before; as before since 12:05:00 UTC",
            ],
            judgement.Reasons.Order(StringComparer.Ordinal).Reverse()
        );
    }

    [Fact]
    public void No_data_is_never_healthy()
    {
        var samples = Releases.Of(_ => (40, 200));

        Assert.Equal(Verdict.Inconclusive, Releases.Judge([]).Verdict);
        Assert.Equal(
            Verdict.Inconclusive,
            Releases.Judge([.. samples.Where(sample => sample.At < Releases.DeployedAt)]).Verdict
        );
        Assert.Equal(
            Verdict.Inconclusive,
            Releases.Judge([.. samples.Where(sample => sample.At < Releases.DeployedAt.AddMinutes(4))]).Verdict
        );
    }

    [Fact]
    public void Three_minutes_of_baseline_are_too_few_and_it_says_so()
    {
        var judgement = Releases.Judge([
            .. Releases.Of(_ => (40, 200)).Where(sample => sample.At >= Releases.DeployedAt.AddMinutes(-3)),
        ]);

        Assert.Equal(Verdict.Inconclusive, judgement.Verdict);
        Assert.Contains("only 3 min of baseline", judgement.Reasons);
    }

    [Fact]
    public void An_endpoint_that_fell_silent_is_not_healthy()
    {
        var judgement = Releases.Judge([
            .. Releases.Of(_ => (40, 200), "/a"),
            .. Releases.Of(_ => (40, 200), "/b").Where(sample => sample.At < Releases.DeployedAt),
        ]);

        Assert.Equal(Verdict.Inconclusive, judgement.Verdict);
        Assert.Contains("/b", judgement.Reasons[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(503)]
    [InlineData(404)]
    public void Three_failures_in_a_row_are_down_and_found_with_the_third(int? status)
    {
        var judgement = Releases.Judge(Releases.Of(second => (40, second >= 300 ? status : 200)));

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.Equal(Releases.DeployedAt.AddSeconds(300), judgement.Since);
        Assert.Equal(Releases.DeployedAt.AddSeconds(310), judgement.RaisedAt);
        Assert.Contains(judgement.Reasons, reason => reason.Contains("is down", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(100, 3, 100, 60, true)]
    [InlineData(100, 3, 10, 60, false)] // too few to say
    [InlineData(5, 3, 100, 60, false)]
    [InlineData(100, 3, 100, 20, false)] // a factor, but of little
    [InlineData(100, 50, 100, 100, false)] // much, but hardly slower
    public void A_query_that_got_much_slower_is_named(long before, double usual, long calls, double mean, bool isSaid)
    {
        var seen = new Observation(
            Releases.DeployedAt,
            Pace.Normal,
            Releases.Of(_ => (40, 200)),
            [],
            LogComparison.None
        )
        {
            Queries = new QueryCounts(
                [new QueryCount(7, "select *\n  from claims", before, before * usual)],
                [
                    new QueryCount(7, "select *\n  from claims", before + calls, before * usual + calls * mean),
                    new QueryCount(8, "select 1", 1000, 100_000),
                ]
            ),
        };

        var judgement = Judge.Of(seen);

        Assert.Equal(isSaid ? Verdict.Warn : Verdict.Healthy, judgement.Verdict);
        Assert.Equal(
            isSaid ? "a query takes 60 ms, 3 ms before (×100): select * from claims" : "",
            string.Join('\n', judgement.Reasons)
        );
    }

    [Fact]
    public void Down_from_the_first_moment_is_found_in_spite_of_the_grace()
    {
        var judgement = Releases.Judge(Releases.Of(second => (40, second >= 0 ? null : 200)));

        Assert.Equal(Releases.DeployedAt.AddSeconds(10), judgement.RaisedAt);
    }

    [Fact]
    public void An_outage_that_is_over_says_so()
    {
        var judgement = Releases.Judge(Releases.Of(second => (40, second is >= 300 and < 330 ? 500 : 200)));

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.Contains(
            judgement.Reasons,
            reason => reason.Contains("answers again since 12:05:30", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_was_down_before_and_is_down_now_is_not_healthy_and_says_since_when()
    {
        var judgement = Releases.Judge(Releases.Of(_ => (40, null)));

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.Contains(
            judgement.Reasons,
            reason => reason.Contains("before the release too", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void An_endpoint_that_wants_a_key_before_and_after_is_as_before()
    {
        Assert.Equal(Verdict.Healthy, Releases.Judge(Releases.Of(_ => (40, 401))).Verdict);
        Assert.Equal(Verdict.Fail, Releases.Judge(Releases.Of(second => (40, second < 0 ? 401 : 500))).Verdict);
    }

    [Theory]
    [InlineData(200, 302, Verdict.Fail)]
    [InlineData(302, 302, Verdict.Healthy)]
    [InlineData(301, 200, Verdict.Healthy)]
    [InlineData(500, 302, Verdict.Healthy)]
    public void An_endpoint_that_answered_and_now_sends_everybody_elsewhere_is_down(int was, int now, Verdict verdict)
    {
        var judged = Releases.Judge(Releases.Of(second => (40, second < 0 ? was : now)));

        Assert.Equal(verdict, judged.Verdict);
    }

    [Fact]
    public void One_failure_while_the_machines_change_hands_is_forgiven()
    {
        Assert.Equal(
            Verdict.Healthy,
            Releases.Judge(Releases.Of(second => (40, second is 0 or 5 ? 502 : 200), "/a", "/b")).Verdict
        );
    }

    [Theory]
    [InlineData(20, 30)]
    [InlineData(8, 45)]
    public void A_share_of_failures_is_found_with_the_moment_at_which_it_began(int percent, int seconds)
    {
        var random = new Random(7);
        var judgement = Releases.Judge(
            Releases.Of(second => (40, second >= 120 && random.Next(100) < percent ? 500 : 200), "/a", "/b", "/c")
        );

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.InRange((judgement.RaisedAt!.Value - Releases.DeployedAt).TotalSeconds, 120, 120 + seconds);
        Assert.InRange((judgement.Since!.Value - Releases.DeployedAt).TotalSeconds, 120, 120 + seconds);
    }

    [Fact]
    public void The_endpoint_whose_failures_rose_is_marked_and_no_other()
    {
        var judgement = Releases.Judge([
            .. Releases.Of(_ => (40, 200), "/good"),
            .. Releases.Of(second => (40, second > 0 && second / 5 % 7 == 0 ? 500 : 200), "/bad"),
        ]);

        Assert.Equal(Verdict.Fail, TierOf("errors"));
        Assert.Equal(Verdict.Fail, TierOf("/bad errors"));
        Assert.Equal(Verdict.Healthy, TierOf("/good errors"));

        Verdict TierOf(string name) => judgement.Signals.Single(signal => signal.Name == name).Tier;
    }

    [Fact]
    public void Failures_at_the_rate_of_before_are_no_news()
    {
        Assert.Equal(
            Verdict.Healthy,
            Releases.Judge(Releases.Of(second => (40, (second + 9000) / 5 % 40 == 3 ? 500 : 200))).Verdict
        );
    }

    [Fact]
    public void Twice_as_slow_is_found_within_three_minutes_and_the_grace_is_kept()
    {
        var judgement = Releases.Judge(Releases.Of(second => (second >= 0 ? 84 : 42, 200)));

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.InRange((judgement.RaisedAt!.Value - Releases.DeployedAt).TotalSeconds, 60, 180);
        Assert.Equal(
            Verdict.Fail,
            judgement.Signals.Single(signal => signal.Name.EndsWith("p50", StringComparison.Ordinal)).Tier
        );
    }

    [Fact]
    public void Cold_caches_of_the_first_minute_are_forgiven()
    {
        Assert.Equal(
            Verdict.Healthy,
            Releases.Judge(Releases.Of(second => (second is >= 0 and < 60 ? 200 : 42, 200))).Verdict
        );
    }

    [Fact]
    public void One_slow_half_minute_is_no_alarm()
    {
        Assert.Equal(
            Verdict.Healthy,
            Releases.Judge(Releases.Of(second => (second is >= 300 and < 330 ? 400 : 42, 200))).Verdict
        );
    }

    [Fact]
    public void A_slow_tail_is_seen_where_the_middle_is_as_before()
    {
        var random = new Random(3);
        var judgement = Releases.Judge(
            Releases.Of(second => (40 + random.Next(10) + (second > 0 && random.Next(100) < 35 ? 300 : 0), 200))
        );

        Assert.NotEqual(Verdict.Healthy, judgement.Verdict);
        Assert.Contains(judgement.Alarms, alarm => alarm.Signal.EndsWith("p95", StringComparison.Ordinal));
    }

    [Fact]
    public void Order_of_arrival_does_not_matter_only_time_does()
    {
        var samples = Releases.Of(second => (40, second >= 300 ? null : 200), "/a", "/b");

        Assert.Equivalent(Releases.Judge(samples), Releases.Judge([.. samples.Reverse()]));
    }

    [Fact]
    public void Memory_that_grows_without_end_is_found_and_a_step_is_not_taken_for_it()
    {
        Assert.Equal(Verdict.Fail, WithMemory(second => second < 0 ? 0.4 : 0.4 + second / 900.0 * 0.4).Verdict);
        Assert.Equal(Verdict.Warn, WithMemory(second => second < 0 ? 0.4 : 0.4 + second / 900.0 * 0.06).Verdict);
        Assert.Equal(Verdict.Healthy, WithMemory(second => second < 0 ? 0.4 : 0.46).Verdict);
        Assert.Equal(Verdict.Healthy, WithMemory(_ => 0.95).Verdict);
    }

    [Fact]
    public void Connections_that_are_used_up_are_found()
    {
        Reading[] readings =
        [
            .. Releases
                .Seconds()
                .Select(second => new Reading(
                    Releases.DeployedAt.AddSeconds(second),
                    GaugeKind.Connections,
                    second < 0 ? 0.3 : 0.97
                )),
        ];

        var judgement = Releases.Judge(Releases.Of(_ => (40, 200)), null, readings);

        Assert.Equal(Verdict.Fail, judgement.Verdict);
        Assert.Contains(
            judgement.Reasons,
            reason => reason.Contains("connections: 97 % in use", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void H7_one_new_end_of_something_is_enough()
    {
        var judgement = Releases.Judge(
            Releases.Of(_ => (40, 200)),
            new LogComparison(1000, 1000, 1, "Out of memory") { NewFatals = 1 }
        );

        Assert.Equal(Verdict.Fail, judgement.Verdict);
    }

    [Theory]
    [InlineData(0, Verdict.Healthy)]
    [InlineData(3, Verdict.Warn)]
    [InlineData(60, Verdict.Fail)]
    public void H7_H8_only_errors_that_were_not_there_before_count(int news, Verdict expected)
    {
        var judgement = Releases.Judge(
            Releases.Of(_ => (40, 200)),
            new LogComparison(1000, 1000, news, "TypeError: x")
        );

        Assert.Equal(expected, judgement.Verdict);
        Assert.Equal(
            news > 0,
            judgement.Reasons.Any(reason => reason.Contains("TypeError: x", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(IncidentKind.Restart, 1, Verdict.Warn)]
    [InlineData(IncidentKind.Restart, 2, Verdict.Fail)]
    [InlineData(IncidentKind.OutOfMemory, 1, Verdict.Fail)]
    [InlineData(IncidentKind.LockWait, 2, Verdict.Healthy)]
    [InlineData(IncidentKind.LockWait, 3, Verdict.Warn)]
    [InlineData(IncidentKind.Deadlock, 1, Verdict.Warn)]
    [InlineData(IncidentKind.DatabaseAway, 4, Verdict.Fail)]
    public void Incidents_count_from_the_release_on(IncidentKind kind, int count, Verdict expected)
    {
        Assert.Equal(expected, With(60).Verdict);
        Assert.Equal(Verdict.Healthy, With(-600).Verdict);

        Judgement With(int from) =>
            Judge.Of(
                new Observation(Releases.DeployedAt, Pace.Normal, Releases.Of(_ => (40, 200)), [], LogComparison.None)
                {
                    Incidents =
                    [
                        .. Enumerable
                            .Range(0, count)
                            .Select(index => new Incident(
                                Releases.DeployedAt.AddSeconds(from + index * 15),
                                kind,
                                "what happened"
                            )),
                    ],
                }
            );
    }

    [Fact]
    public void A_level_that_nobody_looked_at_before_is_worth_a_look_and_no_proof()
    {
        var judgement = WithMemory(_ => 0.95, isKnown: false);

        Assert.Equal(Verdict.Warn, judgement.Verdict);
        Assert.Equal("memory: 95 % in use, nobody looked before", Assert.Single(judgement.Reasons));
        Assert.Equal(Verdict.Fail, WithMemory(second => second < 0 ? 0.4 : 0.95).Verdict);
    }

    private static Judgement WithMemory(Func<int, double> share, bool isKnown = true) =>
        Releases.Judge(
            Releases.Of(_ => (40, 200)),
            null,
            [
                .. Releases
                    .Seconds()
                    .Where(second => second % 15 == 0 && (isKnown || second >= 0))
                    .Select(second => new Reading(
                        Releases.DeployedAt.AddSeconds(second),
                        GaugeKind.Memory,
                        share(second)
                    )),
            ]
        );
}
