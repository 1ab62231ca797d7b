using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Migrations.Grammar;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>Which files a review and a rehearsal read, in a real folder with real links.</summary>
public sealed class SqlFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("prisma/migrations")]
    [InlineData("migrations")]
    [InlineData("")]
    public void The_migrations_of_a_project_are_found_in_the_order_in_which_they_run(string place)
    {
        Write(Path.Combine(place, "2_b", "migration.sql"));
        Write(Path.Combine(place, "1_a", "migration.sql"));
        Write(Path.Combine(place, "1_a", "down.sql"));

        Assert.Equal(
            [Path.Combine(place, "1_a", "migration.sql"), Path.Combine(place, "2_b", "migration.sql")],
            Readable()
        );
    }

    [Fact]
    public void A_folder_with_sql_of_its_own_is_read_as_it_stands_even_above_migrations()
    {
        Write("a.sql");
        Write("migrations/1_a/migration.sql");
        Write("migrations/1_a/down.sql");

        Assert.Equal(["a.sql", "migrations/1_a/down.sql", "migrations/1_a/migration.sql"], Readable());
    }

    [Fact]
    public void A_migration_without_its_script_is_named_and_not_left_out()
    {
        Write("prisma/migrations/migration_lock.toml");
        Directory.CreateDirectory(_folder.In("prisma/migrations/1_a"));

        var file = Assert.Single(SqlFiles.Below(_folder.Path)!);

        Assert.Contains("P3015", file.WhyUnreadable, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_are_read_in_the_order_of_their_names_without_hidden_ones_packages_and_links()
    {
        foreach (
            var name in (string[])["b/1.sql", "a/2.sql", "a/1.sql", "a/note.txt", ".git/1.sql", "node_modules/1.sql"]
        )
            Write(name);
        Directory.CreateSymbolicLink(_folder.In("c"), _folder.In("a"));

        Assert.Equal(["a/1.sql", "a/2.sql", "b/1.sql"], Readable());
    }

    [Fact]
    public void Eight_folders_deep_is_read_and_nine_is_not()
    {
        var eight = string.Join('/', Enumerable.Repeat("d", 8));
        Write($"{eight}/a.sql");
        Write($"{eight}/d/b.sql");

        Assert.Equal([$"{eight}/a.sql"], Readable());
    }

    [Fact]
    public void A_link_is_read_where_it_stays_in_the_folder_and_refused_where_it_leads_out_or_nowhere()
    {
        Write("in/a.sql");
        Write("secret.sql");
        Write("inside.sql");
        File.CreateSymbolicLink(_folder.In("in/b.sql"), _folder.In("in/a.sql"));
        File.CreateSymbolicLink(_folder.In("in/c.sql"), _folder.In("secret.sql"));
        File.CreateSymbolicLink(_folder.In("in/d.sql"), _folder.In("in/gone.sql"));
        File.CreateSymbolicLink(_folder.In("in/e.sql"), _folder.In("inside.sql"));

        var files = SqlFiles.Below(_folder.In("in"))!;

        Assert.Equal(
            ["a.sql", "b.sql"],
            files.Where(f => f.WhyUnreadable is null).Select(f => Path.GetFileName(f.Path))
        );
        Assert.All(files.Skip(2), f => Assert.Contains("symbolic link", f.WhyUnreadable, StringComparison.Ordinal));
        Assert.Equal(5, files.Count);
    }

    [Fact]
    public void A_migration_whose_folder_is_a_link_to_elsewhere_is_refused()
    {
        Write("elsewhere/migration.sql");
        Write("migrations/1_a/migration.sql");
        Directory.CreateSymbolicLink(_folder.In("migrations/2_b"), _folder.In("elsewhere"));

        var files = SqlFiles.Below(_folder.In("migrations"))!;

        Assert.Equal([true, false], files.Select(f => f.WhyUnreadable is null));
    }

    [Fact]
    public void Of_a_file_that_is_too_long_no_more_is_read_than_shows_it()
    {
        using (var file = File.Create(_folder.In("long.sql")))
            file.SetLength(PgParser.Longest + 1000L);
        Write("short.sql");

        Assert.Equal(PgParser.Longest + 1, new SqlFile(_folder.In("long.sql"), null).Read().Length);
        Assert.Equal("SELECT 1;"u8.ToArray(), new SqlFile(_folder.In("short.sql"), null).Read());
    }

    [Fact]
    public void A_device_that_calls_itself_empty_is_read_and_never_taken_for_a_file_without_statements()
    {
        Write("empty.sql");
        File.WriteAllText(_folder.In("empty.sql"), "");

        Assert.Equal(PgParser.Longest + 1, new SqlFile("/dev/zero", null).Read().Length);
        Assert.Empty(new SqlFile(_folder.In("empty.sql"), null).Read());
    }

    private void Write(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.In(name))!);
        File.WriteAllText(_folder.In(name), "SELECT 1;");
    }

    private string[] Readable() =>
        [
            .. SqlFiles
                .Below(_folder.Path)!
                .Where(file => file.WhyUnreadable is null)
                .Select(file => Path.GetRelativePath(_folder.Path, file.Path)),
        ];
}
