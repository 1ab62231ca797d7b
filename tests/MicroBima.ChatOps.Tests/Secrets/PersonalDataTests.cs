using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Tests.Secrets;

/// <summary>G13: what belongs to customers does not reach the channel.</summary>
public sealed class PersonalDataTests
{
    [Theory]
    [InlineData(
        "DETAIL:  Key (phone)=(0712345678) already exists.",
        "DETAIL:  Key (phone)=([redacted]) already exists."
    )]
    [InlineData(
        "DETAIL:  Key (a, b)=(x (y), z) is not present in table \"t\".",
        "DETAIL:  Key (a, b)=([redacted]) is not present in table \"t\"."
    )]
    [InlineData("DETAIL:  Failing row contains (7, Jane Doe, null).", "DETAIL:  Failing row contains ([redacted]).")]
    [InlineData(
        "CONTEXT:  COPY customers, line 5, column phone: \"call me\"",
        "CONTEXT:  COPY customers, line 5, column phone: \"[redacted]\""
    )]
    [InlineData(
        "ERROR:  invalid input syntax for type uuid: \"Jane Doe\"",
        "ERROR:  invalid input syntax for type uuid: \"[redacted]\""
    )]
    [InlineData("DETAIL:  parameters: $1 = 'Jane', $2 = '7'", "DETAIL:  parameters: [redacted]")]
    [InlineData("mail to jane.doe+kyc@example.co.ke bounced", "mail to [redacted] bounced")]
    [InlineData("call +254 712 345 678 now", "call [redacted] now")]
    [InlineData("call +44 20 7946 0958 now", "call [redacted] now")]
    [InlineData("msisdn=254712345678", "msisdn=[redacted]")]
    [InlineData("call 0712 345 678 or 0112345678", "call [redacted] or [redacted]")]
    [InlineData("{\"Name\":\"PhoneNumber\",\"Value\":254708374149}", "{\"Name\":\"PhoneNumber\",\"Value\":[redacted]}")]
    [InlineData("phone:0712345678", "phone:[redacted]")]
    [InlineData(
        "{\"Name\":\"MpesaReceiptNumber\",\"Value\":\"NLJ7RT61SV\"}",
        "{\"Name\":\"MpesaReceiptNumber\",\"Value\":\"[redacted]\"}"
    )]
    [InlineData("mpesa receipt: QGH7X8Y9Z0", "mpesa receipt: [redacted]")]
    [InlineData("\"TransID\": \"RKTQDM7W6S\"", "\"TransID\": \"[redacted]\"")]
    [InlineData("SFE4X5Y6Z7 Confirmed. Ksh1,000.00 paid", "[redacted] Confirmed. Ksh1,000.00 paid")]
    [InlineData("policy no. MB/2026/00123 lapsed", "policy no. [redacted] lapsed")]
    [InlineData("policyNumber=POL-2026-000123", "policyNumber=[redacted]")]
    [InlineData("national_id: 12345678", "national_id: [redacted]")]
    [InlineData("ID No. 12345678 was used", "ID No. [redacted] was used")]
    [InlineData("KRA PIN A012345678Z", "KRA PIN [redacted]")]
    public void G13_Personal_data_is_masked(string text, string expected) =>
        Assert.Equal(expected, new Redactor().Mask(text));

    [Theory]
    [InlineData("git@github.com:microbima/app.git")]
    [InlineData("Date:   Mon Sep 8 10:11:12 2025 +0300")]
    [InlineData("2026-09-10T12:00:00.071234567Z")]
    [InlineData("session 100000000000000001, run 7123456789012")]
    [InlineData("node_modules/@prisma/client/runtime/library.js:35:5843")]
    [InlineData("transaction STATEMENTS, reference DEPLOYMENT, policy number missing")]
    [InlineData("at 10:0712345678 of 12:00:0712345678")]
    [InlineData("GET /api/policy-numbers 200, policy-1 of production")]
    [InlineData("p50 84 ms, 0712 queries, pid 254")]
    public void What_only_looks_a_little_like_it_stays(string text) => Assert.Equal(text, new Redactor().Mask(text));

    [Theory]
    [InlineData("""{"password":"a\"bcd1234\"ef","user":"x"}""", """{"password":"[redacted]","user":"x"}""")]
    [InlineData("""{"secret":"abcd\\efgh1"}""", """{"secret":"[redacted]"}""")]
    [InlineData("""{\"secret\":\"abcdefgh1\",\"a\":1}""", """{\"secret\":\"[redacted]\",\"a\":1}""")]
    public void G06_What_is_escaped_inside_a_quoted_secret_belongs_to_it(string text, string expected) =>
        Assert.Equal(expected, new Redactor().Mask(text));

    [Fact]
    public void G07_A_password_inside_SQL_is_masked()
    {
        var masked = new Redactor().Mask(
            "ALTER ROLE app PASSWORD 'hunter2!'; SELECT crypt('hunter3!', gen_salt('bf'));"
        );

        Assert.DoesNotContain("hunter", masked, StringComparison.Ordinal);
    }
}
