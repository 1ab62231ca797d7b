using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>The forms in which an address of a database stands in a secret file.</summary>
public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("postgresql://ana:s3cret@db.example:6543/app", "db.example", 6543, "app", "ana", "s3cret")]
    [InlineData("postgres://ana:s3cret@db.example/app", "db.example", 5432, "app", "ana", "s3cret")]
    [InlineData("  postgresql://ana:s3cret@db.example/app\n", "db.example", 5432, "app", "ana", "s3cret")]
    [InlineData(
        "postgresql://a%40b:p%3A%2F%40%25%23%3F+%C3%BC@db.example/a%2Fpp",
        "db.example",
        5432,
        "a/pp",
        "a@b",
        "p:/@%#?+ü"
    )]
    [InlineData("postgresql://ana:a:b@[::1]:5433/app", "::1", 5433, "app", "ana", "a:b")]
    [InlineData("Host=db.example;Port=6543;Database=app;Username=ana;Password=s;3", "", 0, "", "", "")]
    [InlineData(
        "Host=db.example;Port=6543;Database=app;Username=ana;Password='s;3'",
        "db.example",
        6543,
        "app",
        "ana",
        "s;3"
    )]
    public void Each_form_is_read(string text, string host, int port, string database, string user, string password)
    {
        if (host.Length == 0)
        {
            Assert.Throws<FormatException>(() => Postgres.Parse(text));
            return;
        }

        Assert.Equal((host, port, database, user, password), new Postgres(text).Parts);
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("prefer", SslMode.Prefer)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    public void What_the_address_asks_of_encryption_holds_here_and_for_the_tools(string word, SslMode mode)
    {
        var postgres = new Postgres($"postgresql://ana:x@db/app?sslmode={word}&schema=public");

        Assert.Equal(mode, Postgres.Parse($"postgresql://ana:x@db/app?sslmode={word}").SslMode);
        Assert.Equal(word, postgres.Variables["PGSSLMODE"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Database=app;Username=ana")]
    [InlineData("postgresql://ana:s3cret@db/app?sslmode=verify_full")]
    [InlineData("postgresql://ana:s3cret@db/app?sslmode=")]
    [InlineData("postgresql://ana:s3#cret@db/app")]
    [InlineData("postgresql://ana:s3cret@h1:1,h2:2/app")]
    [InlineData("postgresql:///app")]
    public void An_address_that_is_not_understood_is_refused_and_not_repeated(string address)
    {
        var refused = Assert.Throws<FormatException>(() => Postgres.Parse(address));

        Assert.DoesNotContain("cret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_the_address_stay_beside_our_own_and_ours_come_last()
    {
        var builder = new NpgsqlConnectionStringBuilder(
            new Postgres(
                "postgresql://ana:x@db/app?options=-c%20default_transaction_read_only%3Doff%20-c%20geqo%3Doff"
            ).ConnectionString
        );

        Assert.StartsWith(
            "-c default_transaction_read_only=off -c geqo=off -c default_transaction_read_only=on ",
            builder.Options,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_schema_of_the_address_is_where_tables_are_looked_for()
    {
        Assert.Equal("\"Tenant\"\"1\"", Postgres.Parse("postgresql://ana:x@db/app?schema=Tenant%221").SearchPath);
    }
}
