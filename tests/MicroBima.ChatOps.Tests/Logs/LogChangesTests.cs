using System.Globalization;
using System.Text;
using CsCheck;
using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Tests.Logs;

public sealed class LogChangesTests
{
    private static readonly string[] Warnings =
    [
        "WARN pier is wet",
        "WARN buoy went adrift",
        "WARN tide table ends tomorrow",
        "WARN harbour master answers slowly",
        "WARN two anchors share one chain",
        "WARN fog over the east channel",
        "WARN pilot comes late",
        "WARN lamp of the mole is dim",
        "WARN ballast above its mark",
        "WARN chart has no depth here",
        "WARN crane waits for wind to fall",
        "WARN ropes need tar",
        "WARN ferry left without papers",
        "WARN radio on the wrong band",
        "WARN gulls on the runway",
        "WARN sluice half open",
    ];

    private static readonly DateTimeOffset Released = new(2026, 11, 22, 10, 20, 0, TimeSpan.Zero);

    [Fact]
    public void H7_an_error_that_was_not_there_before_is_new_and_comes_first()
    {
        var log = new Story().Ordinary(-1200, 900).Says(60, "Error: boom 17").Says(61, "Error: boom 18");

        var finding = View(log).Findings[0];

        Assert.Equal((LogChange.New, 2L, "Error: boom *"), (finding.Change, finding.Pattern.Now, finding.Pattern.Text));
        Assert.Equal(Released.AddSeconds(60), finding.Pattern.First);
    }

    [Fact]
    public void H8_an_error_that_was_always_there_is_known()
    {
        var log = new Story().Ordinary(-1200, 900);
        for (var at = -1200; at < 900; at += 45)
            log.Says(at, $"Error: SMS provider timed out after {at + 5000} ms");

        var finding = View(log).Findings[0];

        Assert.Equal((LogChange.Known, LogLevel.Error), (finding.Change, finding.Pattern.Level));
        Assert.Empty(View(log).NewErrors);
    }

    [Fact]
    public void An_error_that_comes_ten_times_as_often_is_rising()
    {
        var log = new Story().Ordinary(-1200, 900);
        for (var at = -1200; at < 900; at += at < 0 ? 60 : 6)
            log.Says(at, $"Error: timeout {at}");

        Assert.Equal(LogChange.Rising, View(log).Findings[0].Change);
    }

    [Fact]
    public void Twice_the_traffic_with_twice_the_errors_is_nothing_new()
    {
        var log = new Story();
        for (var at = -900; at < 900; at++)
        {
            for (var count = 0; count < (at < 0 ? 1 : 3); count++)
                log.Says(at, $"Error: refused {at}").Ordinary(at, at + 1);
        }

        Assert.All(View(log).Findings, finding => Assert.Equal(LogChange.Known, finding.Change));
    }

    [Fact]
    public void What_an_app_calls_ordinary_is_new_only_where_it_would_have_been_seen_before()
    {
        var log = new Story().Ordinary(-600, 900).Says(30, "[Api] agent 7 was renamed");
        for (var at = 100; at < 800; at += 25)
            log.Says(at, $"[Api] queue of agent {at} drained");

        var findings = View(log).Findings;

        Assert.Equal(LogChange.Known, findings.Single(one => one.Pattern.Text.Contains("renamed")).Change);
        Assert.Equal(LogChange.New, findings.Single(one => one.Pattern.Text.Contains("drained")).Change);
    }

    [Theory]
    [InlineData(-600, 1, LogChange.Known)]
    [InlineData(-600, 2, LogChange.New)]
    [InlineData(-9000, 1, LogChange.New)]
    public void A_warning_that_comes_once_is_new_only_after_a_long_time_without_it(
        int from,
        int times,
        LogChange change
    )
    {
        var log = new Story().Ordinary(from, 900);
        for (var time = 0; time < times; time++)
            log.Says(140 + (120 * time), "WARN rates are old");

        Assert.Equal(change, View(log).Findings.Single(one => one.Pattern.Text.Contains("rates")).Change);
    }

    [Theory]
    [InlineData(0, 2, LogChange.New)]
    [InlineData(6, 2, LogChange.Known)]
    [InlineData(6, 4, LogChange.New)]
    public void How_often_a_new_warning_must_come_is_told_by_how_many_rare_ones_there_were_before(
        int rare,
        int times,
        LogChange change
    )
    {
        var log = new Story().Ordinary(-1200, 900);
        foreach (var (index, warning) in Warnings.Take(rare).Index())
            log.Says(index - 900, warning).Says(index - 300, warning);

        for (var time = 0; time < times; time++)
            log.Says(140 + (120 * time), "WARN rates are old");

        log.Says(50, "Error: boom");

        Assert.Equal(change, View(log).Findings.Single(one => one.Pattern.Text.Contains("rates")).Change);
        Assert.Equal("Error: boom", Assert.Single(View(log).NewErrors).Text);
    }

