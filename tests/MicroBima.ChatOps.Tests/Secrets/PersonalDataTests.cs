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
    [InlineData("customer Jane Doe called", "customer [redacted] called")]
    [InlineData("Jane Doe (12345678) is covered", "[redacted] is covered")]
    [InlineData("second national id 12345678 for Jane Doe", "second national id [redacted] for [redacted]")]
    [InlineData("customer Till Sync-7", "customer Till Sync-7")]
    [InlineData("Customer Baraka Mushi verified", "Customer [redacted] verified")]
    [InlineData("beneficiary: Amina Hassan Juma (spouse)", "beneficiary: [redacted] (spouse)")]
    [InlineData("Next of kin Uwimana Claudine added", "Next of kin [redacted] added")]
    [InlineData("patient NJERI WAMBUI admitted", "patient [redacted] admitted")]
    [InlineData("customer NOT FOUND", "customer NOT FOUND")]
    [InlineData("customer: Not Found", "customer: Not Found")]
    [InlineData("Dear Wanjiku, your cover is active", "Dear [redacted], your cover is active")]
    [InlineData("Hello Halima Abdi, welcome", "Hello [redacted], welcome")]
    [InlineData("Hello World", "Hello World")]
    [InlineData("to \"Kamau, Peter\" <pk@example.com>", "to \"[redacted]\" <[redacted]>")]
    [InlineData("GET /c?name=Jane%20Wairimu&a=1", "GET /c?name=[redacted]&a=1")]
    [InlineData("address: Plot 14, Ngong Road, Nairobi", "address: [redacted]")]
    [InlineData("address: 10.0.0.7", "address: 10.0.0.7")]
    [InlineData("lat=-1.292066 lng=36.821946", "lat=[redacted] lng=[redacted]")]
    [InlineData("X-Forwarded-For: 105.163.2.44, 10.0.0.7", "X-Forwarded-For: [redacted]")]
    [InlineData("NHIF R1234567 NSSF 2001234567", "NHIF [redacted] NSSF [redacted]")]
    [InlineData("driving licence DL-0098123 valid", "driving licence [redacted] valid")]
    [InlineData("a/c 1180279001234 credited", "a/c [redacted] credited")]
    [InlineData("vehicle KDA 123X, plate KCB432P", "vehicle [redacted], plate [redacted]")]
    [InlineData("KMFR 233T, UBA 512K, RAC 120B, T 123 ABC", "[redacted], [redacted], [redacted], [redacted]")]
    [InlineData("RAM 512M, KEY 256B", "RAM 512M, KEY 256B")]
    [InlineData("KES 500 from JOHN KAMAU MWANGI 254723111444", "KES 500 from [redacted] [redacted]")]
    [InlineData("\"other_names\":\"Wanjiru Njoki\"", "\"other_names\":\"[redacted]\"")]
    [InlineData("driver Okot Julius", "driver [redacted]")]
    [InlineData("{\"newPin\":\"4403\"}", "{\"newPin\":\"[redacted]\"}")]
    [InlineData("bank acc no: 1234567890123", "bank acc no: [redacted]")]
    [InlineData("password for user app is Kx82-pqLm", "password for user app is [redacted]")]
    [InlineData("PUT /members/27001122/dependants", "PUT /members/[redacted]/dependants")]
    [InlineData("chassis no JTDBR32E530056781", "chassis no [redacted]")]
    [InlineData("dialled *483*4821#", "dialled *483*[redacted]#")]
    [InlineData("/login/magic/Zx9Yw8Vu7Ts6Rq5Po4Nm", "/login/magic/[redacted]")]
    [InlineData("KRA PIN A012345678Z", "KRA PIN [redacted]")]
    [InlineData("GET /customers/0712345678/policies 200", "GET /customers/[redacted]/policies 200")]
    [InlineData("GET /claims?msisdn=254712345678&page=2", "GET /claims?msisdn=[redacted]&page=2")]
    [InlineData("GET /claims?phone=%2B254112345678 200", "GET /claims?phone=[redacted] 200")]
    [InlineData("GET /claims?phone=%2B447911123456&a=1", "GET /claims?phone=[redacted]&a=1")]
    [InlineData("tel:+447911123456", "tel:[redacted]")]
    [InlineData("customer-0712345678 of (0712) 345678", "customer-[redacted] of [redacted]")]
    [InlineData("{\"phone\":712345678,\"id\":7}", "{\"phone\":[redacted],\"id\":7}")]
    [InlineData("phone: \u001b[32m'712345678'\u001b[39m", "phone: \u001b[32m'[redacted]'\u001b[39m")]
    [InlineData("\"{\\\"phone\\\":\\\"712345678\\\"}\"", "\"{\\\"phone\\\":\\\"[redacted]\\\"}\"")]
    [InlineData("GET /c?email=jane.doe%40example.co.ke&a=1", "GET /c?email=[redacted]&a=1")]
    [InlineData("GET /customers/jane@example.com/policies 200", "GET /customers/[redacted]/policies 200")]
    [InlineData("jane@example.com: mailbox full", "[redacted]: mailbox full")]
    [InlineData(
        "Key (lower(email::text))=(Jane Doe) already exists.",
        "Key (lower(email::text))=([redacted]) already exists."
    )]
    [InlineData("prisma:query SELECT 1 Params: [\"Jane\",7]", "prisma:query SELECT 1 Params: [redacted]")]
    [InlineData("GET /kyc/national-id/12345678 200", "GET /kyc/national-id/[redacted] 200")]
    [InlineData("[KycService] IPRS knows 12345678", "[KycService] IPRS knows [redacted]")]
    [InlineData("GET https://kyc.example/v2/ids/12345678 200", "GET https://kyc.example/v2/ids/[redacted] 200")]
    [InlineData("[KycService] took 12345678 ms, 1234 bytes", "[KycService] took 12345678 ms, 1234 bytes")]
    [InlineData("{\"nationalId\":12345678}", "{\"nationalId\":[redacted]}")]
    [InlineData("\"passport_no\":\"AK0123456\"", "\"passport_no\":\"[redacted]\"")]
    [InlineData("kra_pin=a012345678z", "kra_pin=[redacted]")]
    [InlineData("{\"dateOfBirth\":\"1990-02-03T00:00:00.000Z\"}", "{\"dateOfBirth\":\"[redacted]\"}")]
    [InlineData("dob=1990-02-03 ok", "dob=[redacted] ok")]
    [InlineData("  firstName: 'Wanjiku',", "  firstName: '[redacted]',")]
    [InlineData("{\"full_name\":\"Jane O'Mwangi\",\"id\":7}", "{\"full_name\":\"[redacted]\",\"id\":7}")]
    [InlineData("?firstName=Wanjiku&surname=Mwangi", "?firstName=[redacted]&surname=[redacted]")]
    [InlineData("customer name: Wanjiku Mwangi, id 12", "customer name: [redacted], id 12")]
    [InlineData("sent to JANE DOE 0712345678 today", "sent to [redacted] [redacted] today")]
    [InlineData("P.O. Box 123, Nairobi", "P.O. Box [redacted], Nairobi")]
    [InlineData("{\"otp\":\"493817\"}", "{\"otp\":\"[redacted]\"}")]
    [InlineData("card 4111 1111 1111 1111 declined", "card [redacted] declined")]
    [InlineData("GET /pay/5500-0055-5555-5559", "GET /pay/[redacted]")]
    [InlineData("\"pan\":378282246310005,", "\"pan\":[redacted],")]
    [InlineData("card=6304000000000000000", "card=[redacted]")]
    [InlineData("IBAN: GB29 NWBK 6016 1331 9268 19", "IBAN: [redacted]")]
    [InlineData("to DE89370400440532013000 today", "to [redacted] today")]
    [InlineData("account_number=1180123456789", "account_number=[redacted]")]
    [InlineData("account 01180123456789 is closed", "account [redacted] is closed")]
    [InlineData("no 255612345678, 256772123456 or 250788123456 there", "no [redacted], [redacted] or [redacted] there")]
    [InlineData("NIN CM93012104ABCD is unknown", "NIN [redacted] is unknown")]
    [InlineData("1199380012345678 and 1 1993 8 0012345 6 78", "[redacted] and [redacted]")]
    [InlineData("nida 19930203-12345-12345-12", "nida [redacted]")]
    [InlineData("IPRS knows no 12345678: empty answer", "IPRS knows no [redacted]: empty answer")]
    [InlineData("your code is 493817", "your code is [redacted]")]
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
    [InlineData("order 4111111111111112, message 4123456789012345678, ms 1795712345678")]
    [InlineData("KES 10712345.67, LSN 0/712345678, 0x0712345678, GB00NWBK60161331926819")]
    [InlineData("commit 0712345678abcdef0712345678abcdef07123456, id 0c712345-6781-4b01-8712-254712345678")]
    [InlineData("firstName must be a string, dob is required, surname: null, phone: undefined")]
    [InlineData("+   firstName: String, \"hostName\":\"api\", \"modelName\":\"Policy\", name=api")]
    [InlineData("postgres://app@db.internal/prod, ssh deploy@host.example:~/app, react@18.2.0")]
    [InlineData("backup 20261122-12345-12345-123, at 20261122101530123456, status code 4938, run 255123456789")]
    [InlineData("otp service started, card declined, passport 0.7.0, account 42 locked")]
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
