using System.Collections.Immutable;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Tests.Infra;
using Sample = MicroBima.ChatOps.Health.Sample;

namespace MicroBima.ChatOps.Tests.Health;

public sealed class SampleFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_may_stand_in_any_order_and_an_empty_status_is_no_answer()
    {
        var samples = Read(
            "\uFEFFendpoint,at,status,latency_ms,region\r",
            "/api/health,2026-11-22T12:00:00Z,200,41.5,jnb\r",
            "/api/health,2026-11-22T15:00:05+03:00,,5000,jnb",
            "",
            "  "
        );

        Assert.Equal(
            [
                new Sample(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero), "/api/health", 41.5, 200),
                new Sample(new DateTimeOffset(2026, 11, 22, 12, 0, 5, TimeSpan.Zero), "/api/health", 5000, null),
            ],
            samples.ToArray()
        );
    }

    [Theory]
    [InlineData("at,endpoint,status", "", "must name the columns")]
    [InlineData("at,endpoint,latency_ms,status", "yesterday,/,1,200", "Line 2: 'yesterday'")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,/,fast,200", "Line 2: 'fast'")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,/,NaN,200", "Line 2: 'NaN'")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,/,-1,200", "Line 2: '-1'")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,/,1,ok", "Line 2: 'ok'")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,/", "Line 2 has 2 of the 4 columns")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,/,1", "Line 2 has 3 of the 4 columns")]
    [InlineData("at,endpoint,latency_ms,status", "12:00:00Z,/,1,200", "Line 2: '12:00:00Z' is no time")] // of any day
    [InlineData("at,endpoint,latency_ms,status", "11/12/2026 12:00:00,/,1,200", "Line 2: '11/12/2026 12:00:00'")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,/,,200", "Line 2: '' is no latency")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,/,86400001,200", "Line 2: '86400001'")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,/,Infinity,200", "Line 2: 'Infinity'")]
    [InlineData("at,endpoint,latency_ms,status", "2026-11-22T12:00:00Z,,1,200", "Line 2: the endpoint has no name")]
    [InlineData("at,endpoint,latency_ms,status\r", "\r\n2026-11-22T12:00:00Z,/,1,ok", "Line 3: 'ok'")]
    public void A_line_that_cannot_be_read_is_named(string header, string line, string expected)
    {
        var error = Assert.Throws<FormatException>(() => Read(header, line));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("at\u001b[2J,\a{0}", "; it says 'at,x")]
    [InlineData("at,endpoint,latency_ms,status\n2026-11-22T12:00:00Z,/,\u001b[2J{0},200", "Line 2: 'x")]
    public void What_a_file_says_comes_to_no_terminal_as_it_is_and_never_whole(string content, string shown)
    {
        File.WriteAllText(_folder.In("odd.csv"), string.Format(null, content, new string('x', 7_000)));
        using var errors = new StringWriter();

        var code = JudgeCommand.Run(
            [_folder.In("odd.csv")],
            "2026-11-22T12:00:00Z",
            "00:15:00",
            false,
            TextWriter.Null,
            errors
        );

        Assert.Equal(2, code);
        Assert.Contains(shown, errors.ToString(), StringComparison.Ordinal);
        Assert.InRange(errors.ToString().Length, 50, 350);
        Assert.DoesNotContain(errors.ToString().TrimEnd(), char.IsControl);
    }

    [Fact]
    public void Tables_of_numbers_write_a_status_with_its_fraction()
    {
        Assert.Equal(503, Assert.Single(Read("at,endpoint,latency_ms,status", "2026-11-22 12:00:00,/,1,503.0")).Status);
    }

    [Fact]
    public void A_device_without_an_end_is_given_up_at_once()
    {
        using var errors = new StringWriter();

        var code = JudgeCommand.Run(["/dev/zero"], "2026-11-22T12:00:00Z", "00:15:00", false, TextWriter.Null, errors);

        Assert.Equal(2, code);
        Assert.Equal(
            "/dev/zero: Line 1 is longer than 8000 characters; write one sample a line, as at,endpoint,latency_ms,status.",
            errors.ToString().TrimEnd()
        );
    }

    [Fact]
    public void A_number_that_nobody_measured_is_not_healthy_for_programs_either()
    {
        var before = Written("before.csv", [.. Releases.Of(_ => (40, 200)).Where(one => one.At < Releases.DeployedAt)]);
        using var output = new StringWriter();

        JudgeCommand.Run([before], "2026-11-22T12:00:00Z", "00:15:00", true, output, output);

        Assert.Contains(
            """{"name":"errors","before":0,"after":null,"nBefore":100,"nAfter":0,"tier":"INCONCLUSIVE"}""",
            output.ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("HEALTHY", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_verb_prints_one_object_a_file_in_order_and_says_by_its_code_whether_all_is_well()
    {
        var good = Written("good.csv", Releases.Of(_ => (40, 200)));
        var down = Written("down.csv", Releases.Of(second => (40, second >= 60 ? null : 200)));
        using var output = new StringWriter();

        var code = JudgeCommand.Run([good, down], "2026-11-22T12:00:00Z", "00:15:00", true, output, output);

        var lines = output.ToString().TrimEnd().Split('\n');
        Assert.Equal(1, code);
        Assert.StartsWith(
            """{"verdict":"HEALTHY","since":null,"raisedAt":null,"reasons":[],"signals":[{"name":""",
            lines[0],
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            """{"verdict":"FAIL","since":"2026-11-22T12:01:00+00:00","raisedAt":"2026-11-22T12:01:10+00:00",""",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.Equal(0, JudgeCommand.Run([good], "2026-11-22T12:00:00Z", "00:15:00", false, output, output));
    }

    [Theory]
    [InlineData("soon", "00:15:00", "--deployed-at")]
    [InlineData("12:00", "00:15:00", "--deployed-at")]
    [InlineData("2026-11-22", "00:15:00", "--deployed-at")]
    [InlineData("2026-11-22T12:00:00Z", "long", "--watch")]
    [InlineData("2026-11-22T12:00:00Z", "00:15:00", "missing.csv")]
    public void What_cannot_be_judged_is_refused_with_a_reason(string deployedAt, string watch, string expected)
    {
        using var errors = new StringWriter();

        var code = JudgeCommand.Run([_folder.In("missing.csv")], deployedAt, watch, true, TextWriter.Null, errors);

        Assert.Equal(2, code);
        Assert.Contains(expected, errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NaN,200,0.1", false, false)]
    [InlineData("-1,200,0.1", false, false)]
    [InlineData("1e999,200,0.1", false, false)]
    [InlineData("5,200,NaN", true, false)]
    [InlineData("5,200,0.1", true, true)]
    public void A_kept_line_with_a_number_that_nobody_measured_is_left_out(string rest, bool isRead, bool hasDelay)
    {
        var read = SampleFile.ReadLines([$"2026-11-22T12:00:00Z,/health,{rest}"]);

        Assert.Equal((isRead, hasDelay), (!read.IsEmpty, !read.IsEmpty && read[0].OwnDelay is not null));
    }

    private static ImmutableArray<Sample> Read(params string[] lines)
    {
        using var text = new StringReader(string.Join('\n', lines));
        return SampleFile.Read(text);
    }

    private string Written(string name, IReadOnlyList<Sample> samples)
    {
        var path = _folder.In(name);
        File.WriteAllLines(
            path,
            samples
                .Select(sample =>
                    FormattableString.Invariant(
                        $"{sample.At:O},{sample.Endpoint},{sample.Milliseconds},{sample.Status}"
                    )
                )
                .Prepend("at,endpoint,latency_ms,status")
        );
        return path;
    }
}
