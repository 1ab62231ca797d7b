using System.Text;
using CsCheck;
using MicroBima.ChatOps.Migrations.Review;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Migrations;

/// <summary>The review of whole files: encodings, sizes, places, and what does not change a verdict.</summary>
public sealed class ReviewerTests
{
    private const string Harmless = "SELECT 1;\n";

    private static readonly string[] Prefixes = ["/* DROP TABLE x; */", "-- x\n", "/* a /* b */ */\n", "\r\n\t", ";"];

    public static TheoryData<string> Lures => ["SELECT 1", "INSERT INTO t VALUES ('a;b')", "CREATE VIEW v AS SELECT 1"];

    [Fact]
    public void I06_a_dangerous_statement_after_5000_harmless_lines_is_found_with_its_line()
    {
        var sql = string.Concat(Enumerable.Repeat(Harmless, 5000)) + "DROP TABLE customers;\n";

        var found = Assert.Single(Grammar.Review(sql).Statements, statement => statement.Level is Level.Danger);

        Assert.Equal((5001, "DROP TABLE customers"), (found.Line, found.Sql));
    }

    [Fact]
    public void A_statement_is_named_by_the_line_of_its_first_word()
    {
        var lines = Grammar
            .Review("-- one\n\n/* two\n */ SELECT\n 1;\n\n  -- x\n  DROP TABLE a;SELECT 2")
            .Statements.Select(statement => (statement.Line, statement.Sql.Split('\n')[0]));

        Assert.Equal([(4, "SELECT"), (8, "DROP TABLE a"), (8, "SELECT 2")], lines);
    }

    [Theory]
    [InlineData("UTF-8 with a byte order mark", new byte[] { 0xEF, 0xBB, 0xBF, (byte)';' })]
    [InlineData("UTF-16, little end first", new byte[] { 0xFF, 0xFE, (byte)';', 0 })]
    [InlineData("UTF-16, big end first", new byte[] { 0xFE, 0xFF, 0, (byte)';' })]
    [InlineData("UTF-16 without a mark", new byte[] { (byte)';', 0, (byte)';', 0 })]
    [InlineData("Latin-1", new byte[] { (byte)'-', (byte)'-', 0xE4 })]
    [InlineData("an overlong letter", new byte[] { (byte)'-', (byte)'-', 0xC0, 0xAF })]
    [InlineData("half a surrogate", new byte[] { (byte)'-', (byte)'-', 0xED, 0xA0, 0x80 })]
    [InlineData("NUL", new byte[] { (byte)';', 0, (byte)';' })]
    public void I07_what_cannot_be_read_is_danger(string what, byte[] file)
    {
        var statement = Assert.Single(Grammar.Review(file).Statements);

        var hazard = Assert.Single(statement.Hazards);
        Assert.Equal((Level.Danger, "unparseable"), (hazard.Level, hazard.Rule));
        Assert.StartsWith("cannot read: ", hazard.Why, StringComparison.Ordinal);
        Assert.NotEmpty(what);
    }

    [Fact]
    public void I08_a_file_of_ten_megabytes_is_danger_and_takes_no_time()
    {
        var statement = Assert.Single(Grammar.Review(new byte[10 * 1024 * 1024]).Statements);

        Assert.Equal("unparseable", Assert.Single(statement.Hazards).Rule);
    }

