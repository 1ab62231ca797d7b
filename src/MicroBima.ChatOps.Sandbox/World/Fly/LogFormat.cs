using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>How `flyctl logs` prints a line: as text, or as an indented object.</summary>
internal static class LogFormat
{
    public static string Text(LogEntry entry) =>
        $"{entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)} {entry.Provider}[{entry.Machine}] {entry.Region} [{entry.Level}]{entry.Message}";

    public static string Json(LogEntry entry) =>
        WorldJson.Indented(
            new JsonObject
            {
                ["level"] = entry.Level,
                ["instance"] = entry.Machine,
                ["message"] = entry.Message,
                ["region"] = entry.Region,
                ["timestamp"] = entry.At.UtcDateTime.ToString(
                    "yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'",
                    CultureInfo.InvariantCulture
                ),
                ["meta"] = new JsonObject
                {
                    ["instance"] = entry.Machine,
                    ["region"] = entry.Region,
                    ["event"] = new JsonObject { ["provider"] = entry.Provider },
                    ["http"] = new JsonObject
                    {
                        ["request"] = new JsonObject
                        {
                            ["id"] = "",
                            ["method"] = "",
                            ["version"] = "",
                        },
                        ["response"] = new JsonObject { ["status_code"] = 0 },
                    },
                    ["error"] = new JsonObject { ["code"] = 0, ["message"] = "" },
                    ["url"] = new JsonObject { ["full"] = "" },
                },
            }
        );
}

/// <summary>How flyctl prints states for people.</summary>
internal static class FlyText
{
    public static string Status(JsonNode status)
    {
        var machine = status["Machines"]![0]!;
        return $"""
            App
              Name     = {status["Name"]}
              Owner    = {status["Organization"]!["Slug"]}
              Hostname = {status["Hostname"]}
              Image    = {machine["image_ref"]!["repository"]}:{machine["image_ref"]!["tag"]}

            Machines
            {Row("PROCESS", "ID", "VERSION", "REGION", "STATE", "CHECKS", "LAST UPDATED")}
            {Row(
                "app",
                $"{machine["id"]}",
                $"{status["Version"]}",
                $"{machine["region"]}",
                $"{machine["state"]}",
                IsPassing(machine) ? "1 total, 1 passing" : "1 total, 1 critical",
                $"{machine["updated_at"]}"
            )}

            """;
    }

    public static string Machines(string app, JsonNode status)
    {
        var machine = status["Machines"]![0]!;
        return $"""
            1 machines have been retrieved from app {app}.
            View them in the UI here (https://fly.io/apps/{app}/machines/)

            {app}
            {Row("ID", "NAME", "STATE", "CHECKS", "REGION", "IMAGE", "LAST UPDATED")}
            {Row(
                $"{machine["id"]}",
                $"{machine["name"]}",
                $"{machine["state"]}",
                IsPassing(machine) ? "1/1" : "0/1",
                $"{machine["region"]}",
                $"{machine["image_ref"]!["tag"]}",
                $"{machine["updated_at"]}"
            )}

            """;
    }

    private static bool IsPassing(JsonNode machine) => (string?)machine["checks"]?[0]?["status"] == "passing";

    private static string Row(params string[] cells) => string.Join('\t', cells.Select(cell => cell.PadRight(14)));
}
