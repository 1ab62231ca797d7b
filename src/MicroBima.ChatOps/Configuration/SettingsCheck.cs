using System.Globalization;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Configuration;

/// <summary>The rules for settings that make sense: who may approve, that nothing points at itself, that nothing is a placeholder.</summary>
public static class SettingsCheck
{
    /// <summary>Everything that is wrong, one line each; empty where the bot may start.</summary>
    public static IEnumerable<SettingsProblem> Of(Settings settings, bool tokenStandsInFile) =>
        [
            .. Discord(settings.Discord, tokenStandsInFile),
            .. StorageCheck.Of(settings.Storage),
            .. Files(settings),
            .. BackupCheck.Of(settings),
            .. People(settings),
            .. settings.Environments.Count == 0
                ? [new SettingsProblem("Environments", "", "name at least one environment.")]
                : Array.Empty<SettingsProblem>(),
            .. Shared(settings.Environments),
            .. settings.Environments.SelectMany(
                (environment, index) => Environment(environment, $"Environments:{index}", settings)
            ),
        ];

    private static IEnumerable<SettingsProblem> Discord(DiscordSection discord, bool tokenStandsInFile)
    {
        if (tokenStandsInFile)
            yield return new(
                "Discord:Token",
                "",
                "must not stand in a file of settings. Put it into a file of its own (Discord:TokenFile) or into CHATOPS_Discord__Token."
            );
        if (string.IsNullOrEmpty(discord.Token) && string.IsNullOrEmpty(discord.TokenFile))
            yield return new(
                "Discord:TokenFile",
                "",
                "no bot token. Set it to a file with the token, or set CHATOPS_Discord__Token. To try everything without one: ./demo.sh"
            );
        if (discord.TokenFile is { Length: > 0 } file)
        {
            foreach (var problem in FileCheck.OfToken("Discord:TokenFile", file))
                yield return problem;
        }

        if (!IsId(discord.Guild))
            yield return new(
                "Discord:Guild",
                discord.Guild,
                "must be the id of your server: switch on developer mode in Discord, then Copy Server ID."
            );
        if (!IsId(discord.Channel))
            yield return new("Discord:Channel", discord.Channel, "must be the id of the channel: Copy Channel ID.");
        if (!IsUrl(discord.ApiUrl) || IsUnsafe(discord.ApiUrl))
            yield return new(
                "Discord:ApiUrl",
                discord.ApiUrl,
                "must be an https address (http only on this machine): the token travels there."
            );
        if (discord.GatewayUrl is { Length: > 0 } gateway && !IsGateway(gateway))
            yield return new(
                "Discord:GatewayUrl",
                gateway,
                "must be a wss address (ws only on this machine). Leave it out: Discord is asked."
            );
    }

    private static IEnumerable<SettingsProblem> Files(Settings settings)
    {
        (string Key, string? Path)[] programs =
        [
            ("Tools:Git", settings.Tools.Git),
            ("Tools:Flyctl", settings.Tools.Flyctl),
            ("Tools:PgDump", settings.Tools.PgDump),
            ("Tools:PgRestore", settings.Tools.PgRestore),
        ];
        foreach (var (key, path) in programs)
        {
            if (path is { Length: > 0 } && !Path.IsPathFullyQualified(path))
                yield return new(
                    key,
                    path,
                    "must be an absolute path: a bare name could be a file in the working directory."
                );
            else if (path is { Length: > 0 } && !File.Exists(path))
                yield return new(key, path, "does not exist. Install it, or set its path.");
        }
    }