    [Fact]
    public void A_comment_of_comments_is_refused_unread()
    {
        var statement = Assert.Single(
            Grammar.Review(string.Concat(Enumerable.Repeat("/*", 200_000)) + "DROP TABLE a;").Statements
        );

        Assert.Contains("more comments than people write", statement.Hazards[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void One_statement_that_breaks_the_parser_hides_no_other()
    {
        var deep = $"SELECT {string.Join('+', Enumerable.Repeat("1", 20_000))}";

        var review = Grammar.Review($"{deep};\nDROP TABLE customers;\n{deep};");

        Assert.Equal(
            ["unparseable", "drop-table", "unparseable"],
            review.Statements.Select(statement => Assert.Single(statement.Hazards).Rule)
        );
    }

    [Fact]
    public void A_thousand_statements_that_break_the_parser_are_given_up_in_time()
    {
        var deep = $"SELECT {string.Join('+', Enumerable.Repeat("1", 7000))};";

        var review = Grammar.Review(string.Concat(Enumerable.Repeat(deep, 70)));

        Assert.All(review.Statements, statement => Assert.Equal(Level.Danger, statement.Level));
        Assert.Contains("too often", review.Statements[^1].Hazards[0].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void I04_comments_and_line_ends_between_statements_change_no_verdict()
    {
        var cases = ReviewCase.All.Where(one => one.Level is not "safe" && !one.Rules.Contains("unparseable")).ToList();

        Gen.Select(Gen.Int[0, cases.Count - 1], Gen.Int[0, Prefixes.Length - 1])
            .Sample(
                pair =>
                {
                    var one = cases[pair.Item1];
                    var sql = $"{Prefixes[pair.Item2]}{one.Sql.Replace("\n", "\r\n", StringComparison.Ordinal)}";
                    Assert.Equal(one.Rules, Rules(Grammar.Review(sql, one.Pg)));
                },
                iter: 150,
                threads: 1
            );
    }

    [Theory]
    [MemberData(nameof(Lures))]
    public void I03_a_dangerous_statement_is_found_behind_others_and_inside_a_block(string lure)
    {
        foreach (var dangerous in new[] { "DROP TABLE customers", "TRUNCATE customers", "DELETE FROM customers" })
        {
            var behind = Grammar.Review($"{lure};{dangerous}");
            var inside = Grammar.Review(
                $"DO $x$ BEGIN {lure.Replace("SELECT", "PERFORM", StringComparison.Ordinal).Replace("AS PERFORM", "AS SELECT", StringComparison.Ordinal)}; {dangerous}; END $x$"
            );

            Assert.Equal(Level.Danger, behind.Level);
            Assert.Equal(behind.Statements[1].Hazards[0].Rule, inside.Statements[0].Hazards[0].Rule);
        }
    }

    [Fact]
    public void I12_a_sleep_under_a_lock_says_which_line_holds_it()
    {
        var review = Grammar.Review("ALTER TABLE policies ADD COLUMN a text;\nSELECT pg_sleep(60);\n");

        Assert.Equal(
            ["multi-lock-window", "pg-sleep"],
            review.Statements[1].Hazards.Select(hazard => hazard.Rule).Order(StringComparer.Ordinal)
        );
        Assert.Contains(
            "line 1 has locked policies",
            review.Statements[1].Hazards[^1].Why + review.Statements[1].Hazards[0].Why,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_two_axes_are_told_apart()
    {
        var drop = Grammar.Review("DROP TABLE a").Statements[0];
        var index = Grammar.Review("CREATE INDEX i ON a (b)").Statements[0];
        var grant = Grammar.Review("GRANT SELECT ON a TO b").Statements[0];

        Assert.Equal((DataLoss.Certain, Level.Danger), (drop.Data, drop.Availability));
        Assert.Equal((DataLoss.None, Level.Caution), (index.Data, index.Availability));
        Assert.Equal((DataLoss.None, Level.Safe), (grant.Data, grant.Availability));
    }

    [Theory]
    [InlineData("15", 15, null)]
    [InlineData("14.2", 14, 2)]
    public void A_version_is_read_with_and_without_its_minor_number(string text, int major, int? minor) =>
        Assert.Equal(new PgVersion(major, minor), PgVersion.Parse(text, null));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("8")]
    [InlineData("15.")]
    [InlineData("-15")]
    [InlineData("15.1.2")]
    public void What_is_no_version_is_refused(string text) => Assert.False(PgVersion.TryParse(text, null, out _));

    [Fact]
    public void The_number_of_the_server_is_its_version() => Assert.Equal(new PgVersion(15, 18), PgVersion.Of(150018));

    private static string Rules(FileReview review) =>
        string.Join(
            ',',
            review
                .Statements.SelectMany(statement => statement.Hazards)
                .Select(hazard => hazard.Rule)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
}
