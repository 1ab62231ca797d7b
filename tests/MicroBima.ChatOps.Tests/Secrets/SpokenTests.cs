using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Tests.Secrets;

/// <summary>Secrets and personal data as people and tools write them beside their name: in sentences, pairs, variables, on command lines, in what PostgreSQL repeats.</summary>
public sealed class SpokenTests
{
    [Theory]
    [InlineData(
        "host=db user=app password='it\\'s s3cret' dbname=prod",
        "host=db user=app password='[redacted]' dbname=prod"
    )]
    [InlineData("{\"password\":\"it's s3cret\"}", "{\"password\":\"[redacted]\"}")]
    [InlineData("{\\\"password\\\":\\\"it's s3cret\\\"}", "{\\\"password\\\":\\\"[redacted]\\\"}")]
    [InlineData(
        "host=db user=app password=abc\\ def9secret dbname=prod",
        "host=db user=app password=[redacted] dbname=prod"
    )]
    [InlineData(
        "Host=db;Username=app;Password=Zx9 spaced;Database=prod",
        "Host=db;Username=app;Password=[redacted];Database=prod"
    )]
    [InlineData(
        "Host=db;Username=app;Password=\"a;b\";Database=prod",
        "Host=db;Username=app;Password=\"[redacted]\";Database=prod"
    )]
    [InlineData("db.internal:5432:prod:app:p\\:wd$9secret", "db.internal:5432:prod:app:[redacted]")]
    [InlineData("postgres://app:it's9x@db/prod", "postgres://app:[redacted]@db/prod")]
    [InlineData("{\"passwords\":[\"first9pw\",\"second9pw\"],\"n\":1}", "{\"passwords\":[[redacted]],\"n\":1}")]
    [InlineData("DB_PASSWORD=x9,Zsecret!(more) next", "DB_PASSWORD=[redacted]) next")]
    [InlineData("DB_PASS=abc;", "DB_PASS=[redacted];")]
    [InlineData("export API_TOKEN=a&b=c", "export API_TOKEN=[redacted]")]
    [InlineData("mysql -pS3cretPw -u root", "mysql -p[redacted] -u root")]
    [InlineData("sshpass -p 'S3cretPw' ssh x", "sshpass -p '[redacted]' ssh x")]
    [InlineData("redis-cli -h cache -a r3disPw ping", "redis-cli -h cache -a [redacted] ping")]
    [InlineData("docker login -u ana -p S3cretPw registry", "docker login -u ana -p [redacted] registry")]
    [InlineData(
        "\"rawHeaders\":[\"Host\",\"x\",\"Authorization\",\"Bearer abcdefabcdefabcd\"]",
        "\"rawHeaders\":[\"Host\",\"x\",\"Authorization\",\"Bearer [redacted]\"]"
    )]
    [InlineData(
        "{\"name\":\"DB_PASSWORD\",\"value\":\"hunter2x9\"}",
        "{\"name\":\"DB_PASSWORD\",\"value\":\"[redacted]\"}"
    )]
    [InlineData("<add key=\"DbPassword\" value=\"hunter2x9\" />", "<add key=\"DbPassword\" value=\"[redacted]\" />")]
    [InlineData("db:\n  password:\n    hunter2secret\n  host: db", "db:\n  password:\n    [redacted]\n  host: db")]
    [InlineData("\"apiToken\": |\r\n  abcd3fgh\r\n", "\"apiToken\": |\r\n  [redacted]\r\n")]
    [InlineData("Forgot your password:\n  Check 2 mails\n", "Forgot your password:\n  Check 2 mails\n")]
    [InlineData("secretKey:\n  name:db2\n", "secretKey:\n  name:db2\n")]
    [InlineData("password =\u00a0hunter2x", "password =\u00a0[redacted]")]
    [InlineData("device token q7RkZb2LwXt9PdFh4sVm was kept", "device token [redacted] was kept")]
    [InlineData("wrong password Hunter2!x of app", "wrong password [redacted] of app")]
    [InlineData("passkey q7RkZb2LwXt9PdFh4sVm is refused", "passkey [redacted] is refused")]
    [InlineData("signed with HMAC key 0123456789abcdef0123456789abcdef", "signed with HMAC key [redacted]")]
    [InlineData(
        "SecurityCredential: a/b+AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA7cd==",
        "SecurityCredential: [redacted]"
    )]
    [InlineData(
        "wrong password for app2, password sha256 of P1000",
        "wrong password for app2, password sha256 of P1000"
    )]
    [InlineData("no token OAuth2ClientCredentialsSource here", "no token OAuth2ClientCredentialsSource here")]
    [InlineData("password：hunter2x9", "password：[redacted]")]
    [InlineData("pass\0word=hunter2x", "pass\0word=[redacted]")]
    [InlineData("**password**: hunter2x9", "**password**: [redacted]")]
    [InlineData("**password:** hunter2x9", "**password:** [redacted]")]
    [InlineData("<b>password:</b> hunter2x9", "<b>password:</b> [redacted]")]
    [InlineData("{&quot;password&quot;:&quot;hunter two9&quot;}", "{&quot;password&quot;:&quot;[redacted]&quot;}")]
    [InlineData("password&#61;hunter2x9", "password&#61;[redacted]")]
    [InlineData(
        "https://api.telegram.org/bot123456789:AAabcdefghijklmnopqrstuvwxyz0123456/send",
        "https://api.telegram.org/[redacted]/send"
    )]
    [InlineData("TWILIO_AUTH_TOKEN 0123456789abcdef0123456789abcdef", "TWILIO_AUTH_TOKEN [redacted]")]
    [InlineData("the totp secret JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP is", "the totp secret [redacted] is")]
    [InlineData("the password is hunter2x9, tell nobody", "the password is [redacted], tell nobody")]
    [InlineData("Password for user app: hunter2x9", "Password for user app: [redacted]")]
    [InlineData("nenosiri ni hunter2x9", "nenosiri ni [redacted]")]
    public void G01_a_secret_beside_its_name_is_masked_to_its_end(string text, string expected) =>
        Assert.Equal(expected, new Redactor().Mask(text));