    [Fact]
    public void A_healthy_release_with_many_rare_warnings_has_at_most_one_piece_of_news()
    {
        var noisy = Enumerable.Range(1, 60).Count(seed => News(seed) > 1);

        // Chance alone gives two of them about once in fifty.
        Assert.InRange(noisy, 0, 3);

        int News(int seed)
        {
            var random = new Random(seed);
            var log = new Story();
            for (var at = -1200; at < 900; at += 10)
                log.Ordinary(at, at + 1);

            foreach (var warning in Warnings)
            {
                var gap = random.Next(200, 2000);
                for (var at = Later(-1200); at < 900; at = Later(at))
                    log.Says(at, warning);

                int Later(int at) => at + 1 - (int)(gap * Math.Log(1 - random.NextDouble()));
            }

            return View(log).Findings.Count(finding => finding.Change is LogChange.New);
        }
    }

    [Fact]
    public void What_a_start_says_on_each_machine_is_no_news()
    {
        var log = new Story().Ordinary(-9000, 900);
        for (var at = 5; at < 65; at += 20)
        {
            for (var route = 0; route < 40; route++)
                log.Says(at, $"[Router] route /api/v1/agents/{route} is mapped");

            log.Says(at, "WARN no address of the crash reporter").Says(at + 1, "WARN agent lost its channel");
        }

        Assert.All(View(log).Findings, finding => Assert.Equal(LogChange.Known, finding.Change));
    }

    [Fact]
    public void What_a_job_says_at_once_is_no_news()
    {
        var log = new Story().Ordinary(-1200, 900);
        for (var policy = 1000; policy < 1120; policy++)
            log.Says(300 + (policy / 5 % 24), $"[Lapse] policy {policy} lapsed")
                .Says(301, $"WARN policy {policy} is late");

        Assert.All(View(log).Findings, finding => Assert.Equal(LogChange.Known, finding.Change));
    }

    [Fact]
    public void A_job_that_runs_a_few_times_is_no_news()
    {
        var log = new Story().Ordinary(-9000, 900);
        for (var at = 100; at < 700; at += 150)
            log.Says(at, $"[Rates] rates of {at} read").Says(at + 2, $"[Rates] rates of {at} kept");

        Assert.All(View(log).Findings, finding => Assert.Equal(LogChange.Known, finding.Change));
    }

    [Fact]
    public void An_error_that_came_in_clumps_before_is_not_rising_where_two_more_come()
    {
        var log = new Story().Ordinary(-1200, 900);
        foreach (var clump in new[] { -1100, 200, 500 })
        {
            for (var time = 0; time < (clump < 0 ? 8 : 16); time++)
                log.Says(clump + time, $"Error: connect ECONNRESET 10.0.0.{time}:5432");
        }

        Assert.Equal(LogChange.Known, View(log).Findings[0].Change);
    }

    [Fact]
    public void What_is_not_said_any_more_is_gone()
    {
        var log = new Story().Says(-600, "Error: old 1").Ordinary(-1200, 900);

        Assert.Equal(
            LogChange.Gone,
            Assert.Single(View(log).Findings, finding => finding.Pattern.Level is LogLevel.Error).Change
        );
    }

    [Fact]
    public void A_healthy_release_has_no_news() =>
        Gen.Int[1, 1_000_000]
            .Sample(
                seed =>
                {
                    var random = new Random(seed);
                    var log = new Story();
                    for (var at = -1200; at < 900; at++)
                    {
                        log.Ordinary(at, at + 1);
                        if (random.Next(12) == 0)
                            log.Says(at, $"Error: SMS provider timed out after {random.Next(9000)} ms");
                        if (random.Next(25) == 0)
                            log.Says(at, $"Error: connect ECONNRESET 10.0.0.{random.Next(200)}:5432");
                        if (random.Next(40) == 0)
                            log.Says(at, $"GET /api/internal/policies/{random.Next(9000)} 503 {random.Next(90)}ms");
                    }

                    return View(log).Findings.Count(finding => finding is { Change: LogChange.New or LogChange.Rising })
                        <= 1;
                },
                iter: 50
            );

