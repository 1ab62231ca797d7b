using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace MicroBima.ChatOps.Configuration;

/// <summary>One thing that is wrong with the configuration: key, value, remedy.</summary>
public sealed record SettingsProblem(string Key, string Value, string Remedy)
{
    /// <inheritdoc />
    public override string ToString() => Value.Length == 0 ? $"{Key}: {Remedy}" : $"{Key} = \"{Value}\": {Remedy}";
}

/// <summary>Reads settings strictly: an unknown key or a value of the wrong kind is a problem, never a silent default.</summary>
public static class SettingsReader
{
    /// <summary>Prefix of environment variables that set a key: <c>CHATOPS_Discord__Token</c>.</summary>
    public const string Prefix = "CHATOPS_";

    /// <summary>The settings of a file with the environment on top, and everything that is wrong with their form.</summary>
    public static (Settings Settings, List<SettingsProblem> Problems) Read(string file)
    {
        var problems = FileCheck.Of("--config", Path.GetFullPath(file)).ToList();
        if (problems.Count > 0)
            return (new Settings(), problems);

        IConfiguration configuration;
        try
        {
            configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.GetFullPath(file), optional: false)
                .AddEnvironmentVariables(Prefix)
                .Build();
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException or FormatException)
        {
            problems.Add(
                new SettingsProblem(
                    file,
                    "",
                    $"cannot be read: {unreadable.InnerException?.Message ?? unreadable.Message}"
                )
            );
            return (new Settings(), problems);
        }

        Check(typeof(Settings), configuration.GetChildren(), "", problems);
        return problems.Count > 0
            ? (new Settings(), problems)
            : (configuration.Get<Settings>() ?? new Settings(), problems);
    }

    private static void Check(
        Type type,
        IEnumerable<IConfigurationSection> sections,
        string path,
        List<SettingsProblem> problems
    )
    {
        foreach (var section in sections)
        {
            var key = path.Length == 0 ? section.Key : $"{path}:{section.Key}";
            var property = type.GetProperty(
                section.Key,
                BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase
            );
            if (property is null)
            {
                var known = string.Join(", ", type.GetProperties().Select(one => one.Name));
                problems.Add(new SettingsProblem(key, section.Value ?? "", $"is not a setting. Known here: {known}."));
                continue;
            }

            CheckValue(property.PropertyType, property, section, key, problems);
        }
    }

    private static void CheckValue(
        Type type,
        PropertyInfo? property,
        IConfigurationSection section,
        string key,
        List<SettingsProblem> problems
    )
    {
        var children = section.GetChildren().ToList();
        if (type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type))
        {
            if (section.Value is { Length: > 0 } single)
                problems.Add(new SettingsProblem(key, single, "must be a list."));

            foreach (var child in children)
                CheckValue(type.GetGenericArguments()[^1], property: null, child, $"{key}:{child.Key}", problems);
        }
        else if (type.IsClass && type != typeof(string))
        {
            if (section.Value is { Length: > 0 } single)
                problems.Add(new SettingsProblem(key, single, "must be a section with settings of its own."));

            Check(type, children, key, problems);
        }
        else if (children.Count > 0)
        {
            problems.Add(new SettingsProblem(key, "", "must be one value, not an object or a list."));
        }
        else if (section.Value is not { } value)
        {
            if (property is null || !MayBeNull(property))
                problems.Add(
                    new SettingsProblem(key, "", $"must be {Words(type)}, not null. Leave it out for its default.")
                );
        }
        else if (!TypeDescriptor.GetConverter(type).IsValid(value))
        {
            problems.Add(new SettingsProblem(key, value, $"must be {Words(type)}."));
        }
    }

    private static bool MayBeNull(PropertyInfo property) =>
        new NullabilityInfoContext().Create(property).WriteState is NullabilityState.Nullable;

    private static string Words(Type type) =>
        type == typeof(int) ? "a whole number"
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a length of time, hours:minutes:seconds"
        : type == typeof(TimeOnly) ? "a time of day, hours:minutes"
        : type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}"
        : "a text";
}
