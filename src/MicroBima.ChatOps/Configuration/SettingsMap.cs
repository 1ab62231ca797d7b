using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Scratch;

namespace MicroBima.ChatOps.Configuration;

/// <summary>From checked settings to the words of the domain.</summary>
public static class SettingsMap
{
    /// <summary>Steps whose mode can be chosen; those of a restore follow its approval.</summary>
    public static IReadOnlyList<string> StepNames { get; } =
    [.. Enum.GetValues<StepKind>().Where(kind => kind <= StepKind.Watch).Select(kind => kind.ToString())];

    /// <summary>The people.</summary>
    public static IEnumerable<Person> PeopleOf(Settings settings) =>
        settings.People.Select(person => new Person(
            new PersonName(person.Name),
            [.. person.DiscordIds.Select(id => AccountId.Parse(id, null))],
            person.GitHub,
            [.. person.Emails]
        ));

    /// <summary>The authenticator secrets of the people, read from their files; the settings were checked before.</summary>
    public static ApprovalCodes CodesOf(Settings settings) =>
        new(
            settings
                .People.Where(person => person.CodeFile is { Length: > 0 })
                .ToDictionary(
                    person => new PersonName(person.Name),
                    person => ApprovalCodes.TryRead(File.ReadAllText(person.CodeFile!))!
                )
        );

    /// <summary>The environments.</summary>
    public static IEnumerable<DeploymentEnvironment> EnvironmentsOf(Settings settings) =>
        settings.Environments.Select(section => EnvironmentOf(section, settings.People));

    /// <summary>The programs by which backups are made and read.</summary>
    public static BackupTools BackupToolsOf(Settings settings) =>
        new(
            settings.Tools.PgDump,
            settings.Tools.PgRestore,
            settings.Backup.KeyFile,
            new ReadingLimits(settings.Backup.ChecksumUpToMiB * 1024L * 1024, TimeSpan.FromMinutes(2))
        );

    /// <summary>The rules by which they are kept.</summary>
    public static VaultPolicy VaultPolicyOf(Settings settings) =>
        new(new Retention(settings.Backup.Keep, settings.Backup.KeepFor), settings.Backup.OwnDisk);

    /// <summary>Where scratch servers come from.</summary>
    public static ScratchSettings ScratchOf(Settings settings) =>
        new(settings.Storage.Folder, settings.Tools.PgServer, settings.Backup.ScratchConnectionFile);

    /// <summary>The path of a workflow in the repository, by which its runs are found; GitHub takes its file's name alone too.</summary>
    internal static string WorkflowOf(string text) =>
        text.Contains('/', StringComparison.Ordinal) ? text : $".github/workflows/{text}";

    private static DeploymentEnvironment EnvironmentOf(EnvironmentSection section, List<PersonSection> people) =>
        new(
            section.Name,
            new RepositorySettings(
                section.Repository.Url,
                section.Repository.Owner,
                section.Repository.Name,
                section.Repository.Base,
                section.Repository.Head,
                section.Repository.TokenFile
            ),
            new ActionsSettings(
                new Uri(section.GitHub.ApiUrl),
                section.GitHub.TokenFile,
                WorkflowOf(section.GitHub.CiWorkflow),
                WorkflowOf(section.GitHub.DeployWorkflow)
            ),
            new AppSettings(
                section.App.Name,
                new Uri(section.App.Url),
                new Uri(section.App.StagingUrl),
                [.. section.App.Endpoints],
                section.App.FlyTokenFile,
                section.App.MetricsUrl is { Length: > 0 } metrics ? new Uri(metrics.TrimEnd('/') + '/') : null
            )
            {
                Folder = section.App.Folder?.TrimEnd('/') is { Length: > 0 } folder ? folder : null,
                LogsUrl = section.App.LogsUrl is { Length: > 0 } logs ? new Uri(logs) : null,
                Muted = section.App.MutedPatterns.ToFrozenSet(StringComparer.Ordinal),
            },
            section.Database is { } database
                ? new DatabaseSettings(database.ConnectionFile, database.PrismaFolder)
                {
                    AllowedRules = [.. database.AllowedRules],
                    Rehearsal = database.Rehearsal,
                    BackupMaxAge = database.BackupMaxAge,
                    Variable = database.Variable,
                    LockTimeout = database.LockTimeout,
                    AllowSeedingOverRows = database.AllowSeedingOverRows,
                }
                : null,
            PolicyOf(section.Approval, section.Approval.People, people),
            PolicyOf(section.Approval, section.Approval.RollbackPeople, people),
            [
                .. section.Freezes.Select(freeze => new Freeze(
                    freeze.Name,
                    [.. freeze.Days],
                    freeze.EndsNextDayAt,
                    TimeZoneInfo.FindSystemTimeZoneById(freeze.TimeZone)
                )),
            ],
            [.. StepsOf(section.Runbook)],
            section.Watch,
            [.. section.Contacts.Select(contact => new Contact(contact.Role, contact.Name))],
            HashOf(section, people)
        );

