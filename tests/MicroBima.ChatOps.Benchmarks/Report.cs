using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>What a benchmark found, as Markdown: printed, and kept beside the benchmarks with the machine it was found on.</summary>
internal sealed class Report
{
    private readonly string _name;
    private readonly StringBuilder _text = new();

    public Report(string name, string[] arguments)
    {
        _name = name;
        var command = string.Join(' ', arguments.Where(one => !one.Contains('/', StringComparison.Ordinal)));
        Line($"# {name}");
        Line();
        Line($"- Date: {TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC");
        Line($"- Machine: {Environment.ProcessorCount} cores ({Processor}), {Memory} GiB, Linux {Kernel}");
        Line($"- Runtime: {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}");
        Line($"- Command: `dotnet run -c Release --project tests/MicroBima.ChatOps.Benchmarks -- {command}`");
        Line($"- Load at the start: {Load}. The machine is shared: read medians and ratios, not single values.");
    }

    /// <summary>The folder of all tests, whose sources lie beside the program that was built of them.</summary>
    public static string Tests => Path.Combine(Root(), "tests");

    private static string Load => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    private static string Kernel => string.Join('.', File.ReadAllText("/proc/sys/kernel/osrelease").Split('.').Take(2));

    private static string Processor => Field("/proc/cpuinfo", "model name");

    private static string Memory => Show(Mebibytes("/proc/meminfo", "MemTotal") / 1024);

    /// <summary>A size that the kernel tells in a file of lines like <c>VmRSS: 1024 kB</c>.</summary>
    public static double Mebibytes(string file, string name) =>
        double.Parse(Field(file, name).Split(' ')[0], CultureInfo.InvariantCulture) / 1024;

    /// <summary>Whole numbers from a hundred on, three digits below.</summary>
    public static string Show(double value) =>
        value.ToString(
            Math.Abs(value) switch
            {
                >= 100 => "0",
                >= 10 => "0.0",
                _ => "0.00",
            },
            CultureInfo.InvariantCulture
        );

    /// <summary>A sentence that the numbers need.</summary>
    public void Say(string text)
    {
        Line();
        Line(text);
    }

    public void Table(string[] head, IEnumerable<string[]> rows)
    {
        Line();
        Line($"| {string.Join(" | ", head)} |");
        Line($"|{string.Concat(head.Select((_, column) => column == 0 ? "---|" : "---:|"))}");
        foreach (var row in rows)
            Line($"| {string.Join(" | ", row)} |");
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        Say($"Load at the end: {Load}.");
        var folder = Directory.CreateDirectory(Path.Combine(Tests, "MicroBima.ChatOps.Benchmarks", "results"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{_name}.md"), _text.ToString(), cancellationToken);
        Console.WriteLine(_text);
    }

    private void Line(string text = "") => _text.Append(text).Append('\n');

    private static string Field(string file, string name) =>
        File.ReadLines(file)
            .Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault("unknown");

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MicroBima.ChatOps.sln")))
            folder = folder.Parent;

        return folder?.FullName ?? Directory.GetCurrentDirectory();
    }
}
