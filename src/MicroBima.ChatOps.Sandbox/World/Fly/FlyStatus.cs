using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>The documents that `flyctl status --json` and `flyctl machine list --json` print.</summary>
internal static class FlyStatus
{
    public static JsonObject Of(FlyIdentity identity, MachineView view) =>
        new()
        {
            ["AppURL"] = $"https://{identity.App}.fly.dev",
            ["Deployed"] = view.Release is not null,
            ["Hostname"] = $"{identity.App}.fly.dev",
            ["ID"] = identity.App,
            ["Machines"] = new JsonArray(Machine(identity, view)),
            ["Name"] = identity.App,
            ["Organization"] = new JsonObject
            {
                ["ID"] = "8ZbN2qYvMjkPo",
                ["InternalNumericID"] = "412077",
                ["Name"] = "MicroBima",
                ["Slug"] = "microbima",
            },
            ["PlatformVersion"] = "machines",
            ["Status"] = view.State == "stopped" ? "suspended" : "deployed",
            ["Version"] = view.Release?.Number ?? 0,
        };

    public static JsonObject Machine(FlyIdentity identity, MachineView view)
    {
        var release = view.Release;
        return new JsonObject
        {
            ["id"] = identity.Machine,
            ["name"] = "quiet-acacia-4417",
            ["state"] = view.State,
            ["region"] = FlyIdentity.Region,
            ["image_ref"] = new JsonObject
            {
                ["registry"] = "registry.fly.io",
                ["repository"] = identity.App,
                ["tag"] = release?.Tag,
                ["digest"] = $"sha256:{Hash(release?.Sha ?? "")}",
                ["labels"] = new JsonObject { ["GH_SHA"] = release?.Sha },
            },
            ["instance_id"] = Hash($"{release?.Number}")[..26].ToUpperInvariant(),
            ["private_ip"] = identity.PrivateAddress,
            ["created_at"] = Time((view.Events is [.., var oldest] ? oldest.At : view.CheckedAt)),
            ["updated_at"] = Time((view.Events is [var newest, ..] ? newest.At : view.CheckedAt)),
            ["config"] = new JsonObject
            {
                ["env"] = new JsonObject { ["PRIMARY_REGION"] = FlyIdentity.Region },
                ["guest"] = new JsonObject
                {
                    ["cpu_kind"] = "shared",
                    ["cpus"] = 1,
                    ["memory_mb"] = 512,
                },
                ["metadata"] = new JsonObject
                {
                    ["fly_platform_version"] = "v2",
                    ["fly_process_group"] = "app",
                    ["fly_release_version"] = release?.Number.ToString(CultureInfo.InvariantCulture),
                },
                ["restart"] = new JsonObject { ["policy"] = "on-failure", ["max_retries"] = 10 },
            },
            ["events"] = new JsonArray([.. view.Events.Select(it => (JsonNode)Event(it))]),
            ["checks"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = HealthCheck.Name,
                    ["status"] = view.IsHealthy ? "passing" : "critical",
                    ["output"] = view.IsHealthy ? "{\"status\":\"ok\"}" : "connect: connection refused",
                    ["updated_at"] = Time(view.CheckedAt),
                }
            ),
            ["host_status"] = "ok",
        };
    }

    private static JsonObject Event(MachineEvent it)
    {
        var node = new JsonObject
        {
            ["type"] = it.Type,
            ["status"] = it.Status,
            ["source"] = it.IsRequested ? "user" : "flyd",
            ["timestamp"] = it.At.ToUnixTimeMilliseconds(),
        };
        if (it.ExitCode is { } code)
            node["request"] = new JsonObject
            {
                ["exit_event"] = new JsonObject
                {
                    ["requested_stop"] = it.IsRequested,
                    ["restarting"] = !it.IsRequested,
                    ["guest_exit_code"] = 0,
                    ["guest_signal"] = -1,
                    ["guest_error"] = "",
                    ["exit_code"] = code > 128 ? 0 : code,
                    ["signal"] = code > 128 ? code - 128 : -1,
                    ["error"] = "",
                    ["oom_killed"] = false,
                    ["exited_at"] = Time(it.At),
                },
                ["restart_count"] = it.Restarts,
            };

        return node;
    }

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