    // Who is who belongs to it: two accounts that approved may turn out to be one person's.
    private static string HashOf(EnvironmentSection section, List<PersonSection> people) =>
        Convert.ToHexStringLower(
            SHA256.HashData([
                .. JsonSerializer.SerializeToUtf8Bytes(section, SettingsFormat.Default.EnvironmentSection),
                .. JsonSerializer.SerializeToUtf8Bytes(people, SettingsFormat.Default.ListPersonSection),
            ])
        );

    private static ApprovalPolicy PolicyOf(ApprovalSection approval, int needed, List<PersonSection> people) =>
        new(
            needed,
            [.. approval.RequesterRoles.Select(id => RoleId.Parse(id, null))],
            [.. approval.ApproverRoles.Select(id => RoleId.Parse(id, null))],
            [.. approval.AllowedUsers.Select(id => AccountId.Parse(id, null))],
            approval.Expires,
            approval.RunExpires,
            approval.AuthorsNeedAnother
        )
        {
            PeopleForDanger = approval.PeopleForDanger,
            RollsBackAfter = approval.RollsBackAfter,
            RoleMinAge = approval.RoleMinAge,
            AsksForCode = approval.AsksForCode,
            Teams =
            [
                .. people
                    .Where(person => approval.OtherTeam && person.Team is { Length: > 0 })
                    .Select(person => new TeamMember(new PersonName(person.Name), person.Team!)),
            ],
        };

    /// <summary>The guide's three phases: who sets each step off.</summary>
    private static IEnumerable<PlannedStep> StepsOf(RunbookSection runbook) =>
        from kind in Enum.GetValues<StepKind>()
        where kind <= StepKind.Watch
        where kind is not StepKind.Seed || runbook.Seed
        let written = runbook
            .Modes.FirstOrDefault(mode => string.Equals(mode.Key, kind.ToString(), StringComparison.OrdinalIgnoreCase))
            .Value
        select new PlannedStep(
            kind,
            written is null ? ModeOf(kind, runbook.Phase) : Enum.Parse<StepMode>(written, ignoreCase: true)
        );

    private static StepMode ModeOf(StepKind kind, int phase) =>
        (kind, phase) switch
        {
            (StepKind.Actions or StepKind.Health or StepKind.Watch, _) => StepMode.Auto,
            (StepKind.Push or StepKind.Migrate, 1) => StepMode.Manual,
            (StepKind.Seed, 1 or 2) => StepMode.Manual,
            (StepKind.Migrate, 2) => StepMode.Confirm,
            (StepKind.Seed, _) => StepMode.Confirm,
            (StepKind.Backup or StepKind.Push or StepKind.Migrate, _) => StepMode.Auto,
            _ => StepMode.Manual,
        };
}

/// <summary>How the settings of an environment are written for their hash.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(EnvironmentSection))]
[JsonSerializable(typeof(List<PersonSection>))]
internal sealed partial class SettingsFormat : JsonSerializerContext;
