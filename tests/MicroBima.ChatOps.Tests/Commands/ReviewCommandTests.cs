using System.Text.Json;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Migrations.Review;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary><c>chatops review</c> as a program in anybody's CI meets it: what it reads, what it prints, how it ends.</summary>
public sealed class ReviewCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _messages = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_is_one_object_a_statement_with_the_names_of_the_contract()
    {
        var file = Write("a.sql", "SELECT 1;\n\nALTER TABLE customers\n  DROP COLUMN phone;\n");

        Run([file], json: true);

        var lines = Lines().Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["safe", "danger"], lines.Select(line => line.GetProperty("level").GetString()));
        var second = lines[1];
        Assert.Equal(file, second.GetProperty("file").GetString());
        Assert.Equal(3, second.GetProperty("line").GetInt32());
        Assert.Equal("ALTER TABLE customers\n  DROP COLUMN phone", second.GetProperty("statement").GetString());
        Assert.Equal("dangerous", second.GetProperty("data_loss").GetString());
        Assert.Equal("danger", second.GetProperty("availability").GetString());
        var hazard = second.GetProperty("hazards")[0];
        Assert.Equal("drop-column", hazard.GetProperty("rule").GetString());
        Assert.Equal("ACCESS EXCLUSIVE", hazard.GetProperty("lock").GetString());
        Assert.True(hazard.GetProperty("loses_data").GetBoolean());
        Assert.False(hazard.GetProperty("rewrites").GetBoolean());
        Assert.NotEmpty(hazard.GetProperty("why").GetString()!);
        Assert.NotEmpty(hazard.GetProperty("instead").GetString()!);
        Assert.Empty(lines[0].GetProperty("hazards").EnumerateArray());
    }

    [Theory]
    [InlineData("SELECT 1;", null, 0)]
    [InlineData("DROP TABLE a;", null, 0)]
    [InlineData("SELECT 1;", "caution", 0)]
    [InlineData("CREATE INDEX i ON a (b);", "danger", 0)]
    [InlineData("CREATE INDEX i ON a (b);", "caution", 1)]
    [InlineData("DROP TABLE a;", "caution", 1)]
    [InlineData("DROP TABLE a;", "danger", 1)]
    [InlineData("this is no SQL", "danger", 1)]
    public void It_ends_with_1_where_it_is_as_bad_as_asked_for(string sql, string? failOn, int code) =>
        Assert.Equal(code, Run([Write("a.sql", sql)], failOn: failOn));

    [Fact]
    public void A_pipe_is_read_as_a_file_is()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var reading = pipe.ClientSafePipeHandle;
        pipe.Write("DROP TABLE a;"u8);
        pipe.Dispose();

        Assert.Equal(1, Run([$"/proc/self/fd/{reading.DangerousGetHandle()}"], failOn: "danger"));
    }

    [Fact]
    public void What_is_not_there_ends_with_2_and_the_rest_is_reviewed_all_the_same()
    {
        var file = Write("a.sql", "DROP TABLE a;");

        Assert.Equal(2, Run([_folder.In("nowhere"), file], json: true, failOn: "danger"));
        Assert.Single(Lines());
        Assert.Contains("nowhere: no such file or folder.", _messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void I08_an_empty_folder_ends_with_2()
    {
        Assert.Equal(2, Run([_folder.Path]));
        Assert.Contains("no SQL is there", _messages.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_of_Prisma_is_read_in_the_order_in_which_it_runs()
    {
        Migration("20260201_b", "SELECT 2;");
        Migration("20260101_a", "SELECT 1;");
        Write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
        Write("prisma/migrations/20260101_a/down.sql", "DROP TABLE a;");

        Run([_folder.In("prisma/migrations")], json: true);

        Assert.Equal(["SELECT 1", "SELECT 2"], Statements());
    }

    [Theory]
    [InlineData("")]
    [InlineData("prisma")]
    public void The_folder_of_a_project_is_enough(string place)
    {
        Migration("20260101_a", "SELECT 1;");
        Write("prisma/schema.prisma", "");

        Run([_folder.In(place)], json: true);

        Assert.Equal(["SELECT 1"], Statements());
    }

    [Fact]
    public void Other_folders_are_read_with_what_is_below_them()
    {
        Write("db/2.sql", "SELECT 2;");
        Write("db/1.sql", "SELECT 1;");
        Write("db/later/3.sql", "SELECT 3;");
        Write("db/.hidden/4.sql", "SELECT 4;");
        Write("db/readme.md", "no SQL");

        Run([_folder.In("db")], json: true);

        Assert.Equal(["SELECT 1", "SELECT 2", "SELECT 3"], Statements());
    }

    [Fact]
    public void I08_a_migration_without_its_script_is_danger()
    {
        Migration("20260101_a", "SELECT 1;");
        Directory.CreateDirectory(_folder.In("prisma/migrations/20260201_b"));

        Assert.Equal(1, Run([_folder.In("prisma/migrations")], json: true, failOn: "danger"));

        var second = JsonDocument.Parse(Lines()[1]).RootElement;
        Assert.EndsWith("20260201_b/migration.sql", second.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.Contains(
            "P3015",
            second.GetProperty("hazards")[0].GetProperty("why").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/nonexistent")]
    [InlineData("../../outside.sql")]
    public void I08_a_link_that_leads_out_is_danger_and_is_not_followed(string target)
    {
        Write("prisma/outside.sql", "SELECT 'outside';");
        Migration("20260101_a", "SELECT 1;");
        Directory.CreateDirectory(_folder.In("prisma/migrations/20260201_b"));
        File.CreateSymbolicLink(_folder.In("prisma/migrations/20260201_b/migration.sql"), target);

        Assert.Equal(1, Run([_folder.In("prisma/migrations")], json: true, failOn: "danger"));

        Assert.DoesNotContain("outside'", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("symbolic link", Lines()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void I08_a_folder_that_is_a_link_out_is_danger_too()
    {
        Migration("20260101_a", "SELECT 1;");
        Write("elsewhere/migration.sql", "SELECT 'elsewhere';");
        Directory.CreateSymbolicLink(_folder.In("prisma/migrations/20260201_b"), _folder.In("elsewhere"));

        Run([_folder.In("prisma/migrations")], json: true);

        Assert.DoesNotContain("elsewhere'", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("symbolic link", Lines()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void I08_two_thousand_migrations_are_told_in_their_order()
    {
        for (var number = 0; number < 2000; number++)
            Migration($"2026{number:D4}_m", $"SELECT {number};");

        Assert.Equal(0, Run([_folder.In("prisma/migrations")], json: true));

        Assert.Equal(Enumerable.Range(0, 2000).Select(number => $"SELECT {number}"), Statements());
    }

    [Theory]
    [InlineData("CREATE USER app PASSWORD 'Tr0ub4dor&3';", "Tr0ub4dor&3")]
    [InlineData("INSERT INTO u VALUES (crypt('Tr0ub4dor&3', gen_salt('bf')));", "Tr0ub4dor&3")]
    [InlineData("SELECT dblink('postgresql://app:s3cretPass@db.internal/x', 'SELECT 1');", "s3cretPass")]
    [InlineData("INSERT INTO k VALUES ('ghp_0123456789abcdefghijklmnopqrstuvwxyzAB');", "ghp_0123456789")]
    [InlineData("INSERT INTO people VALUES (254712345678);", "254712345678")]
    public void G07_a_secret_in_the_SQL_is_not_printed(string sql, string secret)
    {
        var file = Write("a.sql", $"{sql}\nDROP TABLE a;");

        Run([file], json: true);
        Run([file]);

        Assert.DoesNotContain(secret, _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("drop-table", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_printed_review_reads_as_it_was_approved()
    {
        Migration(
            "20260903_drop_old_phone",
            """
            -- AlterTable
            ALTER TABLE "customers" DROP COLUMN "old_phone";

            -- CreateIndex
            CREATE UNIQUE INDEX "customers_email_key" ON "customers"("email");

            """
        );
        Migration("20260904_note", "ALTER TABLE \"customers\" ADD COLUMN \"note\" TEXT;\n");
        Migration("20260905_psql", "\\! echo \u001b[2J\n");

        Run([_folder.In("prisma/migrations")]);

        var text = _output.ToString().Replace(_folder.Path, "", StringComparison.Ordinal);
        var approved = Path.Combine(Places.Tests, "Commands", "Approved", "review.txt");
        if (Environment.GetEnvironmentVariable("MICROBIMA_APPROVE") is "1")
            File.WriteAllText(approved, text);

        Assert.Equal(File.ReadAllText(approved), text);
    }

    [Fact]
    public void The_version_of_the_server_decides()
    {
        var file = Write("a.sql", "CREATE INDEX CONCURRENTLY i ON a (b);");

        Assert.Equal(1, Run([file], failOn: "danger", pg: new PgVersion(14, 2)));
        Assert.Equal(0, Run([file], failOn: "danger", pg: new PgVersion(15)));
    }

    private int Run(string[] paths, bool json = false, string? failOn = null, PgVersion? pg = null) =>
        new ReviewCommand(_output, _messages, new Redactor(), pg ?? new PgVersion(15), json).Run(
            paths,
            failOn,
            Grammar.Shared
        );

    private void Migration(string name, string sql) => Write($"prisma/migrations/{name}/migration.sql", sql);

    private string Write(string name, string text)
    {
        var path = _folder.In(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private string[] Lines() => _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private IEnumerable<string?> Statements() =>
        Lines().Select(line => JsonDocument.Parse(line).RootElement.GetProperty("statement").GetString());
}
