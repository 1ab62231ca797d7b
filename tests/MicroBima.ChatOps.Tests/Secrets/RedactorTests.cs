using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Tests.Secrets;

/// <summary>Known values in every disguise, and texts that cannot be judged.</summary>
public sealed class RedactorTests
{
    private const string Secret = "s3cr&t/+'käy\"_*9<Z";

    public static TheoryData<string> Disguises =>
        [
            Secret,
            Uri.EscapeDataString(Secret),
            Uri.EscapeDataString(Secret)
                .ToLowerInvariant()
                .Replace("s3cr", "s3cr", StringComparison.Ordinal)
                .Replace("z", "Z", StringComparison.Ordinal),
            WebUtility.UrlEncode(Secret),
            JsonSerializer.Serialize(Secret),
            WebUtility.HtmlEncode(Secret),
            System.Security.SecurityElement.Escape(Secret),
            Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)),
            Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Secret)),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("user2:" + Secret + "\n")),
            Convert.ToBase64String(Encoding.UTF8.GetBytes("user22:" + Secret + "and more")),
            System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes("?" + Secret)),
            "s3cr\u001b[31m&t/+'k\u001b[0mäy\"_*9<Z",
            "s3cr&t/+'k\u200bäy\"_*9<Z",
            "s3cr&t/+'k\\u00e4y\\\"_*9<Z",
            string.Join('\0', Secret.ToCharArray()),
            string.Concat(Secret.Select(letter => $"&#{(int)letter};")),
            "s3cr&t/+'\r\nkäy\"_*9<Z",
            Markdown.Text(Secret).Source,
        ];

    [Theory]
    [MemberData(nameof(Disguises))]
    public void G06_A_known_secret_is_found_in_every_disguise(string disguise)
    {
        var redactor = new Redactor();
        redactor.Register(Secret);

        var masked = redactor.Mask($"before {disguise} after");

        Assert.Contains("[redacted]", masked, StringComparison.Ordinal);
        Assert.StartsWith("before ", masked, StringComparison.Ordinal);
        Assert.EndsWith(" after", masked, StringComparison.Ordinal);
        Assert.True(masked.Length < "before [redacted] after".Length + 40, masked);
    }

    [Fact]
    public void Overlapping_secrets_are_masked_as_one()
    {
        var redactor = new Redactor();
        redactor.Register("abcdefgh");
        redactor.Register("efghijkl");

        Assert.Equal("x [redacted] y", redactor.Mask("x abcdefghijkl y"));
    }

    [Fact]
    public void A_secret_inside_a_longer_one_does_not_hide_it()
    {
        var redactor = new Redactor();
        redactor.Register("hunter22");
        redactor.Register("prefix-hunter22-suffix");

        Assert.Equal("[redacted] [redacted]", redactor.Mask("prefix-hunter22-suffix hunter22"));
    }

    [Fact]
    public void A_value_too_short_to_be_a_secret_is_not_masked_everywhere()
    {
        var redactor = new Redactor();
        redactor.Register("a");
        redactor.Register("");

        Assert.Equal("a banana", redactor.Mask("a banana"));
    }

    [Fact]
    public void A_file_with_a_line_end_is_known_without_it()
    {
        var redactor = new Redactor();
        redactor.Register("correct-horse\n");

        Assert.Equal("it is [redacted].", redactor.Mask("it is correct-horse."));
    }

    [Fact]
    public void G12_A_line_of_a_million_characters_is_judged_or_withheld_in_bounded_time()
    {
        string[] lines =
        [
            new('a', 1_000_000),
            string.Concat(Enumerable.Repeat("password=", 110_000)),
            string.Concat(Enumerable.Repeat("a://b:c", 140_000)),
            string.Concat(Enumerable.Repeat("\u001b]", 500_000)),
            string.Concat(Enumerable.Repeat("curl -u ", 125_000)),
            string.Concat(Enumerable.Repeat("a.b:1:c:", 125_000)),
            string.Concat(Enumerable.Repeat("eyJaaaaaaaaa.", 77_000)),
            string.Concat(Enumerable.Repeat("-----BEGIN PRIVATE KEY-----", 37_000)),
            string.Concat(Enumerable.Repeat("cookie: a=", 100_000)),
            "cookie: " + string.Concat(Enumerable.Repeat("a=b, ", 200_000)),
            string.Concat(Enumerable.Repeat("<password a", 90_000)),
            string.Concat(Enumerable.Repeat("YWFhYWFhYWFhYWFh/", 58_000)),
        ];
        var redactor = new Redactor();
        redactor.Register("a-known-secret");

        foreach (var line in lines)
        {
            var began = Stopwatch.GetTimestamp();
            var masked = redactor.Mask(line + " a-known-secret");

            Assert.DoesNotContain("a-known-secret", masked, StringComparison.Ordinal);
            Assert.True(
                Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(30),
                $"{line[..20]}… took {Stopwatch.GetElapsedTime(began)}"
            );
        }
    }

    [Theory]
    [InlineData("GET /x/postgresql:%2F%2Fsvc:Zx9plantedPw77@db.internal:5432%2Fprod 404", "Zx9plantedPw77")]
    [InlineData("GET /x/Authorization:%20Bearer%20plantedBearerTok3n99887766 404", "plantedBearerTok3n99887766")]
    [InlineData("GET /x/FlyV1%20fm2_plantedlJPECAAAplantedAAAxyz0123456789abcdefghij 404", "fm2_planted")]
    [InlineData(
        "GET /x/https:%2F%2Fhooks.slack.com%2Fservices%2FT0AB1CD2E%2FB0AB1CD2F%2Fplanted9aZbYcXdWeVfUg",
        "planted9a"
    )]
    [InlineData("GET /x?mail=grace%2eplanted%40customer-mail.example", "customer-mail")]
    [InlineData("GET /x?phone=%2B254712349876", "712349876")]
    [InlineData("GET /x?next=%2Fx%3Fmail%3Dgrace%2540customer-mail.example", "customer-mail")]
    [InlineData("GET /x/postgresql:%25252F%25252Fsvc:Zx9plantedPw77@db.internal:5432%25252Fprod 404", "Zx9plantedPw77")]
    public void G06_what_an_address_spells_with_percent_signs_is_read_as_it_is_meant(string line, string secret)
    {
        var masked = new Redactor().Mask(line);

        Assert.DoesNotContain(secret, masked, StringComparison.Ordinal);
        Assert.StartsWith("GET /x", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void G06_an_address_without_a_secret_stays_as_it_is()
    {
        const string Line = "GET /api/policies?from=2026-11-01T00%3A00%3A00Z&name=a%20b%2Fc&sum=100%25 200";

        Assert.Equal(Line, new Redactor().Mask(Line));
    }

    [Fact]
    public void Whatever_the_text_masking_never_throws_and_never_leaves_a_known_secret()
    {
        var redactor = new Redactor();
        redactor.Register("correct-horse-battery");
        var piece = Gen.OneOf<string>(
            Gen.String,
            Gen.OneOf(
                "correct-horse-battery",
                "password=",
                "\n",
                "\\",
                "\u001b[31m",
                "[redacted]",
                "postgres://a:",
                "@",
                "\ud800",
                "{\"token\": \""
            )
        );

        piece
            .Array[0, 12]
            .Select(pieces => string.Concat(pieces))
            .Sample(
                text => Assert.DoesNotContain("correct-horse-battery", redactor.Mask(text), StringComparison.Ordinal),
                iter: 3000
            );
    }
}
