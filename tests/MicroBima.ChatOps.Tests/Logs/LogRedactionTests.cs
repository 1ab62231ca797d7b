using System.Text;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Logs.Samples;
using MicroBima.ChatOps.Tests.Secrets;

namespace MicroBima.ChatOps.Tests.Logs;

public sealed class LogRedactionTests
{
    [Theory]
    [InlineData("Error: cannot reach postgres://app:hunterhunter@db.internal/prod", "hunterhunter")]
    [InlineData("{\"level\":50,\"msg\":\"login with password=hunterhunter failed\"}", "hunterhunter")]
    [InlineData("Error: token \u001b[31mghp_abcdefghij\u001b[0mklmnopqrstuvwxyzABCDEF is wrong", "klmnopqrstuvwxyz")]
    public void G01_G05_what_is_secret_is_kept_nowhere(string line, string secret)
    {
        AssertHidden(line, secret);
    }

    [Fact]
    public void G13_what_PostgreSQL_quotes_of_a_row_is_kept_nowhere()
    {
        AssertHidden(
            "2026-11-22 10:00:00 UTC [1] ERROR:  duplicate key value violates unique constraint \"a\"\n2026-11-22 10:00:00 UTC [1] DETAIL:  Key (name)=(Mary Wanjiku) already exists.",
            "Wanjiku"
        );
    }

    [Theory]
    [InlineData("GET /customers/0712345678/policies 200 12ms", "0712345678")]
    [InlineData("{\"level\":50,\"msg\":\"no customer\",\"customer\":{\"firstName\":\"Wanjiku\"}}", "Wanjiku")]
    [InlineData("{\n  \"level\": \"error\",\n  \"dob\": \"1990-02-03\"\n}", "1990-02-03")]
    [InlineData("Error: x\n    at y (/a.js:1:1) {\n  phone: 712345678\n}", "712345678")]
    [InlineData("TypeError: card 4111-1111-1111-1111 is no number", "4111-1111")]
    public void G13_what_belongs_to_a_customer_is_kept_nowhere(string line, string datum) => AssertHidden(line, datum);

    [Theory]
    [InlineData("[Nest] 17  - 11/22/2026, 1:11:20 PM   ERROR [Till] ")]
    [InlineData("2026-11-22 10:00:00 [error]: key is ")]
    public void G03_A_key_is_one_event_up_to_its_end(string head)
    {
        var log =
            $"{head}-----BEGIN RSA PRIVATE KEY-----\nZm9vYmFyYmF6cXV4MDEyMzQ1\nQm9vYmFyYmF6\n-----END RSA PRIVATE KEY-----\ntill 17 opened\n";

        AssertHidden(log, "Zm9vYmFy");
        AssertHidden(log, "Qm9v");
        Assert.Equal([0, 0, 0, 0, 1], Grouping.Read(log).Select(line => line.Event));
    }

    [Theory]
    [InlineData("Jane Doe joined 7", "* joined *", "[redacted] joined 7")]
    [InlineData("LOG [A] 23456789 of Jane Doe", "[A] * of *", "LOG [A] [redacted] of [redacted]")]
    [InlineData("fare back: SJK3L9X0QP", "fare back: *", "fare back: [redacted]")]
    [InlineData("lost: id-23456789.jpg", "lost", "lost: id-[redacted].jpg")]
    [InlineData("took 2345678 ms, Till Service", "took *, Till Service", "took 2345678 ms, Till Service")]
    [InlineData("23456789 joined\n  at Jane Doe", "* joined", "[redacted] joined\n  at Jane Doe")]
    [InlineData("Jane Doe was cut", "Jane * was cut here", "[redacted] was cut")]
    public void G13_an_example_names_nobody_where_its_pattern_has_a_mark(string line, string pattern, string shown) =>
        Assert.Equal(shown, Unnamed.Of(line, pattern));

