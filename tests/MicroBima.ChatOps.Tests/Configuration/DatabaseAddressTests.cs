using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Configuration;

/// <summary>The files with the addresses of databases are read before the bot starts, and what they hold is never said.</summary>
public sealed class DatabaseAddressTests
{
    [Fact]
    public void M04_two_files_that_name_one_database_are_one_database()
    {
        using var file = new SettingsFile().WithStaging();
        File.WriteAllText(
            file.Get("Environments:1:Database:ConnectionFile"),
            "Host=DB.internal;Database=app;Username=another;Password=secret"
        );

        var problem = Assert.Single(file.Problems());
        Assert.Equal("Environments:Database:ConnectionFile", problem.Key);
        Assert.Equal("db.internal:5432/app", problem.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("hunter2")]
    [InlineData("postgresql://bot:hun#ter2@db.internal/app")]
    [InlineData("postgresql://db.internal")]
    [InlineData("postgresql://bot:hunter2@db.internal/app?sslmode=hunter2")]
    [InlineData("Host=db.internal;Password=hunter2")]
    [InlineData("Host=db.internal;Port=hunter2;Database=app;Username=bot")]
    [InlineData("Host=db.internal;Datenbank=hunter2")]
    public void A_file_without_the_address_of_a_database_is_named_and_its_content_is_not(string content)
    {
        foreach (var key in new[] { "Environments:0:Database:ConnectionFile", "Backup:ScratchConnectionFile" })
        {
            using var file = new SettingsFile();
            File.WriteAllText(file.Get(key), content);

            var problem = Assert.Single(file.Problems());

            Assert.Equal(key, problem.Key);
            Assert.Contains("postgresql://user:password@host:port/database", problem.Remedy, StringComparison.Ordinal);
            Assert.DoesNotContain("hun", problem.ToString(), StringComparison.Ordinal);
        }
    }
}
