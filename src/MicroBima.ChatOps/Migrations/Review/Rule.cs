namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>One row of the table of hazards: what sets it off, what happens then, and what to do instead.</summary>
/// <param name="Code">The word that people and programs know it by.</param>
/// <param name="On">The kinds of <see cref="Part"/> it looks at.</param>
/// <param name="Finds">What it found, in a few words for the reader, or null.</param>
internal sealed record Rule(
    string Code,
    Level Level,
    string Lock,
    IReadOnlyList<string> On,
    Func<Part, FileFacts, string?> Finds,
    string Why,
    string Instead
)
{
    public DataLoss Data { get; init; }

    public bool Rewrites { get; init; }

    public bool LosesData { get; init; }

    /// <summary>True where the work grows with the rows: a scan, a build, a rewrite.</summary>
    public bool IsSlow { get; init; }

    public Hazard At(string subject) =>
        new(Code, Level, Data, Lock, Rewrites, LosesData, subject.Length == 0 ? Why : $"{subject}: {Why}", Instead);
}