    [Theory]
    [InlineData("refund of 23,456.00 to Jane Doe hangs since noon")]
    [InlineData("[Kyc] selfie of Jane Doe does not fit the card")]
    [InlineData("quote 17 was approved by Jane Doe")]
    [InlineData("Error: Jane Doe could not be enrolled")]
    [InlineData("agent Jane Doe was let in")]
    [InlineData("Guest 7: Jane Doe,23456789,0712345678")]
    [InlineData("Insured: Jane Doe (age 44)")]
    [InlineData("{\"level\":50,\"msg\":\"not told\",\"claimant_name\":\"Jane\"}")]
    [InlineData("{\"level\":50,\"msg\":\"not told\",\"guests\":{\"names\":[\"John Doe\",\"Jane Doe\"]}}")]
    [InlineData("claim 7 was sent by agent Jane Doe to John Doe")]
    [InlineData("[Register] the number belongs to Jane Doe, as asked")]
    [InlineData("\"Dear Jane Doe, the boat is late\" was not sent")]
    [InlineData("<Guest><Name>Jane Doe</Name></Guest> was not read")]
    [InlineData("{\"level\":50,\"msg\":\"guest not saved\",\"name\":\"Jane Doe\"}")]
    [InlineData("boat reminder: Jane Doe - 0712345678")]
    [InlineData("[Members] Jane Doe (0712345678) joined the Harbour group")]
    [InlineData("{\"level\":50,\"msg\":\"paid twice\",\"payer\":\"Jane Doe\"}")]
    [InlineData("row 7: Jane Doe;255612345678;1990-02-03")]
    [InlineData("spouse of Jane Doe is not reachable")]
    [InlineData("widow Jane Doe waits")]
    [InlineData("her brother signs for Jane Doe")]
    public void G13_who_an_event_tells_of_that_came_once_is_kept_nowhere(string line) => AssertHidden(line, "Jane");

    [Theory]
    [InlineData("row 7: Jane Doe,23456789,0712345678", "23456789")]
    [InlineData("row 7: 0712345678,1990-02-03,jane@harbour.example", "1990-02-03")]
    [InlineData("row 7: Jane Doe;0712345678;1990-02-03", "1990-02-03")]
    public void G13_what_stands_in_a_row_with_a_phone_number_is_kept_nowhere(string line, string datum) =>
        AssertHidden(line, datum);

    [Theory]
    [InlineData("Error: no route to Harbour Bank", "Error: no route to Harbour Bank")]
    [InlineData("Error: payment 17 got Bad Gateway", "Error: payment * got Bad Gateway")]
    [InlineData("Error: customer: Not Found", "Error: customer: Not Found")]
    public void G13_what_is_nobody_stays(string line, string pattern) =>
        Assert.StartsWith(pattern, Shown(line), StringComparison.Ordinal);

    [Fact]
    public void G13_who_joined_is_in_no_example()
    {
        var log = string.Join('\n', "Jane Kip Ann Eve Lea Ida Mia Zoe".Split(' ').Select(name => $"{name} Doe joined"));

        AssertHidden(log, "Jane");
    }

    [Fact]
    public void G05_a_secret_is_not_shown_by_being_cut()
    {
        foreach (var length in Enumerable.Range(1400, 120).Append(4050).Append(4085))
            AssertHidden($"Error: {new string('x', length)} postgres://app:hunterhunter@db.internal/prod", "hunter");
    }

    [SkippableFact]
    public void G01_no_secret_of_the_corpus_is_in_a_pattern_or_example()
    {
        var samples = SecretSample
            .All()
            .Where(sample => sample is { Secret: not null, IsKnown: false } && sample.IsMasked())
            .ToList();

        var shown = samples
            .Where(sample => Shown(sample.Text).Contains(sample.Secret!, StringComparison.Ordinal))
            .Select(sample => sample.Text)
            .ToList();

        Assert.Empty(shown);
    }

    private static void AssertHidden(string log, string secret) =>
        Assert.DoesNotContain(secret, Shown(log), StringComparison.Ordinal);

    private static string Shown(string log)
    {
        var miner = new PatternMiner(new Redactor().Mask);
        var reader = new LogReader(LogFormat.Auto, miner);
        reader.Read(Encoding.UTF8.GetBytes(log));
        reader.Complete();
        return string.Join('\n', miner.Settle().Select(pattern => $"{pattern.Text}\n{pattern.Example}"));
    }
}