    private static IEnumerable<SettingsProblem> People(Settings settings)
    {
        var ids = settings.People.SelectMany(person => person.DiscordIds).ToList();
        foreach (var id in ids.Where(id => !IsId(id)))
            yield return new("People:DiscordIds", id, "must be the id of a Discord account.");
        foreach (var twice in ids.GroupBy(id => id, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return new("People:DiscordIds", twice.Key, "belongs to two people.");
        foreach (var person in settings.People.Where(person => IsPlaceholder(person.Name)))
            yield return new("People:Name", person.Name, "is a placeholder or empty.");
        foreach (
            var twice in settings
                .People.GroupBy(person => person.Name.Trim(), StringComparer.OrdinalIgnoreCase)
                .Where(group => group.Count() > 1)
        )
            yield return new("People:Name", twice.Key, "is there twice. One person is one entry with all accounts.");
        foreach (
            var problem in settings
                .People.SelectMany(ApprovalCheck.Code)
                .Concat(ApprovalCheck.SharedCodes(settings.People))
        )
            yield return problem;
    }

    private static IEnumerable<SettingsProblem> Environment(
        EnvironmentSection environment,
        string key,
        Settings settings
    )
    {
        if (!IsWord(environment.Name))
            yield return new($"{key}:Name", environment.Name, "must be one word of small letters, digits and dashes.");
        if (!IsRemote(environment.Repository.Url))
            yield return new(
                $"{key}:Repository:Url",
                environment.Repository.Url,
                "must be an https or ssh address without a user's secret, or an absolute path."
            );
        foreach (
            var (name, branch) in new[] { ("Head", environment.Repository.Head), ("Base", environment.Repository.Base) }
        )
        {
            if (!Git.IsBranchName(branch))
                yield return new($"{key}:Repository:{name}", branch, "is not a plain branch name.");
        }

        if (string.Equals(environment.Repository.Head, environment.Repository.Base, StringComparison.Ordinal))
            yield return new($"{key}:Repository:Head", environment.Repository.Head, "is the same branch as Base.");
        foreach (
            var (name, part) in new[] { ("Owner", environment.Repository.Owner), ("Name", environment.Repository.Name) }
        )
        {
            if (
                part.Length == 0
                || !part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
                || part.Contains("..", StringComparison.Ordinal)
            )
                yield return new($"{key}:Repository:{name}", part, "must be as in the address at GitHub.");
        }

        if (!Fly.IsAppName(environment.App.Name))
            yield return new($"{key}:App:Name", environment.App.Name, "is not the name of an app at Fly.");
        foreach (var (name, url) in new[] { ("Url", environment.App.Url), ("StagingUrl", environment.App.StagingUrl) })
        {
            if (!IsUrl(url) || IsUnsafe(url))
                yield return new($"{key}:App:{name}", url, "must be an https address (http only on this machine).");
        }

        if (IsSameAddress(environment.App.Url, environment.App.StagingUrl))
            yield return new($"{key}:App:StagingUrl", environment.App.StagingUrl, "is the address of production.");
        if (environment.App.Endpoints.Count == 0 || environment.App.Endpoints.Exists(path => !IsPath(path)))
            yield return new(
                $"{key}:App:Endpoints",
                string.Join(", ", environment.App.Endpoints),
                "name at least the health endpoint; each is a path that begins with one slash."
            );
        if (!IsUrl(environment.GitHub.ApiUrl) || IsUnsafe(environment.GitHub.ApiUrl))
            yield return new(
                $"{key}:GitHub:ApiUrl",
                environment.GitHub.ApiUrl,
                "must be an https address (http only on this machine)."
            );
        foreach (
            var (name, workflow) in new[]
            {
                ("CiWorkflow", environment.GitHub.CiWorkflow),
                ("DeployWorkflow", environment.GitHub.DeployWorkflow),
            }
        )
        {
            if (!IsWorkflow(workflow))
                yield return new(
                    $"{key}:GitHub:{name}",
                    workflow,
                    "must be its file in the repository, as .github/workflows/ci.yml or ci.yml: runs are found by it."
                );
        }

        if (environment.Database is { PrismaFolder: var folder } && !Git.IsBranchName(folder))
            yield return new(
                $"{key}:Database:PrismaFolder",
                folder,
                "must be a folder in the repository, as prisma/migrations."
            );
        foreach (var (name, file) in TokensOf(environment))
        {
            foreach (var problem in FileCheck.OfToken($"{key}:{name}", file))
                yield return problem;
        }

        if (environment.Watch < TimeSpan.FromSeconds(1) || environment.Watch > TimeSpan.FromHours(2))
            yield return new($"{key}:Watch", environment.Watch.ToString(), "must be between a second and two hours.");

        foreach (
            var problem in ApprovalCheck
                .Of(environment.Approval, $"{key}:Approval", settings)
                .Concat(Rest(environment, key))
        )
            yield return problem;
    }

    private static IEnumerable<(string Key, string File)> TokensOf(EnvironmentSection environment)
    {
        (string Key, string? File)[] files =
        [
            ("Repository:TokenFile", environment.Repository.TokenFile),
            ("GitHub:TokenFile", environment.GitHub.TokenFile),
            ("App:FlyTokenFile", environment.App.FlyTokenFile),
        ];
        return files.Where(file => file.File is not null).Select(file => (file.Key, file.File!));
    }

    /// <summary>Two environments that share something are one, and the rules of the laxer one would hold for both.</summary>
    private static IEnumerable<SettingsProblem> Shared(List<EnvironmentSection> environments)
    {
        (string Key, Func<EnvironmentSection, string?> Of)[] targets =
        [
            ("Name", environment => environment.Name),
            ("App:Name", environment => environment.App.Name),
            ("App:Url", environment => environment.App.Url.TrimEnd('/')),
            (
                "Database:ConnectionFile",
                environment =>
                    environment.Database?.ConnectionFile is { } file ? DatabaseCheck.AddressIn(file) ?? file : null
            ),
            (
                "Repository:Base",
                environment =>
                    $"{environment.Repository.Owner}/{environment.Repository.Name} {environment.Repository.Base}"
            ),
        ];
        return from target in targets
            from same in environments.GroupBy(target.Of, StringComparer.OrdinalIgnoreCase)
            where same.Key is { Length: > 0 } && same.Count() > 1
            select new SettingsProblem(
                $"Environments:{target.Key}",
                same.Key!,
                $"belongs to {same.Count()} environments: {string.Join(", ", same.Select(environment => environment.Name))}."
            );
    }

    private static IEnumerable<SettingsProblem> Rest(EnvironmentSection environment, string key)
    {
        if (environment.App.MetricsUrl is { Length: > 0 } metrics && (!IsUrl(metrics) || IsUnsafe(metrics)))
            yield return new(
                $"{key}:App:MetricsUrl",
                metrics,
                "must be an https address, as https://api.fly.io/prometheus/<organization>/ (http only on this machine)."
            );
        if (environment.App.Folder is { Length: > 0 } folder && !Fly.IsFolder(folder))
            yield return new(
                $"{key}:App:Folder",
                folder,
                "must be an absolute path in the machine, of letters, digits and _ . : / -, as /app."
            );
        foreach (var problem in DatabaseCheck.Of(environment.Database, $"{key}:Database"))
            yield return problem;
        if (
            environment.App.LogsUrl is { Length: > 0 } logs
            && (!IsUrl(logs) || IsUnsafe(logs) || environment.App.FlyTokenFile is null)
        )
            yield return new(
                $"{key}:App:LogsUrl",
                logs,
                "must be an https address (http only on this machine), with a FlyTokenFile."
            );

        if (environment.Runbook.Phase is < 1 or > 3)
            yield return new(
                $"{key}:Runbook:Phase",
                environment.Runbook.Phase.ToString(CultureInfo.InvariantCulture),
                "must be 1 (manual), 2 (semi-automated) or 3 (automated)."
            );
        foreach (var (step, mode) in environment.Runbook.Modes)
        {
            if (!SettingsMap.StepNames.Contains(step, StringComparer.OrdinalIgnoreCase))
                yield return new(
                    $"{key}:Runbook:Modes:{step}",
                    mode,
                    $"is not a step. Steps: {string.Join(", ", SettingsMap.StepNames)}."
                );
            if (!Enum.GetNames<StepMode>().Contains(mode, StringComparer.OrdinalIgnoreCase))
                yield return new($"{key}:Runbook:Modes:{step}", mode, "must be manual, confirm or auto.");
        }

        foreach (var freeze in environment.Freezes)
        {
            if (string.IsNullOrWhiteSpace(freeze.Name))
                yield return new($"{key}:Freezes:Name", freeze.Name, "give it a name; refusals say it.");
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(freeze.TimeZone, out _))
                yield return new(
                    $"{key}:Freezes:TimeZone",
                    freeze.TimeZone,
                    "is not a time zone of this machine (install tzdata?). Example: Africa/Nairobi."
                );
            if (freeze.Days.Distinct().Count() is 0 or 7)
                yield return new(
                    $"{key}:Freezes:Days",
                    string.Join(", ", freeze.Days),
                    "must be some days, not none and not all."
                );
        }

        foreach (var contact in environment.Contacts.Where(contact => IsPlaceholder(contact.Name)))
            yield return new($"{key}:Contacts", contact.Name, $"is a placeholder. Name the {contact.Role}.");
    }

    // Discord's ids have had 17 digits and more since 2015; the examples of its documentation are nobody's.
    internal static bool IsId(string text) =>
        text.Length is >= 15 and <= 20
        && text[0] != '0'
        && text is not ("123456789012345678" or "1234567890123456789" or "111111111111111111")
        && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static bool IsWord(string text) =>
        text.Length is > 0 and <= 32
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-');

    private static bool IsPlaceholder(string text) =>
        string.IsNullOrWhiteSpace(text)
        || text.Trim()[0] is '[' or '<' or '{'
        || text.Contains("your name", StringComparison.OrdinalIgnoreCase)
        || text.Trim() is "TODO" or "todo" or "?" or "-";

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is "https" or "http"
        && url.UserInfo.Length == 0;

    /// <summary>True for a path that stays at the address which it is put behind.</summary>
    private static bool IsPath(string text) =>
        text.StartsWith('/')
        && Uri.TryCreate(new Uri("https://app.invalid"), text, out var url)
        && url.Host is "app.invalid";

    private static bool IsWorkflow(string text) =>
        SettingsMap.WorkflowOf(text).StartsWith(".github/workflows/", StringComparison.Ordinal)
        && (text.EndsWith(".yml", StringComparison.Ordinal) || text.EndsWith(".yaml", StringComparison.Ordinal));

    private static bool IsUnsafe(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" && !url.IsLoopback;

    private static bool IsSameAddress(string one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var first)
        && Uri.TryCreate(other, UriKind.Absolute, out var second)
        && first == second;

    private static bool IsGateway(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme is "wss" || url.Scheme is "ws" && url.IsLoopback);

    // Whoever stands before the @ of an https address is a token.
    private static bool IsRemote(string url) =>
        !url.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter))
        && (
            Path.IsPathFullyQualified(url)
            || Uri.TryCreate(url, UriKind.Absolute, out var address)
                && (
                    address.Scheme is "https" && address.UserInfo.Length == 0
                    || address.Scheme is "ssh" && !address.UserInfo.Contains(':', StringComparison.Ordinal)
                )
        );
}
