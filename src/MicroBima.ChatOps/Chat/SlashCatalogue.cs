using System.Collections.Immutable;

namespace MicroBima.ChatOps.Chat;

/// <summary>The slash commands as they are registered: names, descriptions, options.</summary>
public static class SlashCatalogue
{
    /// <summary>The option that most commands need.</summary>
    public static readonly SlashOption Environment = new(
        "environment",
        "Which environment",
        IsRequired: true,
        SlashType.Environment
    );
    private static readonly SlashOption Reason = new(
        "reason",
        "Why; everybody reads it",
        IsRequired: false,
        SlashType.Text
    );

    private static readonly SlashOption Backup = new(
        "backup",
        "Its name; the newest where absent",
        IsRequired: false,
        SlashType.Backup
    );

    /// <summary>All commands, as they are registered.</summary>
    public static ImmutableArray<SlashCommand> All { get; } =
    [
        new(
            "deploy",
            "Bring staging to an environment; a second person approves",
            [
                Environment,
                Reason,
                new("override", "Why this cannot wait for the end of a freeze", IsRequired: false, SlashType.Text),
            ]
        ),
        new("rollback", "Emergency: bring the release before back; a second person approves", [Environment, Reason]),
        new(
            "restore",
            "Emergency: bring the database back to a backup; a second person approves",
            [
                Environment,
                Reason with
                {
                    IsRequired = true,
                },
                Backup with
                {
                    Description = "Which one; the newest proven one where absent",
                },
            ]
        ),
        new("status", "What is going on", []),
        new("health", "How the app is", [Environment]),
        new(
            "logs",
            "What the logs say",
            [
                Environment,
                new("since", "How far back: 15m, 2h", IsRequired: false, SlashType.Text),
                new("errors-only", "Leave warnings out", IsRequired: false, SlashType.YesNo),
            ]
        ),
        new(
            "mute",
            "Hear no more of a pattern of the logs",
            [
                Environment,
                new("pattern", "Its id, as /logs shows it", IsRequired: true, SlashType.Text),
                Reason with
                {
                    IsRequired = true,
                },
            ]
        ),
        new(
            "unmute",
            "Hear of a pattern again",
            [Environment, new("pattern", "Its id, as /mutes shows it", IsRequired: true, SlashType.Text)]
        ),
        new("mutes", "Which patterns are muted, by whom and why", [Environment]),
        new("backup", "Backups of the database", [])
        {
            Parts =
            [
                new("create", "Make one now, restore it elsewhere and compare", [Environment]),
                new("list", "The newest, and whether their restore is proven", [Environment]),
                new("verify", "Read one in full, restore it elsewhere and compare", [Environment, Backup]),
                new("cancel", "Stop what is being made or verified", [Environment]),
            ],
        },
        new("app", "Emergency: the app by hand", [])
        {
            Parts =
            [
                new("stop", "Stop all its machines; asks once more", [Environment, Reason with { IsRequired = true }]),
                new(
                    "restart",
                    "Restart its machines, or start them; asks once more",
                    [Environment, Reason with { IsRequired = true }]
                ),
            ],
        },
        new("history", "The last sessions", []),
        new("stats", "How often, how fast and how well an environment is deployed", [Environment]),
        new("contacts", "Whom to call", [Environment]),
        new("abort", "Stop a session", [new("session", "Its number", IsRequired: true, SlashType.WholeNumber)]),
        new("lock", "Close an environment for deployments", [Environment, Reason with { IsRequired = true }]),
        new(
            "freeze",
            "No deployment until a moment; emergencies go on",
            [
                Environment,
                Reason with
                {
                    IsRequired = true,
                },
                new(
                    "until",
                    "How long (90m, 2h, 3d) or when (2026-12-01T06:00Z); absent: until /unfreeze",
                    IsRequired: false,
                    SlashType.Text
                ),
            ]
        ),
        new("unfreeze", "End a freeze that somebody declared", [Environment, Reason]),
        new("unlock", "Open an environment again", [Environment, Reason]),
    ];
}
