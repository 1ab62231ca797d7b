using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Migrations.Grammar;
using MicroBima.ChatOps.Migrations.Review;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Commands;

/// <summary><c>chatops review</c>: what migrations may do to a database that people use, before they do it.</summary>
internal sealed class ReviewCommand(
    TextWriter output,
    TextWriter messages,
    Redactor redactor,
    PgVersion pg,
    bool asJson
)
{
    private const int LongestStatement = 4000;
    private const int LongestNumber = 5;
    private const int FilesForAThread = 50;

    private readonly Dictionary<Level, int> _statements = [];
    private int _files;

    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "SQL files, folders of SQL files, or Prisma's folder of migrations",
            Arity = ArgumentArity.OneOrMore,
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a statement, safe ones included" };
        var failOn = new Option<string?>("--fail-on")
        {
            Description = "End with 1 where a statement is as bad as this: danger or caution",
        };
        failOn.AcceptOnlyFromAmong("danger", "caution");
        var version = new Option<PgVersion>("--pg")
        {
            Description = "Version of the server: 15, or 14.2",
            DefaultValueFactory = _ => new PgVersion(15),
            CustomParser = given =>
            {
                if (PgVersion.TryParse(given.Tokens[0].Value, null, out var parsed))
                    return parsed;

                given.AddError($"'{given.Tokens[0].Value}' is not a version of PostgreSQL. Examples: 15, 14.2.");
                return default;
            },
        };
        var review = new Command("review", "Say what migrations may do: locks, rewrites, lost data, and the safe way")
        {
            paths,
            json,
            failOn,
            version,
        };
        review.SetAction(parsed =>
        {
            using var grammar = new PgGrammar(PgGrammar.FolderOfUser());
            using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16);
            return new ReviewCommand(
                output,
                Console.Error,
                new Redactor(),
                parsed.GetValue(version),
                parsed.GetValue(json)
            ).Run(parsed.GetValue(paths)!, parsed.GetValue(failOn), grammar);
        });
        return review;
    }

    /// <summary>0: nothing as bad as asked for; 1: something is; 2: there was nothing to read, or it could not be read.</summary>
    public int Run(IReadOnlyList<string> paths, string? failOn, PgGrammar grammar)
    {
        var isComplete = true;
        using var parsers = new ThreadLocal<PgParser>(grammar.Open, trackAllValues: true);
        foreach (var path in paths)
        {
            var files = SqlFiles.Below(path);
            if (files is not { Count: > 0 })
            {
                messages.WriteLine(files is null ? $"{path}: no such file or folder." : $"{path}: no SQL is there.");
                isComplete = false;
                continue;
            }

            var reviews = files
                .AsParallel()
                .AsOrdered()
                .WithDegreeOfParallelism(Math.Clamp(files.Count / FilesForAThread, 1, Environment.ProcessorCount))
                .Select(file => (file.Path, Review: TryReview(file, parsers.Value!)))
                .Select(one => (one.Path, one.Review, Lines: asJson ? Lines(one.Path, one.Review) : []));
            foreach (var (file, review, lines) in reviews)
            {
                isComplete &= review is not null;
                Count(review);
                foreach (var line in lines)
                    output.WriteLine(line);
                if (!asJson)
                    Print(file, review);
            }
        }

        foreach (var parser in parsers.Values)
            parser.Dispose();

        if (!asJson)
            Summarize();

        output.Flush();
        var worst = _statements.Keys.DefaultIfEmpty(Level.Safe).Max();
        return !isComplete ? 2
            : failOn is "danger" && worst >= Level.Danger || failOn is "caution" && worst >= Level.Caution ? 1
            : 0;
    }

    /// <summary>The review, or null where the file is closed to us; that is said at once.</summary>
    private FileReview? TryReview(SqlFile file, PgParser parser)
    {
        try
        {
            return file.WhyUnreadable is { } why
                ? Reviewer.Unreadable(why)
                : new Reviewer(parser, pg).Review(file.Read());
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            lock (messages)
                messages.WriteLine($"{file.Path}: cannot be read: {closed.Message}");
            return null;
        }
    }

    private List<string> Lines(string path, FileReview? review) =>
        [
            .. (review?.Statements ?? []).Select(statement =>
                JsonSerializer.Serialize(
                    ReviewLine.Of(path, statement, MaskOf(statement)),
                    ReviewFormat.Default.ReviewLine
                )
            ),
        ];

    private void Count(FileReview? review)
    {
        _files++;
        foreach (var statement in review?.Statements ?? [])
            _statements[statement.Level] = Count(statement.Level) + 1;
    }

    private void Print(string path, FileReview? review)
    {
        foreach (var statement in (review?.Statements ?? []).Where(statement => statement.Level is not Level.Safe))
            Print(path, statement);
    }

    private void Print(string path, ReviewedStatement statement)
    {
        var masked = MaskOf(statement);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{PlainText.Line(path)}:{statement.Line}: {statement.Level.Sign()} {statement.Level.Word()}"
            )
        );
        if (statement.Sql.Length > 0)
            output.WriteLine($"    {Excerpt.Of(PlainText.Line(masked(statement.Sql)), 160)}");

        foreach (var hazard in statement.Hazards)
        {
            var effects = new[]
            {
                hazard.Rule,
                hazard.Lock is Locks.None ? "" : $"{hazard.Lock} lock",
                hazard.Rewrites ? "rewrites" : "",
                hazard.LosesData ? "loses data" : "",
            };
            output.WriteLine($"  • {string.Join(" · ", effects.Where(effect => effect.Length > 0))}");
            output.WriteLine($"    {PlainText.Line(masked(hazard.Why))}.");
            output.WriteLine($"    Instead: {hazard.Instead}");
        }

        output.WriteLine();
    }

    private void Summarize() =>
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Words.Count(_files, "file")}, {Words.Count(_statements.Values.Sum(), "statement")} for PostgreSQL {pg}: {Count(Level.Danger)} danger, {Count(Level.Caution)} caution, {Count(Level.Safe)} safe."
            )
        );

    private int Count(Level level) => _statements.GetValueOrDefault(level);

    /// <summary>
    /// False for SQL of keywords and names alone, which most statements are: there is no string, no comment, no address and no long
    /// number in it, so there is no secret, and a thousand files are reviewed in half a second.
    /// </summary>
    private static bool MayHoldSecrets(string sql)
    {
        var digits = 0;
        foreach (var letter in sql)
        {
            digits = char.IsAsciiDigit(letter) ? digits + 1 : 0;
            if (digits > LongestNumber || !char.IsAscii(letter) || letter is '\'' or '$' or '@' or ':' or '/' or '-')
                return true;
        }

        return false;
    }

    /// <summary>What masks the texts of a statement. Where its SQL cannot hold a secret, a sentence of ours about its names cannot either.</summary>
    private Func<string, string> MaskOf(ReviewedStatement statement)
    {
        var isPlain = !MayHoldSecrets(statement.Sql);
        return text =>
        {
            var said = isPlain ? text.Replace(": ", " ", StringComparison.Ordinal) : text;
            var masked = MayHoldSecrets(said) ? redactor.Mask(text) : text;
            return Excerpt.Of(masked, LongestStatement);
        };
    }
}