    [Fact]
    public void A_healthy_release_on_new_machines_with_another_version_and_port_has_no_bad_news()
    {
        var before = Run("148e2d5ab03e89", "1.42.0", 3000, 41);
        var now = Run("90802aa1f3d987", "1.43.1", 8080, 97);
        var both = before.Replace("10:20:", "10:10:", StringComparison.Ordinal) + now;

        Assert.DoesNotContain(
            View(both).Findings,
            finding => finding is { Change: LogChange.New, Pattern.Level: >= LogLevel.Warn }
        );

        static string Run(string machine, string version, int port, int seed) =>
            string.Concat(
                Enumerable
                    .Range(seed, 9)
                    .SelectMany(number =>
                        (string[])
                            [
                                $"Release {version} listens on port {port}",
                                " INFO Main child exited with signal (with signal 'SIGTERM', core dumped? false)",
                                $"Migration 202611{number}120000_add_failed_payments applied, 0 errors",
                                $"[Payments] {number}  - 2026-11-22T10:20:00.{number}0Z   ERROR [Sms] gave up on job {number * 71}\nError: no answer from 10.0.0.{number}:{port}\n    at send (/app/dist/sms.js:{number}:7)",
                                $"/app/dist/a.js:{number}\n      throw x;\n      ^\n\nError: off by {number}\n    at a (/app/dist/a.js:{number}:13)\n\nNode.js v22.11.0",
                            ]
                    )
                    .SelectMany(text => text.Split('\n'))
                    .Select(line => $"2026-11-22T10:20:00Z app[{machine}] jnb [info]{line}\n")
            );
    }

    [Fact]
    public void A_muted_error_is_known()
    {
        var log = new Story().Ordinary(-1200, 900).Says(60, "Error: boom 17").ToString();
        var muted = View(log).NewErrors[0];

        Assert.Empty(View(log, muted).NewErrors);
        Assert.Empty(View(log, muted with { Text = "" }).NewErrors);
    }

    [Fact]
    public void What_was_muted_alone_is_so_where_others_are_read_that_it_would_have_become_one_with()
    {
        var muted = View(NoBoat("ann")).NewErrors[0];

        var view = View(NoBoat("ann", "bob", "cid", "dan", "eve"), muted);

        Assert.Equal("Error: no boat for guest=ann", muted.Text);
        Assert.Equal(("Error: no boat for guest=*", 4L), (view.NewErrors[0].Text, view.NewErrors[0].Now));
        Assert.Equal((1, 1), (view.NewErrors.Length, view.Muted));
    }

    [Fact]
    public void What_was_muted_beside_others_is_so_alone()
    {
        var muted = Assert.Single(View(NoBoat("ann", "bob", "cid", "dan")).NewErrors);

        Assert.Equal("Error: no boat for guest=*", muted.Text);
        foreach (var log in new[] { NoBoat("ann"), NoBoat("eve", "fay"), NoBoat("ann", "bob", "cid", "dan", "eve") })
            Assert.Equal((0, 1), (View(log, muted).NewErrors.Length, View(log, muted).Muted));
    }

    [Fact]
    public void What_happens_in_place_of_a_muted_value_is_new()
    {
        var muted = Assert.Single(View(NoBoat("ann", "bob", "cid", "dan")).NewErrors);

        Assert.Single(View(NoBoat("rejected"), muted).NewErrors);
        Assert.Single(View(NoBoat("ann of the north pier"), muted).NewErrors);
    }

    private static string NoBoat(params string[] guests)
    {
        var log = new Story().Ordinary(-1200, 900);
        foreach (var guest in guests)
            log.Says(60, $"Error: no boat for guest={guest}");

        return log.ToString();
    }

    private static LogView View(Story log) => View(log.ToString());

    private static LogView View(string log, params LogPattern[] muted) =>
        LogView.Of(
            log,
            text => text,
            at => at < Released ? LogWindow.Before : LogWindow.Now,
            muted.ToDictionary(one => one.Id, one => one.Text)
        );

    /// <summary>A log of Fly, told in seconds from the release.</summary>
    private sealed class Story
    {
        private readonly SortedDictionary<int, StringBuilder> _lines = [];

        public Story Says(int at, string message)
        {
            if (!_lines.TryGetValue(at, out var lines))
                _lines[at] = lines = new StringBuilder();

            lines.Append(
                CultureInfo.InvariantCulture,
                $"{Released.AddSeconds(at):yyyy-MM-ddTHH:mm:ssZ} app[148e2d5a] jnb [info]{message}\n"
            );
            return this;
        }

        public Story Ordinary(int from, int to)
        {
            for (var at = from; at < to; at++)
                Says(at, $"GET /api/health 200 {(at & 63) + 5}ms");

            return this;
        }

        public override string ToString() => string.Concat(_lines.Values);
    }
}
