namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>The arguments of one call of flyctl: the words of the command and its flags, each flag known to the command.</summary>
internal sealed record FlyctlArguments(IReadOnlyList<string> Words, IReadOnlyDictionary<string, string> Flags)
{
    private static readonly Dictionary<string, string> Shorthands = new(StringComparer.Ordinal)
    {
        ["a"] = "app",
        ["C"] = "command",
        ["j"] = "json",
        ["n"] = "no-tail",
        ["q"] = "quiet",
        ["r"] = "region",
        ["s"] = "select",
        ["t"] = "access-token",
        ["u"] = "user",
        ["c"] = "config",
        ["i"] = "instance",
    };

    private static readonly HashSet<string> Switches = new(StringComparer.Ordinal)
    {
        "json",
        "no-tail",
        "quiet",
        "select",
        "pty",
        "verbose",
        "debug",
        "skip-health-checks",
        "force-stop",
    };

    private static readonly string[] Everywhere = ["app", "access-token", "config", "verbose", "debug"];

    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["ssh console"] = ["command", "machine", "region", "quiet", "select", "pty", "user", "address"],
        ["logs"] = ["no-tail", "json", "region", "machine", "instance"],
        ["status"] = ["json"],
        ["machine list"] = ["json", "quiet"],
        ["machine stop"] = ["signal", "timeout"],
        ["machine start"] = [],
        ["machine restart"] = ["signal", "timeout", "force-stop", "skip-health-checks"],
        ["apps restart"] = ["skip-health-checks", "force-stop"],
        ["version"] = ["json"],
    };

    public static IReadOnlyCollection<string> Commands => Known.Keys;

    public string Command => string.Join(' ', Words.Take(IsPair ? 2 : 1));

    public IReadOnlyList<string> Operands => [.. Words.Skip(IsPair ? 2 : 1)];

    private bool IsPair => Words is ["ssh" or "machine" or "machines" or "apps" or "m", _, ..];

    public bool Has(string flag) => Flags.ContainsKey(flag);

    public string? Value(string flag) => Flags.GetValueOrDefault(flag);

    /// <summary>Reads the arguments; the error is in flyctl's own words.</summary>
    public static (FlyctlArguments? Arguments, string? Error) Parse(IReadOnlyList<string> arguments)
    {
        var words = new List<string>();
        var flags = new List<(string Name, string Value, string Error)>();
        for (var at = 0; at < arguments.Count; at++)
        {
            var argument = arguments[at];
            if (argument.Length < 2 || argument[0] != '-')
            {
                words.Add(argument is "m" or "machines" ? "machine" : argument);
                continue;
            }

            var (name, value, unknown) = Flag(argument);
            if (value is null && !Switches.Contains(name) && unknown.Length > 0 && IsKnownAnywhere(name))
            {
                if (++at == arguments.Count)
                    return (null, $"flag needs an argument: {argument}");
                value = arguments[at];
            }

            flags.Add((name, value ?? "true", unknown));
        }

        var parsed = new FlyctlArguments(
            words,
            flags
                .GroupBy(flag => flag.Name, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal)
        );
        if (!Known.TryGetValue(parsed.Command, out var allowed))
            return (parsed, null);

        var wrong = flags.FirstOrDefault(flag => !allowed.Contains(flag.Name) && !Everywhere.Contains(flag.Name));
        return wrong.Error is null ? (parsed, null) : (null, wrong.Error);
    }

    private static bool IsKnownAnywhere(string name) =>
        Everywhere.Contains(name) || Known.Values.Any(flags => flags.Contains(name));

    private static (string Name, string? Value, string Unknown) Flag(string argument)
    {
        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            var parts = argument[2..].Split('=', 2);
            return (parts[0], parts.Length == 2 ? parts[1] : null, $"unknown flag: --{parts[0]}");
        }

        var letter = argument[1..2];
        var rest = argument.Length > 2 ? argument[2..].TrimStart('=') : null;
        return (
            Shorthands.GetValueOrDefault(letter, letter),
            rest,
            $"unknown shorthand flag: '{letter}' in {argument}"
        );
    }
}
