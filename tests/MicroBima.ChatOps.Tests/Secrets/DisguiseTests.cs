using System.Text;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Tests.Secrets;

/// <summary>Secrets and personal data in the shapes in which libraries print them: nested, encoded, in headers, in XML, in SQL.</summary>
public sealed class DisguiseTests
{
    [Theory]
    [InlineData("""{\\\"password\\\":\\\"hunter2\\\"}""", """{\\\"password\\\":\\\"[redacted]\\\"}""")]
    [InlineData("""\u0022password\u0022:\u0022hunter2\u0022""", """\u0022password\u0022:\u0022[redacted]\u0022""")]
    [InlineData(@"phone \u002b254712345678 called", "phone [redacted] called")]
    [InlineData(
        @"{""url"":""postgres:\/\/app:hunter2@db\/prod""}",
        @"{""url"":""postgres:\/\/app:[redacted]@db\/prod""}"
    )]
    [InlineData("postgres://app:hun/ter2@db/prod", "postgres://app:[redacted]@db/prod")]
    [InlineData("https://9f8e7d6c5b4a39281706aa@host.example/x", "https://[redacted]@host.example/x")]
    [InlineData("ALTER ROLE app PASSWORD E'hunt\\'er2';", "ALTER ROLE app PASSWORD E'[redacted]';")]
    [InlineData("ALTER ROLE app PASSWORD 'hunt''er2';", "ALTER ROLE app PASSWORD '[redacted]';")]
    [InlineData("ALTER ROLE app PASSWORD $$hunter2$$;", "ALTER ROLE app PASSWORD $$[redacted]$$;")]
    [InlineData("CREATE ROLE a PASSWORD $p$hunter2$p$;", "CREATE ROLE a PASSWORD $p$[redacted]$p$;")]
    [InlineData(
        "<soap:Password Type=\"text\">hunter2</soap:Password>",
        "<soap:Password Type=\"text\">[redacted]</soap:Password>"
    )]
    [InlineData(
        "<firstName>Wanjiku</firstName><idNo>12345678</idNo>",
        "<firstName>[redacted]</firstName><idNo>[redacted]</idNo>"
    )]
    [InlineData("Cookie: refresh=abcdefgh12; theme=dark", "Cookie: refresh=[redacted]; theme=dark")]
    [InlineData(
        "'set-cookie': [ 'refresh=abcdefgh12; Path=/; HttpOnly', 'access=ijklmnop34; Path=/' ]",
        "'set-cookie': [ 'refresh=[redacted]; Path=/; HttpOnly', 'access=[redacted]; Path=/' ]"
    )]
    [InlineData(
        "{\"cookie\":\"a=1; b=abcdefgh12; c=ijklmnop34\",\"x\":\"y=zzzzzzzzzzzz\"}",
        "{\"cookie\":\"a=1; b=[redacted]; c=[redacted]\",\"x\":\"y=zzzzzzzzzzzz\"}"
    )]
    public void Secrets_are_masked_in_whatever_they_are_wrapped(string text, string expected) =>
        Assert.Equal(expected, new Redactor().Mask(text));

    [Theory]
    [InlineData("$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234")]
    [InlineData("$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$ZmFrZWhhc2hmYWtlaGFzaA")]
    [InlineData("SCRAM-SHA-256$4096:c29tZXNhbHQ=$ZmFrZWtleWZha2VrZXlmYWs=:ZmFrZXNlcnZlcmtleWZha2U=")]
    public void A_password_as_it_is_kept_is_masked(string kept)
    {
        var masked = new Redactor().Mask($"user {{ password: \"{kept}\" }}");

        Assert.Equal("user { password: \"[redacted]\" }", masked);
    }

    [Theory]
    [InlineData("+254712345678")]
    [InlineData("jane.doe@example.co.ke")]
    [InlineData("postgres://app:hunter2@db/prod")]
    [InlineData("{\"phone\":\"0712345678\",\"amount\":1}")]
    public void What_is_masked_is_masked_as_base64_too(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var plain = Convert.ToBase64String(bytes);
        var forAddresses = System.Buffers.Text.Base64Url.EncodeToString(bytes);

        Assert.Equal("body=[redacted] ok", new Redactor().Mask($"body={plain.TrimEnd('=')} ok"));
        Assert.Equal("GET /c/[redacted] 200", new Redactor().Mask($"GET /c/{forAddresses} 200"));
    }

    [Theory]
    [InlineData("{\"pin\":\"1234\",\"cvv\":\"123\"}", "{\"pin\":\"[redacted]\",\"cvv\":\"[redacted]\"}")]
    [InlineData("WHERE \"pin\" = '1234'", "WHERE \"pin\" = '[redacted]'")]
    [InlineData("otp code 482913 sent", "otp code [redacted] sent")]
    [InlineData("mpesaCode: SFK2L9M8QP", "mpesaCode: [redacted]")]
    [InlineData("M-Pesa payment SFK2L9M8QP matched", "M-Pesa payment [redacted] matched")]
    [InlineData("ws_CO_27112026091402123712345678 sent", "ws_CO_27112026091402123[redacted] sent")]
    [InlineData("job sms_254712345678_reminder", "job sms_[redacted]_reminder")]
    [InlineData(
        "Key (national_id)=(12345678) conflicts with existing key (national_id)=(87654321).",
        "Key (national_id)=([redacted]) conflicts with existing key (national_id)=([redacted])."
    )]
    public void Personal_data_is_masked_where_it_is_named(string text, string expected) =>
        Assert.Equal(expected, new Redactor().Mask(text));

    [Theory]
    [InlineData("https://cdn.example:8080/logo@2x.png")]
    [InlineData("ssh://git@github.com/microbima/app.git")]
    [InlineData("spin: 1234, pinned: 5, GET /pin/1234")]
    [InlineData("M-Pesa callback TIMEOUT for STATEMENTS of M_PESA_2026")]
    [InlineData("sha512-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ/a1b2c3d4e5+abcdefghijklmnopqrst==")]
    [InlineData("node_modules/.pnpm/internationalization/applicationConfiguration/index.js")]
    [InlineData("<token/> <tokens>none</tokens> cookie: none")]
    public void What_only_looks_like_it_stays(string text) => Assert.Equal(text, new Redactor().Mask(text));
}
