using System.Globalization;
using System.Text;

namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>A line of a made-up log with what is true about it.</summary>
/// <param name="Event">The number of the event that it belongs to.</param>
/// <param name="Template">What kind of event it is.</param>
internal sealed record LabelledLine(string Text, int Event, string Template, bool IsBad);

/// <summary>Makes logs in the manner of a system from templates with gaps: <c>«int»</c>, <c>«ip»</c>, <c>«pick:a,b»</c>. The same seed makes the same log.</summary>
internal sealed class LabelledLog(int seed)
{
    private static readonly string[] First =
    [
        "ana",
        "ben",
        "cara",
        "dan",
        "eve",
        "finn",
        "gia",
        "hal",
        "ivo",
        "joy",
        "kim",
        "leo",
        "mia",
        "nia",
        "oli",
        "pia",
    ];
    private static readonly string[] Second =
    [
        "adams",
        "bora",
        "clark",
        "doyle",
        "evans",
        "fox",
        "gray",
        "hill",
        "irwin",
        "jones",
        "kent",
        "lowe",
        "mason",
        "nolan",
        "owen",
        "price",
    ];

    private readonly Random _random = new(seed);
    private DateTime _now = new(2026, 11, 22, 9, 0, 0, DateTimeKind.Utc);

    /// <summary>A log of so many events: each template at least once, then few of them often and many seldom.</summary>
    public IReadOnlyList<LabelledLine> Make(SampleSystem system, int events)
    {
        var lines = new List<LabelledLine>();
        var weights = system.Templates.Select(_ => Math.Pow(_random.NextDouble(), 3) + 0.01).ToArray();
        var total = weights.Sum();
        for (var number = 0; number < events; number++)
        {
            var index = number < system.Templates.Count ? number : Drawn(weights, total);
            var (text, isBad) = system.Templates[index];
            _now = _now.AddMilliseconds(_random.Next(400));
            var head = Fill(system.Head);
            var first = true;
            foreach (var line in text.Split('\n'))
            {
                lines.Add(
                    new LabelledLine(
                        (first || system.HeadOnEach ? head : "")
                            + Fill(line.Replace("«same»", head, StringComparison.Ordinal)),
                        number,
                        $"{index}",
                        isBad
                    )
                );
                first = false;
            }
        }

        return lines;
    }

    private int Drawn(double[] weights, double total)
    {
        var at = _random.NextDouble() * total;
        var index = 0;
        while (index < weights.Length - 1 && (at -= weights[index]) > 0)
            index++;

        return index;
    }

    private string Fill(string template)
    {
        var text = new StringBuilder();
        for (var at = 0; at < template.Length; )
        {
            var open = template.IndexOf('«', at);
            var close = open < 0 ? -1 : template.IndexOf('»', open);
            if (close < 0)
            {
                text.Append(template, at, template.Length - at);
                break;
            }

            text.Append(template, at, open - at).Append(Value(template[(open + 1)..close]));
            at = close + 1;
        }

        return text.ToString();
    }

    private string Value(string gap)
    {
        var (name, rest) = gap.Split(':', 2) is [var kind, var more] ? (kind, more) : (gap, "");
        return name switch
        {
            "int" => Text($"{_random.Next(1, 100_000)}"),
            "epoch" => Text($"{_random.Next(1_100_000_000, 1_200_000_000)}"),
            "small" => Text($"{_random.Next(1, 30)}"),
            "zero" => "0",
            "any" => Text($"{_random.Next(0, 4)}"),
            "float" => Text($"{_random.NextDouble() * 100:0.00}"),
            "ms" => Text($"{_random.Next(1, 900)}ms"),
            "size" => Text($"{_random.NextDouble() * 100:0.0} {(_random.Next(2) == 0 ? "KB" : "MB")}"),
            "ip" => Text($"10.{_random.Next(256)}.{_random.Next(256)}.{_random.Next(1, 255)}"),
            "port" => Text($"{_random.Next(1024, 65_000)}"),
            "hex" => Text($"0x{_random.Next():x}"),
            "hex8" => Text($"{_random.Next():x8}"),
            "long" => Text($"{(_random.Next(2) == 0 ? "-" : "")}{_random.NextInt64(1L << 40, 1L << 62)}"),
            "uuid" => new Guid(Bytes(16)).ToString(),
            "mac" => string.Join(':', Bytes(6).Select(one => one.ToString("x2", CultureInfo.InvariantCulture))),
            "path" =>
                $"/{Pick(Second)}/{Pick(First)}/{Pick(Second)}{(_random.Next(2) == 0 ? Text($"-{_random.Next(1000)}") : "")}.{Pick(["dat", "log", "js"])}",
            "user" => _random.Next(4) == 0
                ? Text($"{Pick(First)}{_random.Next(100)}")
                : $"{Pick(First)}{(_random.Next(2) == 0 ? "" : Pick(Second))}",
            "host" => $"{Pick(First)}.{Pick(Second)}.example.{Pick(["com", "net", "org"])}",
            "node" => Text($"node-{_random.Next(256)}"),
            "pick" => Pick(rest.Split(',')),
            "time" => _now.ToString(rest.Length > 0 ? rest : "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
            "list" => string.Join(
                ' ',
                Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Text($"dn{_random.Next(1000)}"))
            ),
            _ => throw new ArgumentException($"There is no gap {gap}.", nameof(gap)),
        };
    }

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private string Pick(string[] from) => from[_random.Next(from.Length)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A system: what stands before its messages, and its messages; those that are bad begin with an exclamation mark.</summary>
internal sealed record SampleSystem(string Name, string Head, params string[] Written)
{
    /// <summary>True where each line of an event has the head.</summary>
    public bool HeadOnEach { get; init; }

    /// <summary>The templates without their marks.</summary>
    public IReadOnlyList<(string Text, bool IsBad)> Templates { get; } =
    [.. Written.Select(text => text.StartsWith('!') ? (text[1..], true) : (text, false))];

    public override string ToString() => Name;
}
