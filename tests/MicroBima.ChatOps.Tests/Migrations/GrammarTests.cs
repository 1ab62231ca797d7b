using System.Text;
using CsCheck;
using MicroBima.ChatOps.Migrations.Grammar;
using MicroBima.ChatOps.Migrations.Review;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Migrations;

/// <summary>PostgreSQL's grammar in its sandbox: whatever it is given, it answers, and the next question meets a sound parser.</summary>
public sealed class GrammarTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();

    private string Cache => _folder.In("cache");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_text_that_exhausts_the_stack_is_refused_and_the_next_one_is_parsed()
    {
        using var parser = Grammar.Shared.Open();
        var deep = $"SELECT {string.Join('+', Enumerable.Repeat("1", 20_000))}";

        Assert.IsType<Parsed.Nonsense>(Parse(parser, deep));
        Assert.Equal(1, parser.Breakdowns);
        AssertParses(parser);
    }

    [Fact]
    public void I08_a_text_of_ten_megabytes_is_refused_unread()
    {
        using var parser = Grammar.Shared.Open();

        Assert.IsType<Parsed.Nonsense>(Parse(parser, new string(' ', 10 * 1024 * 1024)));
        Assert.Equal(0, parser.Breakdowns);
    }

    [Fact]
    public void An_error_names_its_place()
    {
        using var parser = Grammar.Shared.Open();

        var nonsense = Assert.IsType<Parsed.Nonsense>(Parse(parser, "SELECT 1;\nSELEC 2"));

        Assert.Equal(("syntax error at or near \"SELEC\"", 10), (nonsense.Message, nonsense.Offset));
    }

    [Fact]
    public void Whatever_bytes_come_the_review_answers()
    {
        using var parser = Grammar.Shared.Open();
        var reviewer = new Reviewer(parser, new PgVersion(15));
        var cases = ReviewCase
            .All.Where(one => one.Sql.Length > 8)
            .Select(one => Encoding.UTF8.GetBytes(one.Sql))
            .ToList();

        Gen.Select(Gen.Int[0, cases.Count - 1], Gen.Int[0, 10_000], Gen.Int[0, 10_000], Gen.Byte.Array[0, 6])
            .Sample(
                mutation =>
                {
                    var (which, at, length, bytes) = mutation;
                    var sql = cases[which];
                    var from = at % sql.Length;
                    var to = Math.Min(sql.Length, from + length % 12);
                    reviewer.Review(
                        (ReadOnlyMemory<byte>)new[] { sql[..from], bytes, sql[to..] }.SelectMany(part => part).ToArray()
                    );
                },
                iter: 3000,
                threads: 1
            );
    }

    [Fact]
    public void The_compiled_module_is_kept_where_only_its_owner_can_write()
    {
        using (var first = new PgGrammar(Cache))
            AssertParses(first);

        var file = Assert.Single(Directory.GetFiles(Cache));
        Assert.Equal(Private, File.GetUnixFileMode(Cache));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var written = File.GetLastWriteTimeUtc(file);

        using var second = new PgGrammar(Cache);
        AssertParses(second);
        Assert.Equal(written, File.GetLastWriteTimeUtc(file));
    }

    [Fact]
    public void A_cache_that_others_could_have_written_is_neither_read_nor_written()
    {
        Directory.CreateDirectory(Cache, Private | UnixFileMode.OtherWrite);
        File.SetUnixFileMode(Cache, Private | UnixFileMode.OtherWrite);

        using var grammar = new PgGrammar(Cache);

        AssertParses(grammar);
        Assert.Empty(Directory.GetFiles(Cache));
    }

    [Fact]
    public void A_cache_of_which_a_byte_changed_is_never_run()
    {
        using (var first = new PgGrammar(Cache))
            AssertParses(first);
        var file = Assert.Single(Directory.GetFiles(Cache));
        var whole = File.ReadAllBytes(file);
        using (var stream = File.OpenWrite(file))
        {
            stream.Position = whole.Length / 2;
            stream.Write([(byte)~whole[whole.Length / 2]]);
        }

        using var second = new PgGrammar(Cache);

        AssertParses(second);
        Assert.Equal(whole, File.ReadAllBytes(file));
    }

    [Fact]
    public void Without_a_place_for_the_cache_it_works_all_the_same()
    {
        File.WriteAllText(Cache, "a file is in the way");

        using var grammar = new PgGrammar(Cache);

        AssertParses(grammar);
    }

    [Fact]
    public void Several_parsers_work_at_once()
    {
        var answers = Enumerable
            .Range(0, 8)
            .AsParallel()
            .WithDegreeOfParallelism(8)
            .Select(_ =>
            {
                using var parser = Grammar.Shared.Open();
                return Enumerable.Range(0, 50).Count(_ => Parse(parser, "SELECT 1") is Parsed.Tree);
            })
            .ToList();

        Assert.All(answers, count => Assert.Equal(50, count));
    }

    private static void AssertParses(PgGrammar grammar)
    {
        using var parser = grammar.Open();
        AssertParses(parser);
    }

    private static void AssertParses(PgParser parser)
    {
        using var tree = Assert.IsType<Parsed.Tree>(Parse(parser, "SELECT 1"));
        Assert.Equal(1, tree.Document.RootElement.GetProperty("stmts").GetArrayLength());
    }

    private static Parsed Parse(PgParser parser, string sql) => parser.Parse(Encoding.UTF8.GetBytes(sql));
}