    [Theory]
    [InlineData("Failing row contains (1, note (urgent) x, Jane Doe).", "Failing row contains ([redacted]).")]
    [InlineData(
        "\"detail\":\"Failing row contains (1, a) b, Jane Doe).\",\"table\":\"t (x)\"",
        "\"detail\":\"Failing row contains ([redacted]).\",\"table\":\"t (x)\""
    )]
    [InlineData(
        "call 2547 1234 5678 or 0712 34 56 78 or 071 234 5678 or 07123 45678",
        "call [redacted] or [redacted] or [redacted] or [redacted]"
    )]
    [InlineData("jané@exämple.com", "[redacted]")]
    [InlineData(
        "NHIF No 1234567, huduma number 12345678901, alien id 123456",
        "NHIF No [redacted], huduma number [redacted], alien id [redacted]"
    )]
    [InlineData(
        "\"identification\":{\"type\":\"NATIONAL_ID\",\"number\":\"23456789\"}",
        "\"identification\":{\"type\":\"NATIONAL_ID\",\"number\":\"[redacted]\"}"
    )]
    [InlineData("SHA number CR1234567890123-4", "SHA number [redacted]")]
    [InlineData("transactionId: QGH7X8Y9Z0", "transactionId: [redacted]")]
    [InlineData("\"BillRefNumber\":\"23456789\"", "\"BillRefNumber\":\"[redacted]\"")]
    [InlineData("Ksh500.00 paid to JANE DOE. on 1/1/26", "Ksh500.00 paid to [redacted]. on 1/1/26")]
    [InlineData(
        "\"DebitPartyName\",\"Value\":\"254712345678 - JANE DOE\"",
        "\"DebitPartyName\",\"Value\":\"[redacted] - [redacted]\""
    )]
    [InlineData(
        "ERROR:  date/time field value out of range: \"1990-13-01\"",
        "ERROR:  date/time field value out of range: \"[redacted]\""
    )]
    [InlineData(
        "STATEMENT:  INSERT INTO customers (name) VALUES ('Jane Doe')",
        "STATEMENT:  INSERT INTO customers (name) VALUES ([redacted])"
    )]
    [InlineData("CONTEXT:  JSON data, line 1: {\"name\":Jane...", "CONTEXT:  JSON data, line 1: [redacted]")]
    [InlineData("ERROR: malformed array literal: \"Jane Doe\"", "ERROR: malformed array literal: \"[redacted]\"")]
    [InlineData(
        "\"nextOfKin\":{\"name\":\"Mary Doe\",\"relationship\":\"MOTHER\"}",
        "\"nextOfKin\":{\"name\":\"[redacted]\",\"relationship\":\"MOTHER\"}"
    )]
    [InlineData(
        "DETAIL:  Failing row contains (1, Jane Doe, P.O. Box\nNairobi, 1990).\nSTATEMENT:  SELECT 1",
        "DETAIL:  Failing row contains ([redacted]).\nSTATEMENT:  SELECT 1"
    )]
    [InlineData(
        "DETAIL:  Failing row contains (1, Jane Doe, x\nERROR:  next (1).\nDETAIL:  Key (a)=(Jane\nDoe) already exists.",
        "DETAIL:  Failing row contains ([redacted]\nERROR:  next (1).\nDETAIL:  Key (a)=([redacted]) already exists."
    )]
    [InlineData("policyHolder: 'Jane Doe'", "policyHolder: '[redacted]'")]
    [InlineData("card exp 12/27 cvv 123", "card exp 12/27 cvv [redacted]")]
    public void G13_personal_data_beside_its_name_is_masked_to_its_end(string text, string expected) =>
        Assert.Equal(expected, new Redactor().Mask(text));

