using MicroBima.ChatOps.Migrations.Grammar;
using MicroBima.ChatOps.Migrations.Review;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>PostgreSQL's grammar for all tests: compiled once, into the test's own folder.</summary>
internal static class Grammar
{
    public static PgGrammar Shared { get; } = new(Path.Combine(AppContext.BaseDirectory, "grammar-cache"));

    public static FileReview Review(string sql, string pg = "15")
    {
        using var parser = Shared.Open();
        return new Reviewer(parser, PgVersion.Parse(pg, null)).Review(sql);
    }

    public static FileReview Review(byte[] file)
    {
        using var parser = Shared.Open();
        return new Reviewer(parser, new PgVersion(15)).Review((ReadOnlyMemory<byte>)file);
    }
}
