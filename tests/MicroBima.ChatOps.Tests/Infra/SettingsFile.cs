using System.Text.Json.Nodes;
using MicroBima.ChatOps.Configuration;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A file of settings with which the bot would start, and ways to break it.</summary>
internal sealed class SettingsFile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SettingsFile()
    {
        var file = _folder.In("secret");
        File.WriteAllText(file, "secret");
        var connection = _folder.In("connection");
        File.WriteAllText(connection, "postgresql://bot:secret@db.internal/app");
        var scratch = _folder.In("scratch");
        File.WriteAllText(scratch, "Host=127.0.0.1;Port=5433;Database=postgres;Username=scratch");
        var key = _folder.In("key");
        File.WriteAllText(key, new string('a', 64));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Json = JsonNode
            .Parse(
                $$"""
                {
                  "Discord": { "ApiUrl": "https://discord.com/api/v10", "TokenFile": "{{file}}", "Guild": "900000000000000000", "Channel": "900000000000000009" },
                  "Storage": { "Folder": "{{_folder.In("data")}}" },
                  "Tools": { "Git": "{{file}}", "Flyctl": "{{file}}", "PgDump": "{{file}}", "PgRestore": "{{file}}", "PgServer": null },
                  "Backup": { "KeyFile": "{{key}}", "ScratchConnectionFile": "{{scratch}}", "Keep": 10, "KeepFor": "30.00:00:00", "ChecksumUpToMiB": 512, "OwnDisk": "Refuse" },
                  "People": [
                    { "Name": "ana", "DiscordIds": ["100000000000000001", "100000000000000011"], "GitHub": "ana", "Emails": ["ana@example.com"] },
                    { "Name": "ben", "DiscordIds": ["100000000000000002"], "GitHub": null, "Emails": [] }
                  ],
                  "Environments": [
                    {
                      "Name": "production",
                      "Repository": { "Url": "https://github.com/microbima/internal-api.git", "Owner": "microbima", "Name": "internal-api", "Head": "staging", "Base": "master", "TokenFile": "{{file}}" },
                      "GitHub": { "ApiUrl": "https://api.github.com/", "TokenFile": "{{file}}", "CiWorkflow": ".github/workflows/ci.yml", "DeployWorkflow": ".github/workflows/deploy.yml" },
                      "App": { "Name": "internal-api", "Url": "https://internal-api.fly.dev", "StagingUrl": "https://staging-internal-api.fly.dev", "Endpoints": ["/api/health"], "FlyTokenFile": "{{file}}" },
                      "Database": { "ConnectionFile": "{{connection}}", "PrismaFolder": "prisma/migrations", "Rehearsal": "Restored", "BackupMaxAge": "00:15:00" },
                      "Approval": { "People": 2, "RollbackPeople": 2, "RequesterRoles": ["900000000000000001"], "ApproverRoles": ["900000000000000002"], "AllowedUsers": [], "Expires": "00:30:00", "RunExpires": "04:00:00", "AuthorsNeedAnother": true },
                      "Freezes": [{ "Name": "Friday", "Days": ["Friday"], "EndsNextDayAt": "06:00", "TimeZone": "Africa/Nairobi" }],
                      "Runbook": { "Phase": 2, "Modes": { "migrate": "confirm" }, "Seed": false },
                      "Watch": "00:15:00",
                      "Contacts": [{ "Role": "Database Admin", "Name": "Ben" }]
                    }
                  ]
                }
                """
            )!
            .AsObject();
    }

    public JsonObject Json { get; }

    public string Path => _folder.In("appsettings.json");

    public void Dispose() => _folder.Dispose();

    /// <summary>Sets a value by its path: <c>Environments:0:Approval:People</c>.</summary>
    public SettingsFile With(string key, JsonNode? value)
    {
        var (parent, name) = Find(key);
        if (parent is JsonArray list && int.Parse(name, null) == list.Count)
            list.Add(value);
        else if (parent is JsonArray array)
            array[int.Parse(name, null)] = value;
        else
            parent.AsObject()[name] = value;

        return this;
    }

    /// <summary>The text at a path.</summary>
    public string Get(string key)
    {
        var (parent, name) = Find(key);
        return (parent is JsonArray list ? list[int.Parse(name, null)]! : parent[name]!).GetValue<string>();
    }

    /// <summary>A second environment that shares nothing with the first, for a test to make it share something.</summary>
    public SettingsFile WithStaging()
    {
        var staging = Json["Environments"]![0]!.DeepClone();
        Json["Environments"]!.AsArray().Add(staging);
        var connection = _folder.In("other");
        File.WriteAllText(connection, "postgresql://bot:secret@db.internal/demo");
        return With("Environments:1:Name", "demo")
            .With("Environments:1:Repository:Base", "demo")
            .With("Environments:1:App:Name", "demo-api")
            .With("Environments:1:App:Url", "https://demo-api.fly.dev")
            .With("Environments:1:Database:ConnectionFile", connection);
    }

    /// <summary>Everything that the bot would say before it does not start.</summary>
    public IReadOnlyList<SettingsProblem> Problems()
    {
        File.WriteAllText(Path, Json.ToJsonString());
        var (settings, problems) = SettingsReader.Read(Path);
        return problems.Count > 0 ? problems : [.. SettingsCheck.Of(settings, tokenStandsInFile: false)];
    }

    private (JsonNode Parent, string Name) Find(string key)
    {
        var parts = key.Split(':');
        JsonNode node = Json;
        foreach (var part in parts[..^1])
            node = node is JsonArray list ? list[int.Parse(part, null)]! : node[part]!;

        return (node, parts[^1]);
    }
}