    [Fact]
    public void G05_the_two_lines_of_a_manifest_and_a_private_key_without_its_beginning_are_found()
    {
        Assert.Equal(
            "- name: DB_PASSWORD\n  value: [redacted]\n  mode: 1",
            new Redactor().Mask("- name: DB_PASSWORD\n  value: hunter2x9\n  mode: 1")
        );
        Assert.Equal(
            "2 lines omitted\n[redacted]-----END RSA PRIVATE KEY-----\ndone",
            new Redactor().Mask(
                "2 lines omitted\nMIIEowIBAAKCAQEAfake\nabcdEFGHijkl+/mn==\n-----END RSA PRIVATE KEY-----\ndone"
            )
        );
    }

    [Theory]
    [InlineData("the password is required, the password is sha256 and was changed to SCRAM-SHA-256 on 2026-11-27")]
    [InlineData("password was 2026-11-27T10:00Z; password is 12 characters; Password for user app: psql: error")]
    [InlineData("{\"type\":\"token\",\"expires\":\"tomorrow\"} {\"name\":\"token\",\"value\":null}")]
    [InlineData("{\"name\":\"llm.tokens\",\"value\":123456} Authorization, checkboxes and cookies")]
    [InlineData("MAX_TOKEN=100 TESTS_PASS=120 DB_PASSWORD=$DB_PASSWORD SECRET=<none> mysql -P 3306 -p < dump.sql")]
    [InlineData("STATEMENT:  INSERT INTO customers (phone, name) VALUES ($1, $2), ($3, DEFAULT)")]
    [InlineData("under `discord`: `apiUrl`, `token`, `applicationId`")]
    [InlineData("01-02-2026 10:00 0.12 345 678; 2026-01-02 07:12:34 56 78; INSERT INTO plans VALUES ('basic')")]
    [InlineData("paid to suppliers, sent to queue, customer: { id: 7 }, document number unknown, children: [1, 2]")]
    [InlineData("Failing row is shown below &amp; &lt;none&gt;：x＝1")]
    [InlineData("'http://localhost:8080', 'ana', http://localhost:8080/it's@home")]
    public void What_only_speaks_of_it_stays(string text) => Assert.Equal(text, new Redactor().Mask(text));
}
