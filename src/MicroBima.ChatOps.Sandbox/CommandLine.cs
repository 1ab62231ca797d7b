using System.Globalization;

namespace MicroBima.ChatOps.Sandbox;

/// <summary>Reads the options of the sandbox's command line.</summary>
internal static class CommandLine
{
    public const string Usage =
        "sandbox [--port N] [--data DIR] [--watch SECONDS] [--bot PATH] [--headless] [--no-world]";

    /// <summary>The options, or the sentence that says what is wrong with them.</summary>
    public static (SandboxOptions? Options, string? Wrong) Read(string[] arguments)
    {
        var options = new SandboxOptions();
        for (var index = 0; index < arguments.Length; index++)
        {
            var name = arguments[index];
            if (name is "--headless")
            {
                options = options with { Headless = true };
                continue;
            }
            if (name is "--no-world")
            {
                options = options with { HasWorld = false };
                continue;
            }
            if (name is not ("--port" or "--data" or "--watch" or "--bot"))
            {
                return (null, $"Unknown option {name}. Usage: {Usage}");
            }
            if (++index == arguments.Length)
            {
                return (null, $"{name} needs a value. Usage: {Usage}");
            }
            var read = With(options, name, arguments[index]);
            if (read is null)
            {
                return (null, $"{name} cannot be {arguments[index]}. Usage: {Usage}");
            }
            options = read;
        }
        return (options, null);
    }

    private static SandboxOptions? With(SandboxOptions options, string name, string value) =>
        name switch
        {
            "--data" => options with { DataFolder = Path.GetFullPath(value) },
            "--bot" => options with { BotPath = value },
            "--port" => Number(value) is { } port and >= 0 and <= 65535 ? options with { Port = port } : null,
            _ => Number(value) is { } seconds and > 0 and <= 3600
                ? options with
                {
                    Watch = TimeSpan.FromSeconds(seconds),
                }
                : null,
        };

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
