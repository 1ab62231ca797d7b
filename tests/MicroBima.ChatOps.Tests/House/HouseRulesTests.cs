using System.Reflection;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.House;

/// <summary>Rules about the code itself that no compiler knows.</summary>
public sealed partial class HouseRulesTests
{
    private const int LongestFile = 400;

    [Fact]
    public void No_file_is_longer_than_400_lines()
    {
        var files = Places
            .SourceFiles(Places.Sources, ".cs", ".razor")
            .Concat(Places.SourceFiles(Path.Combine(Places.Repository, "tests"), ".cs"));

        AssertNone(files.Where(file => File.ReadLines(file).Count() > LongestFile).Select(Named));
    }

    [Fact]
    public void Every_asynchronous_method_takes_a_cancellation_token_last() =>
        AssertNone(
            new[] { typeof(Phase).Assembly, typeof(DiscordClient).Assembly }
                .SelectMany(assembly => assembly.GetTypes())
                .Where(type => type.IsVisible && !type.IsAssignableTo(typeof(Delegate)))
                .SelectMany(type =>
                    type.GetMethods(
                        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly
                    )
                )
                .Where(IsAsynchronous)
                .Where(method => !method.IsSpecialName && !IsForeign(method))
                .Where(method => method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
                .Select(method => $"{method.DeclaringType!.FullName}.{method.Name}")
        );

    [Fact]
    public void Every_public_type_says_in_one_sentence_what_it_is_for()
    {
        var silent = new List<string>();
        foreach (
            var file in Places
                .SourceFiles(Places.Sources, ".cs")
                .Where(file => !file.Contains("/MicroBima.ChatOps.Analyzers/", StringComparison.Ordinal))
        )
        {
            var lines = File.ReadAllLines(file);
            var around = new Stack<(int Indent, bool IsPublic)>();
            for (var at = 0; at < lines.Length; at++)
            {
                if (TypeDeclaration().Match(lines[at]) is not { Success: true } declared)
                    continue;

                var indent = declared.Groups["indent"].Length;
                while (around.TryPeek(out var outer) && outer.Indent >= indent)
                    around.Pop();

                var isPublic = declared.Groups["public"].Success && around.All(outer => outer.IsPublic);
                around.Push((indent, isPublic));
                if (isPublic && !IsDescribed(lines, at))
                    silent.Add($"{Named(file)}:{at + 1} {lines[at].Trim()}");
            }
        }

        AssertNone(silent);
    }

    [Fact]
    public void No_test_sleeps() =>
        AssertNone(
            Places
                .SourceFiles(Path.Combine(Places.Repository, "tests"), ".cs")
                .Where(file => !file.EndsWith("HouseRulesTests.cs", StringComparison.Ordinal))
                .Where(file => File.ReadAllText(file).Contains("Thread.Sleep(", StringComparison.Ordinal))
                .Select(Named)
        );

    /// <summary>xUnit 2 asks for <see cref="IAsyncLifetime"/> and <see cref="IDisposable"/> only: anything else would leave folders and servers behind.</summary>
    [Fact]
    public void What_a_test_holds_is_given_back_in_a_way_that_xUnit_calls() =>
        AssertNone(
            typeof(HouseRulesTests)
                .Assembly.GetTypes()
                .Where(type => type.GetMethods().Any(method => method.GetCustomAttributes<FactAttribute>().Any()))
                .Where(type => type.IsAssignableTo(typeof(IAsyncDisposable)))
                .Where(type => !type.IsAssignableTo(typeof(IAsyncLifetime)))
                .Select(type => type.FullName!)
        );

    [Fact]
    public void E11_The_store_is_asked_by_keys_and_never_by_a_query_of_text() =>
        AssertNone(
            Places
                .SourceFiles(Path.Combine(Places.Repository, "src"), ".cs")
                .Where(file => File.ReadAllText(file) is var text && text.Contains("LiteDB", StringComparison.Ordinal))
                .Where(file => QueryOfText().IsMatch(File.ReadAllText(file)))
                .Select(Named)
        );

    [SkippableFact]
    public void Every_id_in_the_name_of_a_test_is_in_the_catalogue()
    {
        var catalogue = CatalogueId()
            .Matches(File.ReadAllText(Places.Shared("attack-catalogue.md")))
            .Select(match => match.Groups["id"].Value);
        var conformance = ConformanceId()
            .Matches(File.ReadAllText(Places.Shared("conformance.md")))
            .Select(match => match.Groups["id"].Value);
        var invariants = Enumerable.Range(1, 8).Select(number => $"I{number}");
        var known = catalogue.Concat(conformance).Concat(invariants).ToHashSet(StringComparer.Ordinal);

        var used =
            from type in typeof(HouseRulesTests).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            where method.GetCustomAttributes<FactAttribute>().Any()
            let match = IdInName().Match(method.Name)
            where match.Success && !known.Contains(match.Groups["id"].Value)
            select $"{type.Name}.{method.Name}";

        AssertNone(used);
    }

    private static void AssertNone(IEnumerable<string> found) => Assert.True(!found.Any(), string.Join('\n', found));

    private static bool IsDescribed(string[] lines, int at)
    {
        while (--at >= 0 && lines[at].TrimStart() is ['[', ..] or [')', ..] or ['#', ..] or ['"', ..] or ['(', ..])
        {
            // Attributes may stand between the summary and its type.
        }

        return at >= 0 && lines[at].TrimStart().StartsWith("///", StringComparison.Ordinal);
    }

    private static bool IsAsynchronous(MethodInfo method) =>
        typeof(Task).IsAssignableFrom(method.ReturnType)
        || method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal)
        || method.ReturnType.Name.StartsWith("IAsyncEnumerable", StringComparison.Ordinal);

    // Somebody else chose the parameters: an override or an implementation of a type that is not ours.
    private static bool IsForeign(MethodInfo method) =>
        !IsOurs(method.GetBaseDefinition().DeclaringType!)
        || method
            .DeclaringType!.GetInterfaces()
            .Where(type => !IsOurs(type))
            .Any(type =>
                method.DeclaringType.IsInterface is false
                && method.DeclaringType.GetInterfaceMap(type).TargetMethods.Contains(method)
            );

    private static bool IsOurs(Type type) =>
        type.Assembly == typeof(Phase).Assembly || type.Assembly == typeof(DiscordClient).Assembly;

    private static string Named(string file) => Path.GetRelativePath(Places.Repository, file);

    [GeneratedRegex(
        @"^(?<indent>\s*)(?:(?<public>public)\s+|internal\s+|private\s+|protected\s+|file\s+)(?:(?:static|sealed|abstract|readonly|partial|ref|unsafe)\s+)*(?:class|interface|enum|struct|record|delegate)\b",
        RegexOptions.None,
        1000
    )]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(
        @"BsonExpression|\bQuery\.|\.(Execute|Query|Find|FindOne|DeleteMany|UpdateMany|Count|Exists|Where)\(\s*[$@]?""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex QueryOfText();

    [GeneratedRegex(@"^\| (?<id>[A-P]\d{2}) \|", RegexOptions.Multiline, 1000)]
    private static partial Regex CatalogueId();

    [GeneratedRegex(@"^- (?<id>[A-Z]\d{1,2}) ", RegexOptions.Multiline, 1000)]
    private static partial Regex ConformanceId();

    [GeneratedRegex(@"^(?<id>[A-Z]\d{1,2})_", RegexOptions.None, 1000)]
    private static partial Regex IdInName();
}
