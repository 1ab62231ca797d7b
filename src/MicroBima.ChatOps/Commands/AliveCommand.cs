using System.CommandLine;
using System.Text.Json;

namespace MicroBima.ChatOps.Commands;

/// <summary>The verb <c>alive</c>: whether the bot of a folder lives, hears Discord and can record. It asks nobody but the folder.</summary>
internal static class AliveCommand
{
    /// <summary>0: it is well. 1: it is not, and one line says why.</summary>
    public static Command Create()
    {
        var folder = AuditCommands.FolderOption();
        var alive = new Command("alive", "Say whether the running bot is well: for health checks of containers")
        {
            folder,
        };
        alive.SetAction(parsed => Run(parsed.GetValue(folder)!, TimeProvider.System.GetUtcNow(), Console.Out));
        return alive;
    }

    /// <summary>Reads what the bot last said of itself.</summary>
    public static int Run(string folder, DateTimeOffset now, TextWriter output)
    {
        var trouble = Read(folder) is { } beat ? beat.Trouble(now) : $"no bot has run in {folder}";
        output.WriteLine(trouble ?? "alive");
        return trouble is null ? 0 : 1;
    }

    private static Beat? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(Beat.FileIn(folder)), BeatFormat.Default.Beat);
        }
        catch (Exception unreadable)
            when (unreadable is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return null;
        }
    }
}
