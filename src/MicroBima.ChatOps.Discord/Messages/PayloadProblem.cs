namespace MicroBima.ChatOps.Discord;

/// <summary>What Discord would refuse, and where it stands.</summary>
public sealed record PayloadProblem(string Where, string What)
{
    /// <inheritdoc />
    public override string ToString() => $"{Where}: {What}";
}

/// <summary>A payload that was not sent, because Discord would have refused it.</summary>
public sealed class InvalidPayloadException(IReadOnlyList<PayloadProblem> problems)
    : Exception($"Not sent, because Discord would refuse it. {string.Join("; ", problems)}")
{
    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<PayloadProblem> Problems { get; } = problems;
}

/// <summary>Collects what is wrong; each check names the place.</summary>
internal sealed class Findings
{
    private readonly List<PayloadProblem> _problems = [];

    public IReadOnlyList<PayloadProblem> Problems => _problems;

    public void Add(string where, string what) => _problems.Add(new PayloadProblem(where, what));

    public void Text(string where, string? text, int longest, int shortest = 1)
    {
        if (text is null)
            return;
        if (text.Length > longest)
            Add(where, $"{text.Length} characters, at most {longest} are allowed.");
        if (text.Length < shortest || (shortest > 0 && string.IsNullOrWhiteSpace(text)))
            Add(where, "must not be empty.");
    }

    public void Count(string where, int count, int fewest, int most)
    {
        if (count < fewest || count > most)
            Add(where, $"{count} entries, {fewest} to {most} are allowed.");
    }

    public void Unique(string where, IEnumerable<string> values)
    {
        foreach (var twin in values.GroupBy(v => v, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            Add(where, $"\"{twin.Key}\" appears more than once.");
    }

    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
            throw new InvalidPayloadException(_problems);
    }
}
