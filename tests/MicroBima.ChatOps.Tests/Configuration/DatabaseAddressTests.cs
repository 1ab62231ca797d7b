using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Configuration;

/// <summary>The files with the addresses of databases are read before the bot starts, and what they hold is never said.</summary>
public sealed class DatabaseAddressTests
{
    [Theory]
    [InlineData("postgresql://bot@db.internal/app", "Host=DB.internal;Database=app;Username=another;Password=secret")]
    [InlineData("postgresql://bot@db.internal/app", "Host=db.internal.;Database=app;Username=bot")]
    [InlineData("postgresql://bot@localhost/app", "Host=127.0.0.1;Port=5432;Database=app;Username=bot")]
    [InlineData("Host=a,b;Database=app;Username=bot", "Host=b:5432,a;Database=app;Username=bot")]
    public void M04_two_files_that_name_one_database_are_one_database(string one, string other)
    {
        using var file = new SettingsFile().WithStaging();
        File.WriteAllText(file.Get("Environments:0:Database:ConnectionFile"), one);
        File.WriteAllText(file.Get("Environments:1:Database:ConnectionFile"), other);

        var problem = Assert.Single(file.Problems());

        Assert.Equal("Environments:Database:ConnectionFile", problem.Key);
        Assert.EndsWith(":5432/app", problem.Value, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("postgresql://other:word@DB.internal:5432/app")]
    [InlineData("postgresql://other:word@db.internal/scratch")]
    [InlineData("Server=db.internal.;Port=5432;Database=postgres;User Id=scratch")]
    [InlineData("Host=scratch.internal,db.internal;Database=postgres;Username=scratch")]
    public void The_server_of_production_is_no_scratch_server_however_it_is_written(string address)
    {
        using var file = new SettingsFile();
        File.WriteAllText(file.Get("Backup:ScratchConnectionFile"), address);

        var problem = Assert.Single(file.Problems());

        Assert.Equal("Backup:ScratchConnectionFile", problem.Key);
        Assert.Contains("db.internal:5432 is the server of production", problem.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("word", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("../{0}/connection")]
    public void A_second_path_to_the_file_of_production_names_no_scratch_server(string path)
    {
        using var file = new SettingsFile();
        var production = file.Get("Environments:0:Database:ConnectionFile");
        var folder = Path.GetDirectoryName(production)!;
        File.CreateSymbolicLink(Path.Combine(folder, "link"), production);
        file.With(
            "Backup:ScratchConnectionFile",
            Path.Combine(folder, path.Replace("{0}", Path.GetFileName(folder), StringComparison.Ordinal))
        );

        Assert.Equal("Backup:ScratchConnectionFile", Assert.Single(file.Problems()).Key);
    }

    [Fact]
    public void Another_server_on_the_same_machine_may_be_a_scratch_server()
    {
        using var file = new SettingsFile();
        File.WriteAllText(file.Get("Backup:ScratchConnectionFile"), "postgresql://scratch@db.internal:5433/app");

        Assert.Empty(file.Problems());
    }
}
